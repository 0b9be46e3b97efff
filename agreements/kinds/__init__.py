"""The kinds of event, and the facts that an event of each kind holds: pure data."""

from collections.abc import Mapping
from typing import Final, TypeAlias

from django.db.models import TextChoices

from agreements.kinds.causes import Cause as Cause
from agreements.kinds.changes import ChangeKey as ChangeKey
from agreements.kinds.rows import KindRow
from agreements.kinds.rows import row as _row
from agreements.kinds.shapes import FACTS, has_shape
from agreements.states import Action

FactValue: TypeAlias = "str | int | float | bool | list[FactValue] | None"
Facts: TypeAlias = Mapping[str, FactValue]


class EventKind(TextChoices):
    """What happened, with the name that the history's filter shows."""

    REQUEST_OPENED = "request_opened", "Data share started"
    REQUEST_COPIED = "request_copied", "Data share started from earlier answers"
    REQUEST_ANSWERED = "request_answered", "Questions answered"
    RECORD_ADDED = "record_added", "Record added"
    RECORD_REMOVED = "record_removed", "Record removed"
    NEED_STATED = "need_stated", "Data marked as needed"
    BODY_ADDED = "body_added", "Organisation added"
    BODY_REMOVED = "body_removed", "Organisation removed"
    FLOWS_SET = "flows_set", "Who gives data to whom"
    RULES_OPENED = "rules_opened", "Common rules started"
    RULES_BODY_ADDED = "rules_body_added", "Organisation added to common rules"
    RULES_BODY_JOINED = "rules_body_joined", "Organisation that joined common rules added"
    RULES_BODY_REMOVED = "rules_body_removed", "Organisation removed from common rules"
    RULES_OFFERED = "rules_offered", "Common rules sent to all"
    RULES_WITHDRAWN = "rules_withdrawn", "Common rules withdrawn"
    RULES_CHOSEN = "rules_chosen", "Common rules chosen"
    RULES_LEFT = "rules_left", "No common rules chosen"
    REQUEST_SENT = "request_sent", "Request sent"
    REQUEST_SENT_AGAIN = "request_sent_again", "Request sent again"
    REQUEST_WITHDRAWN = "request_withdrawn", "Request withdrawn"
    SECTION_ASSESSED = "section_assessed", "Section responded to"
    SUPPLIER_ANSWERED = "supplier_answered", "Questions answered for the supplier"
    PURPOSE_STATED = "purpose_stated", "Purpose of an organisation stated"
    OWN_ANSWERED = "own_answered", "Questions answered for an organisation"
    REQUEST_RETURNED = "request_returned", "Request returned with comments"
    NEGOTIATION_STARTED = "negotiation_started", "Negotiation started"
    NEGOTIATION_ON_CONDITIONS = "negotiation_on_conditions", "Negotiation started, with conditions"
    REQUEST_REFUSED = "request_refused", "Request refused"
    REQUEST_PASSED_ON = "request_passed_on", "Request passed on"
    OWN_DATA_RETURNED = "own_data_returned", "Request returned by one supplier"
    OWN_DATA_ACCEPTED = "own_data_accepted", "Request agreed by one supplier"
    OWN_DATA_ON_CONDITIONS = "own_data_on_conditions", "Request agreed by one supplier, with conditions"
    RECEIVERS_REFUSED = "receivers_refused", "Data refused for some organisations"
    OWN_DATA_REFUSED = "own_data_refused", "Request refused by one supplier"
    OWN_DATA_PASSED_ON = "own_data_passed_on", "Request passed on by one supplier"
    ROUND_RETURNED = "round_returned", "Request returned after all decisions"
    ROUND_ACCEPTED = "round_accepted", "Negotiation started after all decisions"
    ROUND_REFUSED = "round_refused", "Request refused by all suppliers"
    RISK_ADDED = "risk_added", "Risk added"
    RISK_ASSESSED = "risk_assessed", "Risk assessed"
    RISK_STRUCK = "risk_struck", "Risk struck"
    ADVICE_GIVEN = "advice_given", "Data protection officer’s advice given"
    RISK_ACCEPTED = "risk_accepted", "Remaining risk accepted"
    CHECK_ASKED = "check_asked", "Check of answers asked for"
    CHECK_CONFIRMED = "check_confirmed", "Answers confirmed by an adviser"
    CHECK_CORRECTED = "check_corrected", "Answers corrected by an adviser"
    CHECK_REFUSED = "check_refused", "Answers not confirmed by an adviser"
    RECONSIDERATION_ASKED = "reconsideration_asked", "Reconsideration asked for"
    REFUSAL_UPHELD = "refusal_upheld", "Refusal upheld"
    REFUSAL_LIFTED = "refusal_lifted", "Refusal lifted"
    REFUSAL_STANDS = "refusal_stands", "Request ended after reconsideration"
    RESPONSE_REOPENED = "response_reopened", "Response reopened"
    QUESTION_DISCUSSED = "question_discussed", "Question discussed"
    QUESTION_RESOLVED = "question_resolved", "Question resolved"
    ANSWER_DATE_NAMED = "answer_date_named", "Date for an answer named"
    WORDING_PROPOSED = "wording_proposed", "Wording proposed"
    CLAUSE_OFFERED = "clause_offered", "New clause proposed"
    STRIKING_PROPOSED = "striking_proposed", "Striking of a clause proposed"
    ANSWER_PROPOSED = "answer_proposed", "Missing answer proposed"
    CLAUSE_COMMENTED = "clause_commented", "Comment added"
    CLAUSES_AGREED = "clauses_agreed", "Clauses agreed"
    AGREEMENT_WITHDRAWN = "agreement_withdrawn", "Agreement to a clause withdrawn"
    PROPOSALS_ACCEPTED = "proposals_accepted", "Proposals accepted"
    PROPOSAL_REJECTED = "proposal_rejected", "Proposal rejected"
    PROPOSAL_WITHDRAWN = "proposal_withdrawn", "Proposal withdrawn"
    MEMBER_INVITED = "member_invited", "Person invited"
    SIGNATORY_INVITED = "signatory_invited", "Signatory invited"
    MEMBER_INVITED_AGAIN = "member_invited_again", "Person invited again"
    MEMBER_REMOVED = "member_removed", "Person removed"
    INVITATION_WITHDRAWN = "invitation_withdrawn", "Invitation withdrawn"
    STOP_OVERRIDDEN = "stop_overridden", "Went on despite a stop"
    TEXT_FROZEN = "text_frozen", "Text frozen"
    TEXT_REOPENED = "text_reopened", "Text reopened"
    AGREEMENT_SIGNED = "agreement_signed", "Agreement signed"
    SIGNATURE_DECLINED = "signature_declined", "Signature declined"
    MEMBER_LEFT = "member_left", "Person left"
    ROLE_ENDED = "role_ended", "Role ended"
    LEAD_NAMED = "lead_named", "Lead named"
    SIGNATORY_REPLACED = "signatory_replaced", "Signatory replaced"
    LEAD_OFFERED = "lead_offered", "Another organisation asked to lead"
    LEAD_REFUSED = "lead_refused", "Organisation will not lead"
    LEAD_CHANGED = "lead_changed", "Another organisation leads"
    PARTY_LEFT_OUT = "party_left_out", "Organisation left out"
    PARTY_JOINS_LATER = "party_joins_later", "Agreement may come into force without an organisation"
    OWN_SIGNATURE_DECLINED = "own_signature_declined", "Signature declined, others go on"
    BROUGHT_INTO_FORCE = "brought_into_force", "Agreement brought into force"
    BROUGHT_INTO_FORCE_WITHOUT = "brought_into_force_without", "Agreement brought into force without everyone"
    VARIATION_OPENED = "variation_opened", "Variation started"
    SHARING_SUSPENDED = "sharing_suspended", "Sharing suspended"
    LIFTING_AGREED = "lifting_agreed", "End of a suspension agreed"
    SHARING_RESUMED = "sharing_resumed", "Sharing resumed"
    NOTICE_GIVEN = "notice_given", "Notice given"
    END_ENTERED = "end_entered", "Last day entered"
    PARTY_LEFT_AT_ONCE = "party_left_at_once", "Organisation left at once"
    PARTY_LEFT = "party_left", "Organisation left"
    ENDED_AT_ONCE = "ended_at_once", "Agreement ended at once"
    AGREEMENT_ENDED = "agreement_ended", "Agreement ended"
    DISPOSAL_OWED = "disposal_owed", "Disposal owed"
    DISPOSAL_CERTIFIED = "disposal_certified", "Disposal certified"
    CERTIFICATE_ACCEPTED = "certificate_accepted", "Certificate of disposal accepted"
    CERTIFICATE_RETURNED = "certificate_returned", "Certificate of disposal returned"
    DUTY_KEPT = "duty_kept", "Duty done"
    DUTY_WAIVED = "duty_waived", "Duty waived"
    DUTY_DATED = "duty_dated", "Day of a duty entered"
    SUPPLY_SET_UP = "supply_set_up", "Supply set up"
    TEST_SENT = "test_sent", "Test sent"
    DELIVERY_SENT = "delivery_sent", "Delivery sent"
    DELIVERIES_IMPORTED = "deliveries_imported", "Deliveries recorded from a file"
    DELIVERY_ACCEPTED = "delivery_accepted", "Delivery accepted"
    DELIVERY_SHORT = "delivery_short", "Delivery short"
    DELIVERY_REJECTED = "delivery_rejected", "Delivery rejected"
    REVIEW_HELD = "review_held", "Review recorded"
    REVIEW_AGREED = "review_agreed", "Review agreed with"
    REVIEW_RETURNED = "review_returned", "Review returned"
    SHARE_ARCHIVED = "share_archived", "Data share archived"
    EDITION_SUPERSEDED = "edition_superseded", "Edition superseded"
    ENTRY_LISTED = "entry_listed", "Agreement listed in the public register"
    AGREEMENT_SEALED = "agreement_sealed", "Agreement sealed"
    SEALING_FAILED = "sealing_failed", "Sealing failed"
    DETAILS_ERASED = "details_erased", "Details of a person erased"

    @property
    def action(self) -> Action:
        """The action that it tells of, which says who may do it and where it leads."""
        return KINDS[self].action


KINDS: Final[Mapping[EventKind, KindRow]] = {
    EventKind.REQUEST_OPENED: _row(Action.OPEN, "records"),
    EventKind.REQUEST_COPIED: _row(Action.OPEN, "records", "answers_of"),
    EventKind.REQUEST_ANSWERED: _row(Action.ANSWER, "question"),
    EventKind.RECORD_ADDED: _row(Action.ANSWER, "records"),
    EventKind.RECORD_REMOVED: _row(Action.ANSWER, "records"),
    EventKind.NEED_STATED: _row(Action.ANSWER, "parties"),
    EventKind.BODY_ADDED: _row(Action.ANSWER, "parties"),
    EventKind.BODY_REMOVED: _row(Action.ANSWER, "parties"),
    EventKind.FLOWS_SET: _row(Action.ANSWER, "flows"),
    EventKind.RULES_OPENED: _row(Action.OPEN),
    EventKind.RULES_BODY_ADDED: _row(Action.ANSWER, "parties"),
    EventKind.RULES_BODY_JOINED: _row(Action.ANSWER, "parties"),
    EventKind.RULES_BODY_REMOVED: _row(Action.ANSWER, "parties"),
    EventKind.RULES_OFFERED: _row(Action.OFFER, "round"),
    EventKind.RULES_WITHDRAWN: _row(Action.WITHDRAW),
    EventKind.RULES_CHOSEN: _row(Action.ANSWER, "rules"),
    EventKind.RULES_LEFT: _row(Action.ANSWER, "rules"),
    EventKind.REQUEST_SENT: _row(Action.SUBMIT, "round"),
    EventKind.REQUEST_SENT_AGAIN: _row(Action.SUBMIT, "round"),
    EventKind.REQUEST_WITHDRAWN: _row(Action.WITHDRAW),
    EventKind.SECTION_ASSESSED: _row(Action.RESPOND, "round", "section"),
    EventKind.SUPPLIER_ANSWERED: _row(Action.RESPOND, "question"),
    EventKind.PURPOSE_STATED: _row(Action.ANSWER_OWN, "parties"),
    EventKind.OWN_ANSWERED: _row(Action.ANSWER_OWN, "question"),
    EventKind.REQUEST_RETURNED: _row(Action.RETURN, "round"),
    EventKind.NEGOTIATION_STARTED: _row(Action.ACCEPT, "round"),
    EventKind.NEGOTIATION_ON_CONDITIONS: _row(Action.ACCEPT, "round"),
    EventKind.REQUEST_REFUSED: _row(Action.REFUSE, "round", "reason"),
    EventKind.REQUEST_PASSED_ON: _row(Action.PASS_ON, "round", "parties"),
    EventKind.OWN_DATA_RETURNED: _row(Action.DECIDE_OWN, "round"),
    EventKind.OWN_DATA_ACCEPTED: _row(Action.DECIDE_OWN, "round"),
    EventKind.OWN_DATA_ON_CONDITIONS: _row(Action.DECIDE_OWN, "round"),
    EventKind.RECEIVERS_REFUSED: _row(Action.DECIDE_OWN, "round", "parties"),
    EventKind.OWN_DATA_REFUSED: _row(Action.DECIDE_OWN, "round", "reason"),
    EventKind.OWN_DATA_PASSED_ON: _row(Action.DECIDE_OWN, "round", "parties"),
    EventKind.ROUND_RETURNED: _row(Action.RETURN, "round", "parties"),
    EventKind.ROUND_ACCEPTED: _row(Action.ACCEPT, "round", "parties"),
    EventKind.ROUND_REFUSED: _row(Action.REFUSE, "round", "parties"),
    EventKind.RISK_ADDED: _row(Action.ASSESS, "risk"),
    EventKind.RISK_ASSESSED: _row(Action.ASSESS, "risk"),
    EventKind.RISK_STRUCK: _row(Action.ASSESS, "risk"),
    EventKind.ADVICE_GIVEN: _row(Action.ADVISE, "parties", "office"),
    EventKind.RISK_ACCEPTED: _row(Action.ACCEPT_RISK, "parties", "office"),
    EventKind.CHECK_ASKED: _row(Action.ASK_EXPERT, "roles", "day"),
    EventKind.CHECK_CONFIRMED: _row(Action.CHECK, "roles"),
    EventKind.CHECK_CORRECTED: _row(Action.CHECK, "roles"),
    EventKind.CHECK_REFUSED: _row(Action.CHECK, "roles"),
    EventKind.RECONSIDERATION_ASKED: _row(Action.ASK_AGAIN, "round"),
    EventKind.REFUSAL_UPHELD: _row(Action.RECONSIDER, "round"),
    EventKind.REFUSAL_LIFTED: _row(Action.RECONSIDER, "round"),
    EventKind.REFUSAL_STANDS: _row(Action.UPHOLD, "round"),
    EventKind.RESPONSE_REOPENED: _row(Action.LIFT, "round"),
    EventKind.QUESTION_DISCUSSED: _row(Action.DISCUSS, "question"),
    EventKind.QUESTION_RESOLVED: _row(Action.DISCUSS, "question"),
    EventKind.ANSWER_DATE_NAMED: _row(Action.NAME_DATE, "round", "day"),
    EventKind.WORDING_PROPOSED: _row(Action.PROPOSE, "clauses"),
    EventKind.CLAUSE_OFFERED: _row(Action.PROPOSE, "clauses"),
    EventKind.STRIKING_PROPOSED: _row(Action.PROPOSE, "clauses"),
    EventKind.ANSWER_PROPOSED: _row(Action.PROPOSE, "question", "clauses", "proposed", "added"),
    EventKind.CLAUSE_COMMENTED: _row(Action.COMMENT, "clauses"),
    EventKind.CLAUSES_AGREED: _row(Action.AGREE, "clauses"),
    EventKind.AGREEMENT_WITHDRAWN: _row(Action.DISAGREE, "clauses"),
    EventKind.PROPOSALS_ACCEPTED: _row(Action.DECIDE, "clauses", "parties", "kept_for"),
    EventKind.PROPOSAL_REJECTED: _row(Action.DECIDE, "clauses", "parties"),
    EventKind.PROPOSAL_WITHDRAWN: _row(Action.DECIDE, "clauses", "parties"),
    EventKind.MEMBER_INVITED: _row(Action.INVITE, "person", "roles", roles=True),
    EventKind.SIGNATORY_INVITED: _row(Action.INVITE, "person", "roles", "office", roles=True),
    EventKind.MEMBER_INVITED_AGAIN: _row(Action.INVITE, "person", "roles", roles=True),
    EventKind.MEMBER_REMOVED: _row(Action.REMOVE, "person", "roles", roles=True),
    EventKind.INVITATION_WITHDRAWN: _row(Action.REMOVE, "person", "roles", roles=True),
    EventKind.STOP_OVERRIDDEN: _row(Action.OVERRIDE, "stop", "parties"),
    EventKind.TEXT_FROZEN: _row(Action.FREEZE, "agreement", proof=True),
    EventKind.TEXT_REOPENED: _row(Action.REOPEN, "agreement"),
    EventKind.AGREEMENT_SIGNED: _row(Action.SIGN, "agreement", "signed_for", "office", proof=True),
    EventKind.SIGNATURE_DECLINED: _row(Action.DECLINE, "agreement"),
    EventKind.MEMBER_LEFT: _row(Action.LEFT, "person", "roles", roles=True),
    EventKind.ROLE_ENDED: _row(Action.LEFT, "person", "roles", "parties", roles=True),
    EventKind.LEAD_NAMED: _row(Action.NAME_LEAD, "person", "parties", roles=True),
    EventKind.SIGNATORY_REPLACED: _row(
        Action.REPLACE, "agreement", "person", "former", "parties", "office", proof=True
    ),
    EventKind.LEAD_OFFERED: _row(Action.OFFER_LEAD, "parties"),
    EventKind.LEAD_REFUSED: _row(Action.TAKE_LEAD, "parties"),
    EventKind.LEAD_CHANGED: _row(Action.TAKE_LEAD, "parties"),
    EventKind.PARTY_LEFT_OUT: _row(Action.LEAVE_OUT, "parties"),
    EventKind.PARTY_JOINS_LATER: _row(Action.JOIN_LATER, "agreement", "parties", proof=True),
    EventKind.OWN_SIGNATURE_DECLINED: _row(Action.JOIN_LATER, "agreement", "parties", proof=True),
    EventKind.BROUGHT_INTO_FORCE: _row(Action.BRING_INTO_FORCE, "agreement", proof=True),
    EventKind.BROUGHT_INTO_FORCE_WITHOUT: _row(Action.BRING_INTO_FORCE, "agreement", "parties", proof=True),
    EventKind.VARIATION_OPENED: _row(Action.VARY, "edition", "varies"),
    EventKind.SHARING_SUSPENDED: _row(Action.SUSPEND, "agreement", "ground"),
    EventKind.LIFTING_AGREED: _row(Action.LIFT_SUSPENSION, "agreement", "parties"),
    EventKind.SHARING_RESUMED: _row(Action.RESUME, "agreement"),
    EventKind.NOTICE_GIVEN: _row(Action.GIVE_NOTICE, "agreement", "parties", "day", proof=True),
    EventKind.END_ENTERED: _row(Action.ENTER_END, "agreement", "day", proof=True),
    EventKind.PARTY_LEFT_AT_ONCE: _row(Action.LEAVE, "agreement", "parties", "ground", proof=True),
    EventKind.PARTY_LEFT: _row(Action.LEAVE, "agreement", "parties", "day", proof=True),
    EventKind.ENDED_AT_ONCE: _row(Action.END_AT_ONCE, "agreement", "parties", "ground", proof=True),
    EventKind.AGREEMENT_ENDED: _row(Action.END, "agreement", "day", proof=True),
    EventKind.DISPOSAL_OWED: _row(Action.OWE_DISPOSAL, "agreement", "parties", "day"),
    EventKind.DISPOSAL_CERTIFIED: _row(Action.CERTIFY, "agreement", "parties", "office", "day"),
    EventKind.CERTIFICATE_ACCEPTED: _row(Action.ANSWER_CERTIFICATE, "agreement", "parties"),
    EventKind.CERTIFICATE_RETURNED: _row(Action.ANSWER_CERTIFICATE, "agreement", "parties"),
    EventKind.DUTY_KEPT: _row(Action.KEEP_DUTY, "agreement", "duty", "parties", "day"),
    EventKind.DUTY_WAIVED: _row(Action.WAIVE_DUTY, "agreement", "duty", "parties"),
    EventKind.DUTY_DATED: _row(Action.DATE_DUTY, "agreement", "duty", "parties", "day"),
    EventKind.SUPPLY_SET_UP: _row(Action.SET_UP, "agreement", "parties"),
    EventKind.TEST_SENT: _row(Action.SEND_DATA, "agreement", "delivery", "parties", "day"),
    EventKind.DELIVERY_SENT: _row(Action.SEND_DATA, "agreement", "delivery", "parties", "day"),
    EventKind.DELIVERIES_IMPORTED: _row(Action.SEND_DATA, "agreement", "deliveries", "parties"),
    EventKind.DELIVERY_ACCEPTED: _row(Action.RECEIVE_DATA, "agreement", "delivery", "parties"),
    EventKind.DELIVERY_SHORT: _row(Action.RECEIVE_DATA, "agreement", "delivery", "parties"),
    EventKind.DELIVERY_REJECTED: _row(Action.RECEIVE_DATA, "agreement", "delivery", "parties"),
    EventKind.REVIEW_HELD: _row(Action.HOLD_REVIEW, "agreement", "outcome", "parties"),
    EventKind.REVIEW_AGREED: _row(Action.ANSWER_REVIEW, "agreement", "parties"),
    EventKind.REVIEW_RETURNED: _row(Action.ANSWER_REVIEW, "agreement", "parties"),
    EventKind.SHARE_ARCHIVED: _row(Action.ARCHIVE),
    EventKind.EDITION_SUPERSEDED: _row(Action.SUPERSEDE, "edition", "later", proof=True),
    EventKind.ENTRY_LISTED: _row(Action.LIST, "agreement", proof=True),
    EventKind.AGREEMENT_SEALED: _row(Action.SEAL, "agreement", "digest", proof=True),
    EventKind.SEALING_FAILED: _row(Action.SEAL_FAILED, "agreement", "attempts", proof=True),
    EventKind.DETAILS_ERASED: _row(Action.ERASE, "entries", proof=True),
}
PROOF: Final = frozenset(kind for kind, row in KINDS.items() if row.is_proof)
ABOUT_ROLES: Final = frozenset(kind for kind, row in KINDS.items() if row.is_about_roles)


def kinds_of(*actions: Action) -> list[EventKind]:
    """Return the kinds that tell of these actions, in the order of the table."""
    return [kind for kind, row in KINDS.items() if row.action in actions]


def flaw_in_facts(kind: EventKind, facts: Facts) -> str:
    """Return why an event of this kind cannot hold these facts; empty if it can."""
    if wrong := sorted(set(facts) ^ KINDS[kind].facts):
        return f"{kind} holds the facts {', '.join(sorted(KINDS[kind].facts)) or 'of no name'}: see {', '.join(wrong)}."
    shapeless = [name for name, value in facts.items() if not has_shape(FACTS[name], value)]
    return f"{kind} holds a fact of another type: {', '.join(shapeless)}." if shapeless else ""
