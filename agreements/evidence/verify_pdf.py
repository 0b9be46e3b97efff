"""Whether this service sealed a file: what its bytes show, compared with the record."""

import base64
import hashlib
import re
from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import Certificate

from agreements.evidence.chain import ChainHead
from agreements.evidence.sandbox import JobFailed, Limits, Workshop
from agreements.evidence.signatures import SignedBy
from agreements.evidence.slots import Busy, Slots
from datashare.lib.phrases import listed

verifier = Workshop("agreements.evidence.verify_pdf_process", Limits(cpu=3, clock=4.0, memory=1_500_000_000, nice=5))
# One file at a time on a machine, so that many uploads leave a processor and workers for the pages.
slots = Slots("verifier", 1, patience=0.3)
BYTE_RANGE = re.compile(rb"/ByteRange\s*\[\s*0\s+(\d{1,10})\s+(\d{1,10})\s+(\d{1,10})\s*\]")
CLAIM = re.compile(rb"<dc:identifier>([A-Z0-9-]{4,20})/(\d{1,6})/([0-9a-f]{64})</dc:identifier>")


class CheckOutcome(StrEnum):
    """The outcome of a check. `genuine` is about the bytes alone until `compare` has seen the record."""

    GENUINE = "genuine"
    ALTERED = "altered"
    NOT_OURS = "not_ours"
    NOT_ON_RECORD = "not_on_record"
    KEY_UNKNOWN = "key_unknown"
    NOT_A_PDF = "not_a_pdf"
    ENCRYPTED = "encrypted"
    TOO_LARGE = "too_large"
    UNCHECKED = "unchecked"


@dataclass(frozen=True)
class FileCheck:
    passed: bool
    text: str


@dataclass(frozen=True)
class Evidence:
    """The contents of a file that carries our seal."""

    reference: str
    number: int
    title: str
    digest: str
    head: ChainHead
    signatures: tuple[SignedBy, ...]
    fingerprint: str
    sealed_at: datetime | None
    timestamped: bool
    # The parties, as the words name them, that have not signed and may join.
    joins_later: tuple[str, ...] = ()


@dataclass(frozen=True)
class FileVerdict:
    """The verdict on a file.

    `claimed_reference` is the reference an altered file claims; do not believe anything else in it. `unknown` is the
    evidence in a file on record whose seal holds but was made with a key whose certificate is missing.
    """

    outcome: CheckOutcome
    sha256: str
    size: int
    checks: tuple[FileCheck, ...]
    evidence: Evidence | None = None
    claimed_reference: str = ""
    unknown: Evidence | None = None


# The meaning of each rejection, in words for the person who asked.
REASONS = {
    "encrypted": "The file is locked with a password, so we cannot check it.",
    "unsealed": "The file does not have a seal.",
    "foreign": "The file has a signature, but not the seal of this service.",
    "second_signature": "Someone signed or certified the file again after it was sealed.",
    "added": "Someone added something to the file after it was sealed.",
    "changed": "Someone changed the file after it was sealed.",
    "forged": "The seal names the certificate of this service, but it was not made with our key.",
    "invalid": "The seal is not valid.",
    "attachments": "The files attached to it do not match each other.",
    "signatures": "The signatures in the file do not match the signatories named in its text.",
    "unreadable": "The file is damaged or incomplete.",
    "unchecked": "We could not read the file in the time and memory allowed for it.",
    "borrowed": "The file contains the certificate of this service, but its seal was made with another key.",
    "claims": "The file says it is an agreement from this service, but it does not have our complete seal.",
    "other": "The file names an agreement, but it is not the file in our records for that agreement.",
    "endless": "The file has our name or seal, but it is not in our records and does not look like our files.",
}
HELD = (
    "The seal was made with the key of this service.",
    "The seal covers the whole file.",
    "No one changed or added anything after it was sealed.",
    "Each organisation signed the attached text once.",
)
ON_RECORD = FileCheck(True, "The file is identical to the file in our records for this agreement.")


def claimed_agreement(content: bytes) -> tuple[str, int] | None:
    """Return the reference and number of the agreement that a file claims to be. Cheap."""
    claim = CLAIM.search(content)
    return (claim[1].decode(), int(claim[2])) if claim else None


def not_as_recorded(content: bytes, *, trusted: Sequence[Certificate]) -> FileVerdict:
    """Return the verdict on a file that claims an agreement but has another SHA-256 than the one on record.

    No seal can make it genuine, so none is examined; where its bytes end shows what was done to it.
    """
    reason = _cut_or_grown(content, trusted) or "other"
    return _rejected({"rejected": reason}, content, trusted, hashlib.sha256(content).hexdigest())


def verify(
    content: bytes,
    *,
    trusted: Sequence[Certificate],
    max_bytes: int,
    recorded: bool = False,
    workshop: Workshop = verifier,
) -> FileVerdict:
    """Return what the bytes show, within 5 seconds for any file. Pass the result to `compare` before believing it.

    `recorded` says that a file of this SHA-256 is on record: its seal is then examined even if its certificate is lost.
    A file of our own store may be given a `workshop` with more time than strangers' files get. Raise Busy if other
    strangers’ files are being examined.
    """
    sha256 = hashlib.sha256(content).hexdigest()
    if len(content) > max_bytes:
        check = FileCheck(False, f"The file is larger than {max_bytes // 1024**2} MB. Our files are smaller.")
        return FileVerdict(CheckOutcome.TOO_LARGE, sha256, len(content), (check,))
    facts = _examine(content, trusted, recorded, workshop)
    if "rejected" not in facts:
        evidence = _evidence(facts)
        checks = tuple(FileCheck(True, text) for text in _held(evidence))
        return FileVerdict(CheckOutcome.GENUINE, sha256, len(content), checks, evidence=evidence)
    return _rejected(facts, content, trusted, sha256)


def compare(verdict: FileVerdict, *, sha256: str | None, digest: str | None) -> FileVerdict:
    """Return the final verdict: the file's SHA-256 and the words' digest must be those on record for its reference.

    Give None for both if nothing is on record.
    """
    if verdict.unknown and (verdict.sha256, verdict.unknown.digest) == (sha256, digest):
        return _with_unknown_key(verdict, verdict.unknown)
    if verdict.outcome != CheckOutcome.GENUINE or verdict.evidence is None:
        return verdict
    if sha256 is None:
        check = FileCheck(False, "The seal is ours, but the file is not in our records.")
        return replace(verdict, outcome=CheckOutcome.NOT_ON_RECORD, checks=(*verdict.checks, check))
    if verdict.sha256 != sha256 or verdict.evidence.digest != digest:
        check = FileCheck(False, "The file is not the file in our records for this agreement.")
        return replace(verdict, outcome=CheckOutcome.ALTERED, checks=(*verdict.checks, check))
    return replace(verdict, checks=(*verdict.checks, ON_RECORD))


def _held(evidence: Evidence) -> tuple[str, ...]:
    """Return what was checked and holds; of signatures, also who has given none."""
    if not evidence.joins_later:
        return HELD
    return (*HELD[:-1], f"Each organisation signed the attached text once, but {listed(evidence.joins_later)} did not.")


def _with_unknown_key(verdict: FileVerdict, facts: Evidence) -> FileVerdict:
    """Return the verdict on a file on record whose seal's certificate is lost: unaltered, but not fully checked."""
    text = f"The seal was made with a key that we do not know. Its certificate has the SHA-256 {facts.fingerprint}."
    checks = (ON_RECORD, *(FileCheck(True, text) for text in _held(facts)[1:]), FileCheck(False, text))
    return replace(verdict, outcome=CheckOutcome.KEY_UNKNOWN, checks=checks, evidence=facts)


def _examine(content: bytes, trusted: Sequence[Certificate], recorded: bool, workshop: Workshop) -> dict[str, Any]:
    """Return the examination of a file: cheap checks first, the sandbox only if it could still be genuine."""
    if b"%PDF-" not in content[:1024]:
        return {"rejected": "not_a_pdf"}
    if not recorded and (reason := _cut_or_grown(content, trusted)):
        return {"rejected": reason}
    ours = [base64.b64encode(certificate.public_bytes(Encoding.DER)).decode() for certificate in trusted]
    try:
        with slots.taken() if workshop is verifier else nullcontext():
            return workshop.run({"trusted": ours, "recorded": recorded}, content)[0]
    except JobFailed as failure:
        if recorded and workshop is verifier:
            raise Busy("The machine had no time for this file.") from failure
        return {"rejected": "unchecked" if recorded else "endless"}


def _cut_or_grown(content: bytes, trusted: Sequence[Certificate]) -> str:
    """Return what the end of a file with our seal shows; empty if a signature covers all of it, or no seal is ours.

    Each of our seals names in its byte range where the file ends (docs/evidence.md, section 8, rule 1).
    """
    if not _recognised(content, trusted):
        return ""
    ends = {int(begin) + int(length) for _, begin, length in BYTE_RANGE.findall(content)}
    if len(content) in ends:
        return ""
    return "added" if ends and max(ends) < len(content) else "unreadable"


def _rejected(facts: dict[str, Any], content: bytes, trusted: Sequence[Certificate], sha256: str) -> FileVerdict:
    """Return altered if our own seal or name can still be recognised in the file; otherwise not ours."""
    reason = facts["rejected"]
    claim = CLAIM.search(content)
    sealed = facts.get("ours") or _recognised(content, trusted)
    if sealed or claim:
        reason = _recognisable(reason, sealed=sealed)
    elif reason == "endless":
        reason = "unchecked"
    outcome = _outcome(reason, recognised=bool(sealed or claim))
    text = REASONS.get(reason, "This is not a PDF file.")
    reference = claim[1].decode() if claim else ""
    unknown = _evidence(facts["unknown"]) if "unknown" in facts else None
    check = FileCheck(False, text)
    return FileVerdict(outcome, sha256, len(content), (check,), claimed_reference=reference, unknown=unknown)


def _recognisable(reason: str, *, sealed: bool) -> str:
    """Return the finding on a file with our certificate (`sealed`) or our name, but no whole seal of ours."""
    if reason == "foreign":
        return "borrowed" if sealed else "claims"
    if reason in ("not_a_pdf", "unreadable"):
        return "unreadable" if sealed else "claims"
    return "claims" if reason == "unsealed" else reason


def _outcome(reason: str, *, recognised: bool) -> CheckOutcome:
    if reason in ("encrypted", "unchecked", "not_a_pdf"):
        return CheckOutcome(reason)
    return CheckOutcome.ALTERED if recognised else CheckOutcome.NOT_OURS


def _recognised(content: bytes, trusted: Sequence[Certificate]) -> bool:
    """Return whether the bytes contain one of our certificates in hexadecimal, as every seal holds it."""
    return any(certificate.public_bytes(Encoding.DER).hex().upper().encode() in content for certificate in trusted)


def _evidence(facts: dict[str, Any]) -> Evidence:
    head = facts["head"]
    return Evidence(
        reference=facts["reference"],
        number=facts["number"],
        title=facts["title"],
        digest=facts["digest"],
        head=ChainHead(head["reference"], head["sequence"], head["digest"]),
        signatures=tuple(SignedBy(**row | {"at": datetime.fromisoformat(row["at"])}) for row in facts["signatures"]),
        fingerprint=facts["fingerprint"],
        sealed_at=datetime.fromisoformat(facts["sealed_at"]) if facts["sealed_at"] else None,
        timestamped=facts["timestamped"],
        joins_later=tuple(facts["joins_later"]),
    )
