"""Which parties have a confirmed lead, and what is held up without one, in words."""

from collections.abc import Sequence

from django.db import connection
from django.utils import timezone

from agreements.models import DataShare, Member, Party
from agreements.states import CLOSED, Role
from community.models import User
from community.organisations.confirming import confirmers
from datashare.lib.phrases import listed

_STANDING = "SELECT parties_led(%(shares)s::bigint[], %(at)s), parties_as_guest(%(user)s, %(shares)s::bigint[], %(at)s)"


def standing(user: User, shares: Sequence[DataShare]) -> tuple[set[int], set[int]]:
    """Return the parties with a confirmed lead, and those for which this user takes part without working there.

    `shares` are data shares of this user. One query, or none for those loaded `with_doubts`.
    """
    led = {party for share in shares for party in share.led or ()}
    as_guest = {party for share in shares for person, party in share.guests or () if person == user.pk}
    if unasked := [share.pk for share in shares if share.led is None]:
        with connection.cursor() as cursor:
            cursor.execute(_STANDING, {"user": user.pk, "shares": unasked, "at": timezone.now()})
            more_led, more_as_guest = cursor.fetchall()[0]
        led, as_guest = led.union(more_led), as_guest.union(more_as_guest)
    return led, as_guest


def held_up(share: DataShare, parties: Sequence[Party], user: User) -> list[str]:
    """Return a sentence for each party without a lead: what is held up and who can change that.

    No query if every party has a lead. A party without any members yet is not included.
    """
    if share.edition.state in CLOSED:
        return []
    led, _ = standing(user, [share])
    unled = [party for party in parties if party.pk not in led]
    if not unled:
        return []
    had = set(Member.objects.filter(party__in=unled, role=Role.LEAD).exclude(user=None).values_list("party", flat=True))
    return [_sentence(party, user) for party in unled if party.pk in had]


def _sentence(party: Party, user: User) -> str:
    body = party.organisation
    left = Member.objects.live().signed_up().filter(party=party, role=Role.LEAD).select_related("user")
    leads = [member.user for member in left if member.user]
    if not leads:
        return (
            f"{body} no longer has a lead in this data share. Until it has one, no one can send, agree or sign "
            "anything for it. We asked the people who manage it in this service, or the support team, to name a lead."
        )
    if user in leads:
        return (
            f"{body} has not confirmed that you work there. Until it does, you cannot send, decide, agree or sign. "
            f"We asked {confirmers(body)} to confirm it."
        )
    names = listed(f"{lead} ({lead.email})" for lead in leads)
    work = "works" if len(leads) == 1 else "work"
    return f"{body} has not confirmed that {names} {work} there. Until it does, no one can send, agree or sign for it."
