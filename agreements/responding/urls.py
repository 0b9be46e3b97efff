"""URLs of the pages for responding."""

from django.urls import path

from agreements.responding import (
    answer_date_views,
    deciding_views,
    discussing_views,
    reconsidering_views,
    record_views,
    views,
)

urlpatterns = [
    path("shares/<slug:reference>/questions/", discussing_views.questions, name="questions"),
    path("shares/<slug:reference>/questions/ask/<slug:section>/", discussing_views.ask_question, name="ask_question"),
    path(
        "shares/<slug:reference>/questions/<int:supplier>/<slug:key>/",
        discussing_views.question_thread,
        name="question_thread",
    ),
    path(
        "shares/<slug:reference>/questions/<int:supplier>/<slug:key>/resolve/",
        discussing_views.resolve_question,
        name="resolve_question",
    ),
    path("shares/<slug:reference>/answer-by/", answer_date_views.answer_by, name="answer_by"),
    path("shares/<slug:reference>/response/", views.response, name="response"),
    path("shares/<slug:reference>/response/decide/", deciding_views.decide, name="decide"),
    path("shares/<slug:reference>/response/decided/", deciding_views.decided, name="decided"),
    path("shares/<slug:reference>/response/pass-on/", deciding_views.pass_on, name="pass_on"),
    path("shares/<slug:reference>/response/ask-again/", reconsidering_views.ask_again, name="ask_again"),
    path("shares/<slug:reference>/response/reconsider/", reconsidering_views.reconsider, name="reconsider"),
    path(
        "shares/<slug:reference>/response/record/<int:number>/<int:supplier>/",
        record_views.record,
        name="decision_record",
    ),
    path(
        "shares/<slug:reference>/response/record/<int:number>/<int:supplier>.<slug:kind>",
        record_views.record_file,
        name="decision_file",
    ),
    path("shares/<slug:reference>/response/changes/<int:number>/", record_views.round_changes, name="round_changes"),
    path("shares/<slug:reference>/response/own/<slug:slug>/", views.own_step, name="own_step"),
    path("shares/<slug:reference>/response/<slug:section>/", views.respond_section, name="respond_section"),
]
