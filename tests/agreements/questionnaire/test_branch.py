"""Which answers open and close which questions."""

from typing import Any

import pytest

from agreements.questionnaire.journey import Journey
from agreements.questionnaire.question_sets import CURRENT
from tests.agreements.questionnaire.specimens import full, smallest


def asked(**changes: Any) -> set[str]:
    return {place.question.key for place in Journey(CURRENT, {**full(), **changes}).places()}


PROTECTION = {"basis", "necessary", "role", "transfer", "dpia_state", "dpo", "subjects"}


def test_it_opens_data_protection_for_data_about_people() -> None:
    assert asked(tri_personal="no", data_types=["personal"]) >= PROTECTION


def test_it_closes_data_protection_for_data_about_no_one() -> None:
    assert asked(tri_personal="no", data_types=["confidential"]).isdisjoint(PROTECTION)


def test_it_keeps_protection_open_when_the_triage_said_yes() -> None:
    assert asked(tri_personal="yes", data_types=["none"]) >= PROTECTION


def test_it_settles_an_unsure_triage_by_the_kinds_of_data() -> None:
    assert asked(tri_personal="not_sure", data_types=["none"]).isdisjoint(PROTECTION)
    assert asked(tri_personal="not_sure", data_types=["pseudonymised"]) >= PROTECTION


def test_it_asks_the_condition_of_special_category_data() -> None:
    assert "sc_condition" in asked(data_types=["special"])
    assert {"sc_condition", "sc_public"}.isdisjoint(asked(data_types=["personal"]))


def test_it_asks_which_public_interest() -> None:
    assert "sc_public" in asked(sc_condition=["public_interest", "research"])
    assert "sc_public" not in asked(sc_condition=["research"])


def test_it_closes_a_branch_inside_a_closed_branch() -> None:
    path = Journey(CURRENT, {**full(), "data_types": ["personal"]})
    assert {"sc_condition", "sc_public", "apd", "crim_basis"}.isdisjoint(path.answered())


def test_it_keeps_an_answer_whose_branch_closes() -> None:
    closed = Journey(CURRENT, {**full(), "data_types": ["personal"]})
    opened = Journey(CURRENT, {**closed.answers, "data_types": ["personal", "special"]})
    assert opened.answered()["sc_public"] == ["p06"]


def test_it_asks_the_condition_of_criminal_offence_data() -> None:
    assert "crim_basis" in asked(data_types=["criminal"])
    assert "crim_basis" not in asked(data_types=["special"])


@pytest.mark.parametrize(
    ("changes", "wanted"),
    [
        ({"data_types": ["criminal"]}, True),
        ({"data_types": ["special"], "sc_condition": ["public_interest"]}, True),
        ({"data_types": ["special"], "sc_condition": ["employment"]}, True),
        ({"data_types": ["special"], "sc_condition": ["explicit_consent"]}, False),
    ],
)
def test_it_asks_for_a_policy_document_where_the_law_does(changes: dict[str, Any], wanted: bool) -> None:
    assert ("apd" in asked(**changes)) is wanted


@pytest.mark.parametrize(
    ("key", "opens", "shuts", "branch"),
    [
        ("power_have", "yes", "not_sure", "power_text"),
        ("gateway", {"chosen": "dea"}, {"chosen": "none_found"}, "dea"),
        ("linkage", "yes", "no", "linkage_list"),
        ("transfer", "not_sure", "no", "transfer_where"),
        ("other_orgs", "yes", "no", "other_orgs_list"),
    ],
)
def test_it_opens_a_branch_by_one_answer(key: str, opens: Any, shuts: Any, branch: str) -> None:
    assert branch in asked(**{key: opens})
    assert branch not in asked(**{key: shuts})


def test_it_stops_above_official() -> None:
    path = Journey(CURRENT, {**full(), "classification": "other"})
    assert [stop.place.question.key for stop in path.stops()] == ["classification"]
    assert "OFFICIAL" in path.stops()[0].why
    assert not path.ready_to_submit()
    assert not path.can_visit("check")


def test_it_points_the_supplier_at_what_matters() -> None:
    found = {highlight.place.question.key: highlight.why for highlight in Journey(CURRENT, full()).highlights()}
    assert found.keys() == {
        "tri_aggregate",
        "data_types",
        "linkage",
        "transfer",
        "dp_check",
        "other_orgs",
        "classification",
    }
    assert found["data_types"] == "The data includes special category data. The data includes criminal offence data."
    assert found["dp_check"] == "No data protection adviser has checked this request yet."


def test_it_points_at_nothing_in_a_plain_request() -> None:
    assert Journey(CURRENT, smallest()).highlights() == ()


@pytest.mark.parametrize(
    ("key", "value", "part_of_why"),
    [
        ("power_have", "not_sure", "does not know whether"),
        ("power_have", "no", "no legal power"),
        ("gateway", {"chosen": "none_found"}, "not found a gateway"),
        ("onward", {"chosen": "with_consent"}, "share the data with others"),
        ("automated", {"chosen": "decides", "detail": ""}, "without human review"),
        ("role", {"acquirer": "joint", "supplier": "joint"}, "arrangement"),
        ("role", {"acquirer": "not_sure", "supplier": "joint"}, "not sure which role"),
        ("dpia_state", {"chosen": "screened_out"}, "does not need a DPIA"),
        ("sec_check", {"chosen": "not_yet"}, "No security adviser"),
    ],
)
def test_it_says_why_an_answer_needs_attention(key: str, value: Any, part_of_why: str) -> None:
    found = {h.place.question.key: h.why for h in Journey(CURRENT, {**full(), key: value}).highlights()}
    assert part_of_why in found[key]
