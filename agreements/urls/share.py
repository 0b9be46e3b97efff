"""Addresses of the pages that every data share has."""

from django.urls import path

from agreements.views import share

urlpatterns = [
    path("shares/", share.shares, name="shares"),
    path("shares/<slug:reference>/", share.overview, name="overview"),
    path("shares/<slug:reference>/people/", share.people, name="people"),
    path("shares/<slug:reference>/people/invite/", share.invite, name="invite"),
    path("shares/<slug:reference>/people/<int:member>/remove/", share.remove, name="remove"),
    path("shares/<slug:reference>/history/", share.history, name="history"),
    path("shares/<slug:reference>/history.json", share.evidence, name="evidence"),
]
