"""Check all evidence: chains, frozen words, signatures, sealed files, the register."""

import math
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import Model, QuerySet

from agreements.evidence.chain import EventFacts, EventRow, Finding, head_findings, verify_chain
from agreements.evidence.seal_keys import known_certificates
from agreements.kinds import EventKind
from agreements.models import Agreement, DataShare, SealedFile
from agreements.register.bound import register_faults
from agreements.verifying.anchors import Anchors, examined, read_sealed, said_by
from agreements.verifying.comparing import agreement_faults, file_faults
from agreements.verifying.erased_details import erasure_faults, told_erased
from agreements.verifying.history_file import events_of, row_of
from agreements.verifying.kind_faults import kind_faults
from agreements.verifying.orphans import orphans
from agreements.verifying.purposes import purpose_faults
from agreements.verifying.replay import Tale, content_of, retell
from agreements.verifying.standing_faults import lead_faults, suspension_faults


@dataclass
class AuditReport:
    """What was checked, every fault, and notes that are no faults."""

    shares: int = 0
    events: int = 0
    agreements: int = 0
    signatures: int = 0
    sealed_files: int = 0
    register_entries: int = 0
    head_files: int = 0
    erased_details: int = 0
    findings: list[Finding | str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    resume_after: int | None = None  # the last data share checked, if others are left

    def note_faults(self, place: object, faults: Iterable[Finding | str]) -> None:
        """Store faults with their place."""
        self.findings += [f"{place}: {fault}" for fault in faults]


def verify_everything(
    shares: Iterable[DataShare] | None = None, *, after: int = 0, seconds: float = math.inf
) -> AuditReport:
    """Check every data share (or those given) against docs/evidence.md. Reads only, and never raises.

    With `seconds`, it stops after that time and reports where to resume: pass that as `after`. Checks that belong to no
    single data share are made at the start.
    """
    report, until = AuditReport(), time.monotonic() + seconds
    anchors = _anchors(report, everything=shares is None and not after)
    for key in _keys(shares, after):
        if time.monotonic() > until and report.shares:
            return report
        report.shares += 1
        report.note_faults(f"data share {key}", _attempted(partial(_verify_share, key, report, anchors)))
        report.resume_after = key
    report.resume_after = None
    return report


def _keys(shares: Iterable[DataShare] | None, after: int) -> list[int]:
    if shares is None:
        shares = DataShare.objects.filter(pk__gt=after).order_by("pk")
    return list(shares.values_list("pk", flat=True)) if isinstance(shares, QuerySet) else [row.pk for row in shares]


def _attempted(check: Callable[[], Iterable[Finding | str] | None]) -> list[Finding | str]:
    """Return the faults that a check finds; a check that fails is a fault itself."""
    try:
        return list(check() or ())
    except Exception as error:  # noqa: BLE001 (whatever it is: a finding, and everything else is still checked)
        return [f"it cannot be checked: {_reason(error)}"]


def _reason(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"


def _anchors(report: AuditReport, *, everything: bool) -> Anchors:
    """Return the certificates for checking seals and head files, and the heads kept outside the database."""
    trusted, problems = known_certificates()
    anchors = Anchors(trusted)
    report.findings += _attempted(anchors.read_head_files)
    if everything:
        report.findings += _attempted(anchors.read_unrecorded_files)
    if settings.PRODUCTION or Path(settings.SEAL_KEY_FILE).exists() or _anything_signed(anchors):
        report.findings += problems
    report.findings += anchors.faults
    if everything:
        report.findings += [*_attempted(anchors.of_nothing), *_attempted(orphans)]
    report.head_files = anchors.head_files
    return anchors


def _anything_signed(anchors: Anchors) -> bool:
    """Return whether a key was ever used: a local service makes one when it needs it."""
    return anchors.head_files > 0 or SealedFile.objects.exists()


def _verify_share(key: int, report: AuditReport, anchors: Anchors) -> None:
    share = DataShare.objects.get(pk=key)
    rows = list(_rows(share, report))
    report.events += len(rows)
    report.findings += verify_chain(rows, reference=share.reference)
    tale = retell(rows)
    checks = (partial(_state_faults, share, rows), partial(_opening_faults, share, rows), tale.faults.copy)
    others = (partial(kind_faults, rows), partial(erasure_faults, share, rows), partial(purpose_faults, share, rows))
    standing = (partial(lead_faults, share, rows), partial(suspension_faults, share, rows))
    for check in (*checks, *others, *standing):
        report.note_faults(share.reference, _attempted(check))
    _verify_agreements(share, tale, report, anchors)
    report.note_faults(share.reference, _attempted(partial(register_faults, share, tale)))
    report.register_entries += hasattr(share, "entry")
    _verify_anchors(share, rows, report, anchors)
    recorded = told_erased(rows)
    erased = [row.facts.sequence for row in rows if row.facts.sequence in recorded and row.details is None]
    report.erased_details += len(erased)
    if erased:
        report.notes.append(f"{share.reference}: the details were erased of event {', '.join(map(str, erased))}")


def _rows(share: DataShare, report: AuditReport) -> Iterator[EventRow]:
    """Yield the readable events; an unreadable one, or an actor other than the details name, is a finding."""
    for event in _readable(events_of(share), "event", share.reference, report):
        try:
            row = row_of(event)
        except Exception as error:  # noqa: BLE001 (whatever stands in the row)
            report.note_faults(share.reference, [f"event {event.sequence} cannot be read: {_reason(error)}"])
            continue
        content = content_of(row)
        if content is not None and content.get("actor_id") != event.details.actor_id:
            report.note_faults(share.reference, [f"event {event.sequence}: its actor is not the one of its details"])
        yield row


def _readable(rows: QuerySet[Any], what: str, place: object, report: AuditReport) -> list[Any]:
    """Return all rows, read one by one if the database holds unreadable data; an unreadable row is a finding."""
    try:
        return list(rows)
    except Exception:  # noqa: BLE001 (whatever stands in a row)
        keys = list(rows.values_list("pk", flat=True))
    return [row for key in keys if (row := _one(rows, key, f"{what} of row {key}", place, report)) is not None]


def _one(rows: QuerySet[Any], key: Any, what: str, place: object, report: AuditReport) -> Model | None:
    try:
        row: Model = rows.get(pk=key)
    except Exception as error:  # noqa: BLE001 (whatever stands in the row)
        report.note_faults(place, [f"{what} cannot be read: {_reason(error)}"])
        return None
    return row


def _state_faults(share: DataShare, rows: Sequence[EventRow]) -> Iterator[str]:
    """Yield faults unless replaying the events of each edition gives its state, and when it last changed."""
    if not rows:
        yield "has no history"
        return
    ended: dict[int, str] = {}
    moved: dict[int, EventFacts] = {}
    for facts in (row.facts for row in rows):
        before = ended.get(facts.edition, "")
        if facts.from_state != before:
            yield f"event {facts.sequence} begins in {facts.from_state}, the one before it ended in {before}"
        if facts.from_state != facts.to_state:
            moved[facts.edition] = facts
        ended[facts.edition] = facts.to_state
    editions = {edition.number: edition for edition in share.editions.all()}
    for number in sorted(ended.keys() ^ editions.keys()):
        yield f"edition {number} is " + ("missing" if number in ended else "told of by no event")
    for number in sorted(ended.keys() & editions.keys()):
        if ended[number] != editions[number].state:
            yield f"edition {number} is {editions[number].state}, but its newest event left it {ended[number]}"
        if number in moved and moved[number].at != editions[number].state_since:
            yield f"the state_since of edition {number} is not the time of event {moved[number].sequence}"


def _opening_faults(share: DataShare, rows: Sequence[EventRow]) -> Iterator[str]:
    """Yield faults unless the first event tells who opened the share, and when."""
    if not rows or rows[0].facts.sequence != 1:
        return
    if rows[0].facts.at != share.opened_at:
        yield "its opened_at is not the time of event 1"
    content = content_of(rows[0])
    if content is not None and content.get("actor_id") != share.opened_by_id:
        yield "its opened_by is not who acted in event 1"
    if share.is_umbrella != (rows[0].facts.kind == EventKind.RULES_OPENED):
        yield "it is common rules, or is not, unlike what event 1 says"


def _verify_agreements(share: DataShare, tale: Tale, report: AuditReport, anchors: Anchors) -> None:
    """Check each agreement against its history, and the history against the existing agreements."""
    rows = share.agreements.select_related("share", "words", "sealed", "seal_job")
    rows = rows.prefetch_related("required__party", "required__member", "signatures")
    agreements = _readable(rows, "agreement", share.reference, report)
    for agreement in agreements:
        report.agreements += 1
        faults = _attempted(partial(agreement_faults, agreement, tale.agreements.get(agreement.number)))
        report.note_faults(agreement, faults)
        report.signatures += len(agreement.signatures.all())
        if hasattr(agreement, "sealed"):
            report.sealed_files += 1
            report.note_faults(agreement, _attempted(partial(_sealed_faults, agreement, anchors)))
    for told in tale.agreements.values():
        if told.number not in {agreement.number for agreement in agreements}:
            gone = f"event {told.frozen.facts.sequence} records agreement {told.number}, which is missing"
            report.note_faults(share.reference, [gone])


def _sealed_faults(agreement: Agreement, anchors: Anchors) -> Iterator[str]:
    """Yield faults between the sealed file and its record, seal, words and signatures; keep its head as an anchor."""
    sealed = agreement.sealed
    content, problem = read_sealed(sealed.name)
    if content is None:
        yield problem
        return
    verdict = examined(content, anchors.trusted)
    if verdict.sha256 != sealed.sha256:
        yield "the sealed file is not the one that was stored"
    if verdict.size != sealed.size:
        yield f"its size is {sealed.size}, the sealed file has {verdict.size} bytes"
    evidence, problem = said_by(verdict)
    if problem:
        yield f"the sealed file: {problem}"
    if evidence is not None:
        yield from file_faults(agreement, evidence)
        if evidence.head.reference == agreement.share.reference:
            anchors.add(evidence.head, f"the sealed file of agreement {agreement.number}")


def _verify_anchors(share: DataShare, rows: Sequence[EventRow], report: AuditReport, anchors: Anchors) -> None:
    """Check that the chain has every head kept outside the database; nothing else proves the events after them."""
    heads = anchors.take(share.reference)
    faults = head_findings(rows, share.reference, heads)
    report.findings += faults
    broken = {fault.sequence for fault in faults}
    holding = [head for head in heads if head.sequence not in broken]
    newest = max(holding, key=lambda head: head.sequence, default=None)
    upto = f"event {newest.sequence}, by {heads[newest]}" if newest else "no event"
    report.notes.append(f"{share.reference}: {len(rows)} events, anchored up to {upto}")
