"""The URLs of the service."""

from django.contrib import admin
from django.urls import include, path

from datashare import pages, views

urlpatterns = [
    path("", views.home, name="home"),
    path("accessibility/", pages.accessibility, name="accessibility"),
    path("privacy/", pages.privacy, name="privacy"),
    path("cookies/", pages.cookies, name="cookies"),
    path("help/", pages.show_help, name="help"),
    path("", include("datashare.health_urls")),
    path("accounts/", include("community.accounts.signing_up_urls")),
    path("accounts/", include("allauth.urls")),
    path("admin/", admin.site.urls),
    path("", include("community.urls")),
    path("", include("catalogue.urls")),
    path("", include("agreements.urls")),
]

handler400 = pages.bad_request
handler403 = pages.not_allowed
handler404 = pages.not_found
handler429 = pages.too_many
handler500 = pages.server_error
