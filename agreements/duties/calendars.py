"""Dates as calendar files (RFC 5545): titles and days, and nothing else."""

import hashlib
import secrets
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Final, NamedTuple

from django.db.models import Q, QuerySet
from django.utils import timezone
from icalendar import Calendar
from icalendar import Event as Day

from agreements.models import Agreement, CalendarFeed, DataShare, Disposal, Duty, DutyKind, Member, Party
from community.models import User

_PRODUCER: Final = "-//Design a data share//EN"
_HOST: Final = "design-a-data-share"


class Dated(NamedTuple):
    """One day of a calendar; `key` stays the same when the day moves."""

    key: str
    day: date
    title: str


def new_address(user: User) -> str:
    """Return a new secret for a user's calendar address. The one before stops working; only a digest is kept."""
    secret = secrets.token_urlsafe(32)
    made = {"digest": _digest(secret), "made_at": timezone.now()}
    CalendarFeed.objects.update_or_create(user=user, defaults=made)
    return secret


def stop_address(user: User) -> None:
    """Let a user's calendar address work no more. Idempotent."""
    CalendarFeed.objects.filter(user=user).delete()


def owner_of(secret: str) -> User | None:
    """Return whose calendar address has this secret; None for a wrong or renewed one, or a closed account."""
    feed = CalendarFeed.objects.select_related("user").filter(digest=_digest(secret), user__is_active=True).first()
    return feed.user if feed else None


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def dates_of(user: User) -> list[Dated]:
    """Return the dates of a user's data shares that concern their organisations. Four queries."""
    own = Member.objects.live().filter(user=user)
    parties = set(own.values_list("party", flat=True))
    shares = DataShare.objects.visible_to(user).values("pk")
    return list(_dated(Agreement.objects.filter(share__in=shares), parties))


def dates_in(agreement: Agreement) -> list[Dated]:
    """Return every date under one agreement. Four queries."""
    parties = set(Party.objects.filter(share=agreement.share_id).values_list("pk", flat=True))
    return list(_dated(Agreement.objects.filter(pk=agreement.pk), parties))


def _dated(agreements: QuerySet[Agreement], parties: set[int]) -> Iterator[Dated]:
    listed = Agreement.objects.listed().filter(pk__in=agreements)
    owed = Duty.objects.alive().still_open().filter(agreement__in=listed, due_on__isnull=False)
    for duty in owed.filter(Q(party=None) | Q(party__in=parties)).select_related("agreement__share"):
        if duty.due_on:
            title = f"{DutyKind(duty.kind).label}: {duty.agreement.share.title}"
            yield Dated(f"duty-{duty.pk}", duty.due_on, title)
    proving = Disposal.objects.filter(agreement__share__in=listed.values("share"), party__in=parties, proved_at=None)
    for disposal in proving.select_related("agreement__share"):
        title = f"Certify the disposal of the data: {disposal.agreement.share.title}"
        yield Dated(f"disposal-{disposal.pk}", disposal.due_on, title)
    for agreement in listed.in_force().filter(ends_on__isnull=False).select_related("share"):
        if agreement.ends_on:
            yield Dated(f"end-{agreement.pk}", agreement.ends_on, f"The agreement ends: {agreement.share.title}")


def calendar_file(name: str, dates: Iterable[Dated]) -> bytes:
    """Return an iCalendar file with a whole day for each date."""
    calendar = Calendar()
    calendar.add("prodid", _PRODUCER)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    now = timezone.now()
    for dated in dates:
        event = Day()
        event.add("uid", f"{dated.key}@{_HOST}")
        event.add("dtstamp", now)
        event.add("dtstart", dated.day)
        event.add("dtend", dated.day + timedelta(days=1))
        event.add("summary", dated.title)
        event.add("transp", "TRANSPARENT")
        calendar.add_component(event)
    return bytes(calendar.to_ical())
