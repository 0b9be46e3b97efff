"""What happens next while several suppliers decide on a request, and after they have."""

from dataclasses import replace

from agreements.models import Decision, Outcome, Party, Reason
from agreements.overview.next_step_facts import Here, Next
from agreements.states import Action, open_now
from datashare.lib.phrases import listed, plural


def deciding(here: Here) -> list[Party]:
    """Return the suppliers that decide on the request, if there are several."""
    parties = [party for party in here.page.parties if party.decides]
    return parties if len(parties) > 1 else []


def decisions_of(here: Here) -> dict[int, Decision]:
    """Return the decisions on the newest round by party."""
    made = Decision.objects.newest().filter(round__edition=here.page.share.edition)
    made = made.select_related("party__organisation").order_by("pk")
    return {decision.party_id: decision for decision in made}


def about_themselves(here: Here, found: Next) -> Next:
    """Return the same with who has not answered the questions about itself: to that body, and to who asks."""
    if not open_now(Action.ANSWER_OWN, here.page.state) or not here.gaps_about_themselves:
        return found
    own = here.page.share.reader_party_id
    owing = {party: here.gaps_about_themselves.get(party.pk, 0) for party in here.page.parties}
    says = {True: "must also answer", False: "has not answered"}
    lines = [
        f"{party} {says[party.pk == own]} {plural(count, 'question')} about itself."
        for party, count in owing.items()
        if count and not (party.pk == own and here.owes_own_answers)
    ]
    links = [here.link("Answer the questions about your organisation", "own_half")] * (
        here.may_answer_own and not here.owes_own_answers
    )
    return replace(found, lines=[*found.lines, *lines], links=[*found.links, *links])


def awaited(here: Here, sent: str) -> Next | None:
    """Return what happens next for someone who waits for several suppliers; None for someone who is to respond."""
    parties = deciding(here)
    if not parties:
        return None
    made = decisions_of(here)
    own = here.page.party
    if own in parties and own.pk not in made and here.may(Action.RESPOND):
        return None
    waiting = [party for party in parties if party.pk not in made]
    decided = f"{own} has decided. " if own and own.pk in made else ""
    lines = [f"{party}: {made[party.pk].done if party.pk in made else 'Not decided yet'}" for party in parties]
    sentence = f"{decided}Waiting for {listed(map(str, waiting))} to decide. {sent}"
    return Next(sentence, lines=lines, links=[here.link("Read the responses", "response")])


def came_back(here: Here) -> str:
    """Return why the request is back with who asked, from the decisions of several suppliers; empty for one."""
    if not deciding(here):
        return ""
    made = decisions_of(here)
    parts = (f"{party}: {made[party.pk].done.lower()}" for party in deciding(here) if party.pk in made)
    return f"All suppliers have decided. {'; '.join(parts)}."


def refused_by_all(here: Here) -> Next | None:
    """Return what happens next after several suppliers refused; None if one decided alone.

    Who asked reads each reason, a supplier its own words only.
    """
    made = {key: decision for key, decision in decisions_of(here).items() if decision.outcome != Outcome.PASS_ON}
    if len(made) < 2:
        return None
    read = here.link("Read the responses" if here.is_acquirer else "Read your response", "response")
    if here.is_acquirer:
        reasons = [f"{decision.party}: {Reason(decision.reason).label}" for decision in made.values()]
        closed = "You cannot change this request or send it again."
        return Next(f"All suppliers refused the request. {closed}", lines=reasons, links=[read])
    own = made.get(here.page.party.pk) if here.page.party else None
    sentence = "All suppliers refused the request. You do not need to do anything."
    return Next(sentence, quote=own.text if own else "", links=[read] if own else [])


def answers_about_itself(here: Here, before: str) -> Next:
    """Return what happens next for a body that receives besides the one that asks: its own questions."""
    if not here.own_gaps:
        return Next(f"{before} {here.own} has answered every question about itself.")
    asked = plural(here.own_gaps, "question")
    button = here.link("Answer the questions about your organisation", "own_half")
    if not here.may(Action.ANSWER_OWN):
        return Next(f"{before} {here.own} must answer {asked} about itself.")
    return Next(f"{before} Answer {asked} about {here.own}.", button)
