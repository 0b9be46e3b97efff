"""The public result of checking a file or a reference, in the words of the verify page."""

import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

import structlog
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from agreements.evidence.seal_keys import SealKeyMissing, fingerprint, trusted_certificates
from agreements.evidence.verify_pdf import (
    CheckOutcome,
    Evidence,
    FileCheck,
    FileVerdict,
    claimed_agreement,
    compare,
    not_as_recorded,
    verify,
)
from agreements.models import Agreement, RegisterEntry, SealedFile
from agreements.register.rules_listed import joined_later, rules_in_words
from agreements.standing.paused import parts_paused
from agreements.standing.today import standing_of
from datashare.lib.clock import long_date
from datashare.lib.pasted import seen

log = structlog.get_logger(__name__)

GENUINE, ENDED = "Genuine and in force", "Genuine, no longer in force"
SUSPENDED: Final = "Genuine and in force, sharing suspended"
SUPERSEDED: Final = "Genuine, replaced by a later version"
HEADINGS: Final = {
    CheckOutcome.ALTERED: "This file has been changed",
    CheckOutcome.NOT_OURS: "Not sealed by this service",
    CheckOutcome.NOT_ON_RECORD: "Sealed with our key, but not in our records",
    CheckOutcome.KEY_UNKNOWN: "In our records, but we cannot check the seal",
    CheckOutcome.NOT_A_PDF: "This is not a PDF",
    CheckOutcome.ENCRYPTED: "This PDF is locked with a password",
    CheckOutcome.TOO_LARGE: "This file is too large",
    CheckOutcome.UNCHECKED: "We could not check this file",
}
MEANINGS: Final = {
    CheckOutcome.ALTERED: "This is not the file that this service sealed. Do not rely on it. "
    "Ask one of the organisations in the agreement for the sealed file.",
    CheckOutcome.NOT_OURS: "This service did not seal this file. It may be a draft, or a printed or copied version of "
    "a sealed file. These have no seal.",
    CheckOutcome.NOT_ON_RECORD: "Do not rely on this file. Tell the team that runs this service that its key was used "
    "for a file that is not in its records.",
    CheckOutcome.KEY_UNKNOWN: "This is the same file that this service keeps for this agreement. The service does not "
    "have the certificate that it needs to check the seal. Tell the team that runs this service.",
    CheckOutcome.NOT_A_PDF: "Sealed agreements are PDF files. Upload the PDF file that you received.",
    CheckOutcome.ENCRYPTED: "Sealed agreements do not have a password. Upload the file as it was before "
    "someone locked it.",
    CheckOutcome.TOO_LARGE: "No sealed agreement from this service is this large.",
    CheckOutcome.UNCHECKED: "This file does not look like a sealed agreement from this service. "
    "Ask one of the organisations in the agreement for the sealed file.",
}
SHAPE: Final = re.compile(r"DS-?[0-9A-Z]{4}-?[0-9A-Z]{4}")
HYPHENS: Final = re.compile("[\u2010-\u2015\u2212]")
REFERENCE: Final = re.compile(r"DS-?([2-9A-Z]{4})-?([2-9A-Z]{4})")


@dataclass(frozen=True)
class CheckResult:
    """The result on the page. `agreement` is set only for a genuine file; `listed` if the register has its share."""

    heading: str
    meaning: str
    is_good: bool
    checks: tuple[FileCheck, ...] = ()
    sha256: str = ""
    evidence: Evidence | None = None
    ended_on: date | None = None
    listed: str = ""
    # The common rules that it stands under; of common rules, who joined them later.
    rules: str = ""
    joined: tuple[str, ...] = ()


def check_upload(document: "UploadedFile[Any]") -> CheckResult:
    """Return the check of an uploaded file. Raise Busy while other files are being examined."""
    size = document.size or 0
    return check_file(document.read()) if size <= settings.VERIFY_MAX_BYTES else too_large(size)


def check_file(content: bytes) -> CheckResult:
    """Return whether this service sealed a file and whether its agreement is in force.

    Raise Busy while other files are being examined.
    """
    try:
        trusted = trusted_certificates()
    except SealKeyMissing:
        log.exception("seal_certificate_missing")
        meaning = "We cannot check the seal right now. The file may be genuine. Try again later."
        return CheckResult(HEADINGS[CheckOutcome.UNCHECKED], meaning, is_good=False)
    verdict, agreement = _verdict_on(content, trusted)
    return _genuine(verdict, agreement) if agreement and verdict.outcome == CheckOutcome.GENUINE else _rejected(verdict)


def _verdict_on(content: bytes, trusted: Sequence[x509.Certificate]) -> tuple[FileVerdict, Agreement | None]:
    """Return the verdict on a file: compare it with the record it claims, and only then examine it."""
    recorded = SealedFile.objects.filter(sha256=hashlib.sha256(content).hexdigest()).exists()
    claim = claimed_agreement(content)
    agreement = _agreement(*claim) if claim else None
    if hasattr(agreement, "sealed") and not recorded and len(content) <= settings.VERIFY_MAX_BYTES:
        return not_as_recorded(content, trusted=trusted), None
    verdict = verify(content, trusted=trusted, max_bytes=settings.VERIFY_MAX_BYTES, recorded=recorded)
    evidence = verdict.evidence or verdict.unknown
    if evidence and (evidence.reference, evidence.number) != claim:
        agreement = _agreement(evidence.reference, evidence.number)
    sealed = getattr(agreement, "sealed", None) if evidence else None
    digest = agreement.words.digest if agreement and sealed else None
    return compare(verdict, sha256=sealed.sha256 if sealed else None, digest=digest), agreement


def too_large(size: int) -> CheckResult:
    """Return the result for an upload too large to be kept in memory."""
    limit = settings.VERIFY_MAX_BYTES // 1024**2
    rounded = round(size / 1024**2)
    told = f"{rounded:,} MB" if rounded > limit else f"a little more than {limit} MB"
    check = FileCheck(False, f"The file is {told}. It must be {limit} MB or smaller.")
    return CheckResult(
        HEADINGS[CheckOutcome.TOO_LARGE], MEANINGS[CheckOutcome.TOO_LARGE], is_good=False, checks=(check,)
    )


def _agreement(reference: str, number: int) -> Agreement | None:
    agreements = Agreement.objects.filter(share__reference=reference, number=number)
    return agreements.with_later().select_related("sealed", "words", "share", "edition").first()


def _standing(agreement: Agreement) -> tuple[str, str]:
    """Return the heading and the sentence that say whether a sealed agreement is in force today."""
    standing = standing_of(agreement)
    if standing.suspended_since:
        since = f"The sharing under it has been suspended since {long_date(standing.suspended_since)}."
        return SUSPENDED, f"This is the sealed file of an agreement that is in force now. {since}"
    paused = parts_paused(agreement) if standing.ended_on is None else None
    if paused and paused.lines:
        parts = f"The sharing under it is suspended to and from these organisations: {'; '.join(paused.lines)}."
        parts += " Together they stop all of it, so no data moves under it now." if paused.stop_all else ""
        heading = SUSPENDED if paused.stop_all else GENUINE
        return heading, f"This is the sealed file of an agreement that is in force now. {parts}"
    if standing.ended_on is None:
        until = f" It is in force until {standing.ends}." if standing.under_notice else ""
        return GENUINE, f"This is the sealed file of an agreement that is in force now.{until}"
    if agreement.later:
        told = f"Version {agreement.later} of the agreement replaced it on {long_date(agreement.ended_at)}."
        relied_on = "Rely only on the version in the register."
        return SUPERSEDED, f"This is the sealed file of an agreement that was in force. {told} {relied_on}"
    ended = f"It ended on {long_date(standing.ended_on)}. {standing.how}."
    return ENDED, f"This is the sealed file of an agreement that was in force. {ended}"


def _genuine(verdict: FileVerdict, agreement: Agreement) -> CheckResult:
    heading, meaning = _standing(agreement)
    return CheckResult(
        heading=heading,
        meaning=meaning,
        is_good=heading in (GENUINE, SUSPENDED),
        checks=verdict.checks,
        sha256=verdict.sha256,
        evidence=verdict.evidence,
        ended_on=agreement.ended_on,
        listed=_listed(agreement.share.reference),
        rules=rules_in_words(json.loads(agreement.words.words).get("rules")),
        joined=tuple(joined_later(agreement)) if agreement.share.is_umbrella else (),
    )


def _rejected(verdict: FileVerdict) -> CheckResult:
    """Return the result for a rejected file. It shows nothing from the file but a reference that the register lists."""
    return CheckResult(
        heading=HEADINGS[verdict.outcome],
        meaning=MEANINGS[verdict.outcome],
        is_good=False,
        checks=verdict.checks,
        sha256=verdict.sha256,
        listed=_listed(verdict.claimed_reference),
    )


def _listed(reference: str) -> str:
    entry = RegisterEntry.objects.listed().filter(reference=reference).only("reference").first() if reference else None
    return entry.reference if entry else ""


def reference_in(typed: str) -> str | None:
    """Return a typed reference in its usual form: `ds 7k4m 2q9p` gives DS-7K4M-2Q9P. None if it is none."""
    match = REFERENCE.fullmatch(_signs_of(typed))
    return f"DS-{match[1]}-{match[2]}" if match else None


def _signs_of(typed: str) -> str:
    """Return what a reader sees of a typed reference, in capitals: what is pasted may hide signs."""
    return HYPHENS.sub("-", "".join(seen(typed).split())).upper()


def why_no_reference(typed: str) -> str:
    """Return the message for what is no reference; it says so of signs that no reference has."""
    if SHAPE.fullmatch(_signs_of(typed)):
        return "There is no agreement with this reference. References do not contain 0, 1, I, L, O or U"
    return "Enter a reference in the correct format, like DS-7K4M-2Q9P"


def listed_entry(reference: str) -> RegisterEntry | None:
    """Return the agreement in force, or ended, of this reference, with its digests; None for any other share."""
    entries = RegisterEntry.objects.listed()
    entries = entries.select_related("agreement__words", "agreement__sealed", "agreement__edition")
    return entries.defer("search", "says").filter(reference=reference).first()


def rules_of_entry(entry: RegisterEntry | None) -> dict[str, Any]:
    """Return what the check says of common rules: those that an agreement stands under, or who joined them."""
    if entry is None:
        return {"rules": "", "joined": []}
    named = json.loads(entry.agreement.words.words).get("rules")
    joined = joined_later(entry.agreement) if entry.members else []
    return {"rules": rules_in_words(named), "joined": joined}


@dataclass(frozen=True)
class Published:
    """A public certificate of the seal."""

    pem: str
    fingerprint: str
    since: datetime
    until: datetime


def published_certificates() -> list[Published]:
    """Return the certificate in use, then the former ones. Raise SealKeyMissing."""
    return [
        Published(
            pem=certificate.public_bytes(Encoding.PEM).decode(),
            fingerprint=fingerprint(certificate),
            since=certificate.not_valid_before_utc,
            until=certificate.not_valid_after_utc,
        )
        for certificate in trusted_certificates()
    ]
