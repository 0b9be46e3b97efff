"""Suspend the sharing at once, and resume it when every party agrees. The agreement stays in force."""

from django.db import transaction
from django.utils import timezone

from agreements.kinds import Cause, ChangeKey, EventKind
from agreements.members.actions import party_of
from agreements.models import Agreement, DataShare, Party, Suspension, SuspensionGround, SuspensionLift
from agreements.standing.today import remaining
from agreements.states import Action
from agreements.workflow import EventChange, begin_in_force, finish
from community.models import User
from datashare.lib.exceptions import NotNow


@transaction.atomic
def suspend(*, share: DataShare, ground: SuspensionGround, reason: str, by: User) -> Suspension:
    """Suspend the sharing at once for one's own organisation, and tell everyone.

    Raise PermissionDenied for who leads for no party, NotNow unless the agreement is in force and not suspended.
    """
    share, agreement = begin_in_force(share, Action.SUSPEND, by)
    party = _of_remaining(share, agreement, by)
    at = timezone.now()
    made = Suspension.objects.create(agreement=agreement, party=party, ground=ground, reason=reason, by=by, at=at)
    finish(
        share,
        EventKind.SHARING_SUSPENDED,
        by=by,
        facts={"agreement": agreement.number, "ground": ground.value},
        changes=[EventChange.given(ChangeKey.REASON, reason)],
        subject=f"suspension:{made.pk}",
        at=at,
    )
    return made


@transaction.atomic
def agree_to_lift(*, share: DataShare, why: str, by: User) -> bool:
    """Agree for one's own organisation that the reason has gone. Return whether the sharing resumes by that.

    Idempotent for the same organisation. Raise NotNow unless the sharing is suspended.
    """
    share, agreement = begin_in_force(share, Action.LIFT_SUSPENSION, by)
    suspension = agreement.suspensions.standing().get()
    party = _of_remaining(share, agreement, by)
    _, is_new = SuspensionLift.objects.get_or_create(
        suspension=suspension, party=party, defaults={"why": why, "by": by}
    )
    if not is_new:
        return False
    finish(
        share,
        EventKind.LIFTING_AGREED,
        by=by,
        facts={"agreement": agreement.number, "parties": [party.fact]},
        changes=[EventChange.given(ChangeKey.REASON, why)],
        subject=f"suspension:{suspension.pk}",
    )
    return resume_if_all_agree(share, agreement)


def resume_if_all_agree(share: DataShare, agreement: Agreement) -> bool:
    """Resume the sharing if no party is left that has not agreed to it. The caller holds the lock."""
    suspension = agreement.suspensions.standing().first()
    if suspension is None or awaited_to_lift(suspension):
        return False
    suspension.lifted_at = timezone.now()
    suspension.save(update_fields=["lifted_at"])
    finish(
        share,
        EventKind.SHARING_RESUMED,
        by=None,
        facts={"agreement": agreement.number},
        cause=Cause.LIFTED_BY_ALL,
        subject=f"suspension:{suspension.pk}",
        at=suspension.lifted_at,
    )
    return True


def awaited_to_lift(suspension: Suspension) -> list[Party]:
    """Return the parties that have not agreed that the reason has gone. Two queries."""
    agreed = set(suspension.lifts.values_list("party", flat=True))
    return [party for party in remaining(suspension.agreement) if party.pk not in agreed]


def _of_remaining(share: DataShare, agreement: Agreement, by: User) -> Party:
    """Return the party for which the user acts. Raise NotNow if the agreement binds it no more, or not yet."""
    party = party_of(share, by)
    if party not in remaining(agreement):
        raise NotNow(f"The agreement does not bind {party} now.")
    return party
