"""What happens next with common rules (an umbrella), where it differs from a request for data."""

from collections.abc import Callable, Mapping
from typing import Final

from agreements.answers import journey_of
from agreements.kinds import ChangeKey, EventKind
from agreements.overview.next_step_facts import Here, Next
from agreements.states import Action, Side, State
from datashare.lib.phrases import listed, plural


def _draft(here: Here) -> Next:
    lead = here.body(Side.ACQUIRER)
    if not here.is_acquirer:
        waits = f"{lead} is preparing the common rules. We will tell you when you can read and agree the clauses."
        return Next(waits)
    journey, others = journey_of(here.page.share), [party for party in here.page.parties if not party.is_lead]
    missing = len(journey.missing())
    asked = f"They will go to {listed(others)}." if others else "No other organisation has been added yet."
    if not here.may(Action.ANSWER):
        waits = f"Waiting for {here.leads_of(Side.ACQUIRER)} to send the common rules. {asked}"
        return Next(waits, links=[here.link("See the answers so far", "request")])
    if missing:
        return Next(f"Answer {plural(missing, 'more question')}. {asked}", here.link("Go on", "request"))
    if not others:
        who = "Add the organisations that are to agree the common rules with you."
        return Next(who, here.link("Add an organisation", "add_body"))
    if not here.may(Action.OFFER):
        return Next(f"Waiting for {here.leads_of(Side.ACQUIRER)} to send the common rules. {asked}")
    return Next(f"Check the common rules, then send them. {asked}", here.link("Check and send", "offer"))


def _withdrawn(here: Here) -> Next:
    details = here.last(EventKind.RULES_WITHDRAWN)
    said = here.happened(details) if details else "The common rules were withdrawn."
    quote = details.given(ChangeKey.REASON) if details else ""
    return Next(f"{said} You do not need to do anything.", quote=quote)


RULES_SENTENCES: Final[Mapping[State, Callable[[Here], Next]]] = {
    State.DRAFT: _draft,
    State.WITHDRAWN: _withdrawn,
}
