"""Addresses of the triage and of the request."""

from django.urls import path

from agreements.views import asking, requesting, reusing, tables, unlisted

urlpatterns = [
    path("ask/unlisted/", unlisted.ask_unlisted, name="ask_unlisted"),
    path("ask/<slug:asset>/", asking.ask, name="ask"),
    path("ask/<slug:asset>/result/", asking.result, name="ask_result"),
    path("ask/<slug:asset>/<slug:slug>/", asking.triage_step, name="triage_step"),
    path("shares/<slug:reference>/reuse/", reusing.reuse, name="reuse"),
    path("shares/<slug:reference>/request/", requesting.request_page, name="request"),
    path("shares/<slug:reference>/request/check/", requesting.check, name="check"),
    path("shares/<slug:reference>/request/withdraw/", requesting.withdraw, name="withdraw"),
    path("shares/<slug:reference>/request/stopped/", requesting.stopped, name="stopped"),
    path("shares/<slug:reference>/request/sent/", requesting.sent, name="sent"),
    path("shares/<slug:reference>/request/<slug:slug>/", requesting.step, name="step"),
    path("shares/<slug:reference>/request/<slug:slug>/paste/", tables.paste_rows, name="paste_rows"),
    path("shares/<slug:reference>/request/<slug:slug>/<slug:row>/", tables.row, name="row"),
    path("shares/<slug:reference>/request/<slug:slug>/<slug:row>/remove/", tables.remove_row, name="remove_row"),
]
