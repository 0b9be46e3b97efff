"""The kinds of event as docs/evidence.md lists them, copied from its tables by hand: nothing of the service."""

from typing import Any

SIGNED = "in_force suspended ended archived superseded"
ALL = f"draft submitted assessing returned refused reconsidering withdrawn negotiating signing {SIGNED}"
LIVE = "draft submitted assessing returned reconsidering negotiating signing in_force suspended ended"
STANDING = "in_force suspended"
CHECKED = "draft submitted assessing returned negotiating"
AFTER = "in_force suspended ended"
SAME = "="
# By kind: the states from which it leads, the state to which, the names of its facts, when its details may be erased.
KINDS = {
    "request_opened": ("", "draft", "records", "actor"),
    "request_copied": ("", "draft", "answers_of records", "actor"),
    "request_answered": ("draft returned", SAME, "question", "actor"),
    "record_added": ("draft returned", SAME, "records", "actor"),
    "record_removed": ("draft returned", SAME, "records", "actor"),
    "need_stated": ("draft returned", SAME, "parties", "actor"),
    "body_added": ("draft returned", SAME, "parties", "actor"),
    "body_removed": ("draft returned", SAME, "parties", "actor"),
    "flows_set": ("draft returned", SAME, "flows", "actor"),
    "rules_opened": ("", "draft", "", "actor"),
    "rules_body_added": ("draft returned", SAME, "parties", "actor"),
    "rules_body_joined": ("draft returned", SAME, "parties", "actor"),
    "rules_body_removed": ("draft returned", SAME, "parties", "actor"),
    "rules_offered": ("draft", "negotiating", "round", "actor"),
    "rules_withdrawn": (
        "draft submitted assessing returned reconsidering negotiating signing",
        "withdrawn",
        "",
        "actor",
    ),
    "rules_chosen": ("draft returned", SAME, "rules", "actor"),
    "rules_left": ("draft returned", SAME, "rules", "actor"),
    "request_sent": ("draft returned", "submitted", "round", "actor"),
    "request_sent_again": ("draft returned", "submitted", "round", "actor"),
    "request_withdrawn": (
        "draft submitted assessing returned reconsidering negotiating signing",
        "withdrawn",
        "",
        "actor",
    ),
    "section_assessed": ("submitted assessing", "assessing", "round section", "actor"),
    "supplier_answered": ("submitted assessing", "assessing", "question", "actor"),
    "purpose_stated": ("draft submitted assessing returned", SAME, "parties", "actor"),
    "own_answered": ("draft submitted assessing returned", SAME, "question", "actor"),
    "request_returned": ("submitted assessing", "returned", "round", "actor"),
    "negotiation_started": ("submitted assessing", "negotiating", "round", "actor"),
    "negotiation_on_conditions": ("submitted assessing", "negotiating", "round", "actor"),
    "request_refused": ("submitted assessing", "refused", "reason round", "actor"),
    "request_passed_on": ("submitted assessing", "submitted", "parties round", "actor"),
    "own_data_returned": ("submitted assessing", "assessing", "round", "actor"),
    "own_data_accepted": ("submitted assessing", "assessing", "round", "actor"),
    "own_data_on_conditions": ("submitted assessing", "assessing", "round", "actor"),
    "receivers_refused": ("submitted assessing", "assessing", "parties round", "actor"),
    "own_data_refused": ("submitted assessing", "assessing", "reason round", "actor"),
    "own_data_passed_on": ("submitted assessing", "assessing", "parties round", "actor"),
    "round_returned": ("submitted assessing", "returned", "parties round", "actor"),
    "round_accepted": ("submitted assessing", "negotiating", "parties round", "actor"),
    "round_refused": ("submitted assessing", "refused", "parties round", "actor"),
    "risk_added": ("draft returned negotiating", SAME, "risk", "actor"),
    "risk_assessed": ("draft returned negotiating", SAME, "risk", "actor"),
    "risk_struck": ("draft returned negotiating", SAME, "risk", "actor"),
    "advice_given": ("negotiating", SAME, "office parties", "actor"),
    "risk_accepted": ("negotiating", SAME, "office parties", "actor"),
    "check_asked": (CHECKED, SAME, "day roles", "actor"),
    "check_confirmed": (CHECKED, SAME, "roles", "actor"),
    "check_corrected": (CHECKED, SAME, "roles", "actor"),
    "check_refused": (CHECKED, SAME, "roles", "actor"),
    "reconsideration_asked": ("refused", "reconsidering", "round", "actor"),
    "refusal_upheld": ("reconsidering", SAME, "round", "actor"),
    "refusal_lifted": ("reconsidering", SAME, "round", "actor"),
    "refusal_stands": ("reconsidering", "refused", "round", "actor"),
    "response_reopened": ("reconsidering", "submitted", "round", "actor"),
    "question_discussed": ("submitted assessing returned", SAME, "question", "actor"),
    "question_resolved": ("submitted assessing returned", SAME, "question", "actor"),
    "answer_date_named": ("submitted assessing returned reconsidering", SAME, "day round", "actor"),
    "wording_proposed": ("negotiating", SAME, "clauses", "actor"),
    "clause_offered": ("negotiating", SAME, "clauses", "actor"),
    "striking_proposed": ("negotiating", SAME, "clauses", "actor"),
    "answer_proposed": ("negotiating", SAME, "added clauses proposed question", "actor"),
    "clause_commented": ("negotiating signing", SAME, "clauses", "actor"),
    "clauses_agreed": ("negotiating", SAME, "clauses", "actor"),
    "clauses_signed_before": ("negotiating", SAME, "agreement clauses parties", "actor"),
    "agreement_withdrawn": ("negotiating", SAME, "clauses", "actor"),
    "proposals_accepted": ("negotiating", SAME, "clauses kept_for parties", "actor"),
    "proposal_rejected": ("negotiating", SAME, "clauses parties", "actor"),
    "proposal_withdrawn": ("negotiating", SAME, "clauses parties", "actor"),
    "member_invited": (LIVE, SAME, "person roles", "role"),
    "signatory_invited": (LIVE, SAME, "office person roles", "role"),
    "member_invited_again": (LIVE, SAME, "person roles", "role"),
    "member_removed": (LIVE, SAME, "person roles", "role"),
    "invitation_withdrawn": (LIVE, SAME, "person roles", "role"),
    "stop_overridden": ("negotiating", SAME, "parties stop", "actor"),
    "text_frozen": ("negotiating", "signing", "agreement", "never"),
    "text_reopened": ("signing", "negotiating", "agreement", "actor"),
    "agreement_signed": ("signing", SAME, "agreement office signed_for", "never"),
    "signature_declined": ("signing", "negotiating", "agreement", "actor"),
    "member_left": (ALL, SAME, "person roles", "role"),
    "role_ended": (ALL, SAME, "parties person roles", "role"),
    "lead_named": (LIVE, SAME, "parties person", "role"),
    "signatory_replaced": ("signing", SAME, "agreement former office parties person", "never"),
    "signature_delegated": ("signing", SAME, "agreement former office parties person", "never"),
    "lead_offered": ("negotiating in_force suspended", SAME, "parties", "actor"),
    **dict.fromkeys(
        ("lead_refused", "lead_changed"),
        ("draft submitted assessing returned negotiating in_force suspended", SAME, "parties", "actor"),
    ),
    "party_left_out": ("negotiating", SAME, "parties", "actor"),
    "party_joins_later": ("signing", SAME, "agreement parties", "never"),
    "own_signature_declined": ("signing", SAME, "agreement parties", "never"),
    "brought_into_force": ("signing", "in_force", "agreement", "never"),
    "brought_into_force_without": ("signing", "in_force", "agreement parties", "never"),
    "extension_begun": ("draft returned", SAME, "agreement day", "actor"),
    "contact_changed": (AFTER, SAME, "agreement day office parties", "actor"),
    "variation_opened": ("", "draft", "edition varies", "actor"),
    "sharing_suspended": ("in_force", "suspended", "agreement ground", "actor"),
    "part_suspended": (STANDING, SAME, "agreement ground parties", "actor"),
    "part_resumed": (STANDING, SAME, "agreement parties", "actor"),
    "sharing_kept_suspended": ("in_force", "suspended", "agreement", "actor"),
    "part_kept_suspended": (STANDING, SAME, "agreement parties", "actor"),
    "lifting_agreed": (STANDING, SAME, "agreement parties", "actor"),
    "sharing_resumed": ("suspended", "in_force", "agreement", "actor"),
    "notice_given": (STANDING, SAME, "agreement day parties", "never"),
    "end_entered": (STANDING, SAME, "agreement day", "never"),
    "party_left_at_once": (STANDING, SAME, "agreement ground parties", "never"),
    "party_left": (STANDING, SAME, "agreement day parties", "never"),
    "ended_at_once": (STANDING, "ended", "agreement ground parties", "never"),
    "agreement_ended": (STANDING, "ended", "agreement day", "never"),
    "disposal_owed": (AFTER, SAME, "agreement day parties", "actor"),
    "disposal_certified": (AFTER, SAME, "agreement day office parties", "actor"),
    "certificate_accepted": (AFTER, SAME, "agreement parties", "actor"),
    "certificate_returned": (AFTER, SAME, "agreement parties", "actor"),
    "duty_kept": (AFTER, SAME, "agreement day duty parties", "actor"),
    "duty_waived": (AFTER, SAME, "agreement duty parties", "actor"),
    "duty_dated": (STANDING, SAME, "agreement day duty parties", "actor"),
    "supply_set_up": (STANDING, SAME, "agreement parties", "actor"),
    "test_sent": ("in_force", SAME, "agreement day delivery parties", "actor"),
    "delivery_sent": ("in_force", SAME, "agreement day delivery parties", "actor"),
    "deliveries_imported": ("in_force", SAME, "agreement deliveries parties", "actor"),
    "delivery_accepted": (AFTER, SAME, "agreement delivery parties", "actor"),
    "delivery_short": (AFTER, SAME, "agreement delivery parties", "actor"),
    "delivery_rejected": (AFTER, SAME, "agreement delivery parties", "actor"),
    "review_held": (STANDING, SAME, "agreement outcome parties", "actor"),
    "review_agreed": (STANDING, SAME, "agreement parties", "actor"),
    "review_returned": (STANDING, SAME, "agreement parties", "actor"),
    "incident_recorded": (AFTER, SAME, "agreement incident parties", "actor"),
    "incident_noted": (AFTER, SAME, "agreement incident parties", "actor"),
    "incident_added_to": (AFTER, SAME, "agreement incident parties", "actor"),
    "incident_contained": (AFTER, SAME, "agreement incident parties", "actor"),
    "ico_told": (AFTER, SAME, "agreement incident parties", "actor"),
    "ico_not_told": (AFTER, SAME, "agreement incident parties", "actor"),
    "people_told": (AFTER, SAME, "agreement incident parties", "actor"),
    "people_not_told": (AFTER, SAME, "agreement incident parties", "actor"),
    "incident_explained": (AFTER, SAME, "agreement incident parties", "actor"),
    "incident_record_agreed": (AFTER, SAME, "agreement incident parties", "actor"),
    "incident_record_returned": (AFTER, SAME, "agreement incident parties", "actor"),
    "incident_closed": (AFTER, SAME, "agreement incident parties", "actor"),
    "share_archived": ("ended", "archived", "", "actor"),
    "edition_superseded": (STANDING, "superseded", "edition later", "never"),
    "entry_listed": (SIGNED, SAME, "agreement", "never"),
    "agreement_sealed": (SIGNED, SAME, "agreement digest", "never"),
    "sealing_failed": (SIGNED, SAME, "agreement attempts", "never"),
    "details_erased": (ALL, SAME, "entries", "never"),
}
PROOF = {kind for kind, (_, _, _, erased) in KINDS.items() if erased == "never"}
TYPES = {
    **dict.fromkeys(("added", "agreement", "attempts", "edition", "later", "proposed", "round", "varies"), "number"),
    **dict.fromkeys(("answers_of", "digest", "former", "office", "person", "rules", "signed_for"), "text"),
    **dict.fromkeys(("kept_for", "parties"), "parties"),
    "clauses": "clauses",
    "day": "day",
    "duty": "duty",
    "outcome": "outcome",
    "deliveries": "numbers",
    "delivery": "number",
    "entries": "numbers",
    "incident": "number",
    "flows": "flows",
    "records": "texts",
    "risk": "text",
    "roles": "roles",
    "question": "question",
    "section": "section",
    "reason": "reason",
    "ground": "ground",
    "stop": "stop",
}
# The types of the parts of each row, for facts that are lists of lists, and of the items of simple lists.
ROWS = {"clauses": (int, str, str, str, str), "parties": (int, str), "flows": (int, str, int, str), "roles": (str, str)}
ITEMS = {"texts": str, "numbers": int}
ROLES = {"lead", "contributor", "adviser", "signatory", "observer"}
SKILLS = {"", "legal", "data_protection", "security", "technology", "data_governance", "ethics"}
REASONS = {
    *("no_power", "not_necessary", "wrong_holder", "quality", "cost"),
    *("security", "insufficient", "alternative", "other"),
}
STOPS = {
    *("not_held", "barred", "nothing_shared", "no_power", "no_gateway", "basis_refused", "roles", "transfer"),
    *("no_assessment", "legal_check", "dp_check", "no_answer"),
    *("struck", "risks_proposed", "measures_open", "no_advice", "not_accepted", "high_risk"),
}
OUTCOMES = {"continue", "vary", "suspend", "end"}
DUTIES = {"delivery", "review", "report", "access_list", "training", "assurance"}
GROUNDS = {"unlawful", "at_risk", "incident", "review_overdue", "no_power", "breach"}
CHANGES = {
    *("answer", "wording", "wording_replaced", "clause_added", "proposed_again", "verdict", "reply"),
    *("risk", "advice", "acceptance", "certificate", "proof", "review", "incident", "contact"),
    *("note", "purpose", "decision_note", "reason", "comment", "digest", "entry_digest"),
}
CAUSES = {
    *("role_expired", "no_longer_there", "works_elsewhere", "account_is_closed", "in_force", "register_rebuilt"),
    *("date_passed", "term_over", "notice_over", "nothing_left", "lifted_by_all", "part_ended", "review_moved"),
    *(
        "seal_job",
        "later_edition",
        "all_decided",
        "signed_before",
        "reconsidered",
        "erasure",
        "membership_changed",
        "not_confirmed",
        "organisation_closed",
        "works_for_another",
    ),
    *("address_changed", "domain_moved", "account_closed", "account_closed_by_support", "address_not_proved"),
    "details_erased",
}


def leads(kind: str, before: str, after: str) -> bool:
    """Return whether an event of this kind may lead from one state to the other."""
    sources, target, _, _ = KINDS[kind]
    return before in (sources.split() or [""]) and after == (before if target == SAME else target)


def fits(name: str, value: Any) -> bool:
    """Return whether a fact has a value of its type."""
    kind = TYPES[name]
    if kind in ROWS:
        rows = isinstance(value, list) and all(
            isinstance(row, list) and tuple(map(type, row)) == ROWS[kind] for row in value
        )
        return rows and (kind != "roles" or all(role in ROLES and skill in SKILLS for role, skill in value))
    if kind in ITEMS:
        return isinstance(value, list) and all(type(item) is ITEMS[kind] for item in value)
    if kind == "number":
        return type(value) is int
    codes = {"reason": REASONS, "stop": STOPS, "ground": GROUNDS, "duty": DUTIES, "outcome": OUTCOMES}
    return isinstance(value, str) and value in codes.get(kind, {value})
