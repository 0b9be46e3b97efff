"""The sentences of “What happens next” while the clauses are agreed."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from agreements.drafting.missing import MissingAnswer
from agreements.emergency import DAYS
from agreements.kinds import ChangeKey, EventKind
from agreements.members.suggestions import named_signatory
from agreements.models import Party
from agreements.negotiating.agreeable import Ready
from agreements.negotiating.readiness import obstacles_to_freezing
from agreements.negotiating.stopping import stops_by_answers
from agreements.overview import desk
from agreements.overview.next_step_facts import Here, Link, Next
from agreements.states import Action, Role
from datashare.lib.jinja import url
from datashare.lib.phrases import plural


class StillToDo(NamedTuple):
    """What a party must do, as the end of a sentence, and the sentence that follows it."""

    what: str
    then: str = ""


def negotiating(here: Here) -> Next:
    """Return the next step in negotiation: first a decision, then agreement, then freezing the words."""
    ready = here.facts.ready.get(here.page.share.pk, Ready())
    left = ready.left
    taken = here.last(EventKind.SIGNATURE_DECLINED, EventKind.TEXT_REOPENED)
    before, quote = (f"{here.happened(taken)} ", taken.given(ChangeKey.REASON)) if taken else ("", "")
    act = here.act()
    if act and act.address == url("agreements:proposals", here.page.share.reference):
        return _to_decide(here, act, before, quote)
    if not any(left.values()):
        return _all_agreed(here, before, quote)
    stops = _stops(here)
    others = [*_left_of_each(here, left), *stops]
    own, links = here.page.party, [*_to_answer(here), *_to_name_signatory(here), *_to_read_stops(here, stops)]
    mine = left.get(own.pk, 0) if own else 0
    now = ready.clauses.get(own.pk, 0) if own else 0
    if act and act.address == url("agreements:missing_answers", here.page.share.reference):
        why = f"{here.own} must answer the remaining questions before it can agree more clauses."
        return Next(f"{before}{why}", act, quote, others, links[1:])
    if now and here.may(Action.AGREE):
        return Next(f"{before}{_to_agree(here, mine, now)}", act, quote, others, links)
    if here.may(Action.PROPOSE) and not here.may(Action.AGREE):
        button = here.link("Advise on the clauses", "agreement")
        return Next(f"{before}Comment on the clauses or propose different wording.", button, quote, others, links)
    return Next(f"{before}{_awaited_clauses(here, mine)}", None, quote, others, links)


def _to_agree(here: Here, mine: int, now: int) -> str:
    """Return how many clauses wait for the reader's organisation, and how many it can agree now."""
    where = " in the common rules" if here.page.share.is_umbrella else ""
    count = f"{here.own} must still agree {plural(mine, 'clause')}{where}."
    later = "" if mine == now else f" It can agree {now:,} of them now. The others need an answer or a decision first."
    return f"{count}{later} Read each clause, then agree it or propose different wording."


def _left_of_each(here: Here, left: Mapping[int, int]) -> list[str]:
    """Return what each party has still to agree and to answer; of several bodies, both in one line."""
    agree, answer = _clauses_left(here, left), _answers_left(here)
    if len(here.page.parties) < 3:
        return [*_lines(here, agree), *_lines(here, answer)]
    return _lines(here, agree, answer)


def _lines(here: Here, *duties: Mapping[int, StillToDo]) -> list[str]:
    """Return a line for each party that has one of these duties."""
    each = [(party, [found[party.pk] for found in duties if party.pk in found]) for party in here.page.parties]
    return [
        f"{party} must {' and '.join(duty.what for duty in its)}.{''.join(duty.then for duty in its)}"
        for party, its in each
        if its
    ]


def _clauses_left(here: Here, left: Mapping[int, int]) -> dict[int, StillToDo]:
    """Return how many clauses each party has still to agree, without those that the reader agrees."""
    return {
        party.pk: StillToDo(f"still agree {plural(left[party.pk], 'clause')}")
        for party in here.page.parties
        if left.get(party.pk) and not (party == here.page.party and here.may(Action.AGREE))
    }


def _to_decide(here: Here, act: Link, before: str, quote: str) -> Next:
    """Return the step to decide on others' proposals, which hold up all else."""
    sentence = f"Another organisation proposed different wording. {here.own} must accept or reject it."
    return Next(f"{before}{sentence}", act, quote, _lines(here, _answers_left(here)), _to_answer(here))


def _answers_left(here: Here) -> dict[int, StillToDo]:
    """Return how many answers each party owes and has not proposed, and how many of them may follow."""
    found = {}
    for party in here.page.parties:
        items = owed_by(here, party)
        later = sum(item.is_deferrable for item in items)
        which = (
            ""
            if not later
            else " It can do this after signing."
            if len(items) == 1
            else f" It can answer {later} of them after signing."
        )
        if items:
            found[party.pk] = StillToDo(f"answer {plural(len(items), 'question')}", which)
    return found


def owed_by(here: Here, party: Party) -> list[MissingAnswer]:
    """Return the answers that a party owes and for which no proposal waits."""
    return [item for item in here.missing if item.waits_on(party) and not item.is_proposed]


def _to_answer(here: Here) -> list[Link]:
    mine = len(owed_by(here, here.page.party)) if here.page.party else 0
    if not mine or not here.may(Action.PROPOSE):
        return []
    return [here.link(f"Answer {plural(mine, 'question')}", "missing_answers")]


def _stops(here: Here) -> list[str]:
    """Return what stops the agreement by the answers, each with who must do what. At most two queries."""
    return [standing.line for standing in stops_by_answers(here.page.share, here.page.parties) if standing.holds]


def _to_read_stops(here: Here, stops: Sequence[str]) -> list[Link]:
    return [here.link("See what stops the agreement from being signed", "stops")] if stops else []


def _awaited_clauses(here: Here, mine: int) -> str:
    behind = desk.awaited_on(here.page.share, here.facts)
    bound = here.page.party in here.page.parties
    done = "" if mine else f"{here.own} has agreed every clause. " if bound else f"{here.own} takes no part in it. "
    later = " You sign after that. We will tell you when." if here.is_here_as(Role.SIGNATORY) else ""
    return f"{done}Waiting for {behind}.{later}"


def _to_name_signatory(here: Here) -> list[Link]:
    """Return a link for a lead to name a signatory, without whom nothing can be frozen."""
    own = here.page.party
    named = any(member.role == Role.SIGNATORY and own and member.party_id == own.pk for member in here.members)
    if named or not here.may(Action.INVITE):
        return []
    return [Link("Name your signatory", f"{url('agreements:invite', here.page.share.reference)}?role=signatory")]


def _all_agreed(here: Here, before: str, quote: str) -> Next:
    obstacles = obstacles_to_freezing(here.page.share)
    agreed = f"{before}Everyone has agreed every clause."
    if not here.may(Action.FREEZE) or not here.page.coordinates:
        several = len(here.page.parties) > 2
        who = here.leads(*(party for party in here.page.parties if party.is_lead or not several))
        later = " You sign after that. We will tell you when." if here.is_here_as(Role.SIGNATORY) else ""
        waits = f"Waiting for {who} to freeze the text and ask for signatures."
        name = _to_name_signatory(here) if here.may(Action.FREEZE) else []
        return Next(f"{agreed} {waits}{later}", next(iter(name), None), quote, obstacles)
    if not obstacles:
        left, links = _left_open(here), _to_answer(here)
        then = "You can now freeze the text. The signatories then read it and sign it."
        again = "Propose different wording where it is needed, or freeze the text again."
        sentence = f"{agreed} {again if before else then}"
        return Next(sentence, here.link("Freeze the text and ask for signatures", "freeze"), quote, left, links)
    name = _to_name_signatory(here)
    known = named_signatory(here.page) if name else ""
    lines = [*obstacles, *([known] if known else [])]
    links = [here.link("See what must happen first", "freeze")]
    return Next(f"{agreed} Before you can freeze the text:", next(iter(name), None), quote, lines, links)


def _left_open(here: Here) -> list[str]:
    """Return what is signed without an answer, in an emergency."""
    count = sum(item.is_deferrable for item in here.missing)
    stay = plural(count, "answer is", "answers are")
    return [f"{stay} still missing and must be added within {DAYS} days of the last signature."] if count else []
