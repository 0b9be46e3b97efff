"""URLs of the pages for freezing, signing and sealed files."""

from django.urls import path

from agreements.signing import joining_later_views, public_entry_views, replacement_views, views

urlpatterns = [
    path("shares/<slug:reference>/freeze/", views.freeze, name="freeze"),
    path("shares/<slug:reference>/freeze/register/", public_entry_views.preview, name="public_entry"),
    path("shares/<slug:reference>/reopen/", views.reopen, name="reopen"),
    path("shares/<slug:reference>/sign/", views.sign, name="sign"),
    path("shares/<slug:reference>/sign/decline/", views.decline, name="decline"),
    path("shares/<slug:reference>/sign/remind/", views.remind, name="remind_signatories"),
    path("shares/<slug:reference>/sign/replace/", replacement_views.replace_signatory, name="replace_signatory"),
    path("shares/<slug:reference>/sign/delegate/", replacement_views.delegate, name="delegate"),
    path("shares/<slug:reference>/sign/later/", joining_later_views.joins_later, name="joins_later"),
    path("shares/<slug:reference>/signed/", views.signature_given, name="signature_given"),
    path("shares/<slug:reference>/files/", views.files, name="files"),
    path("shares/<slug:reference>/files/<int:number>.pdf", views.sealed_pdf, name="sealed_pdf"),
    path("shares/<slug:reference>/files/<int:number>/", views.frozen_words, name="frozen_words"),
]
