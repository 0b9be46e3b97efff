"""Who holds the data that a request asks for: which can be asked, which become parties, which are needed."""

from typing import Final

from django.db import connection
from django.utils import timezone

from agreements import policy
from agreements.members.actions import join, takes_part
from agreements.models import Answer, DataShare, Flow, Member, Party
from agreements.models.answering import GRID, USEFUL
from agreements.models.flows import note_acts
from agreements.requesting.grid import FlowGrid, grid_of
from agreements.states import Role, State
from catalogue.models import DataAsset
from community.models import Organisation, OrganisationMove, User
from community.organisations.succession import closings
from datashare.lib.exceptions import Incomplete, NotNow

# Raw SQL for speed: the task list and the check page ask, and hardly any record is closed.
_CLOSED: Final = """
    SELECT asset.id FROM agreements_datashare_assets asked
    JOIN catalogue_dataasset asset ON asset.id = asked.dataasset_id
    WHERE asked.datashare_id = %s AND (
        NOT asset.accepts_requests OR asset.kind = 'definition'
        OR asset.publisher_id IS NULL OR asset.publisher_id = ANY(%s)
    )
"""


def not_needed(share: DataShare) -> frozenset[int]:
    """Return the holders, by key, without whose data the data share can go on. One query."""
    value = share.edition.answers.filter(key=USEFUL).values_list("value", flat=True).first()
    return frozenset(value or ())


def mark_needed(share: DataShare, useful: frozenset[int], by: User) -> None:
    """Store without whose data the data share can go on."""
    given = {"value": sorted(useful), "author": by, "at": timezone.now()}
    Answer.objects.update_or_create(edition=share.edition, key=USEFUL, defaults=given)


def holders_of(share: DataShare) -> list[Organisation]:
    """Return the organisations that hold the records asked for, and others that give data, without who asks."""
    grid = grid_of(share)
    return sorted((body for body in grid.bodies if body.pk in grid.givers - {grid.lead}), key=str)


def must_be_open(*bodies: Organisation | None) -> None:
    """Raise NotNow if a body has closed since the page was shown; the message names its successor."""
    closed = closings(Organisation.objects.filter(pk__in=[body.pk for body in bodies if body], is_closed=True))
    if closed:
        raise NotNow(" ".join(closing.sentence for closing in closed))


def closed_to(share: DataShare) -> list[DataAsset]:
    """Return the records of an unsent request that no one else can be asked for any more.

    One query, two if there are any. Such a record accepts no requests, has lost its publisher, or has passed to the
    body that asks, unless that gives data too. A request that the supplier has returned may be sent again: the supplier
    asked for that.
    """
    if share.edition.state != State.DRAFT:
        return []
    own = [party.organisation_id for party in share.parties.all() if party.is_lead and not party.gives]
    with connection.cursor() as cursor:
        cursor.execute(_CLOSED, [share.pk, own])
        closed = [key for (key,) in cursor.fetchall()]
    return list(share.assets.filter(pk__in=closed)) if closed else []


def let_suppliers_in(share: DataShare, by: User) -> list[DataAsset]:
    """Make each holder a party and its people leads; a party that has a lead adds its own people.

    Return the records that have a mailbox but no responsible people who are free to act for the holder.
    """
    parties = list(share.parties.select_related("organisation"))
    own = [party.organisation for party in parties if party.is_lead]
    known = {party.organisation_id for party in parties}
    every = share.assets.select_related("publisher").order_by("pk")
    assets = [asset for asset in every if not _goes_on(parties, asset)]
    must_be_open(*own, *(asset.publisher for asset in assets if asset.publisher_id not in known))
    useful, grid = not_needed(share), _grid(share, parties, assets)
    unmanned, leads = [], Member.objects.live().signed_up().filter(share=share, role=Role.LEAD)
    led = set(leads.values_list("party_id", flat=True))
    for asset in assets:
        if not asset.publisher:
            continue
        party, _ = Party.objects.get_or_create(share=share, organisation=asset.publisher, defaults={"gives": True})
        was_asked = party.gives
        _open_flow(share, party, grid, needed=asset.publisher_id not in useful)
        if not was_asked:
            policy.align_parties(share, [party])
        if party.pk in led:
            continue
        people = [user for user in asset.answerers() if not takes_part(share, user, user.email).exclude(party=party)]
        for user in people:
            join(share=share, party=party, user=user, role=Role.LEAD, by=by)
        if not people and asset.contact:
            unmanned.append(asset)
    _open_other_flows(share, grid, useful)
    _close_flows(share, grid)
    return unmanned


def _grid(share: DataShare, parties: list[Party], assets: list[DataAsset]) -> FlowGrid | None:
    """Return who gives data to whom, with a party for each holder; None if only who asks receives.

    Raise Incomplete if one receives from none.
    """
    others = any(party.receives_too for party in parties)
    if not others and not share.edition.answers.filter(key=GRID).exists():
        return None
    for holder in {asset.publisher for asset in assets if asset.publisher}:
        Party.objects.get_or_create(share=share, organisation=holder)
    grid = grid_of(share)
    if faults := grid.faults():
        raise Incomplete("\n".join(faults.values()))
    return grid


def _open_other_flows(share: DataShare, grid: FlowGrid | None, useful: frozenset[int]) -> None:
    """Open the flows of bodies that give data of which no record is asked for; align what all may do."""
    if grid is None:
        return
    parties = {party.organisation_id: party for party in share.parties.all()}
    for body in sorted(grid.givers - grid.holders):
        _open_flow(share, parties[body], grid, needed=body not in useful)
    policy.align_parties(share, parties.values())


def _open_flow(share: DataShare, giver: Party, grid: FlowGrid | None, *, needed: bool) -> None:
    """Store what this party gives to those that receive, once for each edition, and whether it is needed."""
    to = grid.receivers_from(giver.organisation_id) if grid else None
    receivers = [
        party
        for party in share.parties.all()
        if (party.organisation_id in to if to is not None else party.receives) and party.pk != giver.pk
    ]
    flows = share.edition.flows.given_by(giver)
    if flows.update(needed=needed, closed_at=None):
        if grid:
            flows.turn_to(receivers)
        note_acts(share)
        return
    Flow.objects.open_one(share.edition, giver=giver, receivers=receivers, needed=needed)


def _close_flows(share: DataShare, grid: FlowGrid | None) -> None:
    """Close the flows of open suppliers from which no data is asked for any more. Their people look back."""
    holders = share.assets.exclude(publisher=None).values("publisher")
    giving = share.parties.filter(gives=True, organisation__is_closed=False).exclude(organisation__in=holders)
    left = list(giving.exclude(organisation__in=grid.givers if grid else []))
    for party in left:
        share.edition.flows.still_open().given_by(party).update(closed_at=timezone.now())
    if left:
        note_acts(share)
        policy.align_parties(share, left)


def _goes_on(parties: list[Party], asset: DataAsset) -> bool:
    """Return whether the people of a closed supplier already answer this request because its record has moved."""
    closed = [party.organisation_id for party in parties if party.organisation.is_closed]
    moved = OrganisationMove.objects.filter(closed__in=closed, successor=asset.publisher_id)
    return bool(closed) and moved.exists()
