"""Which people work for another body of a data share, and so may not read a party's private comments."""

from collections.abc import Callable, Collection

from django.db.models import Q, QuerySet

from agreements.kinds.state_words import role_in_words
from agreements.models import DataShare, Member, Party
from agreements.states import BINDING_ROLES, Role, Side
from catalogue.models import Steward
from community.models import Membership, Organisation, User, domain_of, domains_of
from community.models.acting import acts_for
from datashare.lib.phrases import listed


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


def why_not_also(party: Party, user: User | None, others: QuerySet[Member]) -> str:
    """Return why this person, who has these roles for other parties, cannot act for this one too; empty if they can.

    They can if memberships show that they work for each. One query for someone who has no other role.
    """
    taken = list(others.select_related("party__organisation"))
    if not taken or (user and all(works_for(one, user, user.email) for one in [party, *(row.party for row in taken)])):
        return ""
    return (
        "This person is already in this data share for another organisation. They can take part for both only if they "
        "work for both."
    )


def why_not_in_role(party: Party, user: User | None, email: str, role: Role) -> str:
    """Return why this person, who does not work for the party, cannot have a role that binds it; empty if they can.

    An address without an account that shows no organisation may be invited: it binds once a membership is shown.
    """
    if role not in BINDING_ROLES or works_for(party, user, email):
        return ""
    body, bodies = party.organisation, works_at(user, email)
    if user is None and not bodies:
        return ""
    what = f"As {role_in_words(role)} they would act for {body}, so they must work for it"
    if not bodies:
        return (
            f"We do not know where {user} works. {what}. Ask them to add {body} on their account page, or "
            "invite them as an adviser or observer"
        )
    shown = f"{user} works for {listed(bodies)}" if user else f"This address belongs to {listed(bodies, 'or')}"
    return f"{shown}. {what}. Enter their address at {body}, or invite them as an adviser or observer"


def works_for(party: Party, user: User | None, email: str) -> bool:
    """Return whether a membership or, without an account, the address shows that this person works for the party."""
    if user:
        return Membership.objects.acting_for(party.organisation_id).live().filter(user=user).exists()
    owners = {owner.pk for owner in _owners_of(email)}
    return Organisation.objects.filter(acts_for("pk", party.organisation_id), pk__in=owners).exists()


def works_at(user: User | None, email: str) -> list[str]:
    """Return the names of the organisations that this person works for: by membership or, else, by address."""
    if user:
        live = Membership.objects.live().filter(user=user).order_by("pk")
        return list(live.values_list("organisation__name", flat=True))
    return [owner.name for owner in _owners_of(email)]


def _owners_of(email: str) -> list[Organisation]:
    """Return the organisations that an address may belong to: the owner of its domain, or those that share it."""
    domain = domain_of(email)
    if domain is None:
        return []
    return [domain.organisation] if domain.organisation else list(domain.shared_by.order_by("name"))


def outside(members: Collection[Member]) -> set[int]:
    """Return the members, loaded `with_doubt`, and those invited, who work for another organisation than their party.

    One query for the addresses; more only for those whose domain is not simply that of their party.
    """
    domains = domains_of([member.email for member in members])
    invited = [member for member in members if not member.user_id and member.email in domains]
    strange = [one for one in invited if domains[one.email].organisation_id != one.party.organisation_id]
    away = [one for one in strange if works_at(None, one.email) and not works_for(one.party, None, one.email)]
    return {member.pk for member in [*away, *(member for member in members if member.is_guest)]}
