"""The kinds of event, and the facts that an event of each kind holds: pure data."""

from collections.abc import Mapping
from typing import Final, TypeAlias

from agreements.kinds.causes import Cause as Cause
from agreements.kinds.changes import ChangeKey as ChangeKey
from agreements.kinds.event_kinds import EventKind as EventKind
from agreements.kinds.rows import KindRow
from agreements.kinds.rows import row as _row
from agreements.kinds.shapes import FACTS, has_shape
from agreements.states import Action

FactValue: TypeAlias = "str | int | float | bool | list[FactValue] | None"
Facts: TypeAlias = Mapping[str, FactValue]


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
    EventKind.CLAUSES_SIGNED_BEFORE: _row(Action.CARRY, "agreement", "clauses", "parties"),
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
    EventKind.SIGNATURE_DELEGATED: _row(
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
    EventKind.EXTENSION_BEGUN: _row(Action.ANSWER, "agreement", "day"),
    EventKind.CONTACT_CHANGED: _row(Action.CHANGE_CONTACT, "agreement", "day", "office", "parties"),
    EventKind.VARIATION_OPENED: _row(Action.VARY, "edition", "varies"),
    EventKind.SHARING_SUSPENDED: _row(Action.SUSPEND, "agreement", "ground"),
    EventKind.LIFTING_AGREED: _row(Action.LIFT_SUSPENSION, "agreement", "parties"),
    EventKind.SHARING_RESUMED: _row(Action.RESUME, "agreement"),
    EventKind.PART_SUSPENDED: _row(Action.PAUSE_PART, "agreement", "ground", "parties"),
    EventKind.PART_RESUMED: _row(Action.PAUSE_PART, "agreement", "parties"),
    EventKind.SHARING_KEPT_SUSPENDED: _row(Action.SUSPEND, "agreement"),
    EventKind.PART_KEPT_SUSPENDED: _row(Action.PAUSE_PART, "agreement", "parties"),
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
    EventKind.INCIDENT_RECORDED: _row(Action.REPORT_INCIDENT, "agreement", "incident", "parties"),
    EventKind.INCIDENT_NOTED: _row(Action.REPORT_INCIDENT, "agreement", "incident", "parties"),
    EventKind.INCIDENT_ADDED_TO: _row(Action.REPORT_INCIDENT, "agreement", "incident", "parties"),
    EventKind.INCIDENT_CONTAINED: _row(Action.REPORT_INCIDENT, "agreement", "incident", "parties"),
    EventKind.ICO_TOLD: _row(Action.DECIDE_INCIDENT, "agreement", "incident", "parties"),
    EventKind.ICO_NOT_TOLD: _row(Action.DECIDE_INCIDENT, "agreement", "incident", "parties"),
    EventKind.PEOPLE_TOLD: _row(Action.DECIDE_INCIDENT, "agreement", "incident", "parties"),
    EventKind.PEOPLE_NOT_TOLD: _row(Action.DECIDE_INCIDENT, "agreement", "incident", "parties"),
    EventKind.INCIDENT_EXPLAINED: _row(Action.CLOSE_INCIDENT, "agreement", "incident", "parties"),
    EventKind.INCIDENT_RECORD_AGREED: _row(Action.CLOSE_INCIDENT, "agreement", "incident", "parties"),
    EventKind.INCIDENT_RECORD_RETURNED: _row(Action.CLOSE_INCIDENT, "agreement", "incident", "parties"),
    EventKind.INCIDENT_CLOSED: _row(Action.CLOSE_INCIDENT, "agreement", "incident", "parties"),
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
