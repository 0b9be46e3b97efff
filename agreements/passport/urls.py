"""URLs of the standard answers, the questions and the template of an organisation."""

from django.urls import path

from agreements.passport import body_views, template_views, views

BODY = "organisations/<slug:body>/standard-answers/"
ASKED = "organisations/<slug:body>/questions/"
TEMPLATE = "organisations/<slug:body>/template/"

urlpatterns = [
    path(BODY, views.standard_answers, name="standard_answers"),
    path(f"{BODY}<slug:question>/", views.standard_answer, name="standard_answer"),
    path(f"{BODY}<slug:question>/versions/", views.standard_versions, name="standard_versions"),
    path(f"{BODY}<slug:question>/<slug:row>/", views.standard_row, name="standard_row"),
    path(ASKED, body_views.body_questions, name="body_questions"),
    path(f"{ASKED}publish/", body_views.publish_body_questions, name="publish_body_questions"),
    path(f"{ASKED}guidance/<slug:section>/", body_views.body_guidance, name="body_guidance"),
    path(f"{ASKED}<slug:key>/", body_views.body_question, name="body_question"),
    path(f"{ASKED}<slug:key>/remove/", body_views.remove_body_question, name="remove_body_question"),
    path(TEMPLATE, template_views.body_template, name="body_template"),
    path(f"{TEMPLATE}publish/", template_views.publish_body_template, name="publish_body_template"),
    path(f"{TEMPLATE}withdraw/", template_views.withdraw_body_template, name="withdraw_body_template"),
    path(f"{TEMPLATE}<slug:section>/", template_views.body_template_section, name="body_template_section"),
]
