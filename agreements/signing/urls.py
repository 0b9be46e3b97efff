"""Addresses of the pages where words are frozen, signed and sealed."""

from django.urls import path

from agreements.views import public_entry, replacing, signing

urlpatterns = [
    path("shares/<slug:reference>/freeze/", signing.freeze, name="freeze"),
    path("shares/<slug:reference>/freeze/register/", public_entry.preview, name="public_entry"),
    path("shares/<slug:reference>/reopen/", signing.reopen, name="reopen"),
    path("shares/<slug:reference>/sign/", signing.sign, name="sign"),
    path("shares/<slug:reference>/sign/decline/", signing.decline, name="decline"),
    path("shares/<slug:reference>/sign/replace/", replacing.replace_signatory, name="replace_signatory"),
    path("shares/<slug:reference>/signed/", signing.signed, name="signed"),
    path("shares/<slug:reference>/files/", signing.files, name="files"),
    path("shares/<slug:reference>/files/<int:number>.pdf", signing.sealed_pdf, name="sealed"),
    path("shares/<slug:reference>/files/<int:number>/", signing.words, name="words"),
]
