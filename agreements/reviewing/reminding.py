"""Reminds leads of a review, the last day and a disposal: 90, 30 and 7 days before, and on the day. Idempotent."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

from django.db.models import Q
from django.utils import timezone

from agreements.models import Agreement, Disposal
from agreements.notifications.dated import remind_leads
from datashare.lib.batches import State, each

MOMENTS: Final = (90, 30, 7, 0)
# How long after the day a worker that was away still reminds of it.
_LATEST: Final = timedelta(days=14)
BATCH: Final = 200


def remind_next(state: State) -> State | None:
    """Remind of the dates of the agreements after the one where the last batch stopped."""
    today, after = timezone.localdate(), int(state.get("after", 0))
    near = (today - _LATEST, today + timedelta(days=MOMENTS[0]))
    dated = Q(review_on__range=near) | Q(ends_on__range=near)
    found = Agreement.objects.in_force().filter(dated, pk__gt=after).select_related("share__edition")
    rows = list(found.order_by("pk")[:BATCH])
    each(rows, _remind)
    return {"after": rows[-1].pk} if len(rows) == BATCH else None


def remind_of_disposals(state: State) -> State | None:
    """Remind those that owe a certificate of disposal, after the one where the last batch stopped."""
    today, after = timezone.localdate(), int(state.get("after", 0))
    due = Disposal.objects.with_state().due(today - _LATEST, today + timedelta(days=MOMENTS[0])).filter(pk__gt=after)
    rows = list(due.select_related("agreement__share__edition").order_by("pk")[:BATCH])
    each(rows, _remind_of_disposal)
    return {"after": rows[-1].pk} if len(rows) == BATCH else None


def _remind(agreement: Agreement) -> None:
    for what, day, moment in due_reminders(agreement, timezone.localdate()):
        remind_leads(agreement, what, day, moment)


def _remind_of_disposal(disposal: Disposal) -> None:
    moment = due_moment(disposal.due_on, timezone.localdate(), timezone.localdate(disposal.opened_at))
    if moment is not None and disposal.waits_for_certificate:
        remind_leads(disposal.agreement, "disposal", disposal.due_on, moment, party=disposal.party_id)


def due_reminders(agreement: Agreement, today: date) -> Iterator[tuple[str, date, int]]:
    """Yield what is due of an agreement: what it is about, the day, and how many days before it was to be told."""
    begun = timezone.localdate(agreement.in_force_at)
    for what, day in (("review", agreement.review_on), ("end", agreement.ends_on)):
        moment = due_moment(day, today, begun) if day else None
        if day and moment is not None:
            yield what, day, moment


def due_moment(day: date, today: date, begun: date) -> int | None:
    """Return the newest reminder that is due: 90, 30, 7 or 0 days before; None if there is none.

    One that would have been due before the agreement began is not sent late.
    """
    left = (day - today).days
    moment = min((moment for moment in MOMENTS if left <= moment), default=None)
    if moment is None or left < -_LATEST.days or day - timedelta(days=moment) < begun:
        return None
    return moment
