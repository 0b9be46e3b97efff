"""The event chain: canonical bytes, digests, commitments to details, and detection of tampering."""

import hashlib
import hmac
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

EVENT = b"das-event-2"
DETAILS = b"das-details-3"
GENESIS = bytes(32)


@dataclass(frozen=True)
class EventFacts:
    """The permanent facts of one event. Nothing personal: that is in the details, behind the commitment."""

    reference: str
    edition: int
    sequence: int
    at: datetime
    kind: str
    from_state: str
    to_state: str
    cause: str
    subject: str
    commitment: bytes

    def __post_init__(self) -> None:
        if self.sequence < 1 or self.edition < 1:
            raise ValueError("An event's sequence and edition count from 1.")
        if self.at.tzinfo is None:
            raise ValueError("An event's time must say its time zone.")
        if len(self.commitment) != 32:
            raise ValueError("A commitment is 32 bytes.")


@dataclass(frozen=True)
class EventRow:
    """One event as it was stored. Details and salt are None once they have been erased."""

    facts: EventFacts
    previous: bytes
    digest: bytes
    details: str | None = None
    salt: bytes | None = None


@dataclass(frozen=True)
class ChainHead:
    """The last event of a chain, as recorded elsewhere."""

    reference: str
    sequence: int
    digest: str


class Fault(StrEnum):
    CHANGED = "changed"
    MISSING = "missing"
    ADDED = "added"
    REORDERED = "reordered"
    DETAILS = "details"
    HEAD = "head"


@dataclass(frozen=True)
class Finding:
    """One fault in a chain, and the sequence number of the event that shows it."""

    fault: Fault
    reference: str
    sequence: int
    explanation: str

    def __str__(self) -> str:
        return f"{self.reference} event {self.sequence}: {self.explanation}"


def canonical(*fields: bytes) -> bytes:
    """Return each field after its own length (8 bytes, big-endian); no two lists of fields give the same bytes."""
    return b"".join(len(field).to_bytes(8, "big") + field for field in fields)


def timestamp(at: datetime) -> str:
    """Return UTC to the microsecond, always 27 characters: 2026-11-21T14:03:00.000000Z."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def event_bytes(facts: EventFacts, previous: bytes) -> bytes:
    """Return the bytes that an event's digest is taken over."""
    texts = (
        facts.reference,
        str(facts.edition),
        str(facts.sequence),
        timestamp(facts.at),
        facts.kind,
        facts.from_state,
        facts.to_state,
        facts.cause,
        facts.subject,
    )
    return canonical(EVENT, *(text.encode() for text in texts), facts.commitment, previous)


def event_digest(facts: EventFacts, previous: bytes) -> bytes:
    """Return the SHA-256 of an event's canonical bytes, 32 bytes long."""
    if len(previous) != 32:
        raise ValueError("The previous digest is 32 bytes; the first event follows 32 zero bytes.")
    return hashlib.sha256(event_bytes(facts, previous)).digest()


def commit(details: str, salt: bytes) -> bytes:
    """Return the 32-byte commitment that the chain holds for details that may be erased.

    Takes 32 random bytes of salt.
    """
    return hashlib.sha256(canonical(DETAILS, salt, details.encode())).digest()


def verify_chain(rows: Iterable[EventRow], *, reference: str, heads: Iterable[ChainHead] = ()) -> list[Finding]:
    """Return every fault in one data share's events, given in the order they were stored; [] if there is none.

    `heads` are heads of this chain kept elsewhere (sealed files, emails). Without them it cannot be detected that the
    newest events were cut off or that the whole chain was rewritten.
    """
    stored = list(rows)
    findings = [*_order_findings(stored, reference), *_link_findings(stored)]
    for row in stored:
        findings += _row_findings(row, reference)
    findings += head_findings(stored, reference, dict.fromkeys(heads, "a head kept outside the database"))
    return sorted(findings, key=lambda finding: finding.sequence)


def _order_findings(rows: Sequence[EventRow], reference: str) -> list[Finding]:
    """Return a finding for each sequence number that is repeated, missing, or out of order."""
    findings: list[Finding] = []
    seen: set[int] = set()
    highest = 0
    for row in rows:
        number = row.facts.sequence
        if number in seen:
            findings.append(Finding(Fault.ADDED, reference, number, "this number stands twice: an event was added"))
        elif number < highest:
            findings.append(Finding(Fault.REORDERED, reference, number, f"stored after event {highest}"))
        seen.add(number)
        highest = max(highest, number)
    missing = sorted(set(range(1, highest + 1)) - seen)
    return findings + [Finding(Fault.MISSING, reference, gap, "the event is missing") for gap in missing]


def _link_findings(rows: Sequence[EventRow]) -> list[Finding]:
    """Return a finding for each event whose `previous` is not the digest of the event before it."""
    findings: list[Finding] = []
    ordered = sorted(rows, key=lambda row: row.facts.sequence)
    expected, last = GENESIS, 0
    for row in ordered:
        number = row.facts.sequence
        if number == last + 1 and not hmac.compare_digest(row.previous, expected):
            where = f"event {last}" if last else "the beginning"
            findings.append(
                Finding(Fault.CHANGED, row.facts.reference, number, f"does not follow from {where}: the link is broken")
            )
        expected, last = row.digest, number
    return findings


def _row_findings(row: EventRow, reference: str) -> list[Finding]:
    """Return the faults within one event."""
    number, findings = row.facts.sequence, []
    if row.facts.reference != reference:
        findings.append(Finding(Fault.ADDED, reference, number, f"belongs to another chain, {row.facts.reference}"))
    if len(row.previous) != 32 or not hmac.compare_digest(event_digest(row.facts, row.previous), row.digest):
        findings.append(Finding(Fault.CHANGED, reference, number, "the event is not what was recorded"))
    if (row.details is None) != (row.salt is None):
        findings.append(Finding(Fault.DETAILS, reference, number, "only half of the details was kept"))
    elif not details_hold(row):
        findings.append(Finding(Fault.DETAILS, reference, number, "the details are not what was recorded"))
    return findings


def details_hold(row: EventRow) -> bool:
    """Return whether the details match their commitment; erased details do."""
    if row.details is None or row.salt is None:
        return True
    return hmac.compare_digest(commit(row.details, row.salt), row.facts.commitment)


def head_findings(rows: Sequence[EventRow], reference: str, heads: Mapping[ChainHead, str]) -> list[Finding]:
    """Return a finding for each head recorded elsewhere, with its place, that the chain no longer contains."""
    digests = {row.facts.sequence: row.digest.hex() for row in rows}
    findings: list[Finding] = []
    for head, place in heads.items():
        if head.reference != reference or digests.get(head.sequence) == head.digest:
            continue
        problem = "was changed" if head.sequence in digests else "is gone"
        text = f"{place} says {head.digest}; the event {problem}"
        findings.append(Finding(Fault.HEAD, reference, head.sequence, text))
    return findings
