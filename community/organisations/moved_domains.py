"""Updates memberships when email domains change: people follow what their address shows."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction

from community.models import Ground, Membership, Organisation, User, domains_of
from community.organisations.ending import end_all_of
from community.organisations.memberships import admit
from community.organisations.succession import followers_of


@contextmanager
def people_following() -> Iterator[None]:
    """Let people follow every change to email domains made inside, whichever it is.

    A membership ends whose ground, the body that the address showed, is gone; the body it shows now admits them. People
    of a closed organisation stay in its data shares if the new owner is its successor (moving.py). Three queries.
    """
    with transaction.atomic():
        before = _shown()
        yield
        for person, body in _shown().items():
            if body != before.get(person):
                _follow(person, before.get(person), body)


def _shown() -> dict[User, Organisation | None]:
    """Return for each user with a confirmed address the organisation that it shows."""
    people = list(User.objects.filter(emailaddress__verified=True, emailaddress__primary=True, is_active=True))
    domains = domains_of({person.email for person in people})
    return {person: domain.organisation if (domain := domains.get(person.email)) else None for person in people}


def _follow(person: User, before: Organisation | None, after: Organisation | None) -> None:
    stays = before and before.is_closed and after in followers_of([before]).get(before.pk, [])
    if before and not stays:
        held = Membership.objects.open().filter(user=person, organisation=before, self_declared=False)
        end_all_of(held, Ground.DOMAIN_MOVED)
    admit(person, person.email)
