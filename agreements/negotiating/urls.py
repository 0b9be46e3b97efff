"""Addresses of the pages where clauses are agreed."""

from django.urls import path

from agreements.views import deciding, negotiating, proposing, reading_clauses

urlpatterns = [
    path("shares/<slug:reference>/agreement/", negotiating.agreement, name="agreement"),
    path("shares/<slug:reference>/assessment/", negotiating.assessment, name="assessment"),
    path("shares/<slug:reference>/agreement/agree/", reading_clauses.agree, name="agree"),
    path("shares/<slug:reference>/agreement/proposals/", deciding.proposals, name="proposals"),
    path("shares/<slug:reference>/agreement/section/<slug:section>/", reading_clauses.section, name="section"),
    path("shares/<slug:reference>/agreement/read/", negotiating.mark_read, name="mark_read"),
    path("shares/<slug:reference>/clause/<int:clause>/", negotiating.clause, name="clause"),
    path("shares/<slug:reference>/clause/<int:clause>/propose/", proposing.propose, name="propose"),
    path("shares/<slug:reference>/clause/<int:clause>/withdraw/", reading_clauses.disagree, name="disagree"),
    path("shares/<slug:reference>/clause/<int:clause>/take-out/", proposing.take_out, name="take_out"),
    path("shares/<slug:reference>/clause/<int:clause>/comment/", negotiating.comment, name="comment"),
    path("shares/<slug:reference>/clause/<int:clause>/history/", negotiating.wordings, name="wordings"),
    path("shares/<slug:reference>/proposal/<int:proposal>/accept/", deciding.accept, name="accept"),
    path("shares/<slug:reference>/proposal/<int:proposal>/reject/", deciding.reject, name="reject"),
]
