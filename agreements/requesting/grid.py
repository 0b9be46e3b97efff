"""Who gives data to whom: a grid of the bodies of a request, which the flows follow when it is sent."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Self

from django.db.models import Q
from django.utils import timezone

from agreements.models import Answer, DataShare
from agreements.models.answering import GRID
from community.models import Organisation, User

Pair = tuple[int, int]


@dataclass(frozen=True)
class FlowGrid:
    """The bodies of a request by key: who holds a record, who was added to receive; and each pair with a flow."""

    bodies: Sequence[Organisation]
    holders: frozenset[int]
    receivers: frozenset[int]
    flows: frozenset[Pair]
    # The one that asks, if there is one.
    lead: int = 0

    @property
    def is_plain(self) -> bool:
        """Whether only the body that asks receives, so that there is nothing to choose."""
        return {receiver for _, receiver in self.flows} <= {self.lead} and self.receivers <= {self.lead}

    @property
    def givers(self) -> frozenset[int]:
        return frozenset(giver for giver, _ in self.flows)

    def receivers_from(self, giver: int) -> frozenset[int]:
        return frozenset(receiver for other, receiver in self.flows if other == giver)

    def with_flows(self, flows: Iterable[Pair]) -> Self:
        keys = {body.pk for body in self.bodies}
        chosen = frozenset((giver, receiver) for giver, receiver in flows if {giver, receiver} <= keys)
        own = frozenset((key, key) for key in keys)
        return type(self)(self.bodies, self.holders, self.receivers, chosen - own, self.lead)

    def with_all(self) -> Self:
        """Return the grid in which every body gives to every other."""
        return self.with_flows((giver.pk, receiver.pk) for giver in self.bodies for receiver in self.bodies)

    def faults(self) -> dict[int, str]:
        """Return what is missing, by the body that it is about: each holder must give, each receiver receive."""
        receiving = {receiver for _, receiver in self.flows}
        found = {
            body.pk: f"{body} must give data to at least one organisation"
            for body in self.bodies
            if body.pk in self.holders - self.givers
        }
        lacking = (body for body in self.bodies if body.pk in self.receivers - receiving)
        return {**{body.pk: f"{body} must receive data from at least one organisation" for body in lacking}, **found}

    def named(self) -> list[tuple[Organisation, Organisation]]:
        """Return the flows as bodies, in the order of the rows and columns."""
        return [(one, other) for one in self.bodies for other in self.bodies if (one.pk, other.pk) in self.flows]


def grid_of(share: DataShare) -> FlowGrid:
    """Return the grid as it was set. Four queries.

    For bodies that came later, each giver gives to each receiver; so does a holder whose receivers have all gone.
    """
    parties = [party for party in share.parties.all() if party.is_lead or party.receives]
    lead = next((party.organisation_id for party in parties if party.is_lead), 0)
    receivers = frozenset(party.organisation_id for party in parties)
    holders = frozenset(share.assets.exclude(publisher=None).order_by().values_list("publisher", flat=True))
    bodies = Organisation.objects.filter(Q(pk__in=receivers | holders)).order_by("name")
    ordered = sorted(bodies, key=lambda body: (body.pk != lead, body.pk not in receivers))
    stored: Any = share.edition.answers.filter(key=GRID).values_list("value", flat=True).first() or {}
    known = frozenset(stored.get("known", ()))
    kept = {(giver, receiver) for giver, receiver in stored.get("flows", ())}
    givers = holders | {giver for giver, _ in kept}
    default = {(giver, to) for giver in givers for to in receivers if not {giver, to} <= known}
    grid = FlowGrid(ordered, holders, receivers, frozenset(), lead).with_flows(kept | default)
    idle = {(giver, to) for giver in holders - grid.givers for to in receivers}
    return grid.with_flows(grid.flows | idle) if idle else grid


def store_grid(share: DataShare, grid: FlowGrid, by: User) -> None:
    """Store who gives data to whom, and which bodies were there."""
    value = {"known": sorted(body.pk for body in grid.bodies), "flows": sorted(map(list, grid.flows))}
    given = {"value": value, "author": by, "at": timezone.now()}
    Answer.objects.update_or_create(edition=share.edition, key=GRID, defaults=given)
