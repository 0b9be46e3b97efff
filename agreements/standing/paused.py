"""What is suspended: the sharing as a whole, or what one of several parties gives and receives; and who resumes it."""

from collections.abc import Collection

from agreements.models import Act, Agreement, Departure, Flow, FlowEnd, Party, RequiredSignature, Suspension
from agreements.standing.flows import flows_of
from agreements.standing.today import remaining
from datashare.lib.clock import long_date

Pairs = Collection[tuple[int, int]]


def stops_all(agreement: Agreement, party: Party) -> bool:
    """Return whether no data moves under an agreement without this party: it gives or receives in every flow."""
    pairs = flows_of(agreement)
    return all(party.pk in pair for pair in pairs)


def paused_in(agreement: Agreement) -> list[Suspension]:
    """Return the suspensions that stand of the part of one party, the oldest first. One query."""
    parts = agreement.suspensions.standing().filter(is_whole=False)
    return list(parts.select_related("party__organisation"))


def paused_in_words(agreement: Agreement) -> list[str]:
    """Return a line for each organisation whose part is suspended. One query."""
    return [f"{found.party}, since {long_date(found.at)}" for found in paused_in(agreement)]


def is_stopped(flow: Flow, paused: Collection[int]) -> bool:
    """Return whether nothing may be supplied in a flow: its giver's part is suspended, or that of all who receive."""
    ends = list(flow.ends.all())
    receivers = {end.party_id for end in ends if end.act == Act.RECEIVES}
    return any(end.party_id in paused for end in ends if end.act == Act.GIVES) or receivers <= set(paused)


def awaited_to_lift(suspension: Suspension) -> list[Party]:
    """Return the parties that have not agreed that the reason has gone, of those that it concerns. Three queries.

    It concerns the party that suspended, and those that give it data or receive data from it. The part of a party that
    has left waits for none.
    """
    bound = remaining(suspension.agreement)
    if not suspension.is_whole and suspension.party not in bound:
        return []
    concerned = _concerned(suspension.party_id, flows_of(suspension.agreement))
    agreed = set(suspension.lifts.values_list("party", flat=True))
    return [party for party in bound if party.pk in concerned - agreed]


def to_lift(shares: Collection[int]) -> dict[int, set[int]]:
    """Return for each of these data shares the parties that must agree to resume something. Five queries, or one."""
    standing = Suspension.objects.standing().filter(agreement__share__in=shares, agreement__ended_at=None)
    standing = standing.select_related("agreement")
    found = list(standing.prefetch_related("lifts")) if shares else []
    if not found:
        return {}
    agreements = [suspension.agreement_id for suspension in found]
    pairs = _pairs_of({suspension.agreement.edition_id for suspension in found})
    gone = set(Departure.objects.gone().filter(agreement__in=agreements).values_list("agreement", "party"))
    unsigned = RequiredSignature.objects.filter(agreement__in=agreements, signature=None)
    gone |= set(unsigned.values_list("agreement", "party"))
    awaited: dict[int, set[int]] = {}
    for suspension in found:
        concerned = _concerned(suspension.party_id, pairs.get(suspension.agreement.edition_id, ()))
        agreed = {lift.party_id for lift in suspension.lifts.all()}
        left = {party for party in concerned - agreed if (suspension.agreement_id, party) not in gone}
        awaited.setdefault(suspension.agreement.share_id, set()).update(left)
    return awaited


def _concerned(party: int, pairs: Pairs) -> set[int]:
    return {party}.union(*(pair for pair in pairs if party in pair))


def _pairs_of(editions: Collection[int]) -> dict[int, set[tuple[int, int]]]:
    """Return who gives to whom in each of these editions. One query."""
    ends = FlowEnd.objects.filter(flow__edition__in=editions, flow__closed_at=None, act=Act.RECEIVES)
    pairs: dict[int, set[tuple[int, int]]] = {}
    giving = ends.filter(flow__ends__act=Act.GIVES).order_by()
    for edition, giver, receiver in giving.values_list("flow__edition", "flow__ends__party", "party"):
        pairs.setdefault(edition, set()).add((giver, receiver))
    return pairs
