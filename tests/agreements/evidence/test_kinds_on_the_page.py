"""The tables of docs/evidence.md list every kind, fact, change and cause, as the service and the verifier have them."""

import json
import re
from pathlib import Path

import pytest

from agreements.evidence.frozen import canonical_json
from agreements.kinds import KINDS, Cause, ChangeKey, EventKind, flaw_in_facts
from agreements.kinds.shapes import FACTS, FactType
from agreements.models import DutyKind, EndGround, Reason, ReviewOutcome, SuspensionGround
from agreements.states import BY_ACTION, Action, Role, State
from community.models import Ground
from community.skills import Skill
from tests.agreements.evidence import independent_kinds

PAGE = (Path(__file__).resolve().parents[3] / "docs" / "evidence.md").read_text(encoding="utf-8")


def table(head: str) -> list[list[str]]:
    """Return the cells of the only table with this head, without the marks of code."""
    (found,) = re.findall(rf"^\| {re.escape(head)} \|\n\|[-|]+\|\n((?:\|.*\n)+)", PAGE, re.MULTILINE)
    return [[cell.strip() for cell in row.strip("|").split(" | ")] for row in found.splitlines()]


def code(cell: str) -> str:
    return cell.split(" ", maxsplit=1)[0].strip("`:")


KINDS_ON_THE_PAGE = {code(row[0]): row[1:] for row in table("Kind | Action | From | To | Subject | Facts | Erased")}


def states_in(cell: str) -> set[str]:
    """Return the states that a cell names: a list, any, any but some, or none before the first event."""
    named = set(re.findall(r"`(\w+)`", cell))
    return set(State.values) - named if cell.startswith("any") else named or {""}


def test_it_lists_every_kind_in_order() -> None:
    assert list(KINDS_ON_THE_PAGE) == [kind.value for kind in EventKind]
    assert set(independent_kinds.KINDS) == set(EventKind.values)


@pytest.mark.parametrize("kind", EventKind)
def test_its_row_is_what_the_service_and_the_verifier_do(kind: EventKind) -> None:
    action, sources, target, _, facts, erased = KINDS_ON_THE_PAGE[kind]
    told = json.loads(facts.strip("`"))
    assert code(action) == KINDS[kind].action
    assert f"`{canonical_json(told)}`" == facts
    assert flaw_in_facts(kind, told) == ""
    assert erased == ("never" if KINDS[kind].is_proof else "role" if KINDS[kind].is_about_roles else "actor")
    there, then, names, when = independent_kinds.KINDS[kind]
    assert (set(there.split() or [""]), names.split(), when) == (states_in(sources), sorted(told), erased)
    assert (then == independent_kinds.SAME) == (target == "the same")
    assert all(independent_kinds.fits(name, value) for name, value in told.items())
    for before in states_in(sources):
        after = before if target == "the same" else code(target)
        assert independent_kinds.leads(kind, before, after)
        if KINDS[kind].action in (Action.OPEN, Action.VARY):
            assert (before, after) == ("", State.DRAFT)
        else:
            assert after == (BY_ACTION[KINDS[kind].action].target or before)
    if KINDS[kind].action not in (Action.OPEN, Action.VARY):
        assert states_in(sources) == set(BY_ACTION[KINDS[kind].action].sources)


def test_it_lists_every_fact_with_its_type() -> None:
    assert {code(row[0]): row[1] for row in table("Fact | Type | Meaning")} == FACTS
    assert independent_kinds.TYPES == FACTS
    types = {name for row in table("Type | Form") for name in row[0].split(", ")}
    assert types == set(FactType)


def test_it_lists_the_codes_in_facts() -> None:
    forms = {row[0]: set(re.findall(r"`(\w+)`", row[1])) for row in table("Type | Form")}
    assert forms["reason"] == independent_kinds.REASONS == set(Reason.values)
    assert forms["ground"] == independent_kinds.GROUNDS == {*SuspensionGround.values, *EndGround.values}
    assert forms["duty"] == independent_kinds.DUTIES == set(DutyKind.values)
    assert forms["outcome"] == independent_kinds.OUTCOMES == set(ReviewOutcome.values)
    assert forms["roles"] == set(Role.values) | set(Skill.values)
    assert (independent_kinds.ROLES, independent_kinds.SKILLS - {""}) == (set(Role.values), set(Skill.values))


def test_it_lists_every_change_and_every_cause() -> None:
    assert {code(row[0]) for row in table("Key | Before and after")} == set(ChangeKey) == independent_kinds.CHANGES
    causes = {code(row[0]): row[1] for row in table("Cause | What made the service act")}
    assert causes == {each.value: each.label for each in (*Cause, *Ground)}
    assert set(causes) == independent_kinds.CAUSES


@pytest.mark.parametrize(
    ("kind", "facts"),
    [
        (EventKind.REQUEST_SENT, {}),
        (EventKind.REQUEST_SENT, {"round": 1, "agreement": 1}),
        (EventKind.REQUEST_SENT, {"round": "1"}),
        (EventKind.REQUEST_SENT, {"round": True}),
        (EventKind.MEMBER_INVITED, {"person": "Ada", "roles": ["lead"]}),
        (EventKind.LEAD_NAMED, {"person": "Ada", "parties": [["5", "Office"]]}),
    ],
)
def test_facts_of_another_name_or_type_are_refused(kind: EventKind, facts: dict[str, object]) -> None:
    assert flaw_in_facts(kind, facts)  # type: ignore[arg-type]  # as a mistaken caller would give them
