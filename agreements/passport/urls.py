"""URLs of the standard answers of an organisation."""

from django.urls import path

from agreements.passport import views

BODY = "organisations/<slug:body>/standard-answers/"

urlpatterns = [
    path(BODY, views.standard_answers, name="standard_answers"),
    path(f"{BODY}<slug:question>/", views.standard_answer, name="standard_answer"),
    path(f"{BODY}<slug:question>/versions/", views.standard_versions, name="standard_versions"),
    path(f"{BODY}<slug:question>/<slug:row>/", views.standard_row, name="standard_row"),
]
