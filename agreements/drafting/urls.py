"""URLs of the live drafts."""

from django.urls import path

from agreements.drafting import merged_views, views

urlpatterns = [
    path("shares/<slug:reference>/common-rules/", merged_views.rules_text, name="rules_text"),
    path("shares/<slug:reference>/with-common-rules/", merged_views.together, name="together"),
    path("shares/<slug:reference>/with-common-rules.<slug:kind>", merged_views.together_file, name="together_file"),
    path("shares/<slug:reference>/draft/<slug:document>/", views.draft, name="draft"),
    path("shares/<slug:reference>/draft/<slug:document>.<slug:kind>", views.download, name="download"),
]
