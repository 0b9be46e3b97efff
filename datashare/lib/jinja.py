"""The Jinja environment of every page: loaders, globals and filters, and the context of the page frame."""

from collections.abc import Callable, MutableMapping
from datetime import date, datetime
from functools import lru_cache
from typing import Any

import jinja2
from django.conf import settings
from django.contrib.messages import get_messages
from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import NoReverseMatch, get_script_prefix, get_urlconf, reverse
from django.utils import timezone
from django.utils.html import json_script

from datashare.lib import browsers, clock, govuk, markdown
from datashare.lib.carried import carried_by, csrf_input_with
from datashare.lib.phrases import listed, of_all, plural, with_article

MACROS = "govuk_frontend_jinja"


class MacroLoader(jinja2.BaseLoader):
    """The GOV.UK macros in an environment of their own, as they use undefined names and options."""

    def __init__(self) -> None:
        loader = jinja2.PrefixLoader({MACROS: jinja2.PackageLoader(MACROS)})
        self.environment = jinja2.Environment(loader=loader, autoescape=True, cache_size=-1, auto_reload=False)

    def load(
        self,
        environment: jinja2.Environment,
        name: str,
        globals: MutableMapping[str, Any] | None = None,  # noqa: A002
    ) -> jinja2.Template:
        if not name.startswith(f"{MACROS}/"):
            raise jinja2.TemplateNotFound(name)
        return self.environment.get_template(name)


def environment(**options: Any) -> jinja2.Environment:
    """Return the environment for Django's Jinja2 backend; compiled templates stay in the process."""
    options |= {"undefined": jinja2.StrictUndefined, "cache_size": -1}
    options["loader"] = jinja2.ChoiceLoader([MacroLoader(), options["loader"]])
    env = jinja2.Environment(**options)  # noqa: S701 (Django's backend switches autoescape on)
    env.globals |= {
        "url": url,
        "url_if": url_if,
        "static": static,
        "error_summary": govuk.error_summary,
        "has_errors": govuk.has_errors,
        "providers": sign_in_providers,
    }
    env.filters |= {
        "date": clock.long_date,
        "datetime": clock.long_datetime,
        "working_days": working_days,
        "dated": dated,
        "listed": listed,
        "plural": plural,
        "of_all": of_all,
        "with_article": with_article,
        "markdown": markdown.render,
        "json_script": json_script,
        "browser_in_words": browsers.in_words,
    }
    return env


def url(name: str, *args: Any, **kwargs: Any) -> str:
    """Return the URL of a named page."""
    place = (get_urlconf() or settings.ROOT_URLCONF, get_script_prefix())
    return _address(place, name, args, tuple(kwargs.items()))


# Cached, as a page has dozens of URLs, most of them on every page.
@lru_cache(maxsize=4096)
def _address(place: tuple[str, str], name: str, args: tuple[Any, ...], kwargs: tuple[tuple[str, Any], ...]) -> str:
    return reverse(name, place[0], args or None, dict(kwargs) or None)


def url_if(name: str, *args: Any, **kwargs: Any) -> str:
    """Return the URL of a named page; empty if there is no such page."""
    try:
        return url(name, *args, **kwargs)
    except NoReverseMatch:
        return ""


def working_days(then: date | datetime) -> str:
    """Return how far away a day is: "today", "3 working days ago", "in 1 working day"; fewer over a weekend."""
    day, today = clock.local_date(then), timezone.localdate()
    if day == today:
        return "today"
    days = abs(clock.working_days_between(day, today))
    far = plural(days, "working day") if days else "less than a working day"
    return f"{far} ago" if day < today else f"in {far}"


def dated(then: date | datetime) -> str:
    """Return "9 November 2026, 3 working days ago"; for today only the date."""
    far = working_days(then)
    return clock.long_date(then) if far == "today" else f"{clock.long_date(then)}, {far}"


def sign_in_providers(request: HttpRequest) -> list[Any]:
    """Return the configured sign-in providers of organisations."""
    from allauth.socialaccount.adapter import get_adapter

    return list(get_adapter().list_providers(request))


def furniture(request: HttpRequest) -> dict[str, Any]:
    """Return the context of base.html besides the page's own. No query is made until it is used."""
    user = getattr(request, "user", None)
    fields = carried_by(request)
    return {
        **({"csrf_input": csrf_input_with(request, fields)} if fields else {}),
        "user": user,
        "messages": get_messages(request) if hasattr(request, "_messages") else [],
        "csp_nonce": lambda: str(getattr(request, "csp_nonce", "")),
        "service_name": settings.SERVICE_NAME,
        "brand": settings.BRAND,
        "support_email": settings.SUPPORT_EMAIL,
        "controller": settings.SERVICE_CONTROLLER,
        "data_protection_email": settings.DATA_PROTECTION_EMAIL,
        "unread_count": unread_counter(user),
        "navigation": lambda: navigation(request),
        "at_account": is_under(request, *ACCOUNT),
    }


def unread_counter(user: Any) -> Callable[[], int]:
    """Return a function that counts a signed-in user's unread notifications, once."""
    counted: list[int] = []

    def count() -> int:
        if not counted:
            counted.append(user.unread_notifications() if user and user.is_authenticated else 0)
        return counted[0]

    return count


# Name of the page, text of the link.
NAVIGATION = (
    ("catalogue:search", "Find data"),
    ("agreements:shares", "Your data shares"),
    ("agreements:register", "Register"),
    ("community:home", "Community"),
)


# Pages that belong to a link at the top but have another path.
ALSO = {"Find data": ("/ask/",)}
ACCOUNT = ("/account/", "/accounts/")


def navigation(request: HttpRequest) -> list[dict[str, Any]]:
    """Return the links at the top that exist, with the current one marked."""
    links = [{"href": url_if(name), "text": text} for name, text in NAVIGATION]
    return [
        link | {"active": is_under(request, link["href"], *ALSO.get(link["text"], ()))}
        for link in links
        if link["href"]
    ]


def is_under(request: HttpRequest, *addresses: str) -> bool:
    """Return whether the page is one of these or lies below it."""
    return request.path.startswith(tuple(address for address in addresses if address))
