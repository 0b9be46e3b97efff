"""When the part of a party ended that nothing signed binds: what came later is not for its people."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, NamedTuple, Self

from django.db.models import Q

from agreements.kinds import EventKind
from agreements.states import STOPPED
from datashare.lib.clock import long_date

from .events import Event
from .flows import FlowEnd
from .requesting import Decision, Outcome, Round
from .share import Party

_STARTED: Final = (EventKind.ROUND_ACCEPTED, EventKind.NEGOTIATION_STARTED, EventKind.NEGOTIATION_ON_CONDITIONS)
_REMOVED: Final = (EventKind.BODY_REMOVED, EventKind.RULES_BODY_REMOVED)
_PASSED_ON: Final = (EventKind.REQUEST_PASSED_ON, EventKind.OWN_DATA_PASSED_ON)
# Why a part ended, by the event that ended it; one that is none of these ended a variation that alone asked the party.
_WHY: Final[Mapping[str, str]] = {
    EventKind.PARTY_LEFT_OUT: "The others went on without it.",
    **dict.fromkeys(_STARTED, "None of the organisations that give data gives any to it."),
    **dict.fromkeys(_REMOVED, "The organisation that leads removed it."),
    **dict.fromkeys(_PASSED_ON, "It passed the request on to another organisation."),
    EventKind.REQUEST_SENT_AGAIN: "The request does not ask for its data any more.",
}
_STOPPED: Final = (
    *(EventKind.REQUEST_WITHDRAWN, EventKind.RULES_WITHDRAWN, EventKind.REQUEST_REFUSED),
    *(EventKind.ROUND_REFUSED, EventKind.REFUSAL_STANDS),
)
_KINDS: Final = (*_WHY, *_STOPPED)


class _Sent(NamedTuple):
    """A round: its data share, edition, number, when it was sent, and its title."""

    share: int
    edition: int
    number: int
    at: datetime
    title: str | None


@dataclass(frozen=True)
class EndedPart:
    """How the part of a party ended, and what had been sent to it by then."""

    party: Party
    # The event that ended it; None for one to which nothing was sent before.
    event: Event | None
    # The last round that was sent to it, in the edition of the event, with its title; 0 for none.
    round: int = 0
    title: str = ""
    has_refused: bool = False

    @property
    def until(self) -> int:
        """The number of the last event that its people read. A later round is not for them, nor what came with it."""
        if self.event is None:
            return 0
        return self.event.sequence - (self.event.kind == EventKind.REQUEST_SENT_AGAIN)

    @property
    def sentence(self) -> str:
        since = f" since {long_date(self.event.at)}" if self.event else ""
        return f"{self.party} has taken no part in this data share{since}."

    @property
    def why(self) -> str:
        """Why its part ended, in a sentence; empty if nothing says so."""
        if self.event is None:
            return ""
        if self.has_refused and self.event.kind in _STARTED:
            return "It refused to give its own data, and the others went on without it."
        return _WHY.get(self.event.kind, "The version of the agreement that it was asked to join was not agreed.")

    @classmethod
    def of(cls, party: int) -> Self:
        """Return it for a party. Five queries."""
        return cls.of_each([party])[party]

    @classmethod
    def of_each(cls, keys: Collection[int]) -> dict[int, Self]:
        """Return it for each of these parties, by key. Five queries, or none for no party."""
        if not keys:
            return {}
        parties = list(Party.objects.filter(pk__in=keys).select_related("organisation"))
        shares = {party.share_id for party in parties}
        events: dict[int, list[Event]] = defaultdict(list)
        for event in Event.objects.filter(share__in=shares, kind__in=_KINDS).order_by("share", "sequence"):
            events[event.share_id].append(event)
        made = Decision.objects.filter(round__edition__share__in=shares)
        decided = list(made.filter(Q(party__in=keys) | ~Q(withheld=[])).select_related("round__edition"))
        moments = _moments(keys, decided)
        fields = ("edition__share", "edition__number", "number", "submitted_at", "answers__title")
        sent = [_Sent(*row) for row in Round.objects.filter(edition__share__in=shares).values_list(*fields)]
        return {
            party.pk: cls._made(party, _last(party, events[party.share_id], moments[party.pk]), decided, sent)
            for party in parties
        }

    @classmethod
    def _made(cls, party: Party, event: Event | None, decided: Iterable[Decision], sent: Iterable[_Sent]) -> Self:
        if event is None:
            return cls(party, None)
        rounds = [one for one in sent if _was_sent(one, event)]
        last = max(rounds, key=lambda one: one.number, default=None)
        own = [one for one in decided if one.party_id == party.pk and one.round.edition.number == event.edition]
        newest = max(own, key=lambda one: one.round.number, default=None)
        refused = newest is not None and newest.outcome == Outcome.REFUSE
        return cls(party, event, last.number if last else 0, (last and last.title) or "", refused)


def _moments(keys: Collection[int], decided: Iterable[Decision]) -> dict[int, list[datetime]]:
    """Return when flows of each party closed, or were of an edition that stopped, and when data was withheld from it.

    One query.
    """
    found: dict[int, list[datetime]] = defaultdict(list)
    ends = FlowEnd.objects.filter(party__in=keys).values_list(
        "party", "flow__closed_at", "flow__edition__state", "flow__edition__state_since"
    )
    for party, closed_at, state, since in ends:
        if closed_at or state in STOPPED:
            found[party].append(closed_at or since)
    for decision in decided:
        for party in decision.withheld:
            found[party].append(decision.at)
    return found


def _last(party: Party, events: Sequence[Event], moments: Sequence[datetime]) -> Event | None:
    """Return the last event that ended a part of the party: one about it, or the first after its flows closed."""
    return max(_ends(party, events, moments), key=lambda event: event.sequence, default=None)


def _ends(party: Party, events: Sequence[Event], moments: Sequence[datetime]) -> Iterator[Event]:
    own = {EventKind.PARTY_LEFT_OUT: f"party:{party.pk}", **dict.fromkeys(_REMOVED, f"body:{party.pk}")}
    yield from (event for event in events if own.get(EventKind(event.kind)) == event.subject)
    if moments:
        after = (event for event in events if event.at >= max(moments))
        yield from (event for event in [next(after, None)] if event)


def _was_sent(sent: _Sent, event: Event) -> bool:
    """Return whether a round was sent to those whose part this event ended: not one that was the end of it."""
    again = event.kind == EventKind.REQUEST_SENT_AGAIN and event.subject == f"round:{sent.number}"
    return (sent.share, sent.edition) == (event.share_id, event.edition) and sent.at <= event.at and not again
