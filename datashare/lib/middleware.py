"""Headers of every response, and the switch that makes the service read-only."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import add_never_cache_headers

from datashare.lib.error_pages import bare, typed_words

type_response = Callable[[HttpRequest], HttpResponse]


class PrivatePages:
    """Middleware that forbids browsers and proxies to store signed-in users' pages."""

    def __init__(self, get_response: type_response) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.user.is_authenticated:
            add_never_cache_headers(response)
            response["Cache-Control"] = "no-store, private"
        return response


class ReadOnly:
    """Middleware that answers every change with a page that says so while READ_ONLY is set."""

    def __init__(self, get_response: type_response) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.READ_ONLY and request.method not in {"GET", "HEAD", "OPTIONS"}:
            return HttpResponse(bare("errors/read_only.html", words=typed_words(request)), status=503)
        return self.get_response(request)
