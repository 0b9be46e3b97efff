"""Who works for which organisation: found from a confirmed e-mail address, and ended when the address is given up."""

from django.db import transaction
from django.utils import timezone

from community.models import Membership, User, domain_of


@transaction.atomic
def admit(user: User, email: str) -> Membership | None:
    """Make the person a member of the organisation their confirmed address belongs to, if it is one organisation's."""
    domain = domain_of(email)
    if not domain or not domain.organisation:
        return None
    membership, _ = Membership.objects.get_or_create(user=user, organisation=domain.organisation, until=None)
    return membership


@transaction.atomic
def move(user: User, old: str, new: str) -> None:
    """Follow a confirmed change of address: out of the old organisation, into the new one."""
    left, joined = domain_of(old), domain_of(new)
    stays = left and joined and left.organisation_id == joined.organisation_id
    if left and left.organisation_id and not stays:
        for membership in Membership.objects.live().filter(user=user, organisation_id=left.organisation_id):
            membership.until = timezone.now()
            membership.save(update_fields=["until"])
    admit(user, new)
