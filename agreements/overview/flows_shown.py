"""The flows of a data share of several bodies as the overview shows them: a grid of who gives data to whom."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any, Final

from django.db.models import OuterRef, Subquery

from agreements.access import Page
from agreements.models import Act, Decision, FlowEnd, Outcome, Party
from agreements.signing.force import unsigned_parties
from agreements.states import STANDING
from datashare.lib.phrases import listed, plural

_STATES: Final = {
    Outcome.ACCEPT: "Agreed to give",
    Outcome.CONDITIONS: "Agreed to give, with conditions",
    Outcome.RETURN: "Returned with comments",
    Outcome.REFUSE: "Refused",
    Outcome.PASS_ON: "Passed on",
}
_CLOSED: Final = {Outcome.REFUSE: "Refused, closed", Outcome.PASS_ON: "Passed on"}
_UNDECIDED: Final = "Not decided"


@dataclass(frozen=True)
class FlowShown:
    """One flow: who gives, who receives, whether it goes on, what its giver has decided."""

    giver: Party
    receivers: Sequence[Party]
    is_open: bool
    state: str


@dataclass(frozen=True)
class FlowsShown:
    """All flows as a grid: a row for each that gives, a column for each that receives, the reader's own first."""

    flows: Sequence[FlowShown]
    own: Party | None
    # The keys of those that have not signed what is in force.
    late: frozenset[int] = frozenset()

    @property
    def receivers(self) -> list[Party]:
        return self._own_first(receiver for flow in self.flows for receiver in flow.receivers)

    @property
    def rows(self) -> list[tuple[Party, list[tuple[Party, str]]]]:
        """Each that gives, with each that receives and how that flow stands; empty where there is none."""
        givers = self._own_first(flow.giver for flow in self.flows)
        return [(giver, [(other, self._state(giver, other)) for other in self.receivers]) for giver in givers]

    @property
    def part(self) -> str:
        """How many organisations the reader's gives data to and receives data from, as a sentence."""
        if self.own is None:
            return ""
        open_flows = [flow for flow in self.flows if flow.is_open]
        to = {party for flow in open_flows if flow.giver == self.own for party in flow.receivers}
        givers = {flow.giver for flow in open_flows if self.own in flow.receivers}
        parts = [f"gives data to {plural(len(to), 'organisation')}"] if to else []
        parts += [f"receives data from {len(givers) if to else plural(len(givers), 'organisation')}"] if givers else []
        return f"{self.own} {listed(parts) or 'gives and receives no data here'}."

    @property
    def undecided(self) -> list[Party]:
        """Those that have not decided about their own data."""
        return [flow.giver for flow in self.flows if flow.state == _UNDECIDED]

    def _own_first(self, parties: Iterable[Party]) -> list[Party]:
        return sorted(dict.fromkeys(parties), key=lambda party: party != self.own)

    def _state(self, giver: Party, receiver: Party) -> str:
        return ". ".join(dict.fromkeys(self._states(giver, receiver)))

    def _states(self, giver: Party, receiver: Party) -> Iterator[str]:
        for flow in self.flows:
            if flow.giver == giver and receiver in flow.receivers:
                unsigned = [str(party) for party in (giver, receiver) if party.pk in self.late and flow.is_open]
                yield f"{flow.state}, not signed by {listed(unsigned)}" if unsigned else flow.state


def flows_shown(page: Page) -> FlowsShown | None:
    """Return the flows; None for two bodies with one flow, and for common rules.

    One query, or two once an agreement is in force; none for two bodies.
    """
    if page.share.is_umbrella:
        return None
    if len(page.every_party) < 3 and not any(party.gives and party.receives for party in page.every_party):
        return None
    parties, made = {party.pk: party for party in page.every_party}, Decision.objects.newest()
    decided = made.filter(round__edition=page.share.edition, party=OuterRef("party")).order_by("-pk")
    ends = FlowEnd.objects.filter(flow__edition=page.share.edition).order_by("flow__number", "pk")
    rows = ends.values_list("flow", "flow__closed_at", "act", "party", Subquery(decided.values("outcome")[:1]))
    flows = [_shown(closed, [row[2:] for row in flow], parties) for (_, closed), flow in groupby(rows, _one_flow)]
    late = unsigned_parties(page.share) if page.state in STANDING else set()
    return FlowsShown(flows, page.party, frozenset(late))


def _one_flow(row: Sequence[Any]) -> tuple[int, datetime | None]:
    return row[0], row[1]


def _shown(
    closed: datetime | None, ends: Sequence[tuple[str, int, str | None]], parties: dict[int, Party]
) -> FlowShown:
    """Return one flow, of which each end is what is done there, by which party, and what that has decided."""
    does = defaultdict(list)
    for act, party, outcome in ends:
        does[act].append((parties[party], outcome))
    [(giver, decided)] = does[Act.GIVES]
    receivers = [receiver for receiver, _ in does[Act.RECEIVES]]
    state = _state(giver, Outcome(decided) if decided else None, is_closed=bool(closed))
    return FlowShown(giver, receivers, closed is None, state)


def _state(giver: Party, outcome: Outcome | None, *, is_closed: bool) -> str:
    """Return how a flow stands, in words. The one that asks accepts its own by sending the request."""
    if is_closed:
        return _CLOSED.get(outcome, "Not asked for any more") if outcome else "Not asked for any more"
    if giver.is_lead:
        return "Agreed to give"
    return _STATES[outcome] if outcome else _UNDECIDED
