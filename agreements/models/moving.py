"""What data can move under an agreement: between parties that it binds, in flows that no suspension stops."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date
from typing import Self

from django.utils import timezone

from datashare.lib.clock import local_date

from .agreement import Agreement
from .flows import Act, FlowEnd
from .life import Departure, Suspension
from .signing import RequiredSignature


@dataclass(frozen=True)
class DaysStopped:
    """The days on which one party, or all (None), neither gives nor receives. A day on which it resumes is none."""

    party: int | None
    first: date
    until: date | None

    def holds_for(self, party: int, day: date) -> bool:
        return self.party in (None, party) and self.first <= day and (self.until is None or day < self.until)


@dataclass
class Moving:
    """The flows of an agreement that were not closed, whom it binds, and what is or was suspended."""

    # For each flow its giver and its receivers; the parties that signed, and since when those that left are gone.
    ends: dict[int, tuple[int, list[int]]] = field(default_factory=dict)
    signed: set[int] = field(default_factory=set)
    gone: dict[int, date] = field(default_factory=dict)
    stopped: list[DaysStopped] = field(default_factory=list)

    @classmethod
    def under(cls, agreement: Agreement) -> Self:
        """Return it for one agreement. Four queries."""
        return cls.under_each([agreement])[agreement.pk]

    @classmethod
    def under_each(cls, agreements: Collection[Agreement]) -> dict[int, Self]:
        """Return it for each agreement, by its key. Four queries, and none without agreements."""
        found = {agreement.pk: cls() for agreement in agreements}
        if not found:
            return found
        by_edition = {agreement.edition_id: found[agreement.pk] for agreement in agreements}
        ends = FlowEnd.objects.filter(flow__edition__in=by_edition, flow__closed_at=None).order_by(
            "flow__number", "act"
        )
        for edition, flow, act, party in ends.values_list("flow__edition", "flow", "act", "party"):
            if act == Act.GIVES:
                by_edition[edition].ends[flow] = (party, [])
            else:
                by_edition[edition].ends[flow][1].append(party)
        required = RequiredSignature.objects.filter(agreement__in=found).order_by("place")
        unsigned: set[tuple[int, int]] = set()
        for key, party, signature in required.values_list("agreement", "party", "signature"):
            found[key].signed.add(party)
            unsigned |= {(key, party)} if signature is None else set()
        for key, party in unsigned:
            found[key].signed.discard(party)
        for key, party, at in Departure.objects.gone().filter(agreement__in=found).values_list(*_LEFT):
            found[key].gone[party] = local_date(at)
        by_share = {agreement.share_id: found[agreement.pk] for agreement in agreements}
        rows = Suspension.objects.filter(agreement__share__in=by_share).order_by("pk")
        for share, whole, party, at, lifted in rows.values_list(*_STOPPED):
            until = local_date(lifted) if lifted else None
            by_share[share].stopped.append(DaysStopped(None if whole else party, local_date(at), until))
        return found

    def binds(self, party: int, day: date) -> bool:
        """Return whether the agreement binds a party on a day: it has signed, and not left until then."""
        return party in self.signed and not (party in self.gone and self.gone[party] <= day)

    def pairs_agreed(self) -> set[tuple[int, int]]:
        """Return who gives to whom in the flows, bound or not."""
        return {(giver, party) for giver, receivers in self.ends.values() for party in receivers}

    def pairs_signed(self) -> set[tuple[int, int]]:
        """Return who gave to whom between parties that signed, also if they left: no data moves to or from others."""
        return {pair for pair in self.pairs_agreed() if self.signed.issuperset(pair)}

    def pairs_bound(self) -> set[tuple[int, int]]:
        """Return who gives to whom between those that the agreement binds today, as if nothing were suspended."""
        today = timezone.localdate()
        return {pair for pair in self.pairs_agreed() if all(self.binds(party, today) for party in pair)}

    def pairs(self) -> set[tuple[int, int]]:
        """Return who can give to whom today."""
        return {(self.ends[flow][0], party) for flow in self.ends for party in self.receivers(flow)}

    def receivers(self, flow: int, day: date | None = None) -> list[int]:
        """Return the parties to which a flow can bring data on a day, by default today."""
        giver, receivers = self.ends.get(flow, (0, []))
        on = day or timezone.localdate()
        return [party for party in receivers if self._takes_part(party, on)] if self._takes_part(giver, on) else []

    def _takes_part(self, party: int, day: date) -> bool:
        return self.binds(party, day) and not any(stop.holds_for(party, day) for stop in self.stopped)


_LEFT = ("agreement", "party", "done_at")
_STOPPED = ("agreement__share", "is_whole", "party", "at", "lifted_at")
