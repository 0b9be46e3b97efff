"""URLs of the impact assessment as a record."""

from django.urls import path

from agreements.assessing import approval_views, views

urlpatterns = [
    path("shares/<slug:reference>/risks/", views.risks, name="risks"),
    path("shares/<slug:reference>/risks/add/", views.add_risk, name="add_risk"),
    path("shares/<slug:reference>/risks/summary/", views.summary, name="summary"),
    path("shares/<slug:reference>/risks/advice/", approval_views.advise, name="advise"),
    path("shares/<slug:reference>/risks/accept/", approval_views.accept_risk, name="accept_risk"),
    path("shares/<slug:reference>/risks/<slug:risk>/", views.assess_risk, name="assess_risk"),
    path("shares/<slug:reference>/risks/<slug:risk>/strike/", views.strike_risk, name="strike_risk"),
]
