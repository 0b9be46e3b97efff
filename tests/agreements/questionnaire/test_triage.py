"""The result of the triage."""

from typing import Any

import pytest
from hypothesis import given, settings

from agreements.questionnaire.triage import Instead, KindOfAgreement, Triage
from tests.agreements.questionnaire.strategies import some_answers

NEEDED: dict[str, Any] = {
    "tri_public": "no",
    "tri_aggregate": "no",
    "tri_processor": "no",
    "tri_personal": "yes",
    "tri_kind": "repeat",
}
AGREEMENTS = (("DS-7K4M-2Q9P", "Council tax records for heating help"),)


def walk(triage: Triage) -> list[str]:
    return [step.slug for step in triage.journey.steps()]


def test_it_asks_one_thing_at_a_time() -> None:
    assert walk(Triage({})) == ["already-public"]
    first = Triage({}).journey.next_unanswered()
    assert first
    assert first.slug == "already-public"
    assert not Triage({}).journey.can_visit("how-often")
    assert Triage({}).result() is None


def test_it_asks_all_of_someone_who_needs_an_agreement() -> None:
    assert walk(Triage(NEEDED)) == ["already-public", "figures-only", "instructions-only", "about-people", "how-often"]


@pytest.mark.parametrize(
    ("answers", "instead", "words"),
    [
        ({"tri_public": "yes"}, Instead.USE_OPEN_DATA, "licence"),
        ({"tri_public": "no", "tri_aggregate": "yes"}, Instead.ASK_FOR_FIGURES, "anonymous statistics instead"),
        (
            {"tri_public": "no", "tri_aggregate": "not_considered", "tri_processor": "yes"},
            Instead.MAKE_A_CONTRACT,
            "Article 28",
        ),
    ],
)
def test_it_says_what_to_do_instead(answers: dict[str, Any], instead: Instead, words: str) -> None:
    result = Triage(answers).result()
    assert result is not None
    assert result.instead == instead
    assert not result.needs_agreement
    assert words in result.words
    # An answer given before someone went back changes nothing.
    assert Triage({**NEEDED, **answers}).result() == result


@pytest.mark.parametrize(
    ("kind", "both_government", "paper", "title"),
    [
        ("repeat", True, KindOfAgreement.MOU, "a memorandum of understanding (MoU)"),
        ("continuous", False, KindOfAgreement.AGREEMENT, "a data sharing agreement"),
        ("one_off", True, KindOfAgreement.MOU, "a memorandum of understanding (MoU)"),
        ("one_off", False, KindOfAgreement.AGREEMENT, "a data sharing agreement"),
        ("emergency", True, KindOfAgreement.EMERGENCY, "an emergency data sharing agreement"),
    ],
)
def test_it_says_which_agreement_is_needed(
    kind: str, both_government: bool, paper: KindOfAgreement, title: str
) -> None:
    result = Triage({**NEEDED, "tri_kind": kind, "form_length": "full"}, both_government=both_government).result()
    assert result is not None
    assert result.needs_agreement
    assert result.kind == paper
    assert result.title == f"You need {title}"


@pytest.mark.parametrize("both_government", [True, False])
def test_short_form_is_offered_for_a_single_delivery(both_government: bool) -> None:
    asked = {**NEEDED, "tri_kind": "one_off"}
    assert walk(Triage(asked))[-1] == "form-length"
    assert Triage(asked).result() is None
    result = Triage({**asked, "form_length": "short"}, both_government=both_government).result()
    assert result is not None
    assert (result.kind, result.title) == (KindOfAgreement.SHORT_FORM, "You need an agreement in short form")


@pytest.mark.parametrize("kind", ["repeat", "continuous", "emergency"])
def test_short_form_is_offered_for_nothing_else(kind: str) -> None:
    assert "form-length" not in walk(Triage({**NEEDED, "tri_kind": kind, "form_length": "short"}))


def test_it_asks_about_agreements_only_where_there_are_any() -> None:
    assert "already-covered" in walk(Triage(NEEDED, agreements=AGREEMENTS))
    assert "already-covered" not in walk(Triage(NEEDED))
    assert Triage(NEEDED, agreements=AGREEMENTS).result() is None


def test_it_points_at_an_agreement_that_covers_it() -> None:
    triage = Triage({**NEEDED, "tri_existing": "DS-7K4M-2Q9P"}, agreements=AGREEMENTS)
    result = triage.result()
    assert result is not None
    assert (result.instead, result.reference) == (Instead.USE_THE_AGREEMENT, "DS-7K4M-2Q9P")
    assert "Council tax records" in result.words
    assert "how-often" not in walk(triage)


def test_it_goes_on_when_none_covers_it() -> None:
    result = Triage({**NEEDED, "tri_existing": "none"}, agreements=AGREEMENTS).result()
    assert result is not None
    assert result.needs_agreement


def test_it_forgets_an_agreement_that_has_ended() -> None:
    result = Triage({**NEEDED, "tri_existing": "DS-0000-0000"}, agreements=()).result()
    assert result is not None
    assert result.needs_agreement


def test_it_gives_a_share_only_answers_on_the_path() -> None:
    answers = {**NEEDED, "tri_public": "yes", "someone": "else"}
    assert Triage(answers).first_answers() == {"tri_public": "yes"}
    assert Triage(NEEDED).first_answers() == NEEDED


@given(some_answers())
@settings(max_examples=100, deadline=None)
def test_it_survives_any_answers(answers: dict[str, Any]) -> None:
    triage = Triage(answers, agreements=AGREEMENTS, both_government=True)
    result = triage.result()
    assert result is None or bool(result.kind) != bool(result.instead)
