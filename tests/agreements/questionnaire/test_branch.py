"""Which answers open and close which questions."""

from typing import Any

import pytest

from agreements.questionnaire.forms.base import StepContext
from agreements.questionnaire.forms.data_protection import BasisForm, JointActivityForm, RoleForm
from agreements.questionnaire.forms.supplier import SupplierBasisForm
from agreements.questionnaire.journey import Journey
from agreements.questionnaire.question_sets import CURRENT
from agreements.questionnaire.words import Json
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
    assert found["dp_check"] == "No data protection adviser is named to check this request yet."


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


# --- Law enforcement and joint controllers ---------------------------------------------------------

ENFORCING: dict[str, Json] = {"chosen": ["part_3"], "part_3": "Schedule 7, paragraph 5", "why": "To prevent crime."}


def test_law_enforcement_is_asked_for_its_own_condition() -> None:
    police = asked(data_types=["special", "criminal"], basis=ENFORCING)
    assert {"sc_schedule_8", "apd"} <= police
    assert police.isdisjoint({"sc_condition", "sc_public", "crim_basis"})
    assert "sc_schedule_8" not in asked(data_types=["special"])


def test_joint_controllers_are_asked_who_does_what() -> None:
    assert "joint" in asked(data_types=["personal"], role={"acquirer": "joint", "supplier": "joint"})
    assert "joint" not in asked(data_types=["personal"], role={"acquirer": "independent", "supplier": "independent"})


def test_law_enforcement_excludes_other_lawful_bases_for_one_purpose() -> None:
    basis: dict[str, Json] = {"chosen": ["part_3", "public_task"], "part_3": "Schedule 7", "why": "Because."}
    assert "Select law enforcement alone" in BasisForm.problems({"basis": basis})["basis__chosen"][0]


def test_law_enforcement_asks_what_makes_a_competent_authority() -> None:
    assert BasisForm.problems({"basis": ENFORCING}) == {}
    assert "basis__part_3" in BasisForm.problems({"basis": {**ENFORCING, "part_3": ""}})
    assert BasisForm.problems({"basis": {"chosen": ["public_task"], "part_3": "", "why": "Ours."}}) == {}


def test_giver_may_disclose_for_law_enforcement_and_for_another_purpose() -> None:
    both: dict[str, Json] = {
        "chosen": ["part_3", "public_task"],
        "part_3": "Schedule 7",
        "authorised": "An Act",
        "why": "",
    }
    assert SupplierBasisForm.problems({"s_basis": both}) == {}


@pytest.mark.parametrize("other", ["independent", "processor"])
def test_joint_controller_on_one_side_only_is_refused(other: str) -> None:
    for one, two in (("joint", other), (other, "joint")):
        said = RoleForm.problems({"role": {"acquirer": one, "supplier": two}})["role__supplier"][0]
        assert "If one organisation is a joint controller, so is the other" in said
    assert RoleForm.problems({"role": {"acquirer": "joint", "supplier": "joint"}}) == {}


def test_joint_activity_starts_with_the_usual_duties() -> None:
    form = JointActivityForm.from_answers({}, context=StepContext(acquirer="Kent County Council"))
    assert form.initial["contact"] == "Kent County Council"
    assert form.initial["breach"] == "The party in whose hands it happened"
    kept = JointActivityForm.from_answers({"contact": "The district"}, context=StepContext(acquirer="Kent"))
    assert kept.initial["contact"] == "The district"
