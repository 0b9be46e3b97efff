"""Re-authentication before a weighty action."""

import time
from dataclasses import dataclass

import structlog
from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.internal.flows.reauthentication import get_reauthentication_flows
from allauth.core import ratelimit
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import urlencode
from redis.exceptions import RedisError

from community.accounts.second_step import spend_with
from community.models import User

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Means:
    """How a user can re-authenticate. With neither, they sign in again."""

    password: bool
    code: bool


def means_of(user: User) -> Means:
    """Return whether the user has a code from an app, or a password."""
    return Means(password=user.has_usable_password(), code=_totp(user) is not None)


class TooManyTries(Exception):
    """Too many wrong tries; the given value was not checked."""


def prove(request: HttpRequest, user: User, proof: str) -> str | None:
    """Return the method that the given value proves ("totp" or "password"), or None. Raise TooManyTries."""
    if not _may_try(request, user):
        raise TooManyTries
    authenticator = _totp(user)
    if authenticator and spend_with(authenticator, proof.strip().replace(" ", "")):
        return "totp"
    return "password" if user.check_password(proof) else None


def _may_try(request: HttpRequest, user: User) -> bool:
    """Count a try in the cache and return whether it is allowed.

    If the cache is down it is, so that signed-in users can still sign (promises.md).
    """
    try:
        return bool(ratelimit.consume(request, action="reauthenticate", user=user))
    except RedisError:
        log.warning("tries_not_counted")
        return True


def proved_just_now(request: HttpRequest, user: User) -> str | None:
    """Return the method of a re-authentication less than five minutes old; None if there is none.

    It was made on the sign-in library's page, or by signing in through the organisation's own provider.
    """
    for record in reversed(get_authentication_records(request, user)):
        fresh = time.time() - record["at"] < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT
        if fresh and (record.get("reauthenticated") or record["method"] == "socialaccount"):
            return str(record["method"])
    return None


def page_to_prove_on(user: User, back: str) -> str:
    """Return where a user with neither password nor code re-authenticates: a passkey, or signing in again."""
    page = "account_reauthenticate" if get_reauthentication_flows(user) else "account_logout"
    return f"{reverse(page)}?{urlencode({'next': back})}"


def _totp(user: User) -> Authenticator | None:
    authenticator: Authenticator | None = Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).first()
    return authenticator
