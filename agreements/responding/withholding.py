"""A supplier decides for which organisations its data is, of those that receive it besides the one that asks."""

from collections.abc import Collection, Sequence

from django.db.models import QuerySet

from agreements import policy
from agreements.kinds import EventKind, FactValue
from agreements.models import AGREED, Act, DataShare, Decision, FlowEnd, Party, Round
from agreements.models.flows import note_acts
from agreements.standing.staying import must_stay, why_it_stays
from agreements.workflow import finish
from community.models import User
from datashare.lib.exceptions import Incomplete


def receivers_to_choose(share: DataShare, giver: Party) -> list[Party]:
    """Return the parties that may be left out of this supplier's flows: those that receive it and did not ask."""
    ends = _receiving(share, giver)
    parties = share.parties.filter(pk__in=ends.values("party"), is_lead=False)
    return list(parties.select_related("organisation"))


def _receiving(share: DataShare, giver: Party) -> QuerySet[FlowEnd]:
    flows = share.edition.flows.still_open().given_by(giver)
    return FlowEnd.objects.filter(flow__in=flows.values("pk"), act=Act.RECEIVES)


def checked(share: DataShare, giver: Party, withheld: Collection[int]) -> list[Party]:
    """Return the parties to which this supplier does not give its data, by their keys.

    Raise Incomplete if no one is left to receive it, or one that the agreement in force binds would receive nothing.
    """
    left_out = [party for party in receivers_to_choose(share, giver) if party.pk in withheld]
    if left_out and not _receiving(share, giver).exclude(party__in=left_out).exists():
        raise Incomplete("Select at least one organisation, or refuse the request.")
    _must_keep_who_stays(share, giver, left_out)
    return left_out


def _must_keep_who_stays(share: DataShare, giver: Party, left_out: Sequence[Party]) -> None:
    """Raise Incomplete if one of these would take no part in a variation of what binds it."""
    staying = set(left_out) & set(must_stay(share))
    if not staying:
        return
    others = FlowEnd.objects.filter(flow__in=share.edition.flows.still_open())
    ends = others.exclude(pk__in=_receiving(share, giver).values("pk")).filter(party__in=staying)
    kept = set(ends.values_list("party", flat=True))
    if lost := [party for party in left_out if party in staying and party.pk not in kept]:
        raise Incomplete(f"{why_it_stays(lost)} You can return the request.")


def record(share: DataShare, sent: Round, left_out: Sequence[Party], by: User) -> None:
    """Tell of those to which a supplier does not give its data."""
    if not left_out:
        return
    facts: dict[str, FactValue] = {"round": sent.number, "parties": [party.fact for party in left_out]}
    finish(share, EventKind.RECEIVERS_REFUSED, by=by, facts=facts, subject=f"round:{sent.number}")


def leave_out(share: DataShare, sent: Round) -> None:
    """Take those out of the flows of each supplier that accepted, to which it does not give its data."""
    accepted = sent.decisions.filter(outcome__in=AGREED).exclude(withheld=[]).select_related("party")
    left_out: set[int] = set()
    for decision in accepted:
        _receiving(share, decision.party).filter(party__in=decision.withheld).delete()
        left_out.update(decision.withheld)
    if left_out:
        note_acts(share)
        policy.align_parties(share, share.parties.filter(pk__in=left_out))


def left_out_by(decision: Decision, parties: Collection[Party]) -> list[Party]:
    """Return to whom the supplier that decided does not give its data. No query."""
    return [party for party in parties if party.pk in decision.withheld]
