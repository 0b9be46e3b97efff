"""Addresses of the live drafts."""

from django.urls import path

from agreements.views import drafting

urlpatterns = [
    path("shares/<slug:reference>/draft/<slug:document>/", drafting.draft, name="draft"),
    path("shares/<slug:reference>/draft/<slug:document>.<slug:kind>", drafting.download, name="download"),
]
