"""The two addresses that machines ask; anyone may."""

from django.urls import path

from datashare import health

urlpatterns = [
    path("health", health.health, name="health"),
    path("ready", health.ready, name="ready"),
]
