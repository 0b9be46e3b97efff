"""URLs of the pages for responding."""

from django.urls import path

from agreements.responding import views

urlpatterns = [
    path("shares/<slug:reference>/response/", views.response, name="response"),
    path("shares/<slug:reference>/response/decide/", views.decide, name="decide"),
    path("shares/<slug:reference>/response/decided/", views.decided, name="decided"),
    path("shares/<slug:reference>/response/own/<slug:slug>/", views.own_step, name="own_step"),
    path("shares/<slug:reference>/response/<slug:section>/", views.respond_section, name="respond_section"),
]
