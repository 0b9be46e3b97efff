"""Error pages that keep what a user had typed."""

import re
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

import structlog
from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.core.exceptions import SuspiciousOperation
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseBase, UnreadablePostError
from django.shortcuts import render, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from redis.exceptions import RedisError

from datashare.lib.exceptions import Conflict, Incomplete, NotNow
from datashare.lib.govuk import engine

log = structlog.get_logger(__name__)

# Fields that are not user text, or must not be shown again.
NOT_WORDS = re.compile(
    r"csrf|passw|proof|token|code|secret|credential|digest|revision|^(next|action|shown|changes|numbering|base|based_on|do|send|acting_for)$",
    re.IGNORECASE,
)
WORTH_KEEPING = 3
# Exceptions of a database or cache that does not answer in time.
NOT_ANSWERING = (OperationalError, InterfaceError, RedisError)


def typed_words(request: HttpRequest) -> list[dict[str, str]]:
    """Return the posted form texts, as name and text, so that the user can copy them from the error page."""
    if request.method != "POST":
        return []
    try:
        lists = request.POST.lists()
    except (UnreadablePostError, SuspiciousOperation):
        return []
    pairs = [(name, str(text)) for name, texts in lists for text in texts if not NOT_WORDS.search(name)]
    return [{"name": in_words(name), "text": text} for name, text in pairs if len(text.strip()) > WORTH_KEEPING]


def in_words(name: str) -> str:
    """Return a field's name for people: "data_items-0-why" gives "Data items 0 why"."""
    return re.sub(r"[_-]+", " ", name).strip().capitalize()


@dataclass(frozen=True)
class WayOut:
    """Where an error page leads, and what the link says."""

    address: str
    words: str


HOME: Final = WayOut("/", "Go to the home page")


def set_way_out(request: HttpRequest, address: str, words: str) -> None:
    """Let the error pages of this request lead to the page it belongs to, which its user can read."""
    request.way_out = WayOut(address, words)  # type: ignore[attr-defined]


def way_out(request: HttpRequest) -> WayOut:
    """Return a page that works: the one set for the request, else the page before, else the home page.

    Never the address that failed. The page before one in a data share may fail for the same reason.
    """
    known: WayOut | None = getattr(request, "way_out", None)
    if known:
        return known if known.address != request.path else HOME
    before = way_back(request)
    return WayOut(before, "Go back to the page you were on") if urlsplit(before).path != request.path else HOME


def way_back(request: HttpRequest) -> str:
    """Return the page a user came from, if it is one of ours; else the page they requested."""
    referer = request.headers.get("referer", "")
    ours = url_has_allowed_host_and_scheme(referer, {request.get_host()}, require_https=request.is_secure())
    return referer if ours else (request.path if request.method == "GET" else "/")


class Problems:
    """Middleware that turns exceptions of lower layers, and an unavailable database or cache, into pages."""

    def __init__(self, get_response: Any) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response: HttpResponse = self.get_response(request)
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, NotNow):
            return moved_on(request, exception)
        if isinstance(exception, NOT_ANSWERING):
            log.error("store_not_answering", error=type(exception).__name__)
            return not_available(request)
        return None


def moved_on(request: HttpRequest, problem: NotNow) -> HttpResponse:
    """Return a 409 page: the wrong state, what changed, and what the user had typed."""
    context = {
        "reasons": [line for line in str(problem).splitlines() if line.strip()],
        "incomplete": isinstance(problem, Incomplete),
        "changed": isinstance(problem, Conflict),
        "posted": request.method == "POST",
        "words": typed_words(request),
        "way_out": way_out(request),
    }
    return render(request, "errors/409.html", context, status=409)


def not_available(request: HttpRequest) -> HttpResponse:
    """Return a 503 page that needs neither database nor session, with what the user had typed."""
    response = HttpResponse(bare("errors/503.html", words=typed_words(request)), status=503)
    response["Retry-After"] = "30"
    return response


def bare(template: str, **context: Any) -> str:
    """Return a page without header and footer; plain text if even its style sheet cannot be found."""
    try:
        return engine().env.get_template(template).render(service_name=settings.SERVICE_NAME, **context)
    except Exception:
        log.exception("bare_page_failed", template=template)
        return "<!DOCTYPE html><html lang=en><title>Sorry, there is a problem</title><h1>Sorry, there is a problem</h1>"


class SignInFirst(LoginRequiredMiddleware):
    """Middleware that requires sign-in by default; a user signed out in a form keeps the text on the screen."""

    def handle_no_permission(self, request: HttpRequest, view_func: Any) -> HttpResponseBase:  # type: ignore[override]
        words = typed_words(request)
        if not words:
            return super().handle_no_permission(request, view_func)
        address = f"{resolve_url(settings.LOGIN_URL)}?{urlencode({'next': request.get_full_path()})}"
        context = {"words": words, "sign_in": address}
        return render(request, "errors/signed_out.html", context, status=403)
