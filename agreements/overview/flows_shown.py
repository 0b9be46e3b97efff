"""The flows of a data share of several bodies as the overview shows them: from whom, to whom, how it stands."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Final

from agreements.access import Page
from agreements.models import Act, Decision, FlowEnd, Outcome, Party
from agreements.signing.force import unsigned_parties
from agreements.states import STANDING
from datashare.lib.phrases import listed

_STATES: Final = {
    Outcome.ACCEPT: "Accepted",
    Outcome.CONDITIONS: "Accepted with conditions",
    Outcome.RETURN: "Returned with comments",
    Outcome.REFUSE: "Refused",
    Outcome.PASS_ON: "Passed on",
}
_CLOSED: Final = {Outcome.REFUSE: "Refused, closed", Outcome.PASS_ON: "Passed on"}


@dataclass(frozen=True)
class FlowShown:
    giver: Party
    receivers: Sequence[Party]
    state: str


def flows_shown(page: Page) -> list[FlowShown]:
    """Return the flows, those of the reader's organisation first; none for two bodies with one flow.

    Two queries, or three once an agreement is in force; none for two bodies.
    """
    if page.share.is_umbrella:
        return []
    if len(page.every_party) < 3 and not any(party.gives and party.receives for party in page.every_party):
        return []
    parties = {party.pk: party for party in page.every_party}
    made = Decision.objects.newest().filter(round__edition=page.share.edition)
    decisions = {party: Outcome(outcome) for party, outcome in made.values_list("party", "outcome")}
    late = unsigned_parties(page.share) if page.state in STANDING else set()
    ends = FlowEnd.objects.filter(flow__edition=page.share.edition).order_by("flow__number", "pk")
    rows = groupby(ends.values_list("flow", "flow__closed_at", "act", "party"), key=lambda row: row[:2])
    found = [_shown(closed, [row[2:] for row in flow], parties, decisions, late) for (_, closed), flow in rows]
    return sorted(found, key=lambda flow: page.party not in (flow.giver, *flow.receivers))


def _shown(
    closed: datetime | None,
    ends: Sequence[tuple[str, int]],
    parties: dict[int, Party],
    decisions: dict[int, Outcome],
    late: set[int],
) -> FlowShown:
    """Return one flow, of which each end is what is done there and by which party."""
    [giver] = [parties[party] for act, party in ends if act == Act.GIVES]
    receivers = [parties[party] for act, party in ends if act == Act.RECEIVES]
    unsigned = [str(party) for party in (giver, *receivers) if party.pk in late and not closed]
    without = f", not signed by {listed(unsigned)}" if unsigned else ""
    return FlowShown(giver, receivers, f"{_state(giver, decisions.get(giver.pk), is_closed=bool(closed))}{without}")


def _state(giver: Party, outcome: Outcome | None, *, is_closed: bool) -> str:
    """Return how a flow stands, in words. The one that asks accepts its own by sending the request."""
    if is_closed:
        return _CLOSED.get(outcome, "Not asked for any more") if outcome else "Not asked for any more"
    if giver.is_lead:
        return "Accepted"
    return _STATES[outcome] if outcome else "Not decided"
