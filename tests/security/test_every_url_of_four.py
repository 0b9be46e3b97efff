"""Every URL of a data share of four bodies × the lead of each × GET and POST: who gets in, and who does not."""

from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

import pytest
from pytest_django.plugin import DjangoDbBlocker

from tests.security.doors import SHARE
from tests.security.four import ASKS, BODIES, GIVES, GIVES_TOO, OUTSIDE, RECEIVES, world_of_four
from tests.security.test_every_url import SHARED, arguments
from tests.security.world import World

pytestmark = pytest.mark.django_db

EACH, ASKING, GIVING = frozenset(BODIES), frozenset({ASKS}), frozenset({GIVES, GIVES_TOO})
RECEIVING, IN_DRAFT, NONE = frozenset({RECEIVES}), frozenset({ASKS, RECEIVES}), frozenset[str]()


class Entry(NamedTuple):
    """Whose lead reads a page and sends its form; None: it takes no such request (405)."""

    read: frozenset[str] | None
    act: frozenset[str] | None
    # What the others get; people who do not take part yet get 404 whatever it is.
    refused: int = 403


READ_BY_ALL = Entry(EACH, None)
FORM_OF_ALL, ACT_OF_ALL = Entry(EACH, EACH), Entry(None, EACH)
READ_BY_ASKING, FORM_OF_ASKING = Entry(ASKING, None), Entry(ASKING, ASKING)
FORM_OF_GIVING, FORM_OF_RECEIVING = Entry(GIVING, GIVING), Entry(RECEIVING, RECEIVING)
OF_NONE = Entry(NONE, NONE, 404)
ENTRIES: Final[Mapping[str, Entry]] = {
    **dict.fromkeys(("overview", "people", "history", "evidence", "request", "sent", "response", "files"), READ_BY_ALL),
    **dict.fromkeys(
        ("agreement", "assessment", "clause", "wordings", "missing_answers", "frozen_words", "stops", "download"),
        READ_BY_ALL,
    ),
    **dict.fromkeys(("invite", "section", "proposals", "propose", "strike", "disagree", "reject"), FORM_OF_ALL),
    **dict.fromkeys(("add_clause", "from_word", "reopen", "replace_signatory"), FORM_OF_ALL),
    **dict.fromkeys(("agree_clauses", "mark_read", "comment"), ACT_OF_ALL),
    **dict.fromkeys(("records", "bodies", "stopped", "negotiating_bodies"), READ_BY_ASKING),
    **dict.fromkeys(("remove", "check", "replies", "needed", "add_body", "who_gives", "remove_record"), FORM_OF_ASKING),
    **dict.fromkeys(("withdraw", "step", "row", "remove_row", "paste_rows", "joins_later", "freeze"), FORM_OF_ASKING),
    # The questions of these are for the body that asks.
    **dict.fromkeys(("missing_answer", "missing_row"), FORM_OF_ASKING),
    **dict.fromkeys(("respond_section", "own_step", "decide", "pass_on"), FORM_OF_GIVING),
    **dict.fromkeys(("own_question", "own_row", "own_purpose"), FORM_OF_RECEIVING),
    # The body and the role in these addresses are of no one here; no one has signed, and nothing is sealed.
    **dict.fromkeys(("leave", "remove_body", "invite_lead", "leave_out"), OF_NONE),
    "lead_body": Entry(EACH, ASKING, 409),
    # It is no umbrella, and stands under none.
    **dict.fromkeys(("under_rules", "offer"), OF_NONE),
    **dict.fromkeys(("together", "together_file", "rules_text"), Entry(NONE, None, 404)),
    **dict.fromkeys(("signature_given", "sealed_pdf"), Entry(NONE, None, 404)),
    **dict.fromkeys(("risks", "summary"), READ_BY_ALL),
    **dict.fromkeys(("add_risk", "assess_risk", "strike_risk", "accept_risk"), FORM_OF_ALL),
    "advise": Entry(NONE, NONE),
    "expert_checks": READ_BY_ALL,
    "ask_expert": FORM_OF_ALL,
    "expert_check": OF_NONE,
    # The first of those who give decided, and no other supplier reads it.
    **dict.fromkeys(("decision_record", "decision_file"), Entry(ASKING | {GIVES}, None, 404)),
    "round_changes": Entry(NONE, None, 404),
    **dict.fromkeys(("answer_by", "ask_question"), FORM_OF_GIVING),
    # Between the one that asks and the first of those who give.
    "questions": READ_BY_ALL,
    "question_thread": Entry(ASKING | {GIVES}, ASKING | {GIVES}, 404),
    "resolve_question": Entry(None, NONE, 404),
    "act_for": Entry(None, NONE, 404),
    "own_half": Entry(RECEIVING, None),
    "invite_again": Entry(None, ASKING),
    "decided": Entry(GIVING, None, 302),
    "draft": Entry(IN_DRAFT, None),
    "public_entry": READ_BY_ALL,
    # The first of those who give proposed it.
    "accept": Entry(None, EACH - {GIVES}),
    # For the body that asks, someone else signs.
    "sign": Entry(EACH, EACH - {ASKS}),
    "remind_signatories": Entry(None, EACH),
    **dict.fromkeys(("decline", "delegate"), Entry(EACH - {ASKS}, EACH - {ASKS})),
}
# Open only once it is signed, has ended or is refused, and while something stops the agreement: as they are for two.
LEFT_OUT: Final = {
    *("reuse", "go_on", "ask_again", "reconsider"),
    *("vary", "suspend", "lift_suspension", "enter_end", "give_notice", "end_at_once", "archive"),
    *("disposal", "certify_disposal", "answer_certificate"),
    *("supply", "supply_template", "set_up", "send_test", "send_data", "import_supplies", "receive_data"),
    *("reviews", "hold_review", "answer_review"),
    *("contacts", "change_contact", "extend"),
    *("incidents", "record_incident", "incident", "incident_file", "note_aware", "add_to_incident"),
    *("contain_incident", "decide_incident", "explain_incident", "answer_joint_record"),
    *("duties", "share_calendar", "keep_duty", "waive_duty", "date_duty"),
}
# With nothing to do between two, but not here: the hospital is one of several that receive, and can be left out.
BUSY: Final = {"joins_later"}


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    with world_of_four(django_db_blocker) as made:
        yield made


def test_every_address_has_an_entry_for_four() -> None:
    assert set(ENTRIES) | LEFT_OUT == set(SHARE)


def wanted(entry: Entry, stage: str, person: str, method: str, *, idle: bool) -> set[int]:
    allowed = entry.read if method == "get" else entry.act
    if allowed is None:
        return {405}
    if person == OUTSIDE or person not in (IN_DRAFT if stage == "draft" else EACH):
        return {404}
    if person not in allowed:
        return {entry.refused}
    return {409} if idle and method == "post" else {200, 302}


@pytest.mark.parametrize("name", ENTRIES)
def test_a_page_of_a_data_share_of_four(world: World, name: str) -> None:
    door, entry, faults = SHARE[name], ENTRIES[name], []
    stage = door.at if door.at in world.shares else "signing"
    given = arguments(world, stage) | dict(door.given)
    given["asset"] = world.shares[stage].assets.all()[0].reference
    address = SHARED[name].format(**given)
    for method in ("get", "post"):
        for person in (*BODIES, OUTSIDE):
            status = world.ask(person, method, address, door.posted if method == "post" else None).status_code
            expected = wanted(entry, stage, person, method, idle=door.idle and name not in BUSY)
            if status not in expected:
                faults.append(f"{person} {method} {address}: {status}, not {expected}")
    assert not faults, "\n".join(faults)
