"""Reminds experts of what they were asked to check: two working days before, and on the day. Idempotent."""

from datetime import timedelta
from typing import Final

from django.utils import timezone

from agreements.models import ExpertCheck
from agreements.notifications.reminders import moment_of, remind_expert
from community.organisations.nations import nation_of
from datashare.lib.batches import State, each

# Two working days and the longest row of days that are none; and how long after the day a late worker still reminds.
_MOST_AHEAD: Final = timedelta(days=10)
_LATEST: Final = timedelta(days=14)
BATCH: Final = 200


def remind_next(state: State) -> State | None:
    """Remind of the checks after the one where the last batch stopped."""
    today, after = timezone.localdate(), int(state.get("after", 0))
    near = ExpertCheck.objects.awaited().filter(due__range=(today - _LATEST, today + _MOST_AHEAD), pk__gt=after)
    related = ("edition__share__edition", "party__organisation", "member__user", "by")
    checks = list(near.select_related(*related).order_by("pk")[:BATCH])
    each(checks, _remind)
    return {"after": checks[-1].pk} if len(checks) == BATCH else None


def _remind(check: ExpertCheck) -> None:
    if moment := moment_of(check.due, check.at, nation_of(check.party.organisation)):
        remind_expert(check, moment)
