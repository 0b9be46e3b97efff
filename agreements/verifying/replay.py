"""The agreements of a data share as its history tells them; untouched rows must say the same."""

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from types import EllipsisType
from typing import Any, Final

from agreements.evidence.chain import EventRow, details_hold
from agreements.kinds import EventKind

ABOUT: Final = re.compile(r"(agreement|sealed|listed):([1-9]\d*):([0-9a-f]{64})")
TAKES_BACK: Final = frozenset(
    {
        *(EventKind.TEXT_REOPENED, EventKind.SIGNATURE_DECLINED),
        *(EventKind.REQUEST_WITHDRAWN, EventKind.RULES_WITHDRAWN),
    }
)


@dataclass
class Told:
    """One agreement as the history tells it. Times are those of the events."""

    number: int
    digest: str
    frozen: EventRow
    signed: list[EventRow] = field(default_factory=list)
    replaced: list[EventRow] = field(default_factory=list)
    # The first event that says that the words can come into force without a party, by its number.
    later: dict[int, EventRow] = field(default_factory=dict)
    # The parties without which they came into force.
    without: list[int] = field(default_factory=list)
    # The parties that joined common rules by them.
    joined: list[int] = field(default_factory=list)
    sealed: list[tuple[str, EventRow]] = field(default_factory=list)
    required: list[dict[str, Any]] | None = None
    core_by: str | None = None
    review_on: str | EllipsisType | None = ...  # ... if the history has no value
    taken_back_at: datetime | None = None
    in_force_at: datetime | None = None
    ended_at: datetime | None = None
    # ... if the details of the event that says so are gone.
    ends_on: str | EllipsisType | None = None
    ends_by: str | EllipsisType = ""

    @property
    def offered_at(self) -> datetime:
        return self.frozen.facts.at


@dataclass
class Tale:
    """The result of replaying a history: agreements by number, the newest register entry, and what makes no sense."""

    agreements: dict[int, Told] = field(default_factory=dict)
    listed: tuple[int, str] | None = None
    faults: list[str] = field(default_factory=list)


def retell(rows: Sequence[EventRow]) -> Tale:
    """Replay the events in order."""
    tale = Tale()
    for row in rows:
        kind = row.facts.kind
        if kind in _TELLERS:
            _TELLERS[EventKind(kind)](tale, row)
        elif kind in TAKES_BACK:
            for told in _offered(tale):
                told.taken_back_at = row.facts.at
        _note_record(tale, row)
    return tale


def record_of(row: EventRow) -> dict[str, Any] | None:
    """Return the record in the details of an event; None if they were erased or do not match their commitment."""
    content = content_of(row)
    record = content.get("record") if content else None
    return record if isinstance(record, dict) else None


def content_of(row: EventRow) -> dict[str, Any] | None:
    """Return the details of an event; None if there are none or they do not match their commitment."""
    if row.details is None or not details_hold(row):
        return None
    try:
        content = json.loads(row.details)
    except ValueError:
        return None
    return content if isinstance(content, dict) else None


def _offered(tale: Tale) -> Iterable[Told]:
    """Return the agreement out for signature, if there is one."""
    return [told for told in tale.agreements.values() if told.in_force_at is None and told.taken_back_at is None]


def _about(tale: Tale, row: EventRow, kind: str) -> tuple[Told, str] | None:
    """Return the agreement and the digest that an event names. Note a fault if the history has no such words."""
    match = ABOUT.fullmatch(row.facts.subject)
    told = tale.agreements.get(int(match[2])) if match and match[1] == kind else None
    if not match or told is None or (kind == "agreement" and told.digest != match[3]):
        tale.faults.append(f"event {row.facts.sequence} records words that were never frozen, “{row.facts.subject}”")
        return None
    return told, match[3]


def _freeze(tale: Tale, row: EventRow) -> None:
    match = ABOUT.fullmatch(row.facts.subject)
    if not match or int(match[2]) != len(tale.agreements) + 1:
        tale.faults.append(f"event {row.facts.sequence} freezes words out of turn, “{row.facts.subject}”")
    if match:
        tale.agreements.setdefault(int(match[2]), Told(int(match[2]), match[3], row))


def _sign(tale: Tale, row: EventRow) -> None:
    if subject := _about(tale, row, "agreement"):
        subject[0].signed.append(row)


def _replace(tale: Tale, row: EventRow) -> None:
    if subject := _about(tale, row, "agreement"):
        subject[0].replaced.append(row)


def _join_later(tale: Tale, row: EventRow) -> None:
    if subject := _about(tale, row, "agreement"):
        for party in (record_of(row) or {}).get("later", ()):
            subject[0].later.setdefault(party, row)


def _bring_into_force(tale: Tale, row: EventRow) -> None:
    subject = _about(tale, row, "agreement")
    if not subject:
        return
    if subject[0].in_force_at is not None:
        tale.faults.append(f"event {row.facts.sequence} brings agreement {subject[0].number} into force again")
    for told in tale.agreements.values():
        if told.in_force_at is not None and told.ended_at is None:
            told.ended_at, told.ends_by = row.facts.at, "superseded"
    subject[0].in_force_at, subject[0].ended_at = row.facts.at, None
    facts = (content_of(row) or {}).get("facts", {})
    subject[0].without = [party for party, _ in facts.get("parties", ())]
    subject[0].joined = ((record_of(row) or {}).get("rules") or {}).get("joined", [])


def _end(tale: Tale, row: EventRow) -> None:
    subject = _about(tale, row, "agreement")
    if not subject:
        return
    if subject[0].in_force_at is None or subject[0].ended_at is not None:
        tale.faults.append(f"event {row.facts.sequence} ends agreement {subject[0].number}, which was not in force")
    subject[0].ended_at = row.facts.at


def _seal(tale: Tale, row: EventRow) -> None:
    if subject := _about(tale, row, "sealed"):
        subject[0].sealed.append((subject[1], row))


def _list(tale: Tale, row: EventRow) -> None:
    if subject := _about(tale, row, "listed"):
        tale.listed = (subject[0].number, row.facts.subject)


def _note_record(tale: Tale, row: EventRow) -> None:
    """Record who must sign the words on offer and the review of those in force, from the newest event."""
    record = record_of(row) or {}
    for told in _offered(tale):
        told.required = record.get("required", told.required)
        told.core_by = record.get("core_by", told.core_by)
    for told in tale.agreements.values():
        if told.in_force_at is not None and told.ended_at in (None, row.facts.at):
            told.review_on = record.get("review_on", told.review_on)
            gone = ... if record_of(row) is None and row.facts.kind in _SAY_HOW_IT_ENDS else None
            told.ends_on = gone or record.get("ends_on", told.ends_on)
            told.ends_by = gone or record.get("ends_by", told.ends_by)


_SAY_HOW_IT_ENDS: Final = frozenset(
    {
        *(EventKind.ENTRY_LISTED, EventKind.NOTICE_GIVEN, EventKind.END_ENTERED, EventKind.PARTY_LEFT_AT_ONCE),
        *(EventKind.PARTY_LEFT, EventKind.ENDED_AT_ONCE, EventKind.AGREEMENT_ENDED),
    }
)
_TELLERS: Final = {
    EventKind.TEXT_FROZEN: _freeze,
    EventKind.AGREEMENT_SIGNED: _sign,
    EventKind.SIGNATORY_REPLACED: _replace,
    EventKind.SIGNATURE_DELEGATED: _replace,
    EventKind.PARTY_JOINS_LATER: _join_later,
    EventKind.OWN_SIGNATURE_DECLINED: _join_later,
    EventKind.BROUGHT_INTO_FORCE: _bring_into_force,
    EventKind.BROUGHT_INTO_FORCE_WITHOUT: _bring_into_force,
    EventKind.AGREEMENT_ENDED: _end,
    EventKind.ENDED_AT_ONCE: _end,
    EventKind.AGREEMENT_SEALED: _seal,
    EventKind.ENTRY_LISTED: _list,
}
