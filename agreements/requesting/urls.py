"""URLs of the triage and of the request."""

from django.urls import path

from agreements.requesting import (
    body_views,
    own_half_views,
    record_views,
    replies_views,
    reuse_views,
    table_views,
    triage_views,
    umbrella_views,
    under_rules_views,
    unlisted_views,
    views,
)

urlpatterns = [
    path("ask/unlisted/", unlisted_views.ask_unlisted, name="ask_unlisted"),
    path("ask/<slug:asset>/", triage_views.ask, name="ask"),
    path("ask/<slug:asset>/add/", record_views.add_record, name="add_record"),
    path("ask/<slug:asset>/result/", triage_views.triage_result, name="triage_result"),
    path("ask/<slug:asset>/<slug:slug>/", triage_views.triage_step, name="triage_step"),
    path("shares/<slug:reference>/reuse/", reuse_views.reuse, name="reuse"),
    path("shares/<slug:reference>/request/", views.request_page, name="request"),
    path("shares/<slug:reference>/request/check/", views.check, name="check"),
    path("common-rules/", umbrella_views.open_rules, name="open_rules"),
    path("shares/<slug:reference>/request/common-rules/", under_rules_views.under, name="under_rules"),
    path("shares/<slug:reference>/request/offer/", umbrella_views.offer, name="offer"),
    path("shares/<slug:reference>/request/records/", record_views.records, name="records"),
    path("shares/<slug:reference>/request/records/needed/", record_views.needed, name="needed"),
    path(
        "shares/<slug:reference>/request/records/<slug:asset>/remove/",
        record_views.remove_record,
        name="remove_record",
    ),
    path("shares/<slug:reference>/request/organisations/", body_views.bodies, name="bodies"),
    path("shares/<slug:reference>/request/organisations/add/", body_views.add_body, name="add_body"),
    path("shares/<slug:reference>/request/organisations/flows/", body_views.who_gives, name="who_gives"),
    path(
        "shares/<slug:reference>/request/organisations/<int:party>/remove/", body_views.remove_body, name="remove_body"
    ),
    path("shares/<slug:reference>/request/own/", own_half_views.own_half, name="own_half"),
    path("shares/<slug:reference>/request/own/purpose-of-data/", own_half_views.own_purpose, name="own_purpose"),
    path("shares/<slug:reference>/request/own/<slug:slug>/", own_half_views.own_question, name="own_question"),
    path("shares/<slug:reference>/request/own/<slug:slug>/<slug:row>/", own_half_views.own_row, name="own_row"),
    path("shares/<slug:reference>/request/replies/", replies_views.replies, name="replies"),
    path("shares/<slug:reference>/request/withdraw/", views.withdraw, name="withdraw"),
    path("shares/<slug:reference>/request/stopped/", views.stopped, name="stopped"),
    path("shares/<slug:reference>/request/sent/", views.sent, name="sent"),
    path("shares/<slug:reference>/request/<slug:slug>/", views.step, name="step"),
    path("shares/<slug:reference>/request/<slug:slug>/paste/", table_views.paste_rows, name="paste_rows"),
    path("shares/<slug:reference>/request/<slug:slug>/<slug:row>/", table_views.row, name="row"),
    path("shares/<slug:reference>/request/<slug:slug>/<slug:row>/remove/", table_views.remove_row, name="remove_row"),
]
