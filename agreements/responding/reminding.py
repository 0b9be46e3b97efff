"""Reminds the people whose turn it is: two working days before their answer is due, and on the day. Idempotent."""

from datetime import timedelta
from typing import Final

from django.utils import timezone

from agreements.models import AnswerDate
from agreements.notifications.reminders import moment_of, remind
from community.organisations.nations import nation_of
from datashare.lib.batches import State, each

# Two working days and the longest row of days that are none; and how long after the day a late worker still reminds.
_MOST_AHEAD: Final = timedelta(days=10)
_LATEST: Final = timedelta(days=14)
BATCH: Final = 200


def remind_next(state: State) -> State | None:
    """Remind of the answers after the one where the last batch stopped."""
    today, after = timezone.localdate(), int(state.get("after", 0))
    near = AnswerDate.objects.awaited().filter(on__range=(today - _LATEST, today + _MOST_AHEAD), pk__gt=after)
    rows = list(near.select_related("edition__share__edition", "party__organisation").order_by("pk")[:BATCH])
    each(rows, _remind)
    return {"after": rows[-1].pk} if len(rows) == BATCH else None


def _remind(row: AnswerDate) -> None:
    if moment := moment_of(row.on, row.begun_at, nation_of(row.party.organisation)):
        remind(row, moment)
