"""Words that only say that an answer is missing are refused where an answer is needed."""

import pytest
from django.core.exceptions import ValidationError

from agreements.assessing.forms import AdviceForm, AssessRiskForm
from agreements.negotiating.forms import OverrideForm
from agreements.questionnaire.of_bodies import form_of
from agreements.questionnaire.question_sets import CURRENT
from datashare.lib.names import validate_title
from datashare.lib.placeholders import flaw_of, is_placeholder

NOTHING = ["TBC", "tbc.", "T.B.C.", "n/a", "N/A", "NA", "-", "–", "...", "?", "xxx", "Unknown", "not known yet"]
NOTHING += ["Not applicable", "To be confirmed", "to be confirmed later", "To follow", " tbd "]


@pytest.mark.parametrize("words", NOTHING)
def test_word_that_says_nothing_is_found(words: str) -> None:
    assert is_placeholder(words)


@pytest.mark.parametrize(
    "words", ["None", "No", "0", "C", "To be kept for a year", "Tea", "NATO", "Nadia", "é", "", "4"]
)
def test_answer_is_none(words: str) -> None:
    assert not is_placeholder(words)


def test_message_says_what_to_do() -> None:
    assert flaw_of("TBC") == "Enter the answer itself. “TBC” does not say it"
    assert flaw_of("-", required=False) == "Enter the answer itself, or leave this blank. “-” does not say it"


def problems(slug: str, **answers: object) -> list[str]:
    return [message for _, message in CURRENT.steps[slug].problems(answers)]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("slug", "answers"),
    [
        ("which-power", {"power_text": {"chosen": "express", "section": "TBC", "link": ""}}),
        ("gateway", {"gateway": {"chosen": "statutory", "statutory": "n/a"}}),
        ("lead", {"lead": {"chosen": "other", "name": "-", "role": "", "email": "a@kent.gov.uk"}}),
        ("criminal-offence-data", {"crim_basis": "tbc"}),
        ("rights", {"rights": [{"id": "1", "right": "access", "who": "tbc", "within": "20 days"}]}),
        ("impact-assessment", {"dpia_state": {"chosen": "yes", "yes": "TBC"}}),
    ],
)
def test_question_that_needs_a_name_or_a_source_refuses_it(slug: str, answers: dict[str, object]) -> None:
    assert any("does not say it" in message for message in problems(slug, **answers))


def test_question_of_an_organisation_may_be_answered_so() -> None:
    assert form_of("b1q1", "short").problems({"b1q1": "n/a"}) == {}


def test_owner_of_a_measure_is_a_post() -> None:
    form = AssessRiskForm({"owner": "TBC", "measure": "n/a"})
    assert "does not say it" in form.errors["owner"][0]
    assert "does not say it" in form.errors["measure"][0]


def test_position_and_reason_say_something() -> None:
    assert "does not say it" in AdviceForm({"office": "-", "words": "tba"}).errors["office"][0]
    assert "does not say it" in OverrideForm({"reason": "n/a"}).errors["reason"][0]
    with pytest.raises(ValidationError, match="does not say it"):
        validate_title("TBC")
