"""URLs of the pages about the duties of an agreement."""

from django.urls import path

from agreements.duties import views

urlpatterns = [
    path("shares/<slug:reference>/duties/", views.duties, name="duties"),
    path("shares/<slug:reference>/duties/<int:duty>/", views.keep, name="keep_duty"),
    path("shares/<slug:reference>/duties/<int:duty>/waive/", views.waive, name="waive_duty"),
    path("shares/<slug:reference>/duties/<int:dateless>/day/", views.enter_day, name="date_duty"),
]
