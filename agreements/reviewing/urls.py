"""URLs of the pages about the life of an agreement."""

from django.urls import path

from agreements.reviewing import disposal_views, ending_views, review_views, views

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
    path("shares/<slug:reference>/archive/", ending_views.archive, name="archive"),
]
