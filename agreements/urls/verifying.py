"""Addresses of the pages for verifying."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
