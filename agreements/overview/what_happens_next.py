"""Every sentence of “What happens next”, by state, side and role."""

from collections.abc import Callable
from dataclasses import replace
from itertools import groupby
from typing import Final

from agreements.answers import journey_of
from agreements.members.leads import held_up
from agreements.models import Agreement, RequiredSignature, Verdict
from agreements.overview.next_step_agreed import archived, ended, in_force, suspended
from agreements.overview.next_step_checks import with_checks
from agreements.overview.next_step_ended import newest_decision, reconsidering, refused, withdrawn
from agreements.overview.next_step_facts import Here, Next, since
from agreements.overview.next_step_negotiating import negotiating
from agreements.overview.next_step_rules import RULES_SENTENCES
from agreements.overview.next_step_several import about_themselves, answers_about_itself, awaited, came_back
from agreements.questionnaire.words import day
from agreements.requesting.holders import closed_to
from agreements.responding.reading import Reading, reading_of
from agreements.signing import actions as sign_off
from agreements.signing.joining_later import may_reopen
from agreements.states import Action, Role, Side, State
from datashare.lib.clock import long_date
from datashare.lib.phrases import listed, plural

WORKING: Final = (Role.LEAD, Role.CONTRIBUTOR)


def next_act(here: Here) -> Next:
    """Return what this user does next here, or whom all wait for."""
    page = here.page
    rules = RULES_SENTENCES.get(page.state) if page.share.is_umbrella else None
    found = (rules or SENTENCES[page.state])(here)
    found = about_themselves(here, with_checks(here, found))
    lines, links = [*held_up(page.share, page.parties, page.reader), *found.lines], [*found.links, *here.to_name_date]
    return replace(found, due=here.answers_by, lines=lines, links=links)


def _draft(here: Here) -> Next:
    if not here.is_acquirer:
        return answers_about_itself(here, f"{here.body(Side.ACQUIRER)} is preparing the request.")
    journey = journey_of(here.page.share)
    progress, stops = journey.progress(), [stop.why for stop in journey.stops()]
    stops += [f"“{asset.title}” no longer accepts requests." for asset in closed_to(here.page.share)]
    who = "You have" if here.may(Action.ANSWER) else f"{here.body(Side.ACQUIRER)} has"
    far = f"{who} answered {progress.answered} of {progress.required} required questions."
    if not here.may(Action.ANSWER) or (not journey.missing() and not here.may(Action.SUBMIT)):
        waits = f"{far} Waiting for {here.leads_of(Side.ACQUIRER)} to send the request."
        if here.holds(Action.SUBMIT):
            waits = f"{far} {here.own} must confirm that its lead works there before you can send the request."
        return Next(waits, links=[here.link("See the answers so far", "request")], lines=stops)
    if not journey.missing():
        sentence = "All required questions are answered. Check your answers, then send the request."
        return Next(sentence, here.link("Check your answers and send the request", "check"), lines=stops)
    most = max(journey.sections(), key=lambda item: len(item.missing))
    missing = f"The section with most to answer is “{most.section.title}”: {plural(len(most.missing), 'question')}."
    return Next(f"{far} {missing} The service drafts the agreement from your answers.", here.act(), lines=stops)


def _returned(here: Here) -> Next:
    decision = newest_decision(here)
    said = decision.round.responses.exclude(verdict=Verdict.AGREE, note="").count() + bool(decision.text)
    comments = plural(said, "comment")
    returned = came_back(here) or (
        f"{here.body(Side.SUPPLIER)} returned the request with {comments} on {long_date(decision.at)}."
    )
    read = here.link("Read the comments", "response")
    if here.owes_own_answers:
        return answers_about_itself(here, returned)
    if not here.may(Action.ANSWER):
        waits = f"Waiting for {here.body(Side.ACQUIRER)} to change its answers and send the request again"
        return Next(f"{returned} {waits}, {since(decision.at)}.", links=[read])
    send = "send the request again"
    again = send if here.may(Action.SUBMIT) else f"ask {here.leads_of(Side.ACQUIRER)} to {send}"
    them = "the comment" if said == 1 else "the comments"
    return Next(f"{returned} Read {them} and change your answers. Then {again}.", here.act(), links=[read])


def _submitted(here: Here) -> Next:
    reading = reading_of(here.page.share, here.page.supplier)
    if reading is None:
        return Next("The request has been sent.")
    again = f" (round {reading.sent.number})" if reading.sent.number > 1 else ""
    sent = f"{here.body(Side.ACQUIRER)} sent the request on {long_date(reading.sent.submitted_at)}{again}."
    if here.owes_own_answers:
        return answers_about_itself(here, sent)
    if waits := awaited(here, sent):
        return waits
    if here.may(Action.RESPOND):
        return _to_respond(here, reading, sent)
    if here.is_acquirer:
        return Next(_awaited_response(here, sent))
    who = here.leads_of(Side.SUPPLIER)
    return Next(f"{sent} Waiting for {who} to decide, {since(here.page.share.edition.state_since)}.")


def _to_respond(here: Here, reading: Reading, sent: str) -> Next:
    needed = day(reading.sent.answers.get("needed_by"))
    by = f" {here.body(Side.ACQUIRER)} needs the data by {long_date(needed)}." if needed else ""
    asked = f"{sent}{by}"
    read = len(reading.sections) - reading.unread
    far = f" {read} of {plural(len(reading.sections), 'section')} has a response." if read == 1 else ""
    far = f" {read} of {plural(len(reading.sections), 'section')} have a response." if read > 1 else far
    if not here.may(Action.ACCEPT):
        then = f"Respond to the sections that you know about. {here.leads_of(Side.SUPPLIER)} will decide."
        return Next(f"{asked}{far} {then}", here.act())
    if not reading.unread:
        decide = "Every section has a response. Now return the request, agree to start negotiating, or refuse it."
        return Next(f"{asked} {decide}", here.link("Decide on the request", "decide"))
    then = "Respond to each section. Then return the request, agree to start negotiating, or refuse it."
    return Next(f"{asked}{far} {then}", here.act())


def _awaited_response(here: Here, sent: str) -> str:
    supplier = here.body(Side.SUPPLIER)
    if not any(member.party.side == Side.SUPPLIER and member.user for member in here.members):
        return (
            f"Waiting for {supplier} to respond. {sent} No one there who can answer it has an account yet. The request "
            "stays open."
        )
    told = " We will tell you here and by email when it decides." if here.is_here_as(*WORKING) else ""
    if here.page.state == State.SUBMITTED:
        return f"Waiting for {supplier} to respond. {sent} No one has started to respond yet.{told}"
    reading = f"{supplier} has been responding to it {since(here.page.share.edition.state_since)}"
    return f"Waiting for {here.leads_of(Side.SUPPLIER)} to decide. {sent} {reading}.{told}"


def _signing(here: Here) -> Next:
    agreement, standing = here.offered, here.standing
    if agreement is None:
        return Next("The text is out for signature.")
    if vacant := [row.required for row in standing if row.is_vacant]:
        return _vacant(here, vacant)
    due = [row.required for row in standing if row.signature is None and not row.joins_later]
    frozen = f"The text was frozen on {long_date(agreement.offered_at)}."
    read = here.link("Read the text", "sign")
    turn = sign_off.turn_of(agreement, here.page.reader, here.page.party) if here.may(Action.SIGN) else None
    if turn and not turn.joins_later:
        return Next(f"{frozen} Read the whole text, then sign it or decline and say why.", here.act())
    signed = [row.signature for row in standing if row.signature]
    began = max([signature.at for signature in signed], default=agreement.offered_at)
    later = list(dict.fromkeys(str(row.required.party) for row in standing if row.joins_later and not row.signature))
    without = f" The agreement can come into force without {listed(later)}." if later else _by_date(agreement, due)
    waits = f"Waiting for {_in_order(due)} to sign, {since(began)}.{without}"
    if turn:
        still = f"{here.own} can still sign until it is in force."
        return Next(f"{frozen} {waits} {still}", links=[here.link("Read the text, and sign if you want to", "sign")])
    if mine := next((signature for signature in signed if signature.user_id == here.page.reader.pk), None):
        return Next(f"You signed on {long_date(mine.at)}. {waits}", links=[read])
    if any(row.signatory.user_id == here.page.reader.pk for row in due):
        return Next(f"{frozen} It is not your turn yet. We will tell you when it is. {waits}", links=[read])
    back = " You can reopen the text until the last person signs." if may_reopen(here.page, agreement) else ""
    return Next(f"{frozen} {waits}{back}", links=[read])


def _by_date(agreement: Agreement, due: list[RequiredSignature]) -> str:
    """Return until when the words wait for everyone, and for whom after that; empty if they always do."""
    if agreement.core_by is None:
        return ""
    core = list(dict.fromkeys(str(row.party) for row in due if row.core))
    then = f"it waits only for {listed(core)}" if core else "it comes into force without those that have not signed"
    return f" The agreement waits for everyone until {long_date(agreement.core_by)}. After that {then}."


def _in_order(due: list[RequiredSignature]) -> str:
    """Return who must sign, those of an earlier rank first."""
    ranks = [list(rows) for _, rows in groupby(due, key=lambda row: row.rank)]
    return ", then ".join(listed(f"{row.signatory} ({row.party})" for row in rows) for rows in ranks)


def _vacant(here: Here, vacant: list[RequiredSignature]) -> Next:
    """Return whose signature is vacant and who names another; the words and other signatures stay."""
    gone = listed(f"{row.signatory} ({row.party})" for row in vacant)
    sentence = f"{gone} can no longer sign."
    links = [here.link("Read the text", "sign")]
    if here.may(Action.SIGN) and (act := here.act()):
        links.append(act)
    kept = "The text stays the same, and signatures already given still count."
    if here.may(Action.REOPEN) and any(row.party == here.page.party for row in vacant):
        button = here.link("Name another signatory", "replace_signatory")
        return Next(f"{sentence} Name another signatory for {here.own}. {kept}", button, links=links)
    who = here.leads(*(row.party for row in vacant))
    return Next(f"{sentence} Waiting for {who} to name another signatory. {kept}", links=links)


SENTENCES: Final[dict[State, Callable[[Here], Next]]] = {
    State.DRAFT: _draft,
    State.RETURNED: _returned,
    State.SUBMITTED: _submitted,
    State.ASSESSING: _submitted,
    State.REFUSED: refused,
    State.RECONSIDERING: reconsidering,
    State.WITHDRAWN: withdrawn,
    State.NEGOTIATING: negotiating,
    State.SIGNING: _signing,
    State.IN_FORCE: in_force,
    State.SUSPENDED: suspended,
    State.ENDED: ended,
    State.ARCHIVED: archived,
}
