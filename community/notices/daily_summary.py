"""The daily summary: one mail a day with what needs no action."""

from collections.abc import Iterable
from datetime import datetime, time
from itertools import groupby
from typing import Final

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from community.models import Mail, Notification, User
from community.notices.outbox import how_to_get_fewer, promise
from datashare.lib.phrases import plural

# In United Kingdom time, which never changes at this hour.
AT: Final = time(7)
# The most lines in a mail; the page has the rest.
MOST_LINES: Final = 40
WHY: Final = "You get this because you chose to get a daily summary."


def make_summaries() -> int:
    """Enqueue today's summary for every user who is due one. Idempotent. Return how many."""
    now = timezone.localtime()
    if now.time() < AT:
        return 0
    until = timezone.make_aware(datetime.combine(now.date(), AT))
    waiting = Notification.objects.for_the_summary().filter(created__lt=until, user__is_active=True)
    people = list(waiting.order_by("user").values_list("user", flat=True).distinct())
    return sum(_summarise(person, until) for person in people if person)


@transaction.atomic
def _summarise(person: int, until: datetime) -> bool:
    """Put what waits into one mail, under the user's row lock; what comes later waits for tomorrow."""
    user = User.objects.select_for_update(skip_locked=True, no_key=True).filter(pk=person, is_active=True).first()
    key = f"summary:{person}:{until:%Y-%m-%d}"
    if user is None or Notification.objects.filter(key=key).exists():
        return False
    rows = list(Notification.objects.for_the_summary().filter(user=user, created__lt=until).order_by("topic", "pk"))
    if not rows:
        return False
    promise([_summary(user, rows, key)])
    Notification.objects.filter(pk__in=[row.pk for row in rows]).update(mailed_at=timezone.now())
    return True


def _summary(user: User, notifications: list[Notification], key: str) -> Notification:
    """Return the mail, without a notification in the service; it shows no name, only the address."""
    count = len(notifications)
    return Notification(
        email=user.email,
        subject=f"Your daily summary: {count} new {'notification' if count == 1 else 'notifications'}",
        body="\n\n".join(_groups(notifications)),
        address=reverse("notifications"),
        why=f"{WHY} {how_to_get_fewer()}",
        mail=Mail.AT_ONCE,
        key=key,
    )


def _groups(notifications: list[Notification]) -> Iterable[str]:
    """Yield the events by data share: its name, then a line each."""
    for topic, rows in groupby(notifications[:MOST_LINES], key=lambda row: row.topic):
        group = list(rows)
        name = " ".join(f"{group[-1].topic_name} {topic}".split()) or "Your account and organisation"
        yield "\n".join([name, *(f"- {_line(row)}" for row in group)])
    if len(notifications) > MOST_LINES:
        left = len(notifications) - MOST_LINES
        yield f"There {'is' if left == 1 else 'are'} {plural(left, 'more notification')}."
    yield "Read all your notifications:"


def _line(row: Notification) -> str:
    return " ".join(row.body.split())
