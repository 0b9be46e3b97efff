"""URLs of the pages about varying an agreement."""

from django.urls import path

from agreements.varying import views

urlpatterns = [
    path("shares/<slug:reference>/vary/", views.vary, name="vary"),
]
