"""Pages that need no app: information about the service, and errors."""

import sys

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from community.accounts.throttling import cookie_name
from datashare.lib.error_pages import NOT_ANSWERING, bare, not_available, typed_words, way_back, way_out
from datashare.lib.exceptions import NoPart, PartEnded


@login_not_required
@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "information/accessibility.html")


@login_not_required
@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    return render(request, "information/privacy.html")


@login_not_required
@require_safe
def cookies(request: HttpRequest) -> HttpResponse:
    names = {"session_cookie": settings.SESSION_COOKIE_NAME, "csrf_cookie": settings.CSRF_COOKIE_NAME}
    names["known_cookie"] = cookie_name()
    return render(request, "information/cookies.html", names)


@login_not_required
@require_safe
def show_help(request: HttpRequest) -> HttpResponse:
    return render(request, "information/help.html")


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Return a 400 page: the input cannot be read, or is too much."""
    too_much = isinstance(exception, (RequestDataTooBig, TooManyFieldsSent))
    context = {"too_much": too_much, "way_back": way_back_or_home(request)}
    return render(request, "errors/400.html", context, status=400)


def way_back_or_home(request: HttpRequest) -> str:
    """Return the way back, or the front page if a wrong host name leaves none."""
    try:
        return way_back(request)
    except Exception:  # noqa: BLE001 (whatever was wrong with the request must not break its answer)
        return "/"


def not_allowed(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Return a 403 page: the user may not do this, with the reason if there is one."""
    context = {"reason": str(exception), "words": typed_words(request), "way_out": way_out(request)}
    context["no_part"] = isinstance(exception, NoPart)
    return render(request, "errors/403.html", context, status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Return a 404 page: there is no such page, or none that this user may see."""
    return render(request, "errors/404.html", {"part_ended": isinstance(exception, PartEnded)}, status=404)


def too_many(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Return a 429 page: too many tries in a short time."""
    context = {"words": typed_words(request), "way_back": way_back(request)}
    return render(request, "errors/429.html", context, status=429)


def server_error(request: HttpRequest) -> HttpResponse:
    """Return a 500 page without dependencies; 503 if the database or the cache did not answer."""
    if isinstance(sys.exc_info()[1], NOT_ANSWERING):
        return not_available(request)
    return HttpResponse(bare("errors/500.html", words=typed_words(request)), status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Return a 403 page with what was typed: the form is too old, or the browser stores no cookies."""
    context = {"words": typed_words(request), "way_back": way_back(request), "has_cookies": bool(request.COOKIES)}
    return render(request, "errors/csrf.html", context, status=403)
