"""URLs of the public verify pages."""

from django.urls import path

from agreements.verifying import views

urlpatterns = [
    path("verify/", views.verify, name="verify"),
    path("verify/how/", views.how, name="how_to_verify"),
    path("verify/seal.pem", views.seal_certificate, name="seal_certificate"),
    path("verify/evidence.md", views.evidence_format, name="evidence_format"),
]
