"""The Jinja environment of every page: loaders, globals and filters, and the furniture around the content."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import jinja2
from django.conf import settings
from django.contrib.messages import get_messages
from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.html import json_script
from jinja2.utils import missing

from datashare.lib import clock, govuk, markdown


class Missing(jinja2.StrictUndefined):
    """Strict about a name nobody passed; lenient about the options and the caller that a GOV.UK macro may lack."""

    def __new__(cls, hint: str | None = None, obj: Any = missing, name: str | None = None, **more: Any) -> Any:
        if isinstance(obj, dict) or name == "caller":
            return jinja2.Undefined(hint, obj, name, **more)
        return super().__new__(cls)


def environment(**options: Any) -> jinja2.Environment:
    """What Django's Jinja2 backend calls once; compiled templates stay in the process."""
    options["loader"] = jinja2.ChoiceLoader(
        [
            options["loader"],
            jinja2.PrefixLoader({"govuk_frontend_jinja": jinja2.PackageLoader("govuk_frontend_jinja")}),
        ]
    )
    options |= {"undefined": Missing, "cache_size": -1, "trim_blocks": False}
    env = jinja2.Environment(**options)  # noqa: S701 (Django's backend switches autoescape on)
    # The macros compare with these two words of Nunjucks.
    env.globals |= {"undefined": jinja2.Undefined(name="undefined"), "null": None}
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
        "plural": plural,
        "markdown": markdown.render,
        "json_script": json_script,
    }
    return env


def url(name: str, *args: Any, **kwargs: Any) -> str:
    """The address of a named page."""
    return reverse(name, args=args or None, kwargs=kwargs or None)


def url_if(name: str, *args: Any, **kwargs: Any) -> str:
    """The address of a named page, or nothing where this service has no such page."""
    try:
        return url(name, *args, **kwargs)
    except NoReverseMatch:
        return ""


def plural(count: int, one: str, many: str = "") -> str:
    """`{{ 3|plural("question") }}` gives "3 questions"; `many` for words that take no s."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def working_days(then: date | datetime) -> str:
    """How far away a day is: "today", "3 working days ago", "in 1 working day"."""
    days = clock.working_days_between(clock.local_date(then), timezone.localdate())
    if days == 0:
        return "today"
    return f"{plural(days, 'working day')} ago" if days > 0 else f"in {plural(-days, 'working day')}"


def sign_in_providers(request: HttpRequest) -> list[Any]:
    """The organisations' own sign-in services that are configured."""
    from allauth.socialaccount.adapter import get_adapter

    return list(get_adapter().list_providers(request))


def furniture(request: HttpRequest) -> dict[str, Any]:
    """What base.html needs beside the page's own context. Nothing here asks the database until it is used."""
    user = getattr(request, "user", None)
    return {
        "user": user,
        "messages": get_messages(request) if hasattr(request, "_messages") else [],
        "csp_nonce": lambda: str(getattr(request, "csp_nonce", "")),
        "service_name": settings.SERVICE_NAME,
        "brand": settings.BRAND,
        "support_email": settings.SUPPORT_EMAIL,
        "unread_count": unread_counter(user),
        "navigation": lambda: navigation(request),
    }


def unread_counter(user: Any) -> Callable[[], int]:
    """A function that counts a signed-in person's unread notifications, once."""
    counted: list[int] = []

    def count() -> int:
        if not counted:
            counted.append(user.notifications.unread().count() if user and user.is_authenticated else 0)
        return counted[0]

    return count


# Name of the page, words of the link.
NAVIGATION = (
    ("catalogue:search", "Find data"),
    ("agreements:shares", "Your data shares"),
    ("agreements:register", "Register"),
    ("community:home", "Community"),
)


def navigation(request: HttpRequest) -> list[dict[str, Any]]:
    """The links at the top, those that exist; the one that the page is under is marked."""
    links = [{"href": url_if(name), "text": text} for name, text in NAVIGATION]
    return [link | {"active": request.path.startswith(link["href"])} for link in links if link["href"]]
