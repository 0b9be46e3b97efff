"""Which people work for another body of a data share, and so may not read a party's private comments."""

from collections.abc import Callable

from django.db.models import Q

from agreements.models import DataShare, Party
from agreements.states import Side
from catalogue.models import Steward
from community.models import Membership, Organisation, User, domain_of


def why_not_for(share: DataShare, party: Party, user: User | None, email: str) -> str:
    """Return why this person cannot act for the party here; empty if they can.

    The other bodies are the other parties and, for the acquirer, the bodies that hold the data, even before they are
    parties.
    """
    domain = domain_of(email)
    shown = domain.organisation_id if domain else None

    def has(body: int) -> bool:
        works = Membership.objects.acting_for(body).live().filter(user=user)
        return body == shown or bool(user and works.exists())

    if has(party.organisation_id):
        return ""
    parties = share.parties.exclude(pk=party.pk).select_related("organisation")
    if body := next((other.organisation for other in parties if has(other.organisation_id)), None):
        return f"This person works for {body}, which is also in this data share. Ask its lead to invite them."
    return _why_not_for_acquirer(share, party, user, has) if party.side == Side.ACQUIRER else ""


def _why_not_for_acquirer(share: DataShare, party: Party, user: User | None, has: Callable[[int], bool]) -> str:
    """Return why this person, who answers for the data, cannot act for the acquirer; empty if they can."""
    if body := next((holder for holder in _holders(share, party) if has(holder.pk)), None):
        return f"This person works for {body}, which holds the data. They can take part for {body} only."
    return _why_not_as_steward(share, party, user)


def _holders(share: DataShare, party: Party) -> list[Organisation]:
    """Return the bodies that hold the data of a data share but are no party of it."""
    known = Q(pk=party.organisation_id) | Q(parties__share=share)
    return list(Organisation.objects.filter(assets__shares=share).exclude(known).distinct().order_by("pk"))


def _why_not_as_steward(share: DataShare, party: Party, user: User | None) -> str:
    stewards = Steward.objects.live().filter(user=user, asset__shares=share).select_related("asset__publisher")
    held = stewards.exclude(asset__publisher=party.organisation_id).first() if user else None
    if held is None:
        return ""
    body = held.asset.publisher_name
    return f"This person answers requests for data that {body} holds. They can take part for {body} only."
