"""Add a record to a request and take one out, of the same or another holder; say which data is needed."""

from collections.abc import Collection

from django.db import transaction

from agreements.answers import journey_of
from agreements.kinds import EventKind, FactValue
from agreements.models import DataShare
from agreements.requesting.actions import count_open
from agreements.requesting.holders import holders_of, mark_needed, must_be_open, not_needed
from agreements.requesting.holders_questions import follow_holders
from agreements.standing.staying import must_stay, why_it_stays
from agreements.states import Action
from agreements.workflow import begin, finish
from catalogue.models import DataAsset
from catalogue.records.unlisted import kept
from community.models import User
from datashare.lib.exceptions import Incomplete, NotNow


@transaction.atomic
def add_record(*, share: DataShare, asset: DataAsset, by: User) -> None:
    """Ask for one more record in the same request. Idempotent.

    Raise NotNow for a record that cannot be asked for, that the asking organisation holds, or whose holder has closed.
    """
    share = begin(share, Action.ANSWER, by)
    must_be_open(asset.publisher)
    own = share.parties.get(is_lead=True).organisation_id
    if not asset.can_be_asked_for or asset.publisher_id in (None, own):
        raise NotNow(f"You cannot ask for “{asset.title}”. Find other data, or another organisation that holds it.")
    if share.assets.filter(pk=asset.pk or 0).exists():
        return
    share.assets.add(kept(asset))
    _ask_what_holders_ask(share)
    finish(share, EventKind.RECORD_ADDED, by=by, facts={"records": [asset.title]}, subject=f"record:{asset.reference}")


@transaction.atomic
def remove_record(*, share: DataShare, asset: DataAsset, by: User) -> None:
    """Ask for a record no more. Idempotent.

    Raise Incomplete for the only record of the request, and for the last of a holder that the agreement in force binds.
    """
    share = begin(share, Action.ANSWER, by)
    if not share.assets.filter(pk=asset.pk).exists():
        return
    if share.assets.count() == 1:
        raise Incomplete("You cannot remove the only record. Add another record first, or withdraw the request.")
    share.assets.remove(asset)
    _must_keep_who_stays(share, asset)
    _ask_what_holders_ask(share)
    facts: dict[str, FactValue] = {"records": [asset.title]}
    finish(share, EventKind.RECORD_REMOVED, by=by, facts=facts, subject=f"record:{asset.reference}")


def drop_of(share: DataShare, holders: Collection[int], by: User) -> None:
    """Ask for no record of these organisations, by key, whose part in the agreement has ended. The caller locks."""
    records = list(share.assets.filter(publisher__in=holders).order_by("pk"))
    if not records:
        return
    share.assets.remove(*records)
    _ask_what_holders_ask(share)
    for record in records:
        facts: dict[str, FactValue] = {"records": [record.title]}
        finish(share, EventKind.RECORD_REMOVED, by=by, facts=facts, subject=f"record:{record.reference}")


def _must_keep_who_stays(share: DataShare, asset: DataAsset) -> None:
    """Raise Incomplete if its holder takes no part without it, though the agreement in force binds that."""
    still = {holder.pk for holder in holders_of(share)}
    held = [party for party in must_stay(share) if party.organisation_id == asset.publisher_id]
    if lost := [party for party in held if not party.receives and party.organisation_id not in still]:
        raise Incomplete(why_it_stays(lost))


def _ask_what_holders_ask(share: DataShare) -> None:
    follow_holders(share)
    count_open(share, journey_of(share))


@transaction.atomic
def say_needed(*, share: DataShare, useful: Collection[int], by: User) -> None:
    """Store without which holders' data the data share can go on, by their keys. Idempotent.

    Raise Incomplete if none is needed: there would be nothing to agree.
    """
    share = begin(share, Action.ANSWER, by)
    holders = {holder.pk: holder for holder in holders_of(share)}
    chosen = frozenset(useful) & holders.keys()
    if chosen == holders.keys():
        raise Incomplete("Leave at least one organisation unticked. You must need some of the data")
    if chosen == not_needed(share):
        return
    mark_needed(share, chosen, by)
    parties: list[FactValue] = [[key, str(holders[key])] for key in sorted(chosen)]
    finish(share, EventKind.NEED_STATED, by=by, facts={"parties": parties}, subject="step:needed")
