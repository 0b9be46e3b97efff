"""URLs of a user's own pages, and of the hub."""

from django.urls import include, path

from community import views

urlpatterns = [
    path("community/", include("community.hub.urls")),
    path("account/", views.account, name="account"),
    path("account/name/", views.name, name="name"),
    path("account/sessions/<int:pk>/end/", views.end_session, name="end_session"),
    path("account/organisation/", views.organisation, name="organisation"),
    path("account/notifications/", views.notifications, name="notifications"),
    path("account/notifications/read/", views.read_notifications, name="read_notifications"),
    path("account/notifications/mail/", views.mail_choice, name="mail_choice"),
]
