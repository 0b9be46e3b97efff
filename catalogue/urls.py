"""URLs of the catalogue."""

from django.urls import path

from catalogue import views

app_name = "catalogue"
urlpatterns = [
    path("find/", views.search, name="search"),
    path("find/<slug:reference>/", views.record, name="record"),
]
