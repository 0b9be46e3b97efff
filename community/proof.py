"""Proof, at the moment of a weighty act, that the person at the keyboard is who they signed in as."""

from dataclasses import dataclass

from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.internal.flows.reauthentication import did_recently_reauthenticate
from allauth.core import ratelimit
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.http import HttpRequest

from community.models import User


@dataclass(frozen=True)
class Means:
    """How somebody can prove who they are. With neither, they sign in again with what they have."""

    password: bool
    code: bool


def means_of(user: User) -> Means:
    """A code from their app where they have one, or their password."""
    return Means(password=user.has_usable_password(), code=_totp(user) is not None)


def prove(request: HttpRequest, user: User, given: str) -> str | None:
    """The method that the words given prove ("totp" or "password"), or None. Guessing is throttled."""
    if not ratelimit.consume(request, action="reauthenticate", user=user):
        return None
    authenticator = _totp(user)
    if authenticator and TOTP(authenticator).validate_code(given.strip().replace(" ", "")):
        return "totp"
    return "password" if user.check_password(given) else None


def proved_just_now(request: HttpRequest) -> str | None:
    """The method of a proof less than five minutes old, given on the sign-in library's own page; None otherwise."""
    if not did_recently_reauthenticate(request):
        return None
    return str(get_authentication_records(request)[-1]["method"])


def _totp(user: User) -> Authenticator | None:
    found: Authenticator | None = Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).first()
    return found
