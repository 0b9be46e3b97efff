"""Every page of the questionnaire: answers in, answers out, and invalid input."""

from typing import Any

import pytest
import time_machine
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from hypothesis import given, settings
from hypothesis import strategies as st

from agreements.questionnaire.forms.base import Person, StepContext, StepForm, posted
from agreements.questionnaire.forms.supplier import RouteForm
from agreements.questionnaire.question_sets import CURRENT
from agreements.questionnaire.shape import Step
from agreements.questionnaire.words import is_empty
from tests.agreements.questionnaire.specimens import ANNA, full, smallest

PEOPLE = (Person("7", "Anna Okafor", "Head of data", "anna@kent.gov.uk"), Person("8", "Cai Evans"))
CONTEXT = StepContext(people=PEOPLE, acquirer="Kent County Council", supplier="Department of Work")
STEPS = [step for step in CURRENT.steps.values() if step.kind != "check"]
ANSWERED = [(step, answers) for step in STEPS for answers in (full(), smallest()) if set(step.keys) <= set(answers)]
RUDE = {
    "empty": "",
    "blank": "   ",
    "too long": "x" * 4001,
    "a megabyte": "x" * 1_000_000,
    "null": "a\x00b",
    "lone surrogate": "a\ud800b",
    "right to left": "مرحبا \u202e abc",
    "script": "<script>alert(1)</script>",
    "list where text belongs": ["a", "b"],
}


def name(step: Step) -> str:
    return step.slug


def stored_rows(step: Step, answers: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the input of the step's form: its answers, or one row of its table."""
    if step.kind != "table":
        return [{key: answers[key] for key in step.keys}]
    return [{key: value for key, value in row.items() if key != "id"} for row in answers[step.keys[0]]]


def without_blanks(answers: Any) -> Any:
    if isinstance(answers, dict):
        return {key: without_blanks(value) for key, value in answers.items() if not is_empty(value)}
    return answers


@time_machine.travel("2026-11-21 12:00", tick=False)
@pytest.mark.parametrize(("step", "answers"), ANSWERED, ids=lambda value: value.slug if isinstance(value, Step) else "")
def test_it_gives_back_the_answers_it_was_given(step: Step, answers: dict[str, Any]) -> None:
    for stored in stored_rows(step, answers):
        shown = step.form.from_answers(stored, context=CONTEXT)
        form = step.form.from_answers(stored, data=posted(shown), context=CONTEXT)
        assert form.errors == {}
        assert without_blanks(form.to_answers()) == without_blanks(stored)
        assert step.form.problems(stored) == {}


@pytest.mark.parametrize("step", STEPS, ids=name)
def test_it_shows_every_page(step: Step) -> None:
    html = str(step.open({}, context=CONTEXT))
    assert "govuk-" in html
    answers = full()
    rows: list[dict[str, Any]] = stored_rows(step, answers) if set(step.keys) <= set(answers) else []
    for row in rows:
        assert "govuk-" in str(step.open_row(row, context=CONTEXT))


@pytest.mark.parametrize("step", STEPS, ids=name)
def test_it_asks_in_the_words_of_the_question(step: Step) -> None:
    if step.kind == "table":
        return
    html = str(step.open({}, context=CONTEXT))
    form = step.open({}, context=CONTEXT)
    assert all(field.label for field in form.fields.values())
    if form.has_heading:
        assert step.questions[0].ask in html.replace("&#39;", "’")


@pytest.mark.parametrize("step", STEPS, ids=name)
def test_it_answers_an_empty_page(step: Step) -> None:
    form = step.open({}, context=CONTEXT, data=QueryDict())
    needed = step.kind == "table" or any(question.need == "submit" for question in step.questions)
    assert form.is_valid() is not needed
    for messages in form.errors.values():
        assert str(messages[0]).startswith(("Enter ", "Select ", "Confirm ", "Say "))
    if not needed:
        assert all(is_empty(value) for value in form.to_answers().values())


@pytest.mark.parametrize("rudeness", RUDE.values(), ids=RUDE.keys())
@pytest.mark.parametrize("step", STEPS, ids=name)
def test_it_answers_rude_input(step: Step, rudeness: Any) -> None:
    fields = step.form.base_fields
    everywhere = dict.fromkeys(fields, rudeness) | {f"{field}-day": rudeness for field in fields}
    data = QueryDict(mutable=True)
    data.update(
        MultiValueDict({key: value if isinstance(value, list) else [value] for key, value in everywhere.items()})
    )
    form = step.open({}, context=CONTEXT, data=data)
    assert isinstance(str(form), str)
    if form.is_valid():
        assert all(isinstance(key, str) for key in form.to_answers())
    else:
        assert all(str(message) for messages in form.errors.values() for message in messages)
    assert "<script>" not in str(form)


@given(st.dictionaries(st.sampled_from(["aims", "basis__chosen", "items", "x"]), st.text(max_size=20), max_size=4))
@settings(max_examples=50, deadline=None)
def test_it_survives_any_post(data: dict[str, str]) -> None:
    for slug in ("aims", "lawful-basis", "data-items", "lead", "dates-of-use"):
        assert str(CURRENT.steps[slug].open({}, context=CONTEXT, data=data))


def bound(slug: str, **data: Any) -> StepForm:
    return CURRENT.steps[slug].open({}, context=CONTEXT, data=data)


def errors(form: StepForm) -> dict[str, str]:
    return {field: str(messages[0]) for field, messages in form.errors.items()}


def test_it_keeps_words_faithfully() -> None:
    text = "Line one\nمرحبا – “quoted” <b>bold</b> 日本"
    form = bound("aims", aims=text)
    assert form.is_valid()
    assert form.to_answers() == {"aims": text}


def test_it_says_how_much_too_long() -> None:
    assert errors(bound("aims", aims="x" * 4001)) == {
        "aims": "What you are trying to achieve must be 4,000 characters or fewer. You entered 4,001"
    }


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        (("31", "2", "2027"), "The date you need the data by must be a real date"),
        (("1", "1", "10000"), "The year must have 4 numbers, like 2027"),
        (("1", "", "2027"), "The date you need the data by must include a month"),
        (("20", "11", "2026"), "The date you need the data by must be today or in the future"),
    ],
)
@time_machine.travel("2026-11-21 12:00", tick=False)
def test_it_refuses_a_date_that_is_none(typed: tuple[str, str, str], message: str) -> None:
    parts = dict(zip(("needed_by-day", "needed_by-month", "needed_by-year"), typed, strict=True))
    assert errors(bound("needed-by", **parts)) == {"needed_by": message}


@time_machine.travel("2026-11-21 12:00", tick=False)
def test_it_takes_today() -> None:
    form = bound("needed-by", **{"needed_by-day": "21", "needed_by-month": "11", "needed_by-year": "2026"})
    assert form.is_valid()
    assert form.to_answers() == {"needed_by": "2026-11-21"}


def span(start: tuple[int, int, int], end: tuple[int, int, int]) -> dict[str, str]:
    return {
        f"project_dates__{side}-{part}": str(number)
        for side, day in (("start", start), ("end", end))
        for part, number in zip(("day", "month", "year"), day, strict=True)
    }


def test_it_refuses_an_end_before_the_start() -> None:
    form = bound("dates-of-use", **span((1, 3, 2027), (28, 2, 2027)))
    assert errors(form) == {"project_dates__end": "The end date must be the same as or after 1 March 2027"}


def test_it_takes_one_day() -> None:
    form = bound("dates-of-use", **span((1, 3, 2027), (1, 3, 2027)))
    assert form.is_valid()
    assert form.to_answers() == {"project_dates": {"start": "2027-03-01", "end": "2027-03-01"}}


def test_it_wants_an_explanation_of_each_benefit() -> None:
    form = bound("benefits", benefits__chosen=["decisions", "other"], benefits__other="Warm homes")
    assert errors(form) == {"benefits__decisions": "Enter how the data will help"}


def test_it_forgets_the_explanation_of_what_was_not_chosen() -> None:
    form = bound("frequency", frequency__chosen="daily", frequency__detail="never mind")
    assert form.is_valid()
    assert without_blanks(form.to_answers()) == {"frequency": {"chosen": "daily"}}


def test_it_refuses_none_of_these_beside_another() -> None:
    form = bound("kinds-of-data", data_types=["none", "personal"])
    assert errors(form) == {"data_types": "Select the kinds of data or select “None of these”, but not both"}


def test_it_refuses_an_option_that_is_not_offered() -> None:
    assert "linkage" in errors(bound("linkage", linkage="perhaps"))


def test_it_names_the_organisations_in_the_question_of_roles() -> None:
    form = bound("roles")
    assert [field.label for field in form.fields.values()] == ["Kent County Council", "Department of Work"]


def test_it_wants_every_confirmation() -> None:
    form = CURRENT.steps["check"].open({}, data={"considered": ["law"], "risks_read": ["yes"]})
    assert list(errors(form)) == ["considered"]
    everything = ["technology", "security", "data_protection", "law", "governance"]
    assert CURRENT.steps["check"].open({}, data={"considered": everything, "risks_read": ["yes"]}).is_valid()


# --- The person picker --------------------------------------------------------------------------------


def offered(form: StepForm) -> list[str]:
    return [str(key) for key, _ in form.fields["lead__chosen"].choices]  # type: ignore[attr-defined]


def test_it_offers_the_people_of_the_share() -> None:
    assert offered(CURRENT.steps["lead"].open({}, context=CONTEXT)) == ["7", "8", "other"]


def test_it_keeps_the_name_beside_the_choice() -> None:
    form = bound("lead", lead__chosen="7", lead__name="someone", lead__email="else@kent.gov.uk")
    assert form.is_valid()
    assert form.to_answers() == {"lead": ANNA}


def test_it_takes_someone_else() -> None:
    form = bound("lead", lead__chosen="other", lead__name="Di Marsh", lead__email="di@kent.gov.uk")
    assert form.is_valid()
    assert form.to_answers() == {"lead": {"chosen": "other", "name": "Di Marsh", "role": "", "email": "di@kent.gov.uk"}}


def test_it_wants_a_name_and_an_address_of_someone_else() -> None:
    assert errors(bound("lead", lead__chosen="other", lead__email="nonsense")) == {
        "lead__name": "Enter their full name",
        "lead__email": "Enter an email address in the correct format, like name@example.gov.uk",
    }


def test_it_refuses_a_person_of_another_share() -> None:
    assert "lead__chosen" in errors(bound("lead", lead__chosen="99"))


def test_it_still_offers_someone_who_has_left() -> None:
    form = CURRENT.steps["lead"].open({"lead": {**ANNA, "chosen": "3"}}, context=CONTEXT)
    assert offered(form) == ["7", "8", "3", "other"]
    again = CURRENT.steps["lead"].open({"lead": {**ANNA, "chosen": "3"}}, context=CONTEXT, data=posted(form))
    assert again.is_valid()
    assert again.to_answers() == {"lead": {**ANNA, "chosen": "3"}}


def test_it_takes_no_one_yet_as_an_answer() -> None:
    form = bound("legal-check", legal_check__chosen="not_yet")
    assert form.is_valid()
    assert without_blanks(form.to_answers()) == {"legal_check": {"chosen": "not_yet"}}


def test_route_is_offered_as_yours_and_read_as_the_suppliers() -> None:
    assert "Direct access to your system" in str(RouteForm()["s_route__chosen"])
    assert RouteForm.words("s_route", {"chosen": ["direct_access"]}).lines == (
        "Direct access to the supplier’s system",
    )
