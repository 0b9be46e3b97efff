"""What is suspended: the sharing as a whole, or what one of several parties gives and receives; and who resumes it."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from django.utils import timezone

from agreements.models import Agreement, Party, Suspension, SuspensionLift
from agreements.models.moving import Moving
from agreements.standing.today import remaining
from datashare.lib.clock import long_date


@dataclass(frozen=True)
class PartsPaused:
    """The parties whose part is suspended, a line for each, and whether no data moves by that."""

    parties: list[Party] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    stop_all: bool = False


def stops_all(agreement: Agreement, party: Party) -> bool:
    """Return whether this party gives or receives in every flow between those that an agreement binds. Four queries."""
    return all(party.pk in pair for pair in Moving.under(agreement).pairs_bound())


def goes_on_without(agreement: Agreement, party: Party) -> bool:
    """Return whether data that is not suspended moves between others than this party. Four queries."""
    return any(party.pk not in pair for pair in Moving.under(agreement).pairs())


def paused_in(agreement: Agreement) -> list[Suspension]:
    """Return the suspensions that stand of the part of one party, the oldest first. One query."""
    parts = agreement.suspensions.standing().filter(is_whole=False)
    return list(parts.select_related("party__organisation"))


def parts_paused(agreement: Agreement) -> PartsPaused:
    """Return what parties have suspended of an agreement that is in force. One query, five if there is something."""
    paused = paused_in(agreement)
    lines = [f"{found.party}, since {long_date(found.at)}" for found in paused]
    parties = [found.party for found in paused]
    return PartsPaused(parties, lines, bool(paused) and not Moving.under(agreement).pairs())


def awaited_to_lift(suspension: Suspension) -> list[Party]:
    """Return the parties that have not agreed that the reason has gone, of those that it concerns. Six queries.

    It concerns the party that suspended, and those that give it data or receive data from it. The part of a party that
    has left waits for none.
    """
    awaited = _awaited([suspension])[suspension.pk]
    return [party for party in remaining(suspension.agreement) if party.pk in awaited]


def awaiting(standing: Iterable[Suspension], party: Party | None) -> list[Suspension]:
    """Return those of these suspensions that wait for a party. Five queries; none without suspensions."""
    found = list(standing)
    awaited = _awaited(found)
    return [suspension for suspension in found if party and party.pk in awaited[suspension.pk]]


def to_lift(shares: Collection[int]) -> dict[int, set[int]]:
    """Return for each of these data shares the parties that must agree to resume something. Six queries, or one."""
    standing = Suspension.objects.standing().filter(agreement__share__in=shares, agreement__ended_at=None)
    found = list(standing.select_related("agreement")) if shares else []
    parties = _awaited(found)
    awaited: dict[int, set[int]] = {}
    for suspension in found:
        awaited.setdefault(suspension.agreement.share_id, set()).update(parties[suspension.pk])
    return awaited


def _awaited(standing: Collection[Suspension]) -> dict[int, set[int]]:
    """Return whom each suspension waits for, by its key. Five queries; none without suspensions."""
    agreed = {key: set[int]() for key in (suspension.pk for suspension in standing)}
    if not agreed:
        return agreed
    for key, party in SuspensionLift.objects.filter(suspension__in=agreed).values_list("suspension", "party"):
        agreed[key].add(party)
    moving = Moving.under_each({suspension.agreement for suspension in standing})
    return {
        suspension.pk: _concerned(suspension, moving[suspension.agreement_id]) - agreed[suspension.pk]
        for suspension in standing
    }


def _concerned(suspension: Suspension, moving: Moving) -> set[int]:
    """Return the parties that must agree before something resumes."""
    own, today = suspension.party_id, timezone.localdate()
    if not suspension.is_whole and not moving.binds(own, today):
        return set()
    bound = {party for party in moving.signed if moving.binds(party, today)}
    concerned = {own}.union(*(pair for pair in moving.pairs_agreed() if own in pair)) & bound
    # Who suspended the whole may have no part in a later version: then it is for all that this one binds.
    return concerned or (bound if suspension.is_whole else set())
