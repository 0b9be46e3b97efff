"""Addresses of the pages where clauses are agreed."""

from django.urls import path

from agreements.views import negotiating

urlpatterns = [
    path("shares/<str:reference>/agreement/", negotiating.agreement, name="agreement"),
    path("shares/<str:reference>/assessment/", negotiating.assessment, name="assessment"),
    path("shares/<str:reference>/agreement/agree/", negotiating.agree, name="agree"),
    path("shares/<str:reference>/agreement/read/", negotiating.mark_read, name="mark_read"),
    path("shares/<str:reference>/clause/<int:clause>/", negotiating.clause, name="clause"),
    path("shares/<str:reference>/clause/<int:clause>/propose/", negotiating.propose, name="propose"),
    path("shares/<str:reference>/clause/<int:clause>/comment/", negotiating.comment, name="comment"),
    path("shares/<str:reference>/clause/<int:clause>/history/", negotiating.wordings, name="wordings"),
    path("shares/<str:reference>/proposal/<int:proposal>/accept/", negotiating.accept, name="accept"),
    path("shares/<str:reference>/proposal/<int:proposal>/reject/", negotiating.reject, name="reject"),
]
