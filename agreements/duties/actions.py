"""What people do about duties: say that one was kept, waive one, enter the day that the signed words give."""

from collections.abc import Collection
from datetime import date
from typing import Final

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from agreements.duties.opening import open_after
from agreements.kinds import Cause, ChangeKey, EventKind, FactValue
from agreements.members.actions import party_of
from agreements.models import Agreement, DataShare, Duty, DutyKind, DutyOutcome, Party, Repeat
from agreements.register.publish import enter
from agreements.standing.today import remaining
from agreements.states import Action
from agreements.workflow import EventChange, begin_in_force, finish
from community.models import User
from datashare.lib.exceptions import Incomplete, NotNow

# What a page of its own does, and that page marks as done.
ELSEWHERE: Final = {
    DutyKind.DELIVERY: "Record the delivery under Supply. That marks this as done.",
    DutyKind.REVIEW: "Record the review under Reviews. Once all agree, that marks this as done.",
}
NO_DAY: Final = "The signed words give no day for this yet. A lead enters it first."


@transaction.atomic
def keep(*, share: DataShare, duty: int, proof: str, by: User) -> Duty:
    """Record that one's own organisation has done what it owed, with the proof in words. The next opens by that.

    Raise PermissionDenied for a duty of another organisation, NotNow for one that is closed, binds no more or has no
    day, Incomplete without words.
    """
    share, agreement = begin_in_force(share, Action.KEEP_DUTY, by)
    found, party = open_duty(agreement, duty), party_of(share, by)
    if not is_owed_by(found, party):
        raise PermissionDenied(f"{found.party} owes this, not {party}.")
    if found.kind in ELSEWHERE:
        raise NotNow(ELSEWHERE[DutyKind(found.kind)])
    if found.due_on is None:
        raise NotNow(NO_DAY)
    if not proof.strip():
        raise Incomplete("Say how it was done.")
    close(found, DutyOutcome.DONE, proof, by)
    facts = _facts(agreement, found, party) | {"day": found.due_on.isoformat()}
    said = [EventChange.given(ChangeKey.PROOF, proof)]
    finish(share, EventKind.DUTY_KEPT, by=by, facts=facts, changes=said, subject=_subject(found))
    return found


@transaction.atomic
def waive(*, share: DataShare, duty: int, reason: str, by: User) -> Duty:
    """Waive what the other organisation owes. Between more than two, the agreement must be varied.

    Raise PermissionDenied for one's own duty and one that all owe together, NotNow as `keep` does, Incomplete without
    words.
    """
    share, agreement = begin_in_force(share, Action.WAIVE_DUTY, by)
    found, party = open_duty(agreement, duty), party_of(share, by)
    if not may_waive(bound_by(agreement), found, party):
        raise PermissionDenied(f"{party} cannot waive this by itself. To change it, vary the agreement.")
    if not reason.strip():
        raise Incomplete("Say why it is waived.")
    close(found, DutyOutcome.WAIVED, reason, by)
    _tell(EventKind.DUTY_WAIVED, share, agreement, found, by, reason)
    return found


@transaction.atomic
def enter_day(*, share: DataShare, duty: int, first: date, repeats: Repeat, by: User) -> Duty:
    """Store the day that the signed words give, and how often it comes back, where it could not be read from them.

    Raise NotNow for a duty that has a day, Incomplete for one before the agreement came into force.
    """
    share, agreement = begin_in_force(share, Action.DATE_DUTY, by)
    found = _undated(agreement, duty)
    if agreement.in_force_at and first < timezone.localdate(agreement.in_force_at):
        raise Incomplete("The day must not be before the agreement came into force.")
    found.due_on = found.counts_from = first
    found.repeats, found.number = repeats, 0
    found.save(update_fields=["due_on", "counts_from", "repeats", "number"])
    facts = _facts(agreement, found, party_of(share, by)) | {"day": first.isoformat()}
    finish(share, EventKind.DUTY_DATED, by=by, facts=facts, subject=_subject(found))
    if found.kind == DutyKind.REVIEW:
        note_review(share, agreement)
    return found


@transaction.atomic
def set_aside(*, share: DataShare, duty: int, reason: str, by: User) -> Duty:
    """Record that the signed words ask for nothing by a day. Raise as `enter_day` does, Incomplete without words."""
    share, agreement = begin_in_force(share, Action.DATE_DUTY, by)
    found = _undated(agreement, duty)
    if not reason.strip():
        raise Incomplete("Say what the signed words ask for instead.")
    close(found, DutyOutcome.WAIVED, reason, by)
    _tell(EventKind.DUTY_WAIVED, share, agreement, found, by, reason)
    return found


def open_duty(agreement: Agreement, duty: int) -> Duty:
    """Return an open duty of this agreement. Raise NotNow for one that is closed, of another version or binds no more.

    One query.
    """
    rows = Duty.objects.alive().still_open().filter(agreement=agreement, pk=duty)
    found = rows.select_related("party__organisation").first()
    if found is None:
        raise NotNow("This was done or waived already, or the agreement does not ask for it any more.")
    found.agreement = agreement
    return found


def is_owed_by(duty: Duty, party: Party) -> bool:
    """Return whether this party, or all parties together, owe it."""
    return duty.party_id in (None, party.pk)


def bound_by(agreement: Agreement) -> set[int]:
    """Return the keys of the parties that an agreement binds today."""
    return {party.pk for party in remaining(agreement)}


def may_waive(bound: Collection[int], duty: Duty, party: Party) -> bool:
    """Return whether a party may waive it alone: what the other owes to it of two that are `bound` (their keys)."""
    return duty.party_id not in (None, party.pk) and len(bound) == 2 and party.pk in bound


def close(duty: Duty, outcome: DutyOutcome, words: str, by: User) -> None:
    """Store what became of a duty, and open the next. The caller holds the lock of the data share."""
    duty.outcome, duty.proof, duty.closed_by, duty.closed_at = outcome, words, by, timezone.now()
    duty.save(update_fields=["outcome", "proof", "closed_by", "closed_at"])
    open_after(duty)


def _undated(agreement: Agreement, duty: int) -> Duty:
    found = open_duty(agreement, duty)
    if found.due_on:
        raise NotNow("The day of this is known already. To change it, vary the agreement.")
    return found


def note_review(share: DataShare, agreement: Agreement) -> None:
    """Let register, check page and reminders say when the next review is due; nothing if none is."""
    reviews = Duty.objects.still_open().filter(agreement=agreement, kind=DutyKind.REVIEW, due_on__isnull=False)
    agreement.review_on = reviews.order_by("due_on").values_list("due_on", flat=True).first()
    agreement.save(update_fields=["review_on"])
    agreement.share = share
    enter(agreement, share, cause=Cause.REVIEW_MOVED)


def _facts(agreement: Agreement, duty: Duty, party: Party) -> dict[str, FactValue]:
    owner = duty.party or party
    return {"agreement": agreement.number, "duty": duty.kind, "parties": [owner.fact]}


def _tell(kind: EventKind, share: DataShare, agreement: Agreement, duty: Duty, by: User, reason: str) -> None:
    facts = _facts(agreement, duty, party_of(share, by))
    said = [EventChange.given(ChangeKey.REASON, reason)]
    finish(share, kind, by=by, facts=facts, changes=said, subject=_subject(duty))


def _subject(duty: Duty) -> str:
    return f"duty:{duty.pk}"
