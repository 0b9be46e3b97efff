"""URLs of the pages about the people in a data share."""

from django.urls import path

from agreements.members import check_views, closing_views, views

urlpatterns = [
    path("account/close/", closing_views.close_account, name="close_account"),
    path("leads/<slug:reference>/<int:party>/", views.name_lead, name="name_lead"),
    path("shares/<slug:reference>/acting-for/", views.act_for, name="act_for"),
    path("shares/<slug:reference>/checks/", check_views.expert_checks, name="expert_checks"),
    path("shares/<slug:reference>/checks/ask/", check_views.ask_expert, name="ask_expert"),
    path("shares/<slug:reference>/checks/<int:check>/", check_views.expert_check, name="expert_check"),
    path("shares/<slug:reference>/people/", views.people, name="people"),
    path("shares/<slug:reference>/people/invite/", views.invite, name="invite"),
    path("shares/<slug:reference>/people/<int:member>/remove/", views.remove, name="remove"),
    path("shares/<slug:reference>/people/<int:member>/leave/", views.leave, name="leave"),
    path("shares/<slug:reference>/people/<int:invited>/again/", views.invite_again, name="invite_again"),
]
