"""Addresses of the live drafts."""

from django.urls import path

from agreements.views import drafting

urlpatterns = [
    path("shares/<str:reference>/draft/<str:document>/", drafting.draft, name="draft"),
    path("shares/<str:reference>/draft/<str:document>.<str:kind>", drafting.download, name="download"),
]
