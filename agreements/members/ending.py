"""Ends roles when a user no longer works for the party, or closes their account."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import TypeAlias

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from agreements import policy
from agreements.kinds import Cause, EventKind
from agreements.members.actions import about_role, person_in_role, takes_part
from agreements.members.naming import ask_for_lead
from agreements.members.other_bodies import why_not_for
from agreements.models import DataShare, Member
from agreements.notifications import sender
from agreements.workflow import finish
from catalogue.models import Steward
from community.models import Ground, Membership, User
from community.notices.outbox import drop_mail
from community.organisations.ending import end_at_closed_bodies
from datashare.lib.batches import each
from datashare.lib.exceptions import NotNow
from datashare.lib.phrases import listed

# Why a role ends: a code, of which the history and the mail make the sentence.
RoleEnd: TypeAlias = Ground | Cause


@transaction.atomic
def follow(*, person: User, reason: RoleEnd, moved: bool = False) -> None:
    """End a person's roles for parties that they no longer work for.

    A person from outside the party, who was invited, stays, unless their address moved to another domain (`moved`),
    or they work for another party or for the body that holds the data. The data shares are locked in order before
    anything in them is read, so that an action already begun, such as a signature, comes first or is refused.
    """
    mine = Member.objects.live().filter(user=person)
    locked = DataShare.objects.select_for_update().filter(pk__in=mine.values("share")).order_by("pk")
    ended: list[tuple[Member, RoleEnd]] = []
    for share in locked:
        for here in _by_party(Member.objects.live().filter(user=person, share=share)):
            why, until = _ground(person, here, reason, moved=moved)
            if why:
                _end(share, here, why)
                ended.append((here[0], why))
            elif any(member.until != until for member in here):
                keys = [member.pk for member in here]
                Member.objects.filter(pk__in=keys).update(until=until, ends_untold=until is not None)
    _end_stewardships(person)
    if person.is_active and reason != Ground.NOT_CONFIRMED:
        _tell(person, ended)


def _tell(person: User, ended: Sequence[tuple[Member, RoleEnd]]) -> None:
    """Tell a user which of their roles have ended; one message a reason."""
    for reason in dict.fromkeys(why for _, why in ended):
        members = [member for member, why in ended if why == reason]
        organisations = listed(dict.fromkeys(str(member.party) for member in members))
        sender.tell_leaver(person, [member.share.title for member in members], organisations, reason)


@transaction.atomic
def end_guests_of_holders(share: DataShare, by: User) -> None:
    """End the roles of the acquirer's guests who now work for a holder of the data, or answer requests for it.

    The data share is locked. Raise NotNow if the user who asks for this is such a guest.
    """
    works = Membership.objects.acting_for(OuterRef("party__organisation")).filter(user=OuterRef("user")).live()
    acquirers = Member.objects.live().filter(share=share, party__is_lead=True).exclude(user=None)
    guests: dict[User, list[Member]] = {}
    for member in _roles(acquirers.exclude(Exists(works))):
        if member.user:
            guests.setdefault(member.user, []).append(member)
    for person, here in guests.items():
        if not why_not_for(share, here[0].party, person, person.email):
            continue
        if person == by:
            raise NotNow("You answer for the data that this request asks for. Someone else must send the request.")
        _end(share, here, Cause.WORKS_ELSEWHERE)
        _tell(person, [(here[0], Cause.WORKS_ELSEWHERE)])


def _roles(members: QuerySet[Member]) -> list[Member]:
    return list(members.select_related("user", "party__organisation", "share"))


def _by_party(members: QuerySet[Member]) -> list[list[Member]]:
    """Return one person's roles in one data share, together for each party."""
    roles: dict[int, list[Member]] = defaultdict(list)
    for member in _roles(members):
        roles[member.party_id].append(member)
    return list(roles.values())


def _ground(
    person: User, here: Sequence[Member], reason: RoleEnd, *, moved: bool
) -> tuple[RoleEnd | None, datetime | None]:
    """Return why the user may no longer act for the party (None if they may), and until when they may."""
    if not person.is_active:
        return reason, None
    theirs = Membership.objects.acting_for(here[0].party.organisation_id).filter(user=person)
    ends = list(theirs.live().values_list("until", flat=True))
    if ends:
        return None, None if None in ends else max(filter(None, ends))
    began = min(member.since for member in here)
    left = moved or theirs.filter(until__lte=timezone.now(), until__gte=began).exists()
    if left:
        return reason, None
    elsewhere = why_not_for(here[0].share, here[0].party, person, person.email)
    return Cause.WORKS_ELSEWHERE if elsewhere else None, None


def _end_stewardships(person: User) -> None:
    """End a user's responsibility for records of an organisation they have left."""
    publisher = OuterRef("asset__publisher")
    theirs = Membership.objects.filter(user=OuterRef("user"), organisation=publisher)
    gone = Q(Exists(theirs.filter(until__lte=timezone.now(), until__gte=OuterRef("since")))) & ~Q(Exists(theirs.live()))
    for steward in Steward.objects.filter(user=person, until=None).filter(gone):
        steward.until = timezone.now()
        steward.save(update_fields=["until"])


def _end(share: DataShare, members: Sequence[Member], reason: RoleEnd) -> None:
    """End these roles of a user for one party, record it in the history, and ask for a lead if none is left."""
    now = timezone.now()
    for member in members:
        member.until, member.ends_untold = min(member.until or now, now), False
        member.save(update_fields=["until", "ends_untold"])
    person, party = members[0].user, members[0].party
    assert person is not None  # noqa: S101 (only roles of people with an account are looked for)
    policy.align(person, share)
    if not takes_part(share, person, person.email).exists():
        drop_mail(person, share.reference)
    facts = person_in_role(*members) | {"parties": [party.fact]}
    finish(share, EventKind.ROLE_ENDED, by=None, facts=facts, cause=reason, subject=about_role(members[0]))
    ask_for_lead(share, party)


def sweep() -> int:
    """End every role that a user no longer qualifies for. Return how many users that affected.

    A role that ends at a set time has no effect from then on; here it enters the history and leads are told.
    """
    return end_at_closed_bodies() + _end_what_was_due() + each(_lost(), _follow)


def _end_what_was_due() -> int:
    due = Member.objects.filter(ends_untold=True, until__lte=timezone.now()).order_by("share_id")
    pairs = set(due.values_list("share_id", "user_id"))
    return each(sorted(pairs, key=str), _end_due)


def _end_due(pair: tuple[int, int | None]) -> None:
    key, person = pair
    share = DataShare.objects.select_for_update().get(pk=key)
    due = Member.objects.filter(share=share, user=person, ends_untold=True, until__lte=timezone.now())
    for members in _by_party(due):
        _end(share, members, Cause.ROLE_EXPIRED)


def _follow(found: tuple[User, RoleEnd]) -> None:
    person, reason = found
    follow(person=person, reason=reason)


def _lost() -> list[tuple[User, RoleEnd]]:
    """Return the users with a live role they no longer qualify for, or which ends at another time, and why."""
    live, now = Member.objects.live().exclude(user=None), timezone.now()
    there = Membership.objects.acting_for(OuterRef("party__organisation")).filter(user=OuterRef("user"))
    left = there.filter(until__lte=now, until__gte=OuterRef("since"))
    works, share = Membership.objects.live().filter(user=OuterRef("user")), OuterRef("share")
    elsewhere = works.filter(Q(organisation__parties__share=share) | Q(organisation__assets__shares=share))
    answers = Steward.objects.live().filter(user=OuterRef("user"), asset__shares=OuterRef("share"))
    limited = there.live().exclude(until=None)
    answering = Exists(answers) & Q(party__is_lead=True)
    gone = live.filter(Exists(left) | Exists(elsewhere) | answering).exclude(Exists(there.live()))
    ends = live.filter(Exists(limited), until=None).exclude(Exists(there.live().filter(until=None)))
    closed = User.objects.filter(pk__in=live.filter(user__is_active=False).values("user"))
    others = User.objects.filter(pk__in=(gone | ends).values("user"), is_active=True)
    gone_with_account = [(user, Cause.ACCOUNT_IS_CLOSED) for user in closed]
    return [*gone_with_account, *((user, Cause.NO_LONGER_THERE) for user in others)]
