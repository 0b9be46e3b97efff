"""Addresses of the pages that every data share has."""

from django.urls import path

from agreements.views import share

urlpatterns = [
    path("shares/", share.shares, name="shares"),
    path("shares/<str:reference>/", share.overview, name="overview"),
    path("shares/<str:reference>/people/", share.people, name="people"),
    path("shares/<str:reference>/people/invite/", share.invite, name="invite"),
    path("shares/<str:reference>/people/<int:member>/remove/", share.remove, name="remove"),
    path("shares/<str:reference>/history/", share.history, name="history"),
    path("shares/<str:reference>/history.json", share.evidence, name="evidence"),
]
