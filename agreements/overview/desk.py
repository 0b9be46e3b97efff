"""A user's desk: what waits for them, whom they wait for, what is nearly due. Computed, never stored."""

import re
from collections.abc import Sequence
from copy import copy
from dataclasses import replace
from datetime import date

from django.utils import timezone

from agreements import policy
from agreements.kinds.state_words import role_in_words
from agreements.models import DataShare, EndedPart
from agreements.negotiating.agreeable import Ready
from agreements.overview import desk_reads
from agreements.overview.desk_facts import NEAR, DeskFacts, facts_for
from agreements.overview.desk_rows import Desk, DeskRow, SharesPage
from agreements.states import ENDED, STANDING, STOPPED, Action, Role, Side, State
from community.models import User
from community.skills import Skill
from datashare.lib.clock import long_datetime
from datashare.lib.jinja import url
from datashare.lib.phrases import listed, plural

A_PAGE = 50
LATER_PAGE = re.compile("[1-9][0-9]{0,4}")


def page_of_shares(user: User, number: str | None = None) -> SharesPage:
    """Return one page of this user's data shares, those that may need them first; page 1 for a number that is none."""
    every = DataShare.objects.read_by(user).prefetch_related(None).by_turn(user)
    page = int(number) if number and LATER_PAGE.fullmatch(number) else 1
    first = (page - 1) * A_PAGE
    rows = list(every[first : first + A_PAGE + 1])
    if not rows and page > 1:
        return page_of_shares(user)
    return SharesPage(rows[:A_PAGE], page, has_next=len(rows) > A_PAGE)


def desk_of(user: User, shares: Sequence[DataShare]) -> Desk:
    """Return these data shares, sorted by whose turn it is; once for each party that the user takes part for.

    The number of queries is constant.
    """
    desk = Desk()
    ended: list[DataShare] = []
    for place, read in enumerate([shares, *desk_reads.for_other_parties(user, shares)]):
        left = [share for share in read if policy.looks_back(user, share)]
        ended += left
        on = [share for share in read if share not in left]
        facts = facts_for(user, on, acting=place == 0)
        for share in on:
            _place(desk, share, facts)
    desk.finished += _ended_rows(ended)
    desk.mine.sort(key=lambda row: (not row.urgent, not row.emergency))
    return desk


def _ended_rows(shares: Sequence[DataShare]) -> list[DeskRow]:
    """Return a row for each data share in which the part of the reader's party has ended: nothing of what came later.

    Five queries, or none if there is none.
    """
    found = EndedPart.of_each([share.reader_party_id or 0 for share in shares])
    rows = []
    for share in shares:
        part = found[share.reader_party_id or 0]
        since = part.event.at if part.event else share.opened_at
        body = str(part.party) if len(share.reader_parties) > 1 else ""
        told = copy(share)
        told.title = part.title or share.title
        address = url("agreements:overview", share.reference)
        rows.append(DeskRow(told, "Your organisation takes no part", address, since, body=body))
    return rows


def _place(desk: Desk, share: DataShare, facts: DeskFacts) -> None:
    act = act_on(share, facts)
    if check := facts.check_of(share):
        desk.mine.append(_check_row(share, facts, *check))
        return
    if share.edition.state in STOPPED | ENDED and not act:
        desk.finished.append(_row(share, facts, State(share.edition.state).label, ""))
    elif share.edition.state in STANDING and not act:
        suspended = share.edition.state == State.SUSPENDED
        desk.in_force.append(_row(share, facts, "Sharing suspended" if suspended else "See the agreement", ""))
    elif share.edition.state == State.DRAFT and act:
        desk.drafts.append(_row(share, facts, *act))
    elif act:
        desk.mine.append(_row(share, facts, *act))
    else:
        waits = awaited_on(share, facts)
        desk.others.append(_row(share, facts, f"{waits[:1].upper()}{waits[1:]}", ""))
    _place_dates(desk, share, facts)
    _place_duties(desk, share, facts)
    _place_incidents(desk, share, facts)


def _place_duties(desk: Desk, share: DataShare, facts: DeskFacts) -> None:
    """Add what the reader's party owes under what was signed: due today or overdue, and what comes up."""
    owed, today = facts.owed_by_reader(share), timezone.localdate()
    due = [row for row in owed if row.day <= today]
    if due:
        words = due[0].words if len(due) == 1 else f"{len(due)} duties are due or overdue"
        desk.mine.append(replace(_row(share, facts, words, "duties"), due=due[0].day))
    for row in owed:
        if row.day > today and not row.is_review:
            desk.coming.append(replace(_row(share, facts, row.words, "duties"), due=row.day))


def _place_incidents(desk: Desk, share: DataShare, facts: DeskFacts) -> None:
    """Add each incident on which the reader's party must decide whether to tell the ICO within its 72 hours."""
    for clock in facts.clocks_of_reader(share):
        words = f"Decide by {long_datetime(clock.until)} whether to tell the ICO of incident {clock.number}"
        desk.mine.append(replace(_row(share, facts, words, "incidents"), due=None, urgent=True))


def _place_dates(desk: Desk, share: DataShare, facts: DeskFacts) -> None:
    """Add the review and the last day of an agreement in force that are near."""
    review, last = facts.dates.get(share.pk, (None, None))
    for day, words in ((review, "Review the agreement"), (last, "The agreement ends")):
        if day and day <= timezone.localdate() + NEAR:
            row = _row(share, facts, words, "")
            desk.coming.append(DeskRow(row.share, row.words, row.address, row.since, day, body=row.body))


def act_on(share: DataShare, facts: DeskFacts) -> tuple[str, str] | None:
    """Return the one thing this user can do now, in words, and its page."""
    other = facts.bodies[share.pk]
    if facts.may(Action.ANSWER, share):
        return _act_of_acquirer(share, facts)
    if facts.may(Action.RESPOND, share) and share.reader_party_id not in facts.decided.get(share.pk, ()):
        return f"Respond to the request from {other.get(Side.ACQUIRER, 'the acquirer')}", "response"
    if (count := facts.own_gaps.get(share.pk, 0)) and facts.may(Action.ANSWER_OWN, share):
        own = facts.parties[share.pk].get(share.reader_party_id or 0, "your organisation")
        return f"Answer {plural(count, 'question')} about {own}", "own_half"
    if facts.may_reconsider(share):
        return f"Reconsider the refusal of the request from {other.get(Side.ACQUIRER, 'the acquirer')}", "reconsider"
    if facts.may(Action.AGREE, share):
        return _act_of_negotiator(share, facts)
    if facts.may(Action.PROPOSE, share) and any(facts.clauses.get(share.pk, {}).values()):
        return "Advise on the clauses", "agreement"
    if share.edition.state == State.ENDED:
        return _act_after_the_end(share, facts)
    return _act_on_frozen_words(share, facts)


def _act_on_frozen_words(share: DataShare, facts: DeskFacts) -> tuple[str, str] | None:
    if facts.may(Action.LIFT_SUSPENSION, share) and share.reader_party_id in facts.to_lift.get(share.pk, ()):
        return "Agree that the sharing can resume, once the reason has gone", "lift_suspension"
    if facts.may(Action.SIGN, share) and share.reader_party_id in facts.to_sign:
        return "Read and sign the agreement", "sign"
    if facts.may(Action.REOPEN, share) and share.reader_party_id in facts.vacant:
        return "Name another signatory", "replace_signatory"
    return None


def _act_after_the_end(share: DataShare, facts: DeskFacts) -> tuple[str, str] | None:
    owed, own = facts.disposals.get(share.pk, {}), share.reader_party_id or 0
    if owed.get(own) is False and facts.may(Action.CERTIFY, share):
        return "Certify the disposal of the data", "disposal"
    others = [waits for party, waits in owed.items() if party != own]
    if any(others) and own in facts.giving and facts.may(Action.ANSWER_CERTIFICATE, share):
        return "Accept or return a certificate of disposal", "disposal"
    return None


def _act_of_acquirer(share: DataShare, facts: DeskFacts) -> tuple[str, str] | None:
    count = share.edition.open_questions
    if share.is_umbrella and not count:
        return ("Check the common rules and send them", "offer") if facts.may(Action.OFFER, share) else None
    if share.edition.state == State.RETURNED:
        supplier = facts.bodies[share.pk].get(Side.SUPPLIER, "the supplier")
        return f"Answer the comments from {supplier}", "request"
    if count:
        return f"Answer {plural(count, 'more question')}", "request"
    return ("Check your answers and send the request", "request") if facts.may(Action.SUBMIT, share) else None


def _act_of_negotiator(share: DataShare, facts: DeskFacts) -> tuple[str, str] | None:
    left, offered = facts.clauses.get(share.pk, {}), facts.proposals.get(share.pk, {})
    theirs = offered.get(share.reader_party_id or 0, 0)
    if theirs and facts.may(Action.DECIDE, share):
        return f"Decide on {plural(theirs, 'proposal')}", "proposals"
    own, ready = share.reader_party_id or 0, facts.ready.get(share.pk, Ready())
    if count := ready.clauses.get(own, 0):
        return f"Agree {plural(count, 'clause')}", "agreement"
    if left.get(own) and (count := ready.owed_by(facts.side_of(own), own)):
        return f"Answer {plural(count, 'question')}", "missing_answers"
    if any(left.values()) or offered or not facts.may(Action.FREEZE, share):
        return None
    unnamed = set(facts.parties[share.pk]) - facts.with_signatory
    if unnamed or not facts.coordinates(share):
        return ("Name your signatory", "invite") if share.reader_party_id in unnamed else None
    if declined := facts.declined.get(share.pk, ""):
        return f"Read why {declined} declined to sign", "overview"
    return "Freeze the text and ask for signatures", "freeze"


def awaited_on(share: DataShare, facts: DeskFacts) -> str:
    left, offered = facts.clauses.get(share.pk, {}), facts.proposals.get(share.pk, {})
    if body := facts.holds_up(share):
        return f"{body} to confirm that its lead works there"
    if share.edition.state != State.NEGOTIATING:
        return waiting_for(share, {**facts.bodies[share.pk], **facts.undecided(share)})
    if offered and not any(left.values()):
        deciding = [name for party, name in facts.parties[share.pk].items() if offered.get(party)]
        return f"{listed(deciding)} to accept or reject the proposals"
    if not any(left.values()):
        unnamed = [name for party, name in facts.parties[share.pk].items() if party not in facts.with_signatory]
        return f"{listed(unnamed)} to name a signatory" if unnamed else waiting_for(share, facts.bodies[share.pk])
    names, now = facts.parties[share.pk], facts.ready.get(share.pk, Ready())
    if not any(now.clauses.values()) and any(now.owed.values()):
        owing = [name for party, name in names.items() if now.owed_by(facts.side_of(party), party)]
        return f"{listed(owing)} to answer the remaining questions"
    able = [party for party in names if now.clauses.get(party)]
    behind = able or [party for party in names if left.get(party)]
    if len(able) == 1:
        return f"{names[able[0]]} to agree {plural(now.clauses[able[0]], 'clause')}"
    return f"{listed(names[party] for party in behind)} to agree the clauses"


def waiting_for(share: DataShare, bodies: dict[str, str]) -> str:
    """Return whom all others wait for."""
    acquirer, supplier = bodies.get(Side.ACQUIRER, "the acquirer"), bodies.get(Side.SUPPLIER, "the supplier")
    return {
        State.DRAFT: f"{acquirer} to send the {'common rules' if share.is_umbrella else 'request'}",
        State.RETURNED: f"{acquirer} to answer the comments",
        State.SUBMITTED: f"{supplier} to respond",
        State.ASSESSING: f"{supplier} to decide",
        State.RECONSIDERING: f"{supplier} to reconsider its refusal",
        State.NEGOTIATING: "a lead to freeze the text and ask for signatures",
        State.SIGNING: "the signatories to sign",
    }.get(State(share.edition.state), "no one")


def _check_row(share: DataShare, facts: DeskFacts, skill: str, due: date) -> DeskRow:
    """Return the row of an expert who is asked for a check: nothing else here is more urgent for them."""
    party = facts.parties[share.pk].get(share.reader_party_id or 0, "your organisation")
    row = _row(share, facts, f"Check the answers for {party} as {_adviser(skill)}", "expert_checks")
    return replace(row, answer_by=due)


def _adviser(skill: str) -> str:
    return role_in_words(Role.ADVISER, Skill(skill))


def _row(share: DataShare, facts: DeskFacts, words: str, page: str) -> DeskRow:
    address = url(f"agreements:{page if page and facts.acting else 'overview'}", share.reference)
    finished = share.edition.state in STOPPED | ENDED
    in_force = share.edition.state in STANDING
    due = facts.dates.get(share.pk, (None, None))[0] if in_force else None if finished else facts.due.get(share.pk)
    urgent = share.pk in facts.emergencies and not finished
    since, answer_by, body = share.edition.state_since, facts.answer_by(share), facts.body_of(share)
    return DeskRow(share, words, address, since, due, urgent, answer_by, body)
