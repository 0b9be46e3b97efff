"""URLs of the negotiation."""

from django.urls import path

from agreements.negotiating import (
    bodies_views,
    from_word_views,
    handing_over_views,
    late_answer_views,
    own_clause_views,
    proposal_views,
    propose_views,
    section_views,
    stop_views,
    views,
)

urlpatterns = [
    path("shares/<slug:reference>/agreement/", views.agreement, name="agreement"),
    path("shares/<slug:reference>/assessment/", views.assessment, name="assessment"),
    path("shares/<slug:reference>/agreement/agree/", section_views.agree_clauses, name="agree_clauses"),
    path("shares/<slug:reference>/agreement/organisations/", bodies_views.bodies, name="negotiating_bodies"),
    path(
        "shares/<slug:reference>/agreement/organisations/<int:party>/lead/",
        bodies_views.invite_lead,
        name="invite_lead",
    ),
    path(
        "shares/<slug:reference>/agreement/organisations/<int:party>/without/",
        bodies_views.leave_out,
        name="leave_out",
    ),
    path("shares/<slug:reference>/agreement/stops/", stop_views.stops, name="stops"),
    path("shares/<slug:reference>/agreement/stops/<str:key>/", stop_views.go_on, name="go_on"),
    path("shares/<slug:reference>/agreement/proposals/", proposal_views.proposals, name="proposals"),
    path("shares/<slug:reference>/agreement/section/<slug:section>/", section_views.section, name="section"),
    path(
        "shares/<slug:reference>/agreement/section/<slug:section>/add/", own_clause_views.add_clause, name="add_clause"
    ),
    path("shares/<slug:reference>/lead/", handing_over_views.lead_body, name="lead_body"),
    path("shares/<slug:reference>/from-word/<slug:document>/", from_word_views.from_word, name="from_word"),
    path("shares/<slug:reference>/agreement/read/", views.mark_read, name="mark_read"),
    path("shares/<slug:reference>/clause/<int:clause>/", views.clause, name="clause"),
    path("shares/<slug:reference>/clause/<int:clause>/propose/", propose_views.propose, name="propose"),
    path("shares/<slug:reference>/clause/<int:clause>/withdraw/", section_views.disagree, name="disagree"),
    path("shares/<slug:reference>/clause/<int:clause>/strike/", own_clause_views.strike, name="strike"),
    path("shares/<slug:reference>/clause/<int:clause>/comment/", views.comment, name="comment"),
    path("shares/<slug:reference>/clause/<int:clause>/history/", views.wordings, name="wordings"),
    path("shares/<slug:reference>/proposal/<int:proposal>/accept/", proposal_views.accept, name="accept"),
    path("shares/<slug:reference>/proposal/<int:proposal>/reject/", proposal_views.reject, name="reject"),
    path("shares/<slug:reference>/agreement/missing/", late_answer_views.missing_answers, name="missing_answers"),
    path(
        "shares/<slug:reference>/agreement/missing/<slug:key>/", late_answer_views.missing_answer, name="missing_answer"
    ),
    path(
        "shares/<slug:reference>/agreement/missing/<slug:key>/<slug:row>/",
        late_answer_views.missing_row,
        name="missing_row",
    ),
]
