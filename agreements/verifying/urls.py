"""Addresses of the public register and of the pages where anybody checks a document."""

from django.urls import path

from agreements.views import register, verifying

urlpatterns = [
    path("register/", register.register, name="register"),
    path("register/<slug:reference>/", register.registered, name="registered"),
    path("register.csv", register.register_csv, name="register_csv"),
    path("register.json", register.register_json, name="register_json"),
    path("verify/", verifying.verify, name="verify"),
    path("verify/how/", verifying.how, name="how_to_verify"),
    path("verify/seal.pem", verifying.seal_certificate, name="seal_certificate"),
    path("verify/evidence.md", verifying.evidence_format, name="evidence_format"),
]
