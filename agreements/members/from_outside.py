"""Advisers from outside the public sector: who is one, why one may not be invited, and whether an invitation stands."""

from typing import Final

from django.conf import settings

from agreements.models import Member
from agreements.states import Role
from community.models import domain_of
from datashare.lib.addresses import domain_part

NEEDS_REASON: Final = "Enter why you need an adviser from outside the public sector"


def is_outside(email: str) -> bool:
    """Return whether an address is of no public body that we know. One query."""
    return domain_of(email) is None


def why_not_from_outside(email: str, role: str, reason: str) -> str:
    """Return why an address of no public body cannot be invited in this role for this reason; empty if it can."""
    if not is_outside(email):
        return ""
    if role == Role.ADVISER:
        return "" if reason.strip() else NEEDS_REASON
    ask = settings.SUPPORT_EMAIL or "the team that runs this service"
    return (
        f"{domain_part(email)} is not on our list of public bodies. Enter their work email address, or ask {ask} to "
        "add it. Someone from outside the public sector can only be an adviser"
    )


def is_invited_from_outside(email: str) -> bool:
    """Return whether an invitation of an adviser from outside the public sector stands at this address."""
    waiting = Member.objects.live().filter(email=email, user=None).exclude(outside_because="")
    return any(not member.has_expired for member in waiting)
