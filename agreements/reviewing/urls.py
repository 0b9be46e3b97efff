"""URLs of the pages about the life of an agreement."""

from django.urls import path

from agreements.reviewing import disposal_views, ending_views, incident_views, review_views, views

urlpatterns = [
    path("shares/<slug:reference>/suspend/", views.suspend, name="suspend"),
    path("shares/<slug:reference>/resume/", views.lift_suspension, name="lift_suspension"),
    path("shares/<slug:reference>/last-day/", views.enter_last_day, name="enter_end"),
    path("shares/<slug:reference>/notice/", ending_views.give_notice, name="give_notice"),
    path("shares/<slug:reference>/end/", ending_views.end_at_once, name="end_at_once"),
    path("shares/<slug:reference>/disposal/", disposal_views.disposal, name="disposal"),
    path("shares/<slug:reference>/disposal/certify/", disposal_views.certify, name="certify_disposal"),
    path(
        "shares/<slug:reference>/disposal/<int:certificate>/",
        disposal_views.answer_certificate,
        name="answer_certificate",
    ),
    path("shares/<slug:reference>/reviews/", review_views.reviews, name="reviews"),
    path("shares/<slug:reference>/reviews/new/", review_views.hold_review, name="hold_review"),
    path("shares/<slug:reference>/reviews/<int:review>/", review_views.answer_review, name="answer_review"),
    path("shares/<slug:reference>/incidents/", incident_views.incidents, name="incidents"),
    path("shares/<slug:reference>/incidents/new/", incident_views.record_incident, name="record_incident"),
    path("shares/<slug:reference>/incidents/<int:incident>/", incident_views.incident, name="incident"),
    path("shares/<slug:reference>/incidents/<int:incident>/aware/", incident_views.note_aware, name="note_aware"),
    path("shares/<slug:reference>/incidents/<int:incident>/more/", incident_views.add_more, name="add_to_incident"),
    path(
        "shares/<slug:reference>/incidents/<int:incident>/contained/", incident_views.contain, name="contain_incident"
    ),
    path(
        "shares/<slug:reference>/incidents/<int:incident>/told/<str:addressee>/",
        incident_views.decide,
        name="decide_incident",
    ),
    path("shares/<slug:reference>/incidents/<int:incident>/record/", incident_views.explain, name="explain_incident"),
    path("shares/<slug:reference>/incidents/<int:incident>/answer/", incident_views.answer, name="answer_joint_record"),
    path("shares/<slug:reference>/incidents/<int:incident>/file/", incident_views.file, name="incident_file"),
    path("shares/<slug:reference>/archive/", ending_views.archive, name="archive"),
]
