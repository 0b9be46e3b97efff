"""Add a body that receives data to a request, take one out, and say who gives data to whom."""

from collections.abc import Collection

from django.core.exceptions import PermissionDenied
from django.db import transaction

from agreements import policy
from agreements.kinds import ChangeKey, EventKind, FactValue
from agreements.members.actions import end_role, invite_lead
from agreements.members.coordinating import has_lead
from agreements.models import DataShare, Party, Round
from agreements.requesting.grid import FlowGrid, Pair, grid_of, store_grid
from agreements.requesting.holders import must_be_open
from agreements.standing.staying import must_stay, why_it_stays
from agreements.states import Action
from agreements.workflow import EventChange, begin, finish
from community.models import Organisation, User
from datashare.lib.exceptions import Incomplete, NotNow


def begin_for_lead(share: DataShare, by: User) -> DataShare:
    """Lock the data share for a lead of the body that asks, while the request is with it."""
    locked = begin(share, Action.ANSWER, by)
    if Action.INVITE not in policy.held(by, locked):
        raise PermissionDenied("Only a lead can change which organisations take part.")
    return locked


@transaction.atomic
def add_body(*, share: DataShare, body: Organisation, gives: bool, purpose: str, email: str, by: User) -> Party:
    """Let one more body receive data, and invite its lead. Idempotent but for the invitation.

    With `gives` it also gives data to all others that receive. A body that is there already gets the new purpose and
    one more lead, as long as no one leads for it. Raise NotNow if it has closed, has a lead, or the person cannot be
    its lead.
    """
    share = begin_for_lead(share, by)
    must_be_open(body)
    party = share.parties.filter(organisation=body).first()
    if party and (party.is_lead or (party.receives_too and has_lead(party))):
        raise NotNow(f"{body} already receives data in this request.")
    if party is None:
        party = Party(share=share, organisation=body)
    party.receives, party.purpose, party.purpose_is_own = True, purpose, False
    party.save()
    policy.align_parties(share, [party])
    if gives:
        grid = grid_of(share)
        others = ((body.pk, receiver) for receiver in grid.receivers)
        store_grid(share, grid.with_flows([*grid.flows, *others]), by)
    changes = [EventChange.given(ChangeKey.PURPOSE, purpose, party.pk)]
    finish(
        share, EventKind.BODY_ADDED, by=by, facts={"parties": [party.fact]}, changes=changes, subject=f"body:{party.pk}"
    )
    if not has_lead(party):
        invite_lead(share=share, party=party, email=email, by=by)
    return party


@transaction.atomic
def remove_body(*, share: DataShare, party: Party, by: User) -> None:
    """Let a body receive data no more. Idempotent. Raise NotNow for one that the agreement in force binds.

    Its people look back at what was once sent to it; before the first sending their roles end. No one comes in on an
    open invitation.
    """
    share = begin_for_lead(share, by)
    party = share.parties.get(pk=party.pk)
    if not party.receives_too:
        return
    grid = grid_of(share)
    key = party.organisation_id
    if party in who_stays(share, grid):
        raise NotNow(why_it_stays([party]))
    left = {pair for pair in grid.flows if pair[1] != key and (pair[0] != key or key in grid.holders)}
    party.receives, party.purpose, party.purpose_is_own = False, "", False
    party.save(update_fields=["receives", "purpose", "purpose_is_own"])
    policy.align_parties(share, [party])
    store_grid(share, grid_of(share).with_flows(left), by)
    leaving = party.members.live().filter(user=None) if was_sent(share) else party.members.live()
    for member in [] if key in grid.holders else list(leaving):
        end_role(share, member, by)
    finish(share, EventKind.BODY_REMOVED, by=by, facts={"parties": [party.fact]}, subject=f"body:{party.pk}")


def who_stays(share: DataShare, grid: FlowGrid) -> list[Party]:
    """Return the parties that the agreement in force binds and that would take no part more if they received none."""
    return [party for party in must_stay(share) if party.organisation_id not in grid.holders]


def was_sent(share: DataShare) -> bool:
    """Return whether the request was ever sent, in any edition."""
    return Round.objects.filter(edition__share=share).exists()


@transaction.atomic
def set_flows(*, share: DataShare, flows: Collection[Pair], by: User) -> None:
    """Store who gives data to whom, by the keys of the bodies. Idempotent.

    Raise Incomplete if a holder gives to none, or a body that was added receives from none.
    """
    share = begin_for_lead(share, by)
    before = grid_of(share)
    grid = before.with_flows(flows)
    if faults := grid.faults():
        raise Incomplete("\n".join(faults.values()))
    store_grid(share, grid, by)
    if grid.flows == before.flows:
        return
    finish(share, EventKind.FLOWS_SET, by=by, facts={"flows": flows_as_fact(grid)}, subject="step:flows")


def flows_as_fact(grid: FlowGrid) -> list[FactValue]:
    return [[one.pk, str(one), other.pk, str(other)] for one, other in grid.named()]
