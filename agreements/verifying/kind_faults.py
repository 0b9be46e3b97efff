"""Checks that each event is of a listed kind, moves as its kind may, and holds the facts of its kind."""

from collections.abc import Iterator, Sequence
from typing import Any

from agreements.evidence.chain import EventFacts, EventRow
from agreements.kinds import KINDS, Cause, ChangeKey, EventKind, flaw_in_facts
from agreements.states import BY_ACTION, Action, State
from agreements.verifying.replay import content_of
from community.models import Ground

CAUSES = frozenset({*Cause.values, *Ground.values})


def kind_faults(rows: Sequence[EventRow]) -> Iterator[str]:
    """Yield breaches of rule 9 of docs/evidence.md; no fault names a person."""
    for row in rows:
        place = f"event {row.facts.sequence}"
        if row.facts.kind not in set(EventKind):
            yield f"{place} is of no kind that there is, “{row.facts.kind}”"
            continue
        kind = EventKind(row.facts.kind)
        if not _moves_as(kind, row.facts):
            yield f"{place}: {kind} does not lead from {row.facts.from_state or 'nowhere'} to {row.facts.to_state}"
        content = content_of(row)
        if content is not None:
            yield from (f"{place}: {flaw}" for flaw in _flaws(kind, row.facts, content))


def _moves_as(kind: EventKind, facts: EventFacts) -> bool:
    """Return whether the table of transitions leads from the one state to the other."""
    if KINDS[kind].action in (Action.OPEN, Action.VARY):
        return (facts.from_state, facts.to_state) == ("", State.DRAFT)
    transition = BY_ACTION[KINDS[kind].action]
    return facts.from_state in transition.sources and facts.to_state == (transition.target or facts.from_state)


def _flaws(kind: EventKind, facts: EventFacts, content: dict[str, Any]) -> Iterator[str]:
    """Yield what these details cannot hold."""
    told, changes = content.get("facts"), content.get("changes")
    if not isinstance(told, dict) or not isinstance(changes, list):
        yield "its details have another form"
        return
    if flaw := flaw_in_facts(kind, told):
        yield flaw
    keys = [str(change.get("key")).partition(":")[0] for change in changes if isinstance(change, dict)]
    if len(keys) < len(changes) or not set(keys) <= set(ChangeKey):
        yield "it has a change with a key that there is not"
    if content.get("actor_id") is None and facts.cause not in CAUSES:
        yield "it is the service's own and has no cause that there is"
