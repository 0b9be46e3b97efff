"""URLs of the community hub."""

from django.urls import path

from community.hub import views

app_name = "community"
urlpatterns = [
    path("", views.home, name="home"),
    path("glossary/", views.glossary, name="glossary"),
    path("guidance/<slug:slug>/", views.guide, name="guide"),
]
