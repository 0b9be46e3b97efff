"""Check everything the service vouches for: chains, frozen words, signatures, sealed files."""

import hashlib
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from django.core.files.storage import default_storage
from django.db.models import QuerySet

from agreements import headfiles
from agreements.documents.chain import ChainHead, EventRow, Finding, timestamp, verify_chain
from agreements.documents.heads import read_heads
from agreements.documents.seal_keys import trusted_certificates
from agreements.models import Agreement, DataShare, Event, SealedFile
from agreements.states import Action, State
from agreements.workflow import facts_of


@dataclass
class Report:
    """What was looked at, and every fault that was found."""

    shares: int = 0
    events: int = 0
    agreements: int = 0
    signatures: int = 0
    sealed_files: int = 0
    head_files: int = 0
    findings: list[Finding | str] = field(default_factory=list)


def verify_everything(shares: Iterable[DataShare] | None = None) -> Report:
    """Check every data share (or those given) against docs/evidence.md. Reads only."""
    report = Report()
    heads = _published_heads(report)
    for share in DataShare.objects.order_by("pk").iterator() if shares is None else shares:
        _verify_share(share, report, heads.pop(share.reference, ()))
    if shares is None:
        report.findings += [f"{name}: a head file names this data share, which is gone" for name in heads]
    return report


def _published_heads(report: Report) -> dict[str, set[ChainHead]]:
    """The heads of the newest head files, by their data share: none where no such file was ever written."""
    heads: dict[str, set[ChainHead]] = {}
    files = headfiles.recent()
    trusted = trusted_certificates() if files else []
    report.head_files = len(files)
    for name, file in files.items():
        try:
            for head in read_heads(file, trusted=trusted):
                heads.setdefault(head.reference, set()).add(head)
        except ValueError as problem:
            report.findings.append(f"head file {name}: {problem}")
    return heads


def _verify_share(share: DataShare, report: Report, heads: Iterable[ChainHead]) -> None:
    rows = []
    for event in _events(share):
        try:
            rows.append(_row_of(event))
        except ValueError as error:
            report.findings.append(f"{share.reference}: event {event.sequence} cannot be read: {error}")
    report.shares, report.events = report.shares + 1, report.events + len(rows)
    report.findings += verify_chain(rows, reference=share.reference, heads=heads)
    report.findings += [f"{share.reference}: {fault}" for fault in _state_faults(share, rows)]
    for agreement in share.agreements.select_related("words", "sealed").prefetch_related("required", "signatures"):
        report.findings += _agreement_faults(agreement, rows, report)


def _state_faults(share: DataShare, rows: Sequence[EventRow]) -> Iterator[str]:
    """Replaying the events gives the state, and each event begins where the one before it ended."""
    if not rows:
        yield "has no history"
        return
    if rows[-1].facts.to_state != share.state:
        yield f"is {share.state}, but its newest event left it {rows[-1].facts.to_state}"
    for before, after in pairwise(row.facts for row in rows):
        if after.from_state != before.to_state:
            yield f"event {after.sequence} begins in {after.from_state}, the one before it ended in {before.to_state}"


def chain_of(share: DataShare) -> Iterator[EventRow]:
    """The events of a data share, as they were stored, in their order."""
    return map(_row_of, _events(share))


def _events(share: DataShare) -> QuerySet[Event]:
    return Event.objects.filter(share=share).select_related("details", "share").order_by("sequence")


def _row_of(event: Event) -> EventRow:
    details = getattr(event, "details", None)
    return EventRow(
        facts=facts_of(event),
        previous=bytes(event.previous),
        digest=bytes(event.digest),
        details=details.text if details else None,
        salt=bytes(details.salt) if details else None,
    )


def _agreement_faults(agreement: Agreement, rows: Sequence[EventRow], report: Report) -> list[Finding | str]:
    report.agreements += 1
    report.signatures += len(agreement.signatures.all())
    faults = [*_word_faults(agreement), *_signature_faults(agreement), *_told_faults(agreement, rows)]
    if hasattr(agreement, "sealed"):
        report.sealed_files += 1
        faults += [*_file_faults(agreement.sealed), *_head_faults(agreement.sealed, rows)]
    return [f"{agreement}: {fault}" for fault in faults]


def _word_faults(agreement: Agreement) -> Iterator[str]:
    if not hasattr(agreement, "words"):
        yield "the frozen words are gone"
        return
    words = agreement.words
    if hashlib.sha256(words.words.encode()).hexdigest() != words.digest:
        yield "the frozen words are not those the digest was taken of"
    if f'"html_sha256":"{hashlib.sha256(words.html.encode()).hexdigest()}"' not in words.words:
        yield "the page that was signed is not the one the words name"


def _signature_faults(agreement: Agreement) -> Iterator[str]:
    signatures = list(agreement.signatures.all())
    for signature in signatures:
        if signature.digest != _digest_of(agreement):
            yield f"{signature} signed another digest"
    required = {row.party_id for row in agreement.required.all()}
    complete = required == {signature.party_id for signature in signatures}
    if agreement.in_force_at and not complete:
        yield "in force, but not signed by everybody who had to sign"
    if complete and not agreement.in_force_at and not agreement.taken_back_at:
        yield "signed by everybody, but not in force"


def _digest_of(agreement: Agreement) -> str:
    return agreement.words.digest if hasattr(agreement, "words") else ""


def _told_faults(agreement: Agreement, rows: Sequence[EventRow]) -> Iterator[str]:
    """What stands in the tables, and what the history tells of the same words, must be one story."""
    about = f"agreement:{agreement.number}:{_digest_of(agreement)}"
    told = Counter(row.facts.action for row in rows if row.facts.subject == about)
    signed = len(agreement.signatures.all())
    if told[Action.FREEZE] != 1:
        yield "the history does not tell that these words were frozen"
    if told[Action.SIGN] != signed:
        yield f"has {signed} signatures, but the history tells of {told[Action.SIGN]} on these words"
    if told[Action.BRING_INTO_FORCE] != bool(agreement.in_force_at):
        yield "the history and the record differ on whether it came into force"


def _file_faults(sealed: SealedFile) -> Iterator[str]:
    try:
        with default_storage.open(sealed.name) as file:
            digest = hashlib.sha256(file.read()).hexdigest()
    except OSError:
        yield "the sealed file is gone"
        return
    if digest != sealed.sha256:
        yield "the sealed file is not the one that was stored"


def _head_faults(sealed: SealedFile, rows: Sequence[EventRow]) -> Iterator[str]:
    """The file holds the head of the chain as it was then, and the history tells the file's own SHA-256."""
    if sealed.chain_head not in {row.digest.hex() for row in rows}:
        yield f"the history no longer holds the event it was sealed at, {sealed.chain_head}"
    subject = f"sealed:{sealed.agreement.number}:{sealed.sha256}"
    if sum(row.facts.subject == subject for row in rows) != 1:
        yield "the history does not tell that this file was sealed"


def evidence_of(share: DataShare, withheld: Collection[Action] = ()) -> dict[str, Any]:
    """The chain as a document that any verifier can check (docs/evidence.md, the history file).

    Details of the actions in `withheld` are left out, as if they were erased: the chain holds without them.
    """
    return {
        "format": "das-history-1",
        "reference": share.reference,
        "state": State(share.state).value,
        "events": [_as_json(row, shown=row.facts.action not in withheld) for row in chain_of(share)],
    }


def _as_json(row: EventRow, *, shown: bool) -> dict[str, Any]:
    facts = row.facts
    return {
        "sequence": facts.sequence,
        "at": timestamp(facts.at),
        "action": facts.action,
        "from_state": facts.from_state,
        "to_state": facts.to_state,
        "cause": facts.cause,
        "subject": facts.subject,
        "commitment": facts.commitment.hex(),
        "previous": row.previous.hex(),
        "digest": row.digest.hex(),
        "salt": row.salt.hex() if row.salt and shown else None,
        "details": row.details if shown else None,
    }
