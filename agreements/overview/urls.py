"""URLs of the pages that every data share has."""

from django.urls import path

from agreements.overview import views

urlpatterns = [
    path("shares/", views.shares, name="shares"),
    path("shares/<slug:reference>/", views.overview, name="overview"),
    path("shares/<slug:reference>/history/", views.history, name="history"),
    path("shares/<slug:reference>/history.json", views.evidence, name="evidence"),
]
