"""The floor, beside the service's URLs: one indexed query and two lines, behind all middleware."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import path

from agreements.models import DataShare
from datashare import urls
from datashare.urls import handler400, handler403, handler404, handler429, handler500

__all__ = ["handler400", "handler403", "handler404", "handler429", "handler500", "urlpatterns"]

TEMPLATE: Any = engines["jinja2"].from_string("<p>{{ share.reference }}</p>\n<p>{{ share.title }}</p>\n")


def floor(request: HttpRequest, reference: str) -> HttpResponse:
    share = DataShare.objects.only("reference", "title").get(reference=reference)
    return HttpResponse(TEMPLATE.render({"share": share}, request))


urlpatterns = [path("floor/<str:reference>/", floor), *urls.urlpatterns]
