"""Addresses of the pages for signing."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
