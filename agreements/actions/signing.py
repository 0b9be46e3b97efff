"""Sign-off: sign the digest of frozen words, decline, take them back."""

from dataclasses import dataclass
from typing import Final

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from agreements.actions import registering
from agreements.models import Agreement, DataShare, RequiredSignature, SealJob, Signature
from agreements.states import Action, State
from agreements.workflow import Change, begin, finish, lock
from community.models import User
from community.support import signing_waits_until
from datashare.lib.clock import long_datetime
from datashare.lib.problems import NotNow
from datashare.lib.queue import nudge

STATEMENT: Final = (
    "I have read the whole of this document. I may sign it for {organisation} as {office}, "
    "and I sign the words whose digest is {digest}."
)


@transaction.atomic
def sign(*, agreement: Agreement, digest: str, method: str, by: User) -> Signature:
    """Put the person's name to the digest they were shown. Signing twice is signing once.

    The last signature brings the agreement into force in the same transaction, and writes the seal job.
    Raises NotNow for a stale digest or out of turn, PermissionDenied when another person is to sign.
    """
    share = lock(agreement.share)
    agreement = Agreement.objects.select_related("words", "share").get(pk=agreement.pk)
    if done := agreement.signatures.filter(user=by, digest=digest).first():
        return done
    begin(share, Action.SIGN, by)
    required = _required_of(agreement, by)
    if agreement.taken_back_at or digest != agreement.words.digest:
        raise NotNow("The words have changed since they were shown to you. Nothing was signed: read them again.")
    _must_be_next(agreement, required)
    _must_not_wait(by)
    office = required.member.office or "Signatory"
    signature = Signature.objects.create(
        agreement=agreement,
        party=required.party,
        user=by,
        name=by.full_name,
        office=office,
        digest=digest,
        statement=STATEMENT.format(organisation=required.party, office=office, digest=digest),
        method=method,
    )
    says = f"signed agreement {agreement.number} for {required.party} as {office}"
    changes = [Change("Digest signed", "", digest)]
    finish(share, Action.SIGN, by=by, says=says, changes=changes, subject=f"agreement:{agreement.number}:{digest}")
    if agreement.signatures.count() == agreement.required.count():
        _bring_into_force(share, agreement, by)
    return signature


def _required_of(agreement: Agreement, by: User) -> RequiredSignature:
    required = agreement.required.select_related("party__organisation", "member").filter(member__user=by).first()
    if not required:
        raise PermissionDenied("Another person was named to sign these words.")
    return required


def _must_be_next(agreement: Agreement, required: RequiredSignature) -> None:
    if not agreement.in_order:
        return
    earlier = agreement.required.filter(place__lt=required.place).exclude(
        party__in=agreement.signatures.values("party")
    )
    if earlier.exists():
        raise NotNow("The parties agreed to sign in order, and it is not your turn yet. We will tell you when it is.")


def _must_not_wait(by: User) -> None:
    """In the day after support removed a second step nobody signs: time to say that it was not they who asked."""
    if until := signing_waits_until(by):
        raise NotNow(f"Your second step was removed, so you can sign only after {long_datetime(until)}.")


def _bring_into_force(share: DataShare, agreement: Agreement, by: User) -> None:
    now = timezone.now()
    share.agreements.filter(in_force_at__isnull=False, ended_at=None).update(ended_at=now)
    agreement.in_force_at = now
    agreement.save(update_fields=["in_force_at"])
    registering.set_first_review(agreement)
    registering.enter(agreement)
    SealJob.objects.create(agreement=agreement)
    says = f"gave the last signature, which brought agreement {agreement.number} into force"
    finish(
        share,
        Action.BRING_INTO_FORCE,
        by=by,
        says=says,
        subject=f"agreement:{agreement.number}:{agreement.words.digest}",
    )
    nudge("agreements.tasks.seal", agreement.pk)


@transaction.atomic
def decline(*, agreement: Agreement, reason: str, by: User) -> None:
    """Refuse to sign, with a reason: the words go back to negotiation and everybody is told."""
    share = begin(agreement.share, Action.DECLINE, by)
    offered_now = share.agreements.offered().filter(pk=agreement.pk).first()
    if offered_now is None:
        raise NotNow("Other words are out for signature by now. Read them before you decide.")
    agreement = offered_now
    _required_of(agreement, by)
    _take_back(agreement)
    says = f"declined to sign agreement {agreement.number}"
    finish(
        share,
        Action.DECLINE,
        by=by,
        says=says,
        changes=[Change("Reason", "", reason)],
        subject=f"agreement:{agreement.number}",
    )


@transaction.atomic
def reopen(*, share: DataShare, reason: str, by: User) -> None:
    """Take the frozen words back from signing; signatures on them no longer count."""
    share = begin(share, Action.REOPEN, by)
    agreement = share.agreements.offered().get()
    _take_back(agreement)
    says = f"took agreement {agreement.number} back from signing"
    finish(
        share,
        Action.REOPEN,
        by=by,
        says=says,
        changes=[Change("Reason", "", reason)],
        subject=f"agreement:{agreement.number}",
    )


def _take_back(agreement: Agreement) -> None:
    agreement.taken_back_at = timezone.now()
    agreement.save(update_fields=["taken_back_at"])


def has_signed(share: DataShare, user: User) -> bool:
    """Whether this person's signature on the newest words of the data share counts."""
    newest = share.agreements.filter(taken_back_at=None).last()
    return newest is not None and newest.signatures.filter(user=user).exists()


def offered(share: DataShare) -> Agreement | None:
    """The agreement out for signature, if there is one."""
    if share.state != State.SIGNING:
        return None
    return share.agreements.offered().select_related("words").first()


@dataclass(frozen=True)
class Standing:
    """One signature that is required: whose, and whether it is there."""

    required: RequiredSignature
    signature: Signature | None


def standing_of(agreement: Agreement) -> list[Standing]:
    """The required signatures in their order, each with the signature given."""
    given = {signature.party_id: signature for signature in agreement.signatures.all()}
    rows = agreement.required.select_related("party__organisation", "member__user")
    return [Standing(row, given.get(row.party_id)) for row in rows]


def turn_of(agreement: Agreement, user: User) -> RequiredSignature | None:
    """What this person is to sign now: None when it is signed, another's to sign, or not their turn."""
    due = [standing.required for standing in standing_of(agreement) if standing.signature is None]
    if agreement.in_order:
        due = due[:1]
    return next((required for required in due if required.member.user_id == user.pk), None)
