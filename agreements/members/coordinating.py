"""Steps that one party takes for all: of more than two, the one that asks, or that leads common rules."""

from django.core.exceptions import PermissionDenied
from django.db import transaction

from agreements.members.actions import invite_again_for, invite_lead, party_of
from agreements.models import DataShare, Member, Party
from agreements.states import Action, Role
from agreements.workflow import begin
from community.models import User
from datashare.lib.addresses import canonical
from datashare.lib.exceptions import NotNow


def must_coordinate(share: DataShare, by: User) -> None:
    """Raise PermissionDenied for who does not act for the party that asks."""
    if not party_of(share, by).is_lead:
        raise PermissionDenied(only_for(share.parties.select_related("organisation").get(is_lead=True)))


def only_for(asking: Party | None) -> str:
    """Return why no one else takes a step for all: who asks, or leads common rules, coordinates."""
    return f"Only a lead for {asking} can do this."


@transaction.atomic
def invite_lead_of(*, share: DataShare, party: Party, email: str, by: User) -> Member:
    """Invite a lead for another party that has none, while clauses are agreed; send an open invitation again.

    Raise PermissionDenied for who does not lead for the party that asks, NotNow if the party has a lead, takes no part
    any more, or the person cannot be its lead.
    """
    share = begin(share, Action.FREEZE, by)
    must_coordinate(share, by)
    party = share.parties.select_related("organisation").get(pk=party.pk)
    if not party.sides:
        raise NotNow(f"{party} takes no part in this agreement any more.")
    if has_lead(party):
        raise NotNow(f"{party} has a lead, who can invite others.")
    open_one = party.members.live().filter(user=None, role=Role.LEAD, email=canonical(email)).first()
    return (
        invite_again_for(share, open_one, by) if open_one else invite_lead(share=share, party=party, email=email, by=by)
    )


def has_lead(party: Party) -> bool:
    """Return whether someone with an account leads for a party."""
    return Member.objects.live().signed_up().filter(party=party, role=Role.LEAD).exists()
