"""Addresses of the pages for negotiating."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
