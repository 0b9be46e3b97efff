"""Reminds leads of duties 30 and 7 days before and on the day, and once when one is overdue. Idempotent."""

from datetime import date, timedelta
from typing import Final

from django.utils import timezone

from agreements.models import Duty, DutyKind, Repeat
from agreements.notifications.dated import remind_of_duty
from datashare.lib.batches import State, each

# Days before; -1 is the day after, when it is overdue.
MOMENTS: Final = (30, 7, 0, -1)
# How long after the day a worker that was away still reminds of it.
_LATEST: Final = timedelta(days=14)
BATCH: Final = 200
# What comes back as often as this is not announced so far ahead.
_SHORT: Final = {Repeat.WEEK: (0, -1), Repeat.MONTH: (7, 0, -1)}


def remind_next(state: State) -> State | None:
    """Remind of the duties after the one where the last batch stopped. Reviews have reminders of their own."""
    today, after = timezone.localdate(), int(state.get("after", 0))
    near = Duty.objects.alive().still_open().due_between(today - _LATEST, today + timedelta(days=MOMENTS[0]))
    due = near.exclude(kind=DutyKind.REVIEW).exclude(pk__in=Duty.objects.paused()).filter(pk__gt=after)
    rows = list(due.select_related("agreement__share", "party__organisation").order_by("pk")[:BATCH])
    each(rows, _remind)
    return {"after": rows[-1].pk} if len(rows) == BATCH else None


def _remind(duty: Duty) -> None:
    moment = moment_of(duty, timezone.localdate())
    if moment is not None:
        remind_of_duty(duty, moment)


def moment_of(duty: Duty, today: date) -> int | None:
    """Return the newest reminder that is due, in days before (-1: overdue); None if there is none.

    One that would have been due before the duty opened is not sent late.
    """
    if duty.due_on is None:
        return None
    left = (duty.due_on - today).days
    moments = _SHORT.get(Repeat(duty.repeats), MOMENTS)
    moment = min((moment for moment in moments if left <= moment), default=None)
    if moment is None or left < -_LATEST.days:
        return None
    began = timezone.localdate(duty.opened_at)
    return moment if moment < 0 or duty.due_on - timedelta(days=moment) >= began else None
