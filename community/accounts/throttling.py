"""Rate limits on passwords, by network and address, with a separate limit for known browsers.

Guesses from elsewhere must not lock the owner out (OWASP, device cookies): a browser that signed in before is counted
apart.
"""

import hashlib
import secrets
from typing import Any, Final

from allauth.core.internal import ratelimit
from allauth.core.internal.ratelimit import RateLimitUsage
from django.conf import settings
from django.http import HttpRequest, HttpResponse

APP: Final = "allauth.account"
COOKIE: Final = "known-browser"
SALT: Final = "community.accounts.throttling"
A_YEAR: Final = 365 * 24 * 60 * 60
MOST_ACCOUNTS: Final = 5
# Each action's limit. The address alone is limited for unknown browsers only, against guesses from many networks.
KNOWN: Final = ("login_failed_known", "5/5m/key")
NETWORK: Final = ("login_failed_network", "30/m/ip")
BOTH: Final = ("login_failed_both", "5/5m/key")
ADDRESS: Final = ("login_failed_address", "50/h/key")


def consume(request: HttpRequest, email: str) -> RateLimitUsage | None:
    """Count a try; None if there were too many. The caller takes back a try that succeeds."""
    counted = RateLimitUsage(usage=[])
    for (action, rate), key in _limits(request, email):
        used = ratelimit.consume(request, app=APP, action=action, config={action: rate}, key=key)
        if not used:
            counted.rollback()
            return None
        counted.usage.extend(used.usage)
    return counted


def forgive(request: HttpRequest, email: str) -> None:
    """Reset the count, when the owner of the mailbox has set a new password."""
    for (action, rate), key in _limits(request, email):
        if action != NETWORK[0]:
            ratelimit.clear(request, app=APP, action=action, config={action: rate}, key=key)


def remember(request: HttpRequest, response: HttpResponse, email: str) -> None:
    """Set a cookie that only says this browser signed in to this account."""
    others = {name: nonce for name, nonce in _known(request).items() if name != _name(email)}
    known = [*list(others.items())[1 - MOST_ACCOUNTS :], (_name(email), secrets.token_hex(8))]
    value = "/".join(f"{name}.{nonce}" for name, nonce in known)
    options: dict[str, Any] = {"max_age": A_YEAR, "secure": settings.SESSION_COOKIE_SECURE, "httponly": True}
    response.set_signed_cookie(cookie_name(), value, salt=SALT, samesite="Lax", **options)


def cookie_name() -> str:
    return f"__Host-{COOKIE}" if settings.SESSION_COOKIE_SECURE else COOKIE


def _limits(request: HttpRequest, email: str) -> list[tuple[tuple[str, str], str]]:
    if known := _known_here(request, email):
        return [(KNOWN, f"{known}:{email}")]
    return [(NETWORK, email), (BOTH, f"{ratelimit.get_ip(request)}:{email}"), (ADDRESS, email)]


def _known_here(request: HttpRequest, email: str) -> str:
    """Return the key this browser is counted by: its session if signed in, its cookie if known."""
    if request.user.is_authenticated and request.user.email == email:
        return str(request.session.session_key)
    return _known(request).get(_name(email), "")


def _known(request: HttpRequest) -> dict[str, str]:
    value = str(request.get_signed_cookie(cookie_name(), default="", salt=SALT, max_age=A_YEAR) or "")
    return dict(part.split(".", 1) for part in value.split("/") if "." in part)


def _name(email: str) -> str:
    return hashlib.sha256(email.encode()).hexdigest()[:16]
