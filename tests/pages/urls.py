"""The service's URLs, and some that fail on purpose."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from datashare import urls as service
from datashare.lib.exceptions import Conflict, Incomplete, NotNow

PROBLEMS: dict[str, Exception] = {
    "not-allowed": PermissionDenied("Only a lead may freeze the words."),
    "moved-on": NotNow("Priya Shah withdrew the request on 3 November 2026."),
    "conflict": Conflict("Priya Shah changed this text after you opened it."),
    "incomplete": Incomplete("Say what the data is for.\nName a signatory."),
    "database": OperationalError("canceling statement due to lock timeout"),
    "broken": RuntimeError("a fault"),
}


@login_not_required
def go_wrong(request: HttpRequest, how: str) -> HttpResponse:
    raise PROBLEMS[how]


def closed(request: HttpRequest) -> HttpResponse:
    return HttpResponse("inside")


urlpatterns: list[Any] = [
    path("go-wrong/<how>/", go_wrong),
    path("closed/", closed),
    path("", include("datashare.urls")),
]
handler400 = service.handler400
handler403 = service.handler403
handler404 = service.handler404
handler429 = service.handler429
handler500 = service.handler500
