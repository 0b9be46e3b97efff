"""Write the public register: entries owed to agreements in force, and all of them again on request."""

from datetime import date
from typing import Final

import structlog
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from agreements.kinds import Cause, EventKind
from agreements.models import Agreement, DataShare, Ending, Event, RegisterEntry, RegisterJob
from agreements.register.bound import listed_as, search_vector
from agreements.register.entry import content_of, in_force_since
from agreements.register.first_review import answers_on_review, first_review
from agreements.register.term import last_day
from agreements.workflow import finish, lock

log = structlog.get_logger(__name__)
MOST_ATTEMPTS: Final = 10


def publish_owed() -> int:
    """Write every entry that is owed, oldest first. Return how many were written."""
    return sum(publish(key) for key in RegisterJob.objects.owed().order_by("created").values_list("pk", flat=True))


def publish(agreement_key: int) -> bool:
    """Write the entry of one agreement. Idempotent. Return False if it is done, locked by another worker, or failed."""
    try:
        return _publish(agreement_key)
    except Exception as error:  # noqa: BLE001 (the entry stays owed and its row says why)
        _note_failure(agreement_key, f"{type(error).__name__}: {error}"[:2000])
        return False


@transaction.atomic
def _publish(agreement_key: int) -> bool:
    """Write review date, entry, event and the end of the job together."""
    job = RegisterJob.objects.owed().select_for_update(skip_locked=True).filter(pk=agreement_key).first()
    if job is None:
        return False
    share = lock(DataShare.objects.get(agreements=agreement_key))
    agreement = Agreement.objects.select_related("share", "edition", "words").get(pk=agreement_key)
    if agreement.ends_by != Ending.SUPERSEDED:
        set_first_review(agreement)
        if agreement.ends_on is None:
            set_last_day(agreement)
        enter(agreement, share, cause=Cause.IN_FORCE)
    job.done_at, job.last_error = timezone.now(), ""
    job.save(update_fields=["done_at", "last_error"])
    return True


def _note_failure(agreement_key: int, reason: str) -> None:
    """Store why an attempt failed. After ten the job is given up, and `/ready` and the log report it."""
    owed = RegisterJob.objects.owed().filter(pk=agreement_key)
    owed.update(attempts=F("attempts") + 1, last_error=reason)
    log.warning("register_entry_failed", agreement=agreement_key, error=reason)
    if owed.filter(attempts__gte=MOST_ATTEMPTS).update(failed_at=timezone.now()):
        log.error("register_entry_given_up", agreement=agreement_key)


def enter(agreement: Agreement, share: DataShare, *, cause: Cause) -> None:
    """List this agreement in place of an earlier one of its data share; the caller holds the lock and the transaction.

    The history records the digest of the entry, and again if it changes.
    """
    content = content_of(agreement)
    facts = {
        "agreement": agreement,
        "reference": agreement.share.reference,
        "in_force_since": in_force_since(agreement),
        "review_on": agreement.review_on,
    }
    entry, _ = RegisterEntry.objects.update_or_create(share=agreement.share, defaults=content | facts)
    RegisterEntry.objects.filter(pk=entry.pk).update(search=search_vector(entry))
    subject = listed_as(RegisterEntry.objects.select_related("agreement").get(pk=entry.pk))
    listed = Event.objects.filter(share=share, kind=EventKind.ENTRY_LISTED).order_by("-sequence")
    if listed.values_list("subject", flat=True).first() != subject:
        told = {"agreement": agreement.number}
        record = {
            "review_on": _day(agreement.review_on),
            "ends_on": _day(agreement.ends_on),
            "ends_by": agreement.ends_by,
        }
        finish(share, EventKind.ENTRY_LISTED, by=None, facts=told, cause=cause, subject=subject, record=record)


def set_first_review(agreement: Agreement) -> None:
    """Store by when an agreement in force is first reviewed, as its signed words say."""
    agreement.review_on = first_review(answers_on_review(agreement), in_force_since(agreement))
    agreement.save(update_fields=["review_on"])


def set_last_day(agreement: Agreement) -> None:
    """Store the last day of an agreement in force, as its signed words say, and that it ends with its term."""
    agreement.ends_on = last_day(agreement)
    agreement.ends_by = Ending.TERM if agreement.ends_on else ""
    agreement.save(update_fields=["ends_on", "ends_by"])


def _day(on: date | None) -> str | None:
    return on.isoformat() if on else None


@transaction.atomic
def rebuild() -> int:
    """Make every entry again from its agreement. Return how many there are."""
    RegisterEntry.objects.all().delete()
    agreements = list(Agreement.objects.listed().select_related("share", "edition", "words"))
    for agreement in agreements:
        if agreement.review_on is None:
            set_first_review(agreement)
        enter(agreement, lock(agreement.share), cause=Cause.REGISTER_REBUILT)
    RegisterJob.objects.filter(agreement__in=agreements).update(done_at=timezone.now(), failed_at=None, last_error="")
    return len(agreements)
