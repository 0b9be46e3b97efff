"""The two public URLs for monitoring."""

from django.urls import path

from datashare import health

urlpatterns = [
    path("health", health.health, name="health"),
    path("ready", health.ready, name="ready"),
]
