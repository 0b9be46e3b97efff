"""Suspend at once what a party gives and receives; resume it when those whom it concerns agree.

The agreement stays in force.
"""

from django.db import transaction
from django.utils import timezone

from agreements.kinds import Cause, ChangeKey, EventKind, FactValue
from agreements.members.actions import party_of
from agreements.models import Agreement, DataShare, Party, Suspension, SuspensionGround, SuspensionLift
from agreements.standing.paused import awaited_to_lift, stops_all
from agreements.standing.today import remaining
from agreements.states import Action
from agreements.workflow import EventChange, begin_in_force, finish
from community.models import User
from datashare.lib.exceptions import NotNow


@transaction.atomic
def suspend(*, share: DataShare, ground: SuspensionGround, reason: str, by: User) -> Suspension:
    """Suspend at once what one's own organisation gives and receives, and tell everyone.

    All sharing stops by that if no data moves without it. Raise PermissionDenied for who leads for no party, NotNow
    unless the agreement is in force, and neither the sharing nor this part of it is suspended.
    """
    share, agreement = begin_in_force(share, Action.SUSPEND, by)
    party = _of_remaining(share, agreement, by)
    if agreement.suspensions.standing().filter(party=party).exists():
        raise NotNow(f"The sharing to and from {party} is suspended already.")
    at, whole = timezone.now(), stops_all(agreement, party)
    given = {"ground": ground, "reason": reason, "is_whole": whole, "by": by, "at": at}
    made = Suspension.objects.create(agreement=agreement, party=party, **given)
    facts: dict[str, FactValue] = {"agreement": agreement.number, "ground": ground.value}
    kind = EventKind.SHARING_SUSPENDED if whole else EventKind.PART_SUSPENDED
    facts |= {} if whole else {"parties": [party.fact]}
    said = [EventChange.given(ChangeKey.REASON, reason)]
    finish(share, kind, by=by, facts=facts, changes=said, subject=f"suspension:{made.pk}", at=at)
    return made


@transaction.atomic
def agree_to_lift(*, share: DataShare, why: str, by: User, of: int | None = None) -> bool:
    """Agree for one's own organisation that the reason has gone. Return whether something resumes by that.

    `of` is the key of the suspension that the user saw; without it, the only one. Idempotent for the same organisation.
    Raise NotNow unless it stands and concerns the organisation.
    """
    share, agreement = begin_in_force(share, Action.LIFT_SUSPENSION, by)
    party = _of_remaining(share, agreement, by)
    suspension = standing_one(agreement, of)
    if suspension.lifts.filter(party=party).exists():
        return False
    if party not in awaited_to_lift(suspension):
        raise NotNow(f"This does not concern {party}: it gives no data to {suspension.party}, and receives none.")
    SuspensionLift.objects.create(suspension=suspension, party=party, why=why, by=by)
    finish(
        share,
        EventKind.LIFTING_AGREED,
        by=by,
        facts={"agreement": agreement.number, "parties": [party.fact]},
        changes=[EventChange.given(ChangeKey.REASON, why)],
        subject=f"suspension:{suspension.pk}",
    )
    return resume_if_all_agree(share, agreement)


def standing_one(agreement: Agreement, of: int | None) -> Suspension:
    """Return the suspension of this key that stands, or without one the only that does. Raise NotNow otherwise."""
    standing = list(agreement.suspensions.standing().select_related("by", "party__organisation"))
    found = [suspension for suspension in standing if of in (None, suspension.pk)]
    if len(found) != 1:
        raise NotNow("Open the data share again to see what is suspended now.")
    found[0].agreement = agreement
    return found[0]


def resume_if_all_agree(share: DataShare, agreement: Agreement) -> bool:
    """Resume what no party is left to agree to. Return whether something was. The caller holds the lock."""
    over = [found for found in agreement.suspensions.standing() if not awaited_to_lift(found)]
    for suspension in over:
        suspension.lifted_at = timezone.now()
        suspension.save(update_fields=["lifted_at"])
        _tell_resumed(share, agreement, suspension)
    return bool(over)


def _tell_resumed(share: DataShare, agreement: Agreement, suspension: Suspension) -> None:
    """Record that what was suspended resumes. The part of a party that has left does not: that is told already."""
    facts: dict[str, FactValue] = {"agreement": agreement.number}
    if not suspension.is_whole:
        if suspension.party not in remaining(agreement):
            return
        facts |= {"parties": [suspension.party.fact]}
    kind = EventKind.SHARING_RESUMED if suspension.is_whole else EventKind.PART_RESUMED
    subject = f"suspension:{suspension.pk}"
    finish(share, kind, by=None, facts=facts, cause=Cause.LIFTED_BY_ALL, subject=subject, at=suspension.lifted_at)


def _of_remaining(share: DataShare, agreement: Agreement, by: User) -> Party:
    """Return the party for which the user acts. Raise NotNow if the agreement binds it no more, or not yet."""
    party = party_of(share, by)
    if party not in remaining(agreement):
        raise NotNow(f"The agreement does not bind {party} now.")
    return party
