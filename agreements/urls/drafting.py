"""Addresses of the pages for drafting."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
