"""Which parties an agreement cannot do without.

Who asks, who gives data that is needed, one that receives it, and in a variation all that the agreement in force binds.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from agreements.models import Act, DataShare, FlowEnd, Party
from agreements.standing.staying import must_stay


@dataclass(frozen=True)
class Needs:
    """Who asks, and of each flow that is needed its giver and the keys of its receivers."""

    asking: Party
    flows: Sequence[tuple[Party, frozenset[int]]]
    # The keys of those that the agreement in force binds, if this one varies it.
    staying: frozenset[int] = frozenset()

    def among(self, parties: Collection[int]) -> set[int]:
        """Return those of these parties without which the others have no agreement.

        An agreement has two parties at least. Of those that receive what is needed, each but the last can go.
        """
        if len(parties) <= 2:
            return set(parties)
        left = [receivers & set(parties) for _, receivers in self.flows]
        last = {key for receivers in left if len(receivers) == 1 for key in receivers}
        return {self.asking.pk, *(giver.pk for giver, _ in self.flows), *last, *(self.staying & set(parties))}

    def lacking(self, parties: Collection[int]) -> str:
        """Return what an agreement of these parties alone lacks, as a sentence that says what to do; empty if nothing.

        They have who asks and every giver whose data is needed.
        """
        for giver, receivers in self.flows:
            if not receivers & set(parties):
                return f"The data of {giver} is needed. Tick at least one organisation that receives it"
        if len(parties) < 2:
            return f"Tick at least one organisation: {self.asking} cannot agree with itself"
        return ""


def needs_of(share: DataShare) -> Needs:
    """Return without whom there is no agreement in the edition that people work on. Two queries; four in a variation.

    If no flow is needed any more, because a record was taken out, every flow that is left is.
    """
    asking = share.parties.select_related("organisation").get(is_lead=True)
    ends = FlowEnd.objects.filter(flow__edition=share.edition_id, flow__closed_at=None)
    rows = list(ends.select_related("flow", "party__organisation"))
    needed = [end for end in rows if end.flow.needed] or rows
    givers = {end.flow_id: end.party for end in needed if end.act == Act.GIVES}
    receivers: dict[int, set[int]] = defaultdict(set)
    for end in needed:
        if end.act == Act.RECEIVES:
            receivers[end.flow_id].add(end.party_id)
    staying = frozenset(party.pk for party in must_stay(share))
    return Needs(asking, [(giver, frozenset(receivers[key])) for key, giver in givers.items()], staying)
