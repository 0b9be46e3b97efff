"""Let words come into force without a party that is late, or that declines, and may join later."""

from dataclasses import dataclass
from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from agreements.kinds import Cause, ChangeKey, EventKind
from agreements.members.actions import party_of
from agreements.models import Agreement, DataShare, FlowEnd, JoinsLater, Party
from agreements.signing.force import complete
from agreements.states import Action
from agreements.workflow import EventChange, begin, finish, lock
from community.models import User
from datashare.lib.exceptions import Incomplete, NotNow


def needed_parties(share: DataShare) -> set[int]:
    """Return the keys of the parties without which there is no agreement: who asks, and the ends of needed flows.

    If none is needed any more, because a record was taken out, every flow that is left is.
    """
    ends = FlowEnd.objects.filter(flow__edition=share.edition_id, flow__closed_at=None)
    found = list(ends.values_list("party", "flow__needed"))
    some = any(needed for _, needed in found)
    asking = share.parties.filter(is_lead=True).values_list("pk", flat=True)
    return {*asking, *(party for party, needed in found if needed or not some)}


@dataclass(frozen=True)
class CoreSet:
    """The parties that must sign (their keys), and the day until which the words wait for everyone."""

    parties: frozenset[int]
    by: date


def optional_parties(share: DataShare) -> list[Party]:
    """Return the parties without which there can be an agreement."""
    parties = share.parties.bound().exclude(pk__in=needed_parties(share))
    return list(parties.select_related("organisation"))


def checked_core(share: DataShare, core: CoreSet | None, by: User) -> CoreSet | None:
    """Return the core set with all parties that are needed.

    Raise PermissionDenied for who does not lead for the party that asks, Incomplete for a day that is over or a set
    that has everyone.
    """
    if core is None:
        return None
    _must_coordinate(share, by)
    if core.by <= timezone.localdate():
        raise Incomplete("The day until which the agreement waits for everyone must be in the future.")
    if not {party.pk for party in optional_parties(share)} - core.parties:
        raise Incomplete("Every organisation must sign, so the agreement comes into force when everyone has signed.")
    return CoreSet(core.parties | needed_parties(share), core.by)


def movable(share: DataShare, agreement: Agreement) -> list[Party]:
    """Return the parties that the lead can move: late, not needed, not in the words’ core, not moved before."""
    awaited = agreement.required.outstanding().awaited()
    late = (awaited.filter(core=False) if agreement.core_by else awaited).values("party")
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
        needed = "leads the common rules" if share.is_umbrella else "its data is needed"
        raise NotNow(f"You cannot move {party}. It has signed, was moved before, or {needed}.")
    _leave_out(EventKind.PARTY_JOINS_LATER, share, agreement, party, reason, by)
    return complete_now(share, agreement, by)


def _must_coordinate(share: DataShare, by: User) -> None:
    if not party_of(share, by).is_lead:
        raise PermissionDenied(only_for(share.parties.select_related("organisation").get(is_lead=True)))


def only_for(asking: Party | None) -> str:
    """Return why no one else can say that a party may join later: who asks, or leads common rules, coordinates."""
    return f"Only a lead for {asking} can do this."


def is_optional(agreement: Agreement, party: Party) -> bool:
    """Return whether the words can come into force without this party, so that its decline moves no one else."""
    outside = agreement.core_by is not None and agreement.required.filter(party=party, core=False).exists()
    return outside or agreement.later_parties.filter(party=party).exists()


def decline_alone(share: DataShare, agreement: Agreement, party: Party, reason: str, by: User) -> None:
    """Record that a party declines without which the words can come into force. The caller holds the lock.

    Idempotent for the same user.
    """
    told = share.events.filter(kind=EventKind.OWN_SIGNATURE_DECLINED, subject=_subject(agreement))
    if told.filter(details__actor=by).exists():
        return
    _leave_out(EventKind.OWN_SIGNATURE_DECLINED, share, agreement, party, reason, by)
    complete_now(share, agreement, by)


def complete_now(share: DataShare, agreement: Agreement, by: User | None) -> bool:
    """Bring the agreement into force if it waits for no signature more, once its day is over for the core only.

    The caller locks. Return whether it is in force by that.
    """
    if _leave_out_late(share, agreement):
        return complete(share, agreement, None, Cause.DATE_PASSED)
    return complete(share, agreement, by)


def _leave_out_late(share: DataShare, agreement: Agreement) -> bool:
    """Once the day of the core is over, move all outside it that have not signed. Return whether there were any."""
    if agreement.core_by is None or timezone.localdate() <= agreement.core_by:
        return False
    outside = agreement.required.outside_core().select_related("party__organisation").order_by("place")
    late = dict.fromkeys(row.party for row in outside)
    for party in late:
        _leave_out(EventKind.PARTY_JOINS_LATER, share, agreement, party, "", None)
    return bool(late)


def sweep() -> int:
    """Let every agreement whose day is over wait for its core only. Return how many that brought into force."""
    over = Agreement.objects.offered().filter(core_by__lt=timezone.localdate())
    return sum(_sweep_one(agreement) for agreement in over.select_related("share"))


@transaction.atomic
def _sweep_one(agreement: Agreement) -> bool:
    share = lock(agreement.share)
    now = share.agreements.offered().select_related("words").filter(pk=agreement.pk).first()
    return now is not None and complete_now(share, now, None)


def _leave_out(
    kind: EventKind, share: DataShare, agreement: Agreement, party: Party, reason: str, by: User | None
) -> None:
    """Store that the words wait for this party no longer, if they did, and tell of it."""
    at = timezone.now()
    JoinsLater.objects.get_or_create(agreement=agreement, party=party, defaults={"by": by, "at": at})
    finish(
        share,
        kind,
        by=by,
        facts={"agreement": agreement.number, "parties": [party.fact]},
        changes=[EventChange.given(ChangeKey.REASON, reason)] if reason else [],
        cause="" if by else Cause.DATE_PASSED,
        subject=_subject(agreement),
        record={"later": [party.pk]},
        at=at,
    )


def _subject(agreement: Agreement) -> str:
    return f"agreement:{agreement.number}:{agreement.words.digest}"
