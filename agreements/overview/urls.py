"""Addresses of the pages that every data share has."""

from django.urls import path

from agreements.views import leaving, people, share

urlpatterns = [
    path("account/close/", leaving.close_account, name="close_account"),
    path("leads/<slug:reference>/<int:party>/", people.name_lead, name="name_lead"),
    path("shares/", share.shares, name="shares"),
    path("shares/<slug:reference>/", share.overview, name="overview"),
    path("shares/<slug:reference>/people/", people.people, name="people"),
    path("shares/<slug:reference>/people/invite/", people.invite, name="invite"),
    path("shares/<slug:reference>/people/<int:member>/remove/", people.remove, name="remove"),
    path("shares/<slug:reference>/people/<int:invited>/again/", people.invite_again, name="invite_again"),
    path("shares/<slug:reference>/history/", share.history, name="history"),
    path("shares/<slug:reference>/history.json", share.evidence, name="evidence"),
]
