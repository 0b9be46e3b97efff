"""Sign-in through an organisation's own provider: the connection, and how far its claims are trusted."""

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

# The time limit for a whole response, so that a slow provider cannot block a page.
SECONDS: Final = 5
OTHERS: Final = Hurry(8)
LONGEST_NAME: Final = 150
# The claims that are stored: enough to recognise the person and to show which account it is.
KEPT: Final = ("sub", "email", "name")


class ProviderSession(requests.Session):
    """A session that turns every failure of the provider into a page that says so."""

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
    """Return whether the provider confirms this address and is trusted for addresses like it.

    Only True counts: some providers send the text "false", which is true in Python.
    """
    domains = settings.get("email_domains")
    counts = domains is None or any(EmailDomain(pattern=domain).covers(email) for domain in domains)
    return counts and (verified is True or verified == "true")


def tells_an_address(claims: Mapping[str, Any]) -> bool:
    """Return whether every address among the provider's claims is acceptable."""
    emails = [claims[part].get("email") for part in ("userinfo", "id_token") if isinstance(claims.get(part), Mapping)]
    return all(isinstance(email, str) and canonical_or_none(email) for email in emails if email)


def claims_kept(claims: Mapping[str, Any]) -> dict[str, Any]:
    """Return the few claims that are stored, where the library looks for them."""
    userinfo = claims.get("userinfo") or claims.get("id_token") or {}
    return {"userinfo": {name: userinfo[name] for name in KEPT if can_be_stored(userinfo.get(name))}}


def name_told(data: Mapping[str, Any]) -> str:
    """Return the person's full name; empty if the provider gives none that can be stored."""
    parts = [data.get("name")] if data.get("name") else [data.get("first_name"), data.get("last_name")]
    name = " ".join(str(part).strip() for part in parts if part)
    return cleaned(name) if can_be_stored(name) and len(name) <= LONGEST_NAME and is_name(name) else ""


def can_be_stored(text: object) -> bool:
    """Return whether PostgreSQL and UTF-8 can hold it."""
    return isinstance(text, str) and "\0" not in text and not any("\ud800" <= mark <= "\udfff" for mark in text)
