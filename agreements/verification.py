"""Check everything the service vouches for: chains, frozen words, signatures, sealed files."""

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.core.files.storage import default_storage

from agreements.documents.chain import ChainHead, EventRow, Finding, timestamp, verify_chain
from agreements.models import Agreement, DataShare, Event, SealedFile
from agreements.states import State
from agreements.workflow import facts_of


@dataclass
class Report:
    """What was looked at, and every fault that was found."""

    shares: int = 0
    events: int = 0
    agreements: int = 0
    signatures: int = 0
    sealed_files: int = 0
    findings: list[Finding | str] = field(default_factory=list)


def verify_everything(shares: Iterable[DataShare] | None = None) -> Report:
    """Check every data share (or those given) against docs/evidence.md. Reads only."""
    report = Report()
    for share in DataShare.objects.order_by("pk").iterator() if shares is None else shares:
        _verify_share(share, report)
    return report


def _verify_share(share: DataShare, report: Report) -> None:
    rows = list(chain_of(share))
    report.shares, report.events = report.shares + 1, report.events + len(rows)
    report.findings += verify_chain(rows, reference=share.reference, heads=_kept_heads(share))
    if rows and rows[-1].facts.to_state != share.state:
        report.findings.append(
            f"{share.reference}: is {share.state}, but its newest event left it {rows[-1].facts.to_state}"
        )
    for agreement in share.agreements.select_related("words").prefetch_related("required", "signatures"):
        report.findings += _agreement_faults(agreement, report)


def chain_of(share: DataShare) -> Iterator[EventRow]:
    """The events of a data share, as they were stored, in their order."""
    for event in Event.objects.filter(share=share).select_related("details", "share").order_by("sequence"):
        details = getattr(event, "details", None)
        yield EventRow(
            facts=facts_of(event),
            previous=bytes(event.previous),
            digest=bytes(event.digest),
            details=details.text if details else None,
            salt=bytes(details.salt) if details else None,
        )


def _kept_heads(share: DataShare) -> list[ChainHead]:
    """Heads that were written into sealed files: the chain must still contain them."""
    sealed = SealedFile.objects.filter(agreement__share=share)
    events = {bytes(event.digest).hex(): event.sequence for event in share.events.all()}
    return [ChainHead(share.reference, events.get(file.chain_head, 0), file.chain_head) for file in sealed]


def _agreement_faults(agreement: Agreement, report: Report) -> list[Finding | str]:
    report.agreements += 1
    faults = [*_word_faults(agreement), *_signature_faults(agreement)]
    report.signatures += agreement.signatures.count()
    if hasattr(agreement, "sealed"):
        report.sealed_files += 1
        faults += _file_faults(agreement.sealed)
    return [f"{agreement}: {fault}" for fault in faults]


def _word_faults(agreement: Agreement) -> list[str]:
    words = agreement.words
    faults = []
    if hashlib.sha256(words.words.encode()).hexdigest() != words.digest:
        faults.append("the frozen words are not those the digest was taken of")
    if json.loads(words.words).get("html_sha256") != hashlib.sha256(words.html.encode()).hexdigest():
        faults.append("the page that was signed is not the one the words name")
    return faults


def _signature_faults(agreement: Agreement) -> list[str]:
    signatures = list(agreement.signatures.all())
    stray = [
        f"{signature.name} signed another digest"
        for signature in signatures
        if signature.digest != agreement.words.digest
    ]
    required = {row.party_id for row in agreement.required.all()}
    complete = required == {signature.party_id for signature in signatures}
    if agreement.in_force_at and not complete:
        stray.append("in force, but not signed by everybody who had to sign")
    if complete and not agreement.in_force_at and not agreement.taken_back_at:
        stray.append("signed by everybody, but not in force")
    return stray


def _file_faults(sealed: SealedFile) -> list[str]:
    try:
        with default_storage.open(sealed.name) as file:
            digest = hashlib.sha256(file.read()).hexdigest()
    except FileNotFoundError:
        return ["the sealed file is gone"]
    return [] if digest == sealed.sha256 else ["the sealed file is not the one that was stored"]


def evidence_of(share: DataShare) -> dict[str, Any]:
    """The chain as a document that any verifier can check (docs/evidence.md, the history file)."""
    return {
        "format": "das-history-1",
        "reference": share.reference,
        "state": State(share.state).value,
        "events": [_as_json(row) for row in chain_of(share)],
    }


def _as_json(row: EventRow) -> dict[str, Any]:
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
        "salt": row.salt.hex() if row.salt else None,
        "details": row.details,
    }
