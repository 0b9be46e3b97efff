"""URLs of the live drafts."""

from django.urls import path

from agreements.drafting import views

urlpatterns = [
    path("shares/<slug:reference>/draft/<slug:document>/", views.draft, name="draft"),
    path("shares/<slug:reference>/draft/<slug:document>.<slug:kind>", views.download, name="download"),
]
