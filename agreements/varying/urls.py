"""URLs of the pages about varying an agreement."""

from django.urls import path

from agreements.varying import contact_views, views

urlpatterns = [
    path("shares/<slug:reference>/vary/", views.vary, name="vary"),
    path("shares/<slug:reference>/extend/", views.extend, name="extend"),
    path("shares/<slug:reference>/contacts/", contact_views.contacts, name="contacts"),
    path("shares/<slug:reference>/contacts/new/", contact_views.change_contact, name="change_contact"),
]
