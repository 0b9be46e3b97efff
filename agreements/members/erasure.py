"""Erases a person on request (UK GDPR, Article 17): name and address go, proof of agreements stays."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from agreements.kinds import Cause, EventKind
from agreements.models import DataShare, EventDetails, Member
from agreements.workflow import finish
from community.accounts.names_in_tables import Known, Remains, known_as, remains_of
from community.accounts.scrubbing import empty_account, scrub
from community.models import Erasure, User
from datashare.lib.clock import long_date
from datashare.lib.exceptions import NotNow


@dataclass(frozen=True)
class Erased:
    """What was erased, by data share, and where the person is still named."""

    record: Erasure
    entries: Mapping[DataShare, Sequence[int]]
    remains: Sequence[Remains]

    def __str__(self) -> str:
        count = sum(map(len, self.entries.values()))
        return f"details of {count} entries in the histories of {len(self.entries)} data shares"


@transaction.atomic
def erase_person(*, person: User, reason: str, by: User | None = None, command: str = "") -> Erased:
    """Close the account, erase the person's details, and record it. Parties then without a lead are asked for one.

    Raise PermissionDenied unless `by` is support staff, NotNow if this person cannot be erased.
    """
    person = User.objects.select_for_update(no_key=True).get(pk=person.pk)
    if obstacle := obstacle_to_erasing(person, by):
        raise NotNow(obstacle)
    invited = Member.objects.filter(user=person).values_list("email", flat=True)
    known = known_as(person, invited)
    if known.stands_in(reason):
        raise NotNow("Remove the person’s name and address from the reason. We keep the reason.")
    shares = _held(person, known)
    record = Erasure.objects.create(person=person, by=by, command=command, reason=reason)
    entries = _erase_details(person, shares)
    empty_account(person)
    _empty_roles(person, known)
    scrub(person, known)
    for share, numbers in entries.items():
        _note(share, numbers, record)
    return Erased(record, entries, list(remains_of(known)))


def person_at(email: str) -> User | None:
    """Return the account at this address. One who was only invited gets a closed account, which can be erased."""
    person = User.objects.filter(email=email).first()
    if person is None and Member.objects.filter(email=email, user=None).exists():
        return User.objects.create_user(email, is_active=False)
    return person


def obstacle_to_erasing(person: User, by: User | None) -> str:
    """Return why support staff, or the operator, cannot erase this person; empty if they can."""
    if by is not None and not (by.is_active and by.is_superuser):
        raise PermissionDenied("Only support staff can erase the details of other people.")
    if by is not None and by.pk == person.pk:
        return "This is your own account. Ask another member of support staff."
    if done := Erasure.objects.filter(person=person).first():
        return f"The details of this person were erased on {long_date(done.at)}."
    if person.is_superuser and by is not None:
        return "This person is a member of support staff. The operator must remove that right (manage.py admin_rights)."
    others = User.objects.filter(is_superuser=True, is_active=True).exclude(pk=person.pk)
    if person.is_superuser and person.is_active and not others.exists():
        return "This is the last support staff account. Create another one first."
    return ""


def _held(person: User, known: Known) -> Mapping[int, DataShare]:
    """Return the data shares in which the person took part or did something, locked in order."""
    took_part = _roles_of(person, known).values("share")
    did = EventDetails.objects.filter(actor=person).values("event__share")
    theirs = DataShare.objects.select_for_update().filter(Q(pk__in=took_part) | Q(pk__in=did) | Q(opened_by=person))
    return {share.pk: share for share in theirs.order_by("pk")}


def _roles_of(person: User, known: Known) -> QuerySet[Member]:
    return Member.objects.filter(Q(user=person) | Q(user=None, email__in=known.addresses))


def _erase_details(person: User, shares: Mapping[int, DataShare]) -> Mapping[DataShare, Sequence[int]]:
    """Erase details through the database function, which alone may do it, and only after a recorded erasure."""
    entries: dict[DataShare, list[int]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute("SELECT share_key, number FROM public.erase_details(%s) ORDER BY 1, 2", [person.pk])
        for key, number in cursor.fetchall():
            entries[shares[key]].append(number)
    return entries


def _empty_roles(person: User, known: Known) -> None:
    """End the person's unaccepted invitations and remove the address from all their roles."""
    roles = _roles_of(person, known)
    roles.filter(Q(until=None) | Q(until__gt=timezone.now()), user=None).update(until=timezone.now())
    roles.update(email=person.email)


def _note(share: DataShare, numbers: Sequence[int], record: Erasure) -> None:
    """Record in the chain whose details were erased, and which, so that another removal cannot pass for it."""
    share.refresh_from_db()
    finish(
        share,
        EventKind.DETAILS_ERASED,
        by=None,
        facts={"entries": list(numbers)},
        cause=Cause.ERASURE,
        subject=f"erasure:{record.pk}",
        record={"erased": list(numbers), "person": record.person_id},
        at=record.at,
    )
