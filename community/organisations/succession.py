"""Successors of closed public bodies."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import connection

from community.models import EmailDomain, Membership, Organisation, OrganisationMove, User
from datashare.lib.clock import long_date
from datashare.lib.phrases import listed

_FOLLOWERS = """
    WITH RECURSIVE chain(origin, body) AS (
        SELECT from_organisation_id, to_organisation_id FROM community_organisation_superseded_by
            WHERE from_organisation_id = ANY(%s)
        UNION
        SELECT origin, link.to_organisation_id
            FROM chain JOIN community_organisation closed ON closed.id = chain.body AND closed.is_closed
            JOIN community_organisation_superseded_by link ON link.from_organisation_id = closed.id
    )
    SELECT origin, body FROM chain JOIN community_organisation ON id = body AND NOT is_closed ORDER BY name, body
"""


@dataclass(frozen=True)
class Closing:
    """A closed body and its open successors."""

    body: Organisation
    followers: tuple[Organisation, ...]

    @property
    def sentence(self) -> str:
        """The sentence about it for pages, mails and messages."""
        closed = f"closed on {long_date(self.body.closed_on)}" if self.body.closed_on else "has closed"
        return f"{self.body} {closed}. {self.what_follows}"

    @property
    def what_follows(self) -> str:
        if not self.followers:
            return "We do not know which organisation replaced it."
        return f"{listed(body.name for body in self.followers)} replaced it."


def followers_of(bodies: Iterable[Organisation]) -> dict[int, list[Organisation]]:
    """Return by body its open successors, through closed ones and past circles. Two queries, or none."""
    asked = [body.pk for body in bodies]
    if not asked:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(_FOLLOWERS, [asked])
        pairs: list[tuple[int, int]] = cursor.fetchall()
    known = Organisation.objects.in_bulk({body for _, body in pairs})
    followers: dict[int, list[Organisation]] = defaultdict(list)
    for origin, body in pairs:
        followers[origin].append(known[body])
    return followers


def closings(bodies: Iterable[Any]) -> list[Closing]:
    """Return a closing for each of the bodies that closed. No query if none did, else two."""
    closed = list({body.pk: body for body in bodies if body is not None and body.is_closed}.values())
    followers = followers_of(closed)
    return [Closing(body, tuple(followers.get(body.pk, ()))) for body in closed]


def closing_of(body: Organisation | None) -> Closing | None:
    return next(iter(closings([body])), None)


def heirs_of(bodies: Iterable[Organisation]) -> dict[int, Organisation]:
    """Return by closed body the one that has its records: the one they were moved to, else the only successor.

    While people of a closed body still answer requests, its records stay with them until both are moved.
    """
    closed = {body.pk: body for body in bodies if body.is_closed}
    moved = {
        move.closed_id: move.successor for move in OrganisationMove.objects.select_related("successor").order_by("pk")
    }
    handled = set(
        Membership.objects.live()
        .filter(organisation__is_closed=True, handles_requests=True)
        .values_list("organisation_id", flat=True)
    )
    followers = followers_of(body for body in closed.values() if body.pk not in moved and body.pk not in handled)
    heirs = {pk: successors[0] for pk, successors in followers.items() if len(successors) == 1} | moved
    return {pk: _last(pk, heirs) for pk in closed if pk in heirs}


def _last(pk: int, heirs: dict[int, Organisation]) -> Organisation:
    """Return where a chain of closed bodies ends."""
    seen, body = {pk}, heirs[pk]
    while body.is_closed and body.pk in heirs and body.pk not in seen:
        seen.add(body.pk)
        body = heirs[body.pk]
    return body


def owners_of(domain: EmailDomain | None) -> list[Organisation]:
    """Return the body that has this domain, or those that share it, closed ones too."""
    if domain is None:
        return []
    return [domain.organisation] if domain.organisation else list(domain.shared_by.all())


def closings_known_to(user: User, domain: EmailDomain | None) -> list[Closing]:
    """Return the closings of the bodies that this user works for, or that their address belongs to."""
    works = Membership.objects.live().filter(user=user, organisation__is_closed=True).select_related("organisation")
    return closings([*owners_of(domain), *(membership.organisation for membership in works)])


def choices_of(domain: EmailDomain | None) -> list[Organisation] | None:
    """Return the bodies among which people with this domain choose.

    Those are the bodies that share it, or the successors of the closed body it belongs to. None if the domain belongs
    to no body.
    """
    owners = owners_of(domain)
    if not owners:
        return None
    followers = followers_of(owner for owner in owners if owner.is_closed)
    choices = [body for owner in owners for body in (followers.get(owner.pk, []) if owner.is_closed else [owner])]
    return list(dict.fromkeys(choices))
