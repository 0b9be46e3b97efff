"""Moves the work of a closed organisation to its successor: the handlers of requests, and the records."""

from collections.abc import Iterable
from typing import Final

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.urls import reverse
from simple_history.utils import update_change_reason

from community.models import Membership, Notification, Organisation, OrganisationMove, User, body_moved
from community.notices.outbox import promise
from datashare.lib.exceptions import NotNow

MOVED: Final = "The work of {closed} moved to {successor}"


@transaction.atomic
def move_organisation(*, closed: Organisation, successor: Organisation, reason: str, by: User) -> OrganisationMove:
    """Let those who answered requests for a closed organisation answer them for its successor, with all its records.

    Their memberships of the closed one stay, for the data shares it is a party of. Raises PermissionDenied unless
    support does it, NotNow where the first is open, the second closed, both are one, or all has moved already.
    """
    if not (by.is_active and by.is_superuser):
        raise PermissionDenied("Only support staff can move the work of an organisation.")
    bodies = Organisation.objects.select_for_update(no_key=True).order_by("pk").in_bulk([closed.pk, successor.pk])
    closed, successor = bodies[closed.pk], bodies[successor.pk]
    _must_follow(closed, successor)
    handlers = list(Membership.objects.live().filter(organisation=closed, handles_requests=True).select_related("user"))
    if any(membership.user_id == by.pk for membership in handlers):
        raise NotNow("You answer requests for this organisation. Ask another member of support staff.")
    why = MOVED.format(closed=closed, successor=successor)[:100]
    for membership in handlers:
        _move(membership, successor, why)
    closed.superseded_by.add(successor)
    sent = body_moved.send(sender=OrganisationMove, closed=closed, successor=successor, reason=why)
    records = sum(int(moved or 0) for _, moved in sent)
    if not handlers and not records and OrganisationMove.objects.filter(closed=closed, successor=successor).exists():
        raise NotNow(f"The work of {closed} went to {successor} already, and there is nothing more to move.")
    act = OrganisationMove.objects.create(
        closed=closed, successor=successor, by=by, reason=reason, handlers=len(handlers), records=records
    )
    promise(_told(act, handlers))
    return act


def _must_follow(closed: Organisation, successor: Organisation) -> None:
    if closed.pk == successor.pk:
        raise NotNow("An organisation cannot take over from itself.")
    if not closed.is_closed:
        raise NotNow(f"{closed} is open. If it has closed, mark it as closed first.")
    if successor.is_closed:
        raise NotNow(f"{successor} has also closed. Choose an open organisation.")


def _move(membership: Membership, successor: Organisation, why: str) -> None:
    membership.handles_requests = False
    membership.save(update_fields=["handles_requests"])
    update_change_reason(membership, why)
    there, _ = Membership.objects.get_or_create(
        user=membership.user,
        organisation=successor,
        until=None,
        defaults={
            "self_declared": membership.self_declared,
            "confirmed_at": membership.confirmed_at,
            "confirmed_by": membership.confirmed_by,
        },
    )
    there.handles_requests = True
    there.save(update_fields=["handles_requests"])
    update_change_reason(there, why)


def _told(act: OrganisationMove, handlers: Iterable[Membership]) -> list[Notification]:
    return [
        Notification(
            user=membership.user,
            email=membership.user.email,
            subject=f"You now answer requests for {act.successor}"[:250],
            body=f"{act.closed} has closed and {act.successor} has taken over its work. The support team moved its "
            f"records. You now answer requests for {act.successor}. Reason: {act.reason}",
            address=reverse("account"),
            why="You get this because you answered requests for an organisation that closed.",
            key=f"moved:{act.pk}:{membership.user_id}",
        )
        for membership in handlers
    ]
