"""URLs of the public register."""

from django.urls import path

from agreements.register import views

urlpatterns = [
    path("register/", views.register, name="register"),
    path("register/<slug:reference>/", views.register_entry, name="register_entry"),
    path("register.csv", views.register_csv, name="register_csv"),
    path("register.json", views.register_json, name="register_json"),
]
