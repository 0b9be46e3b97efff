"""Answers in words."""

from typing import Any

import pytest

from agreements.questionnaire.forms.people import skills_without_a_person
from agreements.questionnaire.journey import Journey
from agreements.questionnaire.question_sets import CURRENT
from tests.agreements.questionnaire.specimens import full

PATH = Journey(CURRENT, full())


@pytest.mark.parametrize(
    ("key", "lines"),
    [
        ("aims", ("Older people in Kent who could get help with heating receive it before winter.",)),
        ("tri_aggregate", ("We have not considered this yet",)),
        ("data_types", ("Personal data", "Special category data", "Criminal offence data")),
        ("frequency", ("Another interval: Twice a winter",)),
        ("needed_by", ("15 January 2027",)),
        ("scope_dates", ("1 April 2025 to 31 March 2026",)),
        ("review_every", ("When something changes, and at least once a year: 1 November 2027",)),
        ("retention", ("6 months", "Why do you need to keep it for this long? Answers come until March.")),
        ("basis", ("Public task", "Why does it apply? The council has the duty.")),
        ("role", ("Acquirer: Independent controller", "Supplier: Independent controller")),
        ("geography", ("One or more local areas: Kent",)),
        ("benefits", ("Evidence about how services are run: It shows gaps.", "Something else: Warmth.")),
        ("lead", ("Anna Okafor, Head of data, anna@kent.gov.uk",)),
        ("dpo", ("Bo Nowak, dpo@kent.gov.uk",)),
        ("legal_check", ("Anna Okafor, Head of data, anna@kent.gov.uk",)),
        ("dp_check", ("No one yet",)),
        ("sc_public", ("Statutory and government purposes",)),
    ],
)
def test_it_says_an_answer_in_words(key: str, lines: tuple[str, ...]) -> None:
    assert PATH.words(key).lines == lines


def test_it_says_a_table_in_rows() -> None:
    words = PATH.words("benefit_measures")
    assert words.columns == ("Measure", "Now", "Target", "By")
    assert words.rows == (("Households helped", "21,000", "26,000", "31 March 2028"),)


def test_it_names_the_people_in_a_table() -> None:
    assert PATH.words("team").rows == (("Legal", "Anna Okafor, Head of data, anna@kent.gov.uk"),)


def test_it_says_who_is_missing_from_the_team() -> None:
    rows: list[dict[str, Any]] = [{"skill": "legal"}, {"skill": "ethics"}]
    assert "legal" not in skills_without_a_person(rows)
    assert skills_without_a_person(rows)["security"] == "Security"


def test_it_says_nothing_where_nothing_was_answered() -> None:
    assert not Journey(CURRENT, {}).words("aims")
    assert not Journey(CURRENT, {}).words("items")


def test_it_says_nothing_of_a_hidden_answer() -> None:
    assert not Journey(CURRENT, {**full(), "data_types": ["personal"]}).words("sc_public")


def test_it_describes_either_by_question_or_by_key() -> None:
    question = CURRENT.places["linkage"].question
    assert PATH.describe(question, "yes") == PATH.describe("linkage", "yes")
    assert str(PATH.describe(question, "yes")) == "Yes"


def test_it_keeps_an_option_that_no_longer_exists() -> None:
    assert str(PATH.describe("linkage", "perhaps")) == "perhaps"


def changes(**answers: Any) -> dict[str, tuple[Any, Any]]:
    found = Journey(CURRENT, {**full(), **answers}).changed_since(full())
    return {change.place.question.key: (change.before, change.after) for change in found}


def test_it_finds_what_a_new_round_changes() -> None:
    assert changes() == {}
    assert changes(aims="Fewer cold homes.") == {"aims": (full()["aims"], "Fewer cold homes.")}


def test_it_finds_answers_that_come_and_go_with_a_branch() -> None:
    assert changes(linkage="no") == {"linkage": ("yes", "no"), "linkage_list": (full()["linkage_list"], None)}


def test_it_finds_a_changed_row() -> None:
    rows = full()["items"]
    assert isinstance(rows, list)
    assert isinstance(rows[0], dict)
    changed = [{**rows[0], "why": "Another reason"}]
    assert changes(items=changed) == {"items": (rows, changed)}
