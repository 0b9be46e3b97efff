"""The access matrix: for each URL, who gets in. A test fails for a new URL without an entry here."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

ASKING = frozenset({"acquirer", "acquirer_colleague", "acquirer_expert", "acquirer_signatory", "onlooker"})
HOLDING = frozenset({"supplier", "supplier_colleague", "supplier_expert", "supplier_signatory"})
MEMBERS = ASKING | HOLDING
LEADS = frozenset({"acquirer", "supplier"})
ANSWERING = frozenset({"acquirer", "acquirer_colleague"})
RESPONDING = frozenset({"supplier", "supplier_colleague", "supplier_expert"})
AGREEING = ANSWERING | {"supplier", "supplier_colleague"}
PROPOSING = AGREEING | {"acquirer_expert", "supplier_expert"}
SIGNING = frozenset({"acquirer_signatory", "supplier_signatory"})
SUPPLYING_WORKING = frozenset({"supplier", "supplier_colleague"})
ACQUIRING_LEAD, SUPPLYING_LEAD = frozenset({"acquirer"}), frozenset({"supplier"})
OUTSIDE = frozenset({"stranger", "staff"})
SIGNED_IN = MEMBERS | OUTSIDE
EVERYONE = SIGNED_IN | {"anonymous"}


# What a browser posts that has nothing to say: too short to be anyone's words.
NOTHING: Mapping[str, str] = {"x": "1"}


@dataclass(frozen=True)
class Door:
    """A page of a data share in one stage: who reads it, who may post to it; other members get 403, strangers 404.

    `act` None: it takes no post (405). `read` None: it takes nothing but a post. At `closed` (a stage) those who may
    otherwise are told that it is the wrong moment (409).
    """

    at: str = "negotiating"
    read: frozenset[str] | None = MEMBERS
    act: frozenset[str] | None = None
    closed: str = ""
    given: Mapping[str, Any] = field(default_factory=dict)
    refused: int = 403
    posted: Mapping[str, str] = field(default_factory=lambda: NOTHING)
    # Whether there is nothing to do here in this world, which those who may are told (409).
    idle: bool = False

    @property
    def members(self) -> frozenset[str]:
        return ASKING if self.at == "draft" else MEMBERS


def both(who: frozenset[str], at: str, closed: str, **given: Any) -> Door:
    """Return the door of a form that the same people open and send."""
    return Door(at, who, who, closed, given)


# Pages of one data share.
SHARE: Mapping[str, Door] = {
    "overview": Door(),
    "people": Door(),
    "history": Door(),
    "evidence": Door(),
    "invite": both(LEADS, "negotiating", "withdrawn"),
    "remove": both(ACQUIRING_LEAD, "negotiating", "withdrawn"),
    "act_for": Door(read=None, act=frozenset(), refused=404),  # no one takes part for the party that is not named
    "leave": Door("negotiating", frozenset({"onlooker"}), frozenset({"onlooker"}), refused=404),
    "invite_again": Door(read=None, act=ACQUIRING_LEAD, closed="withdrawn"),
    "request": Door("returned"),
    "check": Door("returned", ANSWERING, ACQUIRING_LEAD, "negotiating"),
    "replies": both(ANSWERING, "returned", "submitted"),
    "records": Door("returned", ANSWERING, closed="submitted"),
    "needed": both(ANSWERING, "returned", "submitted"),
    "bodies": Door("returned", ANSWERING, closed="submitted"),
    "add_body": both(ACQUIRING_LEAD, "returned", "submitted"),
    "remove_body": Door("returned", frozenset(), frozenset(), refused=404, given={"party": 0}),
    "who_gives": Door("returned", frozenset(), frozenset(), refused=404),
    "under_rules": Door("returned", frozenset(), frozenset(), refused=404),
    "together": Door("negotiating", frozenset(), refused=404),
    "together_file": Door("negotiating", frozenset(), refused=404, given={"kind": "docx"}),
    "rules_text": Door("negotiating", frozenset(), refused=404),
    "offer": Door("returned", frozenset(), frozenset(), refused=404),
    "own_half": Door("returned", frozenset()),
    "own_purpose": Door("returned", frozenset(), frozenset()),
    "own_question": Door("returned", frozenset(), frozenset(), given={"slug": "lawful-basis"}),
    "own_row": Door("returned", frozenset(), frozenset(), given={"slug": "storage", "row": "new"}),
    "remove_record": both(ANSWERING, "returned", "submitted"),
    "withdraw": both(ACQUIRING_LEAD, "submitted", "in_force"),
    "reuse": both(ASKING, "withdrawn", "draft"),
    "sent": Door("submitted", closed="draft"),
    "step": both(ANSWERING, "returned", "submitted", slug="aims"),
    "row": both(ANSWERING, "returned", "submitted", slug="data-items", row="new"),
    "remove_row": Door(
        "returned", ANSWERING, ANSWERING, "submitted", {"slug": "data-items", "row": "row1"}, posted={"revision": "1"}
    ),
    "paste_rows": both(ANSWERING, "returned", "submitted", slug="data-items"),
    "stopped": Door("returned", ANSWERING, closed="submitted", refused=403),
    "response": Door("submitted"),
    "respond_section": both(RESPONDING, "submitted", "negotiating", section="purpose"),
    "own_step": both(RESPONDING, "submitted", "negotiating", slug="holding"),
    "decide": both(SUPPLYING_LEAD, "submitted", "withdrawn"),
    "pass_on": both(SUPPLYING_LEAD, "submitted", "withdrawn"),
    "decision_record": Door("returned"),
    "questions": Door("submitted"),
    "ask_question": both(RESPONDING, "submitted", "negotiating", section="purpose"),
    "question_thread": Door("submitted", act=PROPOSING, given={"key": "aims"}),
    # No one has asked anything.
    "resolve_question": Door("submitted", None, frozenset(), refused=404, given={"key": "aims"}),
    "answer_by": both(SUPPLYING_LEAD, "submitted", "negotiating"),
    "decision_file": Door("returned"),
    # Nothing was sent before the first round.
    "round_changes": Door("returned", frozenset(), refused=404),
    "ask_again": both(ACQUIRING_LEAD, "refused", "submitted"),
    # The only lead is the one who refused.
    "reconsider": Door("reconsidering", frozenset(), frozenset(), "submitted"),
    "decided": Door("returned", HOLDING, refused=302),
    "draft": Door("draft", ASKING),
    "download": Door("draft", ASKING),
    "agreement": Door(),
    "assessment": Door(),
    "section": Door(act=AGREEING, given={"section": "M1"}),
    "proposals": Door(act=AGREEING),
    "stops": Door(closed="signing"),
    # Of more than two bodies.
    "negotiating_bodies": Door("negotiating", frozenset(), refused=404),
    "invite_lead": Door("negotiating", frozenset(), frozenset(), refused=404, given={"party": 0}),
    "lead_body": Door("negotiating", frozenset(), frozenset(), refused=404),
    "leave_out": Door("negotiating", frozenset(), frozenset(), refused=404, given={"party": 0}),
    "go_on": Door(read=LEADS, act=LEADS, closed="signing", given={"key": "legal_check:1"}, idle=True),
    "agree_clauses": Door(read=None, act=AGREEING, closed="signing"),
    "mark_read": Door(read=None, act=MEMBERS),
    "clause": Door(),
    "propose": both(PROPOSING, "negotiating", "signing"),
    "disagree": both(AGREEING, "negotiating", "signing"),
    "risks": Door(),
    "summary": Door(),
    "expert_checks": Door(),
    "ask_expert": both(LEADS, "negotiating", "signing"),
    # No one was asked to check anything.
    "expert_check": Door("negotiating", frozenset(), frozenset(), refused=404, given={"check": 0}),
    "advise": Door("negotiating", frozenset(), frozenset(), "signing"),  # the advisers of this world advise on law
    "accept_risk": both(LEADS | SIGNING, "negotiating", "signing"),
    "add_risk": both(PROPOSING, "negotiating", "signing"),
    "assess_risk": both(PROPOSING, "negotiating", "signing", risk="kept_too_long"),
    "strike_risk": both(PROPOSING, "negotiating", "signing", risk="kept_too_long"),
    "strike": both(PROPOSING, "negotiating", "signing"),
    "from_word": both(PROPOSING, "negotiating", "signing", document="mou"),
    "add_clause": both(PROPOSING, "negotiating", "signing", section="M1"),
    "comment": Door(read=None, act=PROPOSING | SIGNING, closed="in_force"),
    "wordings": Door(),
    "missing_answers": Door(closed="submitted"),
    "missing_answer": both(PROPOSING & ASKING, "negotiating", "signing", key="dp_check"),
    "missing_row": both(PROPOSING & ASKING, "negotiating", "signing", key="storage", row="new"),
    "accept": Door(read=None, act=ANSWERING, closed="signing"),  # the supplier's side proposed it
    "reject": both(AGREEING, "negotiating", "signing"),
    "freeze": both(LEADS, "negotiating", "signing"),
    "public_entry": Door("negotiating", LEADS, closed="signing"),
    "reopen": both(LEADS, "signing", "in_force"),
    "sign": Door("signing", MEMBERS, SIGNING, "negotiating"),
    "remind_signatories": Door("signing", None, LEADS, "in_force"),
    "replace_signatory": both(LEADS, "signing", "in_force"),
    "joins_later": Door("signing", ACQUIRING_LEAD, ACQUIRING_LEAD, "in_force", idle=True),
    "delegate": both(SIGNING, "signing", "in_force"),
    "decline": both(SIGNING, "signing", "in_force"),
    "vary": both(LEADS, "in_force", "ended"),
    "suspend": both(LEADS, "in_force", "suspended"),
    "lift_suspension": both(LEADS, "suspended", "in_force"),
    "enter_end": Door("in_force", LEADS, LEADS, "ended", idle=True),
    "give_notice": both(SIGNING, "in_force", "ended"),
    "end_at_once": both(SIGNING, "in_force", "ended"),
    "duties": Door("promised"),
    "share_calendar": Door("promised"),
    "keep_duty": both(ANSWERING, "promised", "signing"),
    "waive_duty": both(SUPPLYING_LEAD, "promised", "signing"),
    "date_duty": both(LEADS, "promised", "ended"),
    "supply": Door("promised"),
    "supply_template": Door("promised"),
    "set_up": both(AGREEING, "promised", "ended", item="keys"),
    "send_test": both(SUPPLYING_WORKING, "promised", "suspended"),
    "send_data": both(SUPPLYING_WORKING, "tested", "suspended"),
    "import_supplies": both(SUPPLYING_WORKING, "tested", "suspended"),
    "receive_data": both(ANSWERING, "sent", "signing"),
    "reviews": Door("promised"),
    "hold_review": both(LEADS, "promised", "ended"),
    "answer_review": both(SUPPLYING_LEAD, "reviewed", "ended"),
    "extend": both(ACQUIRING_LEAD, "promised", "signing"),
    "contacts": Door("promised"),
    "change_contact": both(LEADS, "promised", "signing"),
    "incidents": Door("promised"),
    "record_incident": both(AGREEING, "promised", "signing"),
    "incident": Door("hurt"),
    "incident_file": Door("hurt"),
    "note_aware": both(AGREEING, "hurt", "cleared"),
    "add_to_incident": both(AGREEING, "hurt", "cleared"),
    "contain_incident": both(AGREEING, "hurt", "cleared"),
    "decide_incident": both(LEADS, "decided_on", "cleared", addressee="ico"),
    "explain_incident": both(LEADS, "decided_on", "cleared"),
    "answer_joint_record": both(SUPPLYING_LEAD, "explained", "cleared"),
    "disposal": Door("ended"),
    "certify_disposal": both(ACQUIRING_LEAD, "ended", "signing"),
    "answer_certificate": both(SUPPLYING_LEAD, "certified", "signing"),
    "archive": Door("ended", LEADS, LEADS, "in_force", idle=True),
    "signature_given": Door("in_force", SIGNING, refused=404),
    "files": Door("in_force"),
    "sealed_pdf": Door("in_force"),
    "frozen_words": Door("in_force"),
}

# Every other page: what anyone signed in gets to GET and to POST, then what someone signed out gets. Several
# numbers where it depends on who asks.
SIGN_IN = -302


@dataclass(frozen=True)
class Gate:
    get: tuple[int, ...]
    post: tuple[int, ...]
    anonymous_get: int = SIGN_IN
    anonymous_post: int = SIGN_IN


def public(get: int = 200, post: int = 405) -> Gate:
    """Return a gate that everyone may read."""
    return Gate((get,), (post,), get, post)


def own(get: int = 200, post: int = 200) -> Gate:
    """Return the gate of a user's own page."""
    return Gate((get,), (post,))


def door_of_library(get: int = 200, post: int = 200) -> Gate:
    """Return the gate of a sign-in page for signed-out visitors; signed-in users are redirected or served."""
    return Gate((200, 302, 404), (200, 302, 404, 405), get, post)


# A page of the sign-in library for people who are signed in: whatever it says, it never breaks and never forbids.
IN_LIBRARY = Gate((200, 301, 302, 401, 404, 405), (200, 301, 302, 401, 404, 405))

GATES: Mapping[str, Gate] = {
    "home": Gate((302,), (405,), 200, 405),
    "accessibility": public(),
    "privacy": public(),
    "cookies": public(),
    "help": public(),
    "health": public(post=200),
    "ready": public(503, 503),  # the tests have no worker that beats
    "community:home": public(),
    "community:glossary": public(),
    "community:guide": public(404),  # no article has this address
    "catalogue:search": public(),
    "catalogue:record": public(),
    "agreements:register": public(),
    "agreements:register_entry": public(),
    "agreements:register_csv": public(),
    "agreements:register_json": public(),
    "agreements:verify": public(post=200),
    "agreements:how_to_verify": public(),
    "agreements:seal_certificate": public(),
    "agreements:evidence_format": public(),
    "agreements:calendar_feed": public(404),  # no one has this address
    "agreements:calendar": own(),
    "agreements:stop_calendar": Gate((405,), (302,)),
    "agreements:shares": own(post=405),
    "agreements:name_lead": own(404, 404),
    "agreements:ask_unlisted": own(),
    "agreements:open_rules": own(),
    # People who work for the organisation read; no one here is an admin of it.
    "agreements:standard_answers": Gate((200, 404), (405,)),
    "agreements:standard_versions": Gate((200, 404), (405,)),
    "agreements:standard_answer": Gate((403, 404), (403, 404)),
    "agreements:standard_row": Gate((403, 404), (403, 404)),
    "agreements:body_questions": Gate((200, 404), (405,)),
    "agreements:body_question": Gate((403, 404), (403, 404)),
    "agreements:remove_body_question": Gate((403, 404), (403, 404)),
    "agreements:body_guidance": Gate((403, 404), (403, 404)),
    "agreements:publish_body_questions": Gate((403, 404), (403, 404)),
    "agreements:body_template": Gate((200, 404), (405,)),
    "agreements:body_template_section": Gate((403, 404), (403, 404)),
    "agreements:publish_body_template": Gate((403, 404), (403, 404)),
    "agreements:withdraw_body_template": Gate((403, 404), (403, 404)),
    # Who works for the body that holds the data is told so: 409.
    "agreements:ask": Gate((200,), (200, 302, 409)),
    # Only to a request that the user is preparing.
    "agreements:add_record": Gate((200, 404), (200, 404)),
    "agreements:triage_result": own(302, 302),
    "agreements:triage_step": Gate((200, 302), (200, 302)),
    "account": own(post=405),
    "organisation": Gate((200,), (200, 409)),
    "notifications": own(post=405),
    "read_notifications": own(405, 302),
    "name": own(),
    "end_session": Gate((405,), (404,)),
    "agreements:close_account": Gate((200,), (200, 302)),
    "mail_choice": own(),
    "account_login": door_of_library(),
    "account_logout": door_of_library(302, 302),
    "account_signup": door_of_library(),
    "account_inactive": door_of_library(post=405),
    "account_email_verification_sent": door_of_library(post=405),
    "account_confirm_email": Gate((302,), (410,), 302, 410),
    "open_sign_up": Gate((302,), (405,), 302, 405),
    "finish_sign_up": Gate((410,), (410,), 410, 410),
    "account_reset_password": door_of_library(),
    "account_reset_password_done": door_of_library(post=405),
    "account_reset_password_from_key": door_of_library(),
    "account_reset_password_from_key_done": door_of_library(post=405),
    "socialaccount_login_cancelled": door_of_library(post=405),
    "openid_connect_login": door_of_library(404, 404),
    "openid_connect_callback": door_of_library(404, 404),
}
LIBRARY = ("account_", "mfa_", "socialaccount_", "usersessions_", "/accounts/social/")


def gate_of(name: str) -> Gate | None:
    """Return the entry of a URL outside data shares; None if it is missing."""
    return GATES.get(name) or (IN_LIBRARY if name.startswith(LIBRARY) else None)
