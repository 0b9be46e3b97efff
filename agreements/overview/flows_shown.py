"""The flows of a data share of several bodies as the overview shows them: from whom, to whom, how it stands."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from agreements.access import Page
from agreements.models import Act, Decision, Flow, Outcome, Party
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

    Three queries, or four once an agreement is in force; none for two bodies.
    """
    if page.share.is_umbrella:
        return []
    if len(page.every_party) < 3 and not any(party.gives and party.receives for party in page.every_party):
        return []
    parties = {party.pk: party for party in page.every_party}
    made = Decision.objects.newest().filter(round__edition=page.share.edition)
    decisions = {decision.party_id: Outcome(decision.outcome) for decision in made}
    flows = page.share.edition.flows.prefetch_related("ends")
    late = unsigned_parties(page.share) if page.state in STANDING else set()
    found = [_shown(flow, parties, decisions, late) for flow in flows]
    return sorted(found, key=lambda flow: page.party not in (flow.giver, *flow.receivers))


def _shown(flow: Flow, parties: dict[int, Party], decisions: dict[int, Outcome], late: set[int]) -> FlowShown:
    ends = list(flow.ends.all())
    [giver] = [parties[end.party_id] for end in ends if end.act == Act.GIVES]
    receivers = [parties[end.party_id] for end in ends if end.act == Act.RECEIVES]
    unsigned = [str(party) for party in (giver, *receivers) if party.pk in late and not flow.closed_at]
    without = f", not signed by {listed(unsigned)}" if unsigned else ""
    return FlowShown(giver, receivers, f"{_state(flow, giver, decisions.get(giver.pk))}{without}")


def _state(flow: Flow, giver: Party, outcome: Outcome | None) -> str:
    """Return how a flow stands, in words. The one that asks accepts its own by sending the request."""
    if flow.closed_at:
        return _CLOSED.get(outcome, "Not asked for any more") if outcome else "Not asked for any more"
    if giver.is_lead:
        return "Accepted"
    return _STATES[outcome] if outcome else "Not decided"
