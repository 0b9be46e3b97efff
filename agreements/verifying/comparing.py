"""Compare the rows of an agreement with its history and its sealed file, in both directions."""

from collections.abc import Iterator
from datetime import date, datetime

from agreements.evidence.chain import timestamp
from agreements.evidence.frozen import sha256
from agreements.evidence.signatures import joins_later, signature_json, signed_by
from agreements.evidence.verify_pdf import Evidence
from agreements.models import Agreement
from agreements.verifying.accounts import differences, digest_of, name_of, paired, words_of
from agreements.verifying.replay import Told, content_of
from agreements.verifying.rules_faults import rules_faults
from agreements.verifying.signatories import (
    later_faults,
    replacement_faults,
    required_faults,
    side_faults,
    signature_faults,
)


def agreement_faults(agreement: Agreement, told: Told | None) -> Iterator[str]:
    """Yield the differences between an agreement's rows and its history; `told` is None if it has no such words."""
    yield from _word_faults(agreement)
    if told is None or told.digest != digest_of(agreement):
        yield "the history does not record that these words were frozen"
    if told is None:
        return
    yield from side_faults(agreement)
    yield from _time_faults(agreement, told)
    yield from _offer_faults(agreement, told)
    yield from _ending_faults(agreement, told)
    yield from required_faults(agreement, told)
    yield from replacement_faults(agreement, told)
    yield from later_faults(agreement, told)
    yield from signature_faults(agreement, told)
    yield from rules_faults(agreement, told)
    yield from _sealing_faults(agreement, told)


def _word_faults(agreement: Agreement) -> Iterator[str]:
    if not hasattr(agreement, "words"):
        yield "the frozen words are missing"
        return
    row = agreement.words
    if sha256(row.words) != row.digest:
        yield "the frozen words are not those the digest was taken of"
    words = words_of(agreement)
    if words.get("html_sha256") != sha256(row.html):
        yield "the page that was signed is not the one the words name"
    if (words.get("reference"), words.get("number")) != (agreement.share.reference, agreement.number):
        yield "the frozen words are those of another agreement"


def _time_faults(agreement: Agreement, told: Told) -> Iterator[str]:
    """Yield each time in the rows that is not the time of an event."""
    for name in ("offered_at", "taken_back_at", "in_force_at", "ended_at"):
        if getattr(agreement, name) != getattr(told, name):
            yield f"its {name} is {_time(getattr(agreement, name))}, the history says {_time(getattr(told, name))}"
    if hasattr(agreement, "words") and agreement.words.frozen_at != told.offered_at:
        yield f"its words have another frozen_at than event {told.frozen.facts.sequence} records"


def _time(at: datetime | None) -> str:
    return timestamp(at) if at else "never"


def _offer_faults(agreement: Agreement, told: Told) -> Iterator[str]:
    content = content_of(told.frozen)
    place = f"event {told.frozen.facts.sequence}"
    if content and content.get("actor_id") != agreement.offered_by_id:
        yield f"its offered_by is not who acted in {place}"
    by = agreement.core_by.isoformat() if agreement.core_by else None
    if by != told.core_by or by != words_of(agreement).get("core_by"):
        yield f"its core_by is not what {place} and the words say"
    if told.in_force_at is None and agreement.review_on is not None:
        yield "it has a review_on and was never in force"
    if told.review_on is not ... and told.review_on != _day(agreement.review_on):
        yield "its review_on is not what the history records"


def _ending_faults(agreement: Agreement, told: Told) -> Iterator[str]:
    if told.ends_on is not ... and told.ends_on != _day(agreement.ends_on):
        yield "its ends_on is not what the history records"
    if told.ends_by is not ... and told.ends_by != agreement.ends_by:
        yield "its ends_by is not how the history says that it ends, or ended"


def _day(on: date | None) -> str | None:
    return on.isoformat() if on else None


def _sealing_faults(agreement: Agreement, told: Told) -> Iterator[str]:
    """Yield the differences between the row of the sealed file and the event of sealing."""
    sealed = getattr(agreement, "sealed", None)
    if sealed is None:
        yield from (f"event {event.facts.sequence} records a sealed file that is missing" for _, event in told.sealed)
        job = getattr(agreement, "seal_job", None)
        if agreement.in_force_at and not told.sealed and (job is None or job.done_at):
            yield "in force, but neither sealed nor owed a seal"
        return
    events = [event for sha, event in told.sealed if sha == sealed.sha256]
    if len(told.sealed) != 1 or not events:
        yield "the history does not record that this file was sealed"
    elif events[0].facts.at != sealed.sealed_at:
        yield f"its sealed_at is not the time of event {events[0].facts.sequence}"


def file_faults(agreement: Agreement, evidence: Evidence) -> Iterator[str]:
    """Yield the differences between the sealed file and the rows."""
    if (evidence.reference, evidence.number) != (agreement.share.reference, agreement.number):
        yield f"the sealed file is that of {evidence.reference}, agreement {evidence.number}"
    if evidence.digest != digest_of(agreement):
        yield "the words in the sealed file are not the frozen words"
    if evidence.head.digest != agreement.sealed.chain_head:
        yield "its chain_head is not the head that stands in the sealed file"
    if evidence.joins_later != joins_later(agreement):
        yield "the sealed file names other parties that have not signed"
    rows = list(agreement.signatures.order_by("at", "pk"))
    says = [signature_json(signed_by(row)) for row in rows]
    signatures = [signature_json(line) for line in evidence.signatures]
    for mine, theirs in paired(says, signatures):
        if mine is None and theirs is not None:
            yield f"signature {theirs + 1} in the sealed file is missing from the record"
        elif theirs is None and mine is not None:
            yield f"{name_of(rows[mine])} is not in the sealed file"
        elif mine is not None and theirs is not None:
            yield from differences(name_of(rows[mine]), says[mine], signatures[theirs], "the sealed file says")
