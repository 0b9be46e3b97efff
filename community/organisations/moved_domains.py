"""Updates memberships when an email domain passes to another organisation."""

from typing import Final

from django.db import transaction
from django.db.models import Q

from community.models import EmailDomain, Membership, Organisation, User, domain_of
from community.organisations.ending import end_all_of
from community.organisations.memberships import admit
from community.organisations.succession import followers_of

MOVED: Final = "Their email domain no longer belongs to the organisation"


@transaction.atomic
def follow_domain(domain: EmailDomain, before: Organisation) -> int:
    """End the memberships that this domain gave at `before`, and admit its people to the new owner.

    People of a closed organisation stay in its data shares if the new owner is its successor (moving.py). Return how
    many people that affected.
    """
    people = [person for person in _people_of(domain) if domain_of(person.email) == domain]
    stays = before.is_closed and domain.organisation in followers_of([before]).get(before.pk, [])
    for person in people:
        if not stays:
            held = Membership.objects.open().filter(user=person, organisation=before, self_declared=False)
            end_all_of(held, MOVED)
        admit(person, person.email)
    return len(people)


def _people_of(domain: EmailDomain) -> list[User]:
    """Return the users whose confirmed address may be of this domain, unless a more exact one is."""
    ending = domain.pattern.removeprefix("*") if domain.pattern.startswith("*.") else f"@{domain.pattern}"
    confirmed = Q(emailaddress__verified=True, emailaddress__primary=True)
    return list(User.objects.filter(confirmed, is_active=True, email__endswith=ending).order_by("pk").distinct())
