"""Addresses of the pages where words are frozen, signed and sealed."""

from django.urls import path

from agreements.views import signing

urlpatterns = [
    path("shares/<str:reference>/freeze/", signing.freeze, name="freeze"),
    path("shares/<str:reference>/reopen/", signing.reopen, name="reopen"),
    path("shares/<str:reference>/sign/", signing.sign, name="sign"),
    path("shares/<str:reference>/sign/decline/", signing.decline, name="decline"),
    path("shares/<str:reference>/signed/", signing.signed, name="signed"),
    path("shares/<str:reference>/files/", signing.files, name="files"),
    path("shares/<str:reference>/files/<int:number>.pdf", signing.sealed_pdf, name="sealed"),
    path("shares/<str:reference>/files/<int:number>/", signing.words, name="words"),
]
