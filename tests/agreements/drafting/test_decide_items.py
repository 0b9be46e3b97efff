"""Both documents state what the supplier accepts, reduces, refuses and needs, and who reviewed it."""

from typing import Any

import pytest

from agreements.drafting.build import Draft, draft_both
from agreements.wording.gaps import gaps_in
from datashare.lib import markdown
from tests.agreements.drafting.answers import FACTS, FULL
from tests.agreements.drafting.test_build import says

ASKED = [
    {"id": key, "item": item, "identifies": "indirect", "why": f"Why {item}", "how_used": "Use", "keep_until": "Day"}
    for key, item in (("a", "Name"), ("b", "Date of birth"), ("c", "Income"), ("d", "Religion"))
]
DECIDED = [
    {"id": "a", "item": "Name", "decision": "accept", "reason": "Not printed."},
    {"id": "b", "item": "Date of birth", "decision": "reduce", "reason": "The year | will do."},
    {"id": "c", "item": "Income", "decision": "aggregate", "reason": "By district."},
    {"id": "d", "item": "Religion", "decision": "refuse", "reason": "Nothing shows that it is needed."},
]


def drafts(decided: list[dict[str, str]]) -> tuple[Draft, Draft]:
    return draft_both(FULL | {"items": ASKED, "s_items": decided}, FACTS)


def rows(words: str) -> list[str]:
    return [line for line in words.splitlines() if line.startswith("| ")][2:]


def test_the_annex_lists_what_the_supplier_gives() -> None:
    mou, _ = drafts(DECIDED)
    annex = says(mou, "annex.items")
    assert [row.split(" | ")[0] for row in rows(annex)] == ["| Name", "| Date of birth", "| Income"]
    assert rows(annex)[0].endswith("| As asked for |")
    assert rows(annex)[1].endswith("| Reduced: The year \\| will do. |")
    assert rows(annex)[2].endswith("| Only in aggregate: By district. |")
    assert "Religion" not in annex
    assert markdown.render(annex).count("<td") == 3 * 6
    refused = says(mou, "annex.decisions")
    assert "The supplier has refused these items. They are not shared, and the table above leaves them out." in refused
    assert rows(refused) == ["| Religion | Nothing shows that it is needed. |"]


def test_no_clause_is_about_refused_items_where_none_is() -> None:
    mou, _ = drafts(DECIDED[:3])
    assert "annex.decisions" not in {clause.key for clause in mou.clauses}


@pytest.mark.parametrize("key", ["description.items", "necessity.minimisation"])
def test_the_assessment_collects_no_refused_item(key: str) -> None:
    _, dpia = drafts(DECIDED)
    listed = rows(says(dpia, key).partition("\n\nThe supplier, asked")[0])
    assert [row.split(" | ")[0] for row in listed[:3]] == ["| Name", "| Date of birth", "| Income"]
    assert not any("Religion" in row for row in listed)


def test_the_assessment_says_why_less_is_given() -> None:
    _, dpia = drafts(DECIDED)
    words = says(dpia, "necessity.minimisation")
    assert "| Religion | Refuse | Nothing shows that it is needed. |" in words
    assert "| Date of birth | Share less detail | The year \\| will do. |" in words
    assert "| Name | Accept" not in words


def test_it_says_nothing_of_cuts_where_everything_is_accepted() -> None:
    _, dpia = drafts([row | {"decision": "accept"} for row in DECIDED])
    assert "gives less than was asked for" not in says(dpia, "necessity.minimisation")
    assert "Religion" in says(dpia, "necessity.minimisation")


def test_an_item_without_a_decision_is_a_gap() -> None:
    mou, _ = drafts([*DECIDED[:3], DECIDED[3] | {"decision": "", "reason": ""}])
    assert gaps_in(says(mou, "annex.items")) == ("s_items",)


def test_it_says_that_nothing_is_shared_where_all_is_refused() -> None:
    mou, _ = drafts([row | {"decision": "refuse"} for row in DECIDED])
    assert "The supplier has refused every item, so none is shared." in says(mou, "annex.items")


def test_two_items_of_one_name_keep_their_own_decisions() -> None:
    asked = [row | {"item": "Date"} for row in ASKED[:2]]
    decided = [row | {"item": "Date"} for row in (DECIDED[0], DECIDED[3] | {"id": "b"})]
    mou, _ = draft_both(FULL | {"items": asked, "s_items": decided}, FACTS)
    assert len(rows(says(mou, "annex.items"))) == 1
    assert "Why Name" in says(mou, "annex.items")


def test_before_the_supplier_decides_the_items_are_as_asked_for() -> None:
    mou, _ = drafts([])
    assert "What the supplier gives" not in says(mou, "annex.items")
    assert "Religion" in says(mou, "annex.items")


EFFORT: dict[str, Any] = {
    "effort": "Two weeks for one analyst.",
    "cost": "£8,000 a year",
    "payer": "acquirer",
    "earliest": "2027-03-01",
}


def test_effort_cost_and_the_earliest_date_stand_where_they_belong() -> None:
    mou, _ = draft_both(FULL | {"s_effort": EFFORT}, FACTS)
    assert "> Two weeks for one analyst." in says(mou, "costs.costs")
    assert "will pay the supplier £8,000 a year" in says(mou, "costs.costs")
    assert "| First supply, at the earliest | 1 March 2027 |" in says(mou, "delivery.route")


@pytest.mark.parametrize("left_out", ["effort", "cost", "earliest"])
def test_no_part_of_the_effort_is_missed_where_it_was_not_said(left_out: str) -> None:
    mou, _ = draft_both(FULL | {"s_effort": EFFORT | {left_out: ""}}, FACTS)
    assert "s_effort" not in {gap for found in mou.clauses for gap in found.gaps}


def test_both_documents_say_who_reviewed_it_for_the_supplier() -> None:
    mou, dpia = draft_both(FULL | {"s_experts": {"legal": "Una Kelly, lawyer", "security": ""}}, FACTS)
    for words in (says(mou, "parties.team"), says(dpia, "consultation.experts")):
        assert "These people have reviewed it for the supplier." in words
        assert "Una Kelly, lawyer |" in words
    assert "s_experts" not in {gap for found in (*mou.clauses, *dpia.clauses) for gap in found.gaps}


def test_the_conditions_are_a_clause() -> None:
    mou, _ = draft_both(FULL | {"s_conditions": "Delete it after matching."}, FACTS)
    assert "> Delete it after matching." in says(mou, "data.conditions")
