"""Addresses of the pages for responding."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
