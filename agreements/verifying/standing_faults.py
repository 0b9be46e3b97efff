"""Compare what is suspended, and which party leads, with the history; untouched rows must say the same."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from agreements.evidence.chain import EventRow
from agreements.kinds import EventKind
from agreements.models import DataShare, Suspension
from agreements.verifying.replay import content_of

_BEGINS: Final = frozenset({EventKind.SHARING_SUSPENDED, EventKind.PART_SUSPENDED})
_KEEPS: Final = frozenset({EventKind.SHARING_KEPT_SUSPENDED, EventKind.PART_KEPT_SUSPENDED})
_RESUMES: Final = frozenset({EventKind.SHARING_RESUMED, EventKind.PART_RESUMED})
_LEAVES: Final = frozenset({EventKind.PARTY_LEFT, EventKind.PARTY_LEFT_AT_ONCE})
_ENDS: Final = frozenset(
    {
        *(EventKind.AGREEMENT_ENDED, EventKind.ENDED_AT_ONCE),
        *(EventKind.BROUGHT_INTO_FORCE, EventKind.BROUGHT_INTO_FORCE_WITHOUT),
    }
)


@dataclass
class SuspensionTold:
    """A suspension as the history tells it. What only the details say is None once they are erased."""

    begun: EventRow
    edition: int
    is_whole: bool
    party: int | None = None
    ground: str | None = None
    by: int | None = None
    lifted_at: datetime | None = None
    # When its party left, or may have: from then on the service lifts it, without an event.
    left_at: datetime | None = None


def _leaves_out(row: EventRow, party: int | None) -> bool:
    """Return whether this event leaves a party out of what is agreed."""
    return row.facts.kind == EventKind.PARTY_LEFT_OUT and row.facts.subject == f"party:{party}"


def lead_faults(share: DataShare, rows: Sequence[EventRow]) -> Iterator[str]:
    """Yield faults unless the party leads that opened the data share, or that took the lead last.

    The party that was offered the lead last is asked until it refuses, one takes the lead, or it is left out.
    """
    told: int | None = None
    asked: int | None = None
    for row in rows:
        party = row.facts.subject.partition("/")[0].partition(":")[2]
        if row.facts.kind == EventKind.LEAD_OFFERED:
            asked = int(party)
        elif row.facts.kind == EventKind.LEAD_REFUSED or _leaves_out(row, asked):
            asked = None
        elif row.facts.kind == EventKind.LEAD_CHANGED:
            told, asked = int(party), None
        elif row.facts.sequence == 1:
            told = (content_of(row) or {}).get("party")
    leading = set(share.parties.filter(is_lead=True).values_list("pk", flat=True))
    if told is not None and leading != {told}:
        yield f"the history says that party {told} leads, the rows name {sorted(leading)}"
    if share.lead_offered_to_id != asked:
        yield "its lead_offered_to is not the party that the history says was asked to lead"


def suspension_faults(share: DataShare, rows: Sequence[EventRow]) -> Iterator[str]:
    """Yield each difference between the suspensions in the rows and those that the history tells of."""
    told = _told(rows)
    found = Suspension.objects.filter(agreement__share=share).select_related("agreement__edition")
    stored = {row.pk: row for row in found}
    for key in sorted(told.keys() ^ stored.keys()):
        yield f"suspension {key} is " + ("missing" if key in told else "told of by no event")
    for key in sorted(told.keys() & stored.keys()):
        yield from (f"suspension {key}: {flaw}" for flaw in _flaws(stored[key], told[key]))


def _told(rows: Sequence[EventRow]) -> dict[int, SuspensionTold]:
    """Replay what was suspended, kept suspended and resumed, by the keys in the subjects."""
    told: dict[int, SuspensionTold] = {}
    for row in rows:
        kind, at = row.facts.kind, row.facts.at
        about, _, key = row.facts.subject.partition(":")
        standing = told.get(int(key)) if about == "suspension" and key.isdecimal() else None
        if kind in _BEGINS and key.isdecimal():
            told[int(key)] = _begun(row)
        elif kind in _KEEPS and standing:
            standing.edition, standing.lifted_at = row.facts.edition, None
        elif kind in _RESUMES and standing:
            standing.lifted_at = at
        elif kind in _LEAVES:
            _let_go(told, row)
        elif kind in _ENDS:
            for each in told.values():
                each.lifted_at = each.lifted_at or (at if each.left_at is None else None)
    return told


def _begun(row: EventRow) -> SuspensionTold:
    content: dict[str, Any] = content_of(row) or {}
    is_whole = row.facts.kind == EventKind.SHARING_SUSPENDED
    ground = content.get("facts", {}).get("ground")
    return SuspensionTold(row, row.facts.edition, is_whole, content.get("party"), ground, content.get("actor_id"))


def _let_go(told: dict[int, SuspensionTold], row: EventRow) -> None:
    """Note when the part of each party that leaves was suspended last."""
    gone = {None, *(party for party, _ in (content_of(row) or {}).get("facts", {}).get("parties", ()))}
    for each in told.values():
        if not each.is_whole and each.party in gone and each.lifted_at is None:
            each.left_at = row.facts.at


def _flaws(row: Suspension, told: SuspensionTold) -> Iterator[str]:
    if row.is_whole != told.is_whole:
        yield "it is of all sharing, or of one part, unlike what the history records"
    if row.agreement.edition.number != told.edition:
        yield "it stands under another version than the history records"
    if row.at != told.begun.facts.at:
        yield f"its at is not the time of event {told.begun.facts.sequence}"
    for name, said in (("party_id", told.party), ("ground", told.ground), ("by_id", told.by)):
        if said is not None and getattr(row, name) != said:
            yield f"its {name.removesuffix('_id')} is not what event {told.begun.facts.sequence} records"
    if told.left_at is None and row.lifted_at != told.lifted_at:
        yield "it stands, or was lifted, unlike what the history records"
    if told.left_at is not None and told.party and (row.lifted_at is None or row.lifted_at < told.left_at):
        yield "it stands, or was lifted before its party left"
