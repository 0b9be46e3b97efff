"""Addresses of the pages where what the clauses lack is answered."""

from django.urls import path

from agreements.views import filling

urlpatterns = [
    path("shares/<slug:reference>/agreement/missing/", filling.missing, name="missing"),
    path("shares/<slug:reference>/agreement/missing/<slug:key>/", filling.fill, name="fill"),
    path("shares/<slug:reference>/agreement/missing/<slug:key>/<slug:row>/", filling.fill_row, name="fill_row"),
]
