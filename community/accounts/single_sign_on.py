"""Signing in through an organisation's own provider: how we talk to it, and how far its word goes."""

from collections.abc import Mapping
from functools import partial
from typing import Any, Final

import requests
import structlog
from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from django.shortcuts import render

from community.models import EmailDomain
from datashare.lib.addresses import canonical_or_none
from datashare.lib.names import cleaned, is_name
from datashare.lib.time_limit import Hurry

log = structlog.get_logger(__name__)

# All that a provider says has to be said within this time: it may not hold a page by saying a letter at a time.
SECONDS: Final = 5
OTHERS: Final = Hurry(8)
LONGEST_NAME: Final = 150
# What is kept of all that a provider tells: enough to know the person again, and to show which account it is.
KEPT: Final = ("sub", "email", "name")


class ProviderSession(requests.Session):
    """Whatever goes wrong at the other end, the person sees a page that says so, with a way on."""

    def send(self, request: requests.PreparedRequest, **options: Any) -> requests.Response:
        try:
            answer = OTHERS.within(SECONDS, partial(super().send, request, **options | {"timeout": SECONDS}))
            if request.method == "GET" and not answer.is_redirect:
                answer.raise_for_status()
                answer.json()
        except (requests.RequestException, TimeoutError) as problem:
            log.warning("provider_not_answering", error=type(problem).__name__)
            page = render(context.request, "socialaccount/authentication_error.html", status=503)
            raise ImmediateHttpResponse(page) from problem
        return answer


def vouches(settings: Mapping[str, Any], email: str, verified: object) -> bool:
    """Whether the provider says that this address is the person's, and its word counts for addresses like it.

    Only a plain yes is one: some providers send the word "false", which Python takes for true.
    """
    domains = settings.get("email_domains")
    counts = domains is None or any(EmailDomain(pattern=domain).covers(email) for domain in domains)
    return counts and (verified is True or verified == "true")


def tells_an_address(claims: Mapping[str, Any]) -> bool:
    """Return whether every address among the provider's claims is one that this service takes."""
    told = [claims[part].get("email") for part in ("userinfo", "id_token") if isinstance(claims.get(part), Mapping)]
    return all(isinstance(email, str) and canonical_or_none(email) for email in told if email)


def claims_kept(claims: Mapping[str, Any]) -> dict[str, Any]:
    """The few claims that are stored, where the library looks for them."""
    told = claims.get("userinfo") or claims.get("id_token") or {}
    return {"userinfo": {name: told[name] for name in KEPT if can_be_stored(told.get(name))}}


def name_told(data: Mapping[str, Any]) -> str:
    """The person's full name, or nothing where the provider tells none that can be stored: then we ask."""
    parts = [data.get("name")] if data.get("name") else [data.get("first_name"), data.get("last_name")]
    name = " ".join(str(part).strip() for part in parts if part)
    return cleaned(name) if can_be_stored(name) and len(name) <= LONGEST_NAME and is_name(name) else ""


def can_be_stored(text: object) -> bool:
    """Whether PostgreSQL and UTF-8 can hold it."""
    return isinstance(text, str) and "\0" not in text and not any("\ud800" <= mark <= "\udfff" for mark in text)
