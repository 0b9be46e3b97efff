"""Let words come into force without a party that is late, or that declines, and may join later."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from agreements.kinds import ChangeKey, EventKind
from agreements.members.actions import party_of
from agreements.models import Agreement, DataShare, FlowEnd, JoinsLater, Party
from agreements.signing.force import complete
from agreements.states import Action
from agreements.workflow import EventChange, begin, finish
from community.models import User
from datashare.lib.exceptions import NotNow


def needed_parties(share: DataShare) -> set[int]:
    """Return the keys of the parties without which there is no agreement: who asks, and the ends of needed flows."""
    ends = FlowEnd.objects.filter(flow__edition=share.edition_id, flow__closed_at=None, flow__needed=True)
    asking = share.parties.filter(is_lead=True).values_list("pk", flat=True)
    return {*ends.values_list("party", flat=True), *asking}


def movable(share: DataShare, agreement: Agreement) -> list[Party]:
    """Return the parties that the lead can move: late, not needed, and not moved before."""
    late = agreement.required.outstanding().awaited().values("party")
    parties = share.parties.filter(pk__in=late).exclude(pk__in=needed_parties(share))
    return list(parties.select_related("organisation"))


@transaction.atomic
def move(*, share: DataShare, party: Party, reason: str, by: User) -> bool:
    """Let the words on offer come into force without a late party. Return whether they now are in force.

    Only a lead of the party that asks may. Raise NotNow for a party that has signed, was moved before, or gives or
    receives data that is needed.
    """
    share = begin(share, Action.REOPEN, by)
    _must_coordinate(share, by)
    agreement = share.agreements.offered().select_related("words").get()
    if party not in movable(share, agreement):
        raise NotNow(f"You cannot move {party}. It has signed, was moved before, or its data is needed.")
    _leave_out(EventKind.PARTY_JOINS_LATER, share, agreement, party, reason, by)
    return complete(share, agreement, by)


def _must_coordinate(share: DataShare, by: User) -> None:
    if not party_of(share, by).is_lead:
        raise PermissionDenied("Only a lead of the organisation that asked for the data can do this.")


def is_optional(agreement: Agreement, party: Party) -> bool:
    """Return whether the words can come into force without this party, so that its decline moves no one else."""
    return agreement.later_parties.filter(party=party).exists()


def decline_alone(share: DataShare, agreement: Agreement, party: Party, reason: str, by: User) -> None:
    """Record that a party declines without which the words can come into force. The caller holds the lock."""
    _leave_out(EventKind.OWN_SIGNATURE_DECLINED, share, agreement, party, reason, by)
    complete(share, agreement, by)


def _leave_out(kind: EventKind, share: DataShare, agreement: Agreement, party: Party, reason: str, by: User) -> None:
    """Store that the words wait for this party no longer, if they did, and tell of it."""
    at = timezone.now()
    JoinsLater.objects.get_or_create(agreement=agreement, party=party, defaults={"by": by, "at": at})
    finish(
        share,
        kind,
        by=by,
        facts={"agreement": agreement.number, "parties": [party.fact]},
        changes=[EventChange.given(ChangeKey.REASON, reason)],
        subject=f"agreement:{agreement.number}:{agreement.words.digest}",
        record={"later": [party.pk]},
        at=at,
    )
