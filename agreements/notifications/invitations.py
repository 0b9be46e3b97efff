"""Tells a person that they are invited to a data share, and leads a new person to an account."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils import timezone

from agreements.kinds.state_words import ROLES_IN_WORDS, role_in_words
from agreements.models import DataShare, Member
from agreements.notifications.details import urgency
from agreements.states import Role
from community.accounts.invited import sign_up_address
from community.models import Notification, User
from community.notices.outbox import promise
from community.skills import Skill
from datashare.lib import clock


def tell_invited(share: DataShare, member: Member, by: User) -> None:
    """Tell a user that they have been added to a data share, and in which role."""
    key, page = f"invited:{member.pk}:{timezone.localdate(member.since)}", f"/shares/{share.reference}/"
    promise(
        [
            Notification(
                user=member.user,
                email=member.email,
                sender=by,
                subject=f"{urgency(share)}You are invited to a data share: {share.title}"[:250],
                body=_invitation(share, member, by),
                address=page if member.user else sign_up_address(key, page),
                topic=share.reference,
                topic_name=share.title,
                why=_why(member, by)[:300],
                key=key,
            )
        ]
    )


def _invitation(share: DataShare, member: Member, by: User) -> str:
    """Return who invites, to do what; and how a person without an account takes part."""
    role = Role(member.role)
    as_role = role_in_words(role, Skill(member.skill) if member.skill else None)
    position = f" ({member.office})" if member.office else ""
    asked = f"{by} ({member.party}) invited you to the data share “{share.title}” as {as_role}{position}."
    what = ROLES_IN_WORDS[role]
    can = f"In this role you can {what[:1].lower()}{what[1:]}"
    if member.user:
        return f"{asked} {can}\n\nOpen the data share to see what you can do now."
    until = f"You can do this until {clock.long_date(member.invited_until)}."
    return f"{asked} {can}\n\nTo take part, create an account with this email address. {until}"


def _why(member: Member, by: User) -> str:
    if member.user:
        return f"You get this because {by} invited you to this data share."
    return f"You get this because {by} gave this address. If you do not expect it, you can ignore it."


def tell_expired(user: User, invited: Iterable[Member]) -> None:
    """Tell a new user which invitations have expired."""
    promise(_expired(user, member) for member in invited)


def _expired(user: User, member: Member) -> Notification:
    """Return a notification that names nothing of the data share, as the user is no member."""
    asker = f"{member.invited_by} ({member.invited_by.email})" if member.invited_by else "the person who invited you"
    return Notification(
        user=user,
        email=user.email,
        subject="Your invitation to a data share has expired",
        body=f"Your invitation of {clock.long_date(member.since)} has expired. Ask {asker} to send it again.",
        address=reverse("notifications"),
        why="You get this because you were invited at this email address.",
        key=f"expired:{member.pk}:{member.since:%Y-%m-%d}",
    )
