"""Addresses of the pages for responding."""

from django.urls import path

from agreements.views import responding

urlpatterns = [
    path("shares/<slug:reference>/response/", responding.response, name="response"),
    path("shares/<slug:reference>/response/decide/", responding.decide, name="decide"),
    path("shares/<slug:reference>/response/decided/", responding.decided, name="decided"),
    path("shares/<slug:reference>/response/own/<slug:slug>/", responding.own_step, name="own_step"),
    path("shares/<slug:reference>/response/<slug:section>/", responding.respond_section, name="respond_section"),
]
