"""Confirming that a user works for an organisation: by its admin, or by support if it has none."""

from collections.abc import Iterable
from typing import Final

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from simple_history.utils import update_change_reason

from community.models import Ground, Membership, Notification, Organisation, User
from community.notices.outbox import promise
from community.organisations.ending import end_membership
from datashare.lib.exceptions import NotNow
from datashare.lib.phrases import listed

CONFIRMED: Final = "Confirmed by {by}"
SUPPORT_TEAM: Final = "the team that runs this service"


def admins_of(body: Organisation) -> QuerySet[User]:
    """Return the users who can confirm who works there: its own confirmed admins."""
    live = Membership.objects.live().confirmed().filter(organisation=body, is_admin=True)
    return User.objects.filter(memberships__in=live).distinct().order_by("full_name", "pk")


def confirmers(body: Organisation) -> str:
    """Return who can confirm a membership of this organisation, in words."""
    names = [str(admin) for admin in admins_of(body)[:4]]
    return f"{listed(names, 'or')} (admin of {body} in this service)" if names else SUPPORT_TEAM


def may_confirm(user: User, membership: Membership) -> bool:
    """Return whether this user may confirm that another works there; never for themselves."""
    if not user.is_active or user.pk == membership.user_id:
        return False
    return user.is_superuser or admins_of(membership.organisation).filter(pk=user.pk).exists()


@transaction.atomic
def confirm(*, membership: Membership, by: User) -> Membership:
    """Record that the user works there, and who said so. Idempotent."""
    membership = _waiting(membership, by)
    if membership.is_confirmed:
        return membership
    membership.confirmed_at, membership.confirmed_by = timezone.now(), by
    membership.save(update_fields=["confirmed_at", "confirmed_by"])
    update_change_reason(membership, CONFIRMED.format(by=by)[:100])
    body = f"{by} has confirmed that you work for {membership.organisation}. You can now send requests for it."
    promise([_answer(membership, f"We have confirmed that you work for {membership.organisation}", body)])
    return membership


@transaction.atomic
def refuse(*, membership: Membership, reason: str, by: User) -> None:
    """End a membership that rests only on the user's own word, with every role it gave, and tell them why."""
    membership = _waiting(membership, by)
    if membership.is_confirmed:
        raise NotNow("This membership is already confirmed. Enter an end date for it instead.")
    end_membership(membership, Ground.NOT_CONFIRMED)
    body = (
        f"{by} has told us that you do not work for {membership.organisation}. Their reason: “{reason}”\n\n"
        "You can no longer take part in its data shares. If you work for another organisation, tell us which one on "
        "your account page."
    )
    promise([_answer(membership, f"We could not confirm that you work for {membership.organisation}", body)])


def _waiting(membership: Membership, by: User) -> Membership:
    """Return the membership, locked. Raise if it has ended or this user may not decide on it."""
    locked = Membership.objects.select_for_update(of=("self",)).select_related("user", "organisation")
    membership = locked.get(pk=membership.pk)
    if not may_confirm(by, membership):
        raise PermissionDenied("Only an admin of the organisation or support staff can confirm who works there.")
    if membership.until and membership.until <= timezone.now():
        raise NotNow("This membership has ended.")
    return membership


def ask_to_confirm(membership: Membership) -> None:
    """Ask the organisation's admins or, if it has none, support. Idempotent."""
    admins: Iterable[User] = admins_of(membership.organisation)
    support = User.objects.filter(is_superuser=True, is_active=True).exclude(pk=membership.user_id)
    asked = list(admins) or list(support)
    promise([_asked(membership, person) for person in asked] or _asked_by_mail(membership))


def _asked(membership: Membership, admin: User | None, email: str = "") -> Notification:
    person, body = membership.user, membership.organisation
    page = reverse("admin:community_membership_confirm", args=[membership.pk])
    why = f"You get this because you are an admin of {body.name[:200]} in this service."
    if admin is None or admin.is_superuser:
        why = f"You get this because {body.name[:200]} has no admin of its own in this service."
    return Notification(
        user=admin,
        email=admin.email if admin else email,
        subject=f"Confirm that {person.full_name} works for {body}"[:250],
        body=f"{person.full_name} ({person.email}) has told us that they work for {body}. Their email address does not "
        "show this. Tell us if they work there. Until you confirm it, they can prepare a request, but they cannot send "
        "it, sign an agreement or be the only lead.",
        address=page if admin is None or admin.is_staff else reverse("help"),
        why=why,
        key=f"self-declared:{membership.pk}:{admin.pk if admin else 'mail'}",
    )


def _asked_by_mail(membership: Membership) -> list[Notification]:
    """Return a mail to the support team's mailbox, if none of them has an account."""
    return [_asked(membership, None, settings.SUPPORT_EMAIL)] if settings.SUPPORT_EMAIL else []


def _answer(membership: Membership, subject: str, body: str) -> Notification:
    return Notification(
        user=membership.user,
        email=membership.user.email,
        subject=subject[:250],
        body=body,
        address=reverse("account"),
        why="You get this because you told us where you work.",
        key=f"confirming:{membership.pk}:{timezone.now():%Y%m%d%H%M%S%f}",
    )
