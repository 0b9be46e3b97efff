"""Proof, at the moment of a weighty act, that the person at the keyboard is who they signed in as."""

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
    """How someone can prove who they are. With neither, they sign in again with what they have."""

    password: bool
    code: bool


def means_of(user: User) -> Means:
    """A code from their app where they have one, or their password."""
    return Means(password=user.has_usable_password(), code=_totp(user) is not None)


class TooManyTries(Exception):
    """Someone guesses: the words given were not even looked at."""


def prove(request: HttpRequest, user: User, given: str) -> str | None:
    """The method that the words given prove ("totp" or "password"), or None. Raises TooManyTries."""
    if not _may_try(request, user):
        raise TooManyTries
    authenticator = _totp(user)
    if authenticator and spend_with(authenticator, given.strip().replace(" ", "")):
        return "totp"
    return "password" if user.check_password(given) else None


def _may_try(request: HttpRequest, user: User) -> bool:
    """Tries are counted in the cache. One that is down stops no one who is signed in from signing (promises.md)."""
    try:
        return bool(ratelimit.consume(request, action="reauthenticate", user=user))
    except RedisError:
        log.warning("tries_not_counted")
        return True


def proved_just_now(request: HttpRequest, user: User) -> str | None:
    """The method of a proof less than five minutes old: given again on the sign-in library's page, or a sign-in
    through the person's organisation, which proves itself there. None otherwise."""
    for record in reversed(get_authentication_records(request, user)):
        fresh = time.time() - record["at"] < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT
        if fresh and (record.get("reauthenticated") or record["method"] == "socialaccount"):
            return str(record["method"])
    return None


def page_to_prove_on(user: User, back: str) -> str:
    """Where someone with neither password nor code proves who they are: a passkey, or signing in again."""
    page = "account_reauthenticate" if get_reauthentication_flows(user) else "account_logout"
    return f"{reverse(page)}?{urlencode({'next': back})}"


def _totp(user: User) -> Authenticator | None:
    found: Authenticator | None = Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).first()
    return found
