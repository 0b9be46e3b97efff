"""Let words come into force without a party that is late, or that declines."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

import structlog
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from agreements.access import Page
from agreements.kinds import Cause, ChangeKey, EventKind
from agreements.members.coordinating import must_coordinate
from agreements.models import Agreement, DataShare, EventDetails, JoinsLater, Party
from agreements.negotiating.needed import needs_of
from agreements.signing.force import complete
from agreements.states import Action
from agreements.workflow import EventChange, begin, finish, lock
from community.models import User
from datashare.lib.exceptions import Incomplete, NotNow

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class CoreSet:
    """The parties that must sign (their keys), and the day until which the words wait for everyone."""

    parties: frozenset[int]
    by: date


def optional_parties(share: DataShare) -> list[Party]:
    """Return the parties without which there can be an agreement, each by itself."""
    parties = list(share.parties.bound().select_related("organisation"))
    needed = needs_of(share).among({party.pk for party in parties})
    return [party for party in parties if party.pk not in needed]


def fault_in_core(share: DataShare, chosen: Collection[int]) -> str:
    """Return why these parties, with those that are needed, are too few to have an agreement; empty if they are not."""
    return needs_of(share).lacking(_with_needed(share, chosen))


def _with_needed(share: DataShare, chosen: Collection[int]) -> frozenset[int]:
    bound = set(share.parties.bound().values_list("pk", flat=True))
    return frozenset({*chosen, *needs_of(share).among(bound)})


def checked_core(share: DataShare, core: CoreSet | None, by: User) -> CoreSet | None:
    """Return the core set with all parties that are needed.

    Raise PermissionDenied for who does not lead for the party that asks, Incomplete for a day that is over, or a set
    that has everyone or is no agreement by itself.
    """
    if core is None:
        return None
    must_coordinate(share, by)
    if core.by <= timezone.localdate():
        raise Incomplete("The day until which the agreement waits for everyone must be in the future.")
    if not {party.pk for party in optional_parties(share)} - core.parties:
        raise Incomplete("Every organisation must sign, so the agreement comes into force when everyone has signed.")
    if fault := fault_in_core(share, core.parties):
        raise Incomplete(fault)
    return CoreSet(_with_needed(share, core.parties), core.by)


def movable(share: DataShare, agreement: Agreement) -> list[Party]:
    """Return the parties that the lead can move: late, not needed, not in the words’ core, not moved before.

    Those that have signed or are awaited still have an agreement without it.
    """
    rows = agreement.required.select_related("party__organisation", "signature").order_by("place")
    awaited = {row.pk for row in agreement.required.outstanding().awaited()}
    unsigned = {row.party_id for row in rows if not hasattr(row, "signature")}
    late = {row.party: row.core for row in rows if row.pk in awaited}
    left = {row.party_id for row in rows} - unsigned | {party.pk for party in late}
    needed = needs_of(share).among(left)
    return [party for party, core in late.items() if party.pk not in needed and not (core and agreement.core_by)]


@transaction.atomic
def move(*, share: DataShare, party: Party, reason: str, by: User) -> bool:
    """Let the words on offer come into force without a late party. Return whether they now are in force.

    Only a lead of the party that asks may. Raise NotNow for a party that has signed, was moved before, or without
    which there is no agreement.
    """
    share = begin(share, Action.REOPEN, by)
    must_coordinate(share, by)
    agreement = share.agreements.offered().select_related("words").get()
    if party not in movable(share, agreement):
        raise NotNow(f"You cannot move {party}. It has signed, was moved before, or there is no agreement without it.")
    _leave_out(EventKind.PARTY_JOINS_LATER, share, agreement, party, reason, by)
    return complete_now(share, agreement, by)


def is_optional(agreement: Agreement, party: Party) -> bool:
    """Return whether the words can come into force without this party, so that its decline moves no one else."""
    outside = agreement.core_by is not None and agreement.required.filter(party=party, core=False).exists()
    return outside or agreement.later_parties.filter(party=party).exists()


def may_reopen(page: Page, agreement: Agreement) -> bool:
    """Return whether the reader may reopen the words on offer now. No query for two parties."""
    if not page.may(Action.REOPEN) or page.party is None:
        return False
    return len(page.parties) < 3 or not is_optional(agreement, page.party)


def must_be_awaited(agreement: Agreement, party: Party) -> None:
    """Raise PermissionDenied for a party that would end for all others what can come into force without it."""
    if is_optional(agreement, party):
        raise PermissionDenied(f"The agreement can come into force without {party}, so {party} cannot reopen the text.")


def decline_alone(share: DataShare, agreement: Agreement, party: Party, reason: str, by: User) -> None:
    """Record that a party declines without which the words can come into force. The caller holds the lock.

    Idempotent for the same user and party.
    """
    told = EventDetails.objects.of(share, EventKind.OWN_SIGNATURE_DECLINED).filter(event__subject=_subject(agreement))
    if any(row.content["party"] == party.pk for row in told.filter(actor=by)):
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
    return sum(_try_one(agreement) for agreement in list(over.select_related("share")))


def _try_one(agreement: Agreement) -> bool:
    """Do one; a failure is logged and tried again by the next sweep, and holds up no other."""
    try:
        return _sweep_one(agreement)
    except Exception:
        log.exception("agreement_not_brought_into_force", agreement=agreement.pk)
        return False


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
