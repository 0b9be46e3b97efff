"""Addresses of the pages for requesting."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
