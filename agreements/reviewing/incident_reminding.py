"""Reminds leads of an incident: of the 72 hours of each organisation, and of the joint record. Idempotent."""

from datetime import UTC, datetime, timedelta
from typing import Final

from django.utils import timezone

from agreements.models import TO_TELL, Addressee, Incident
from agreements.notifications.dated import remind_of_clock, remind_of_joint_record
from agreements.reviewing.incidents import concerned
from datashare.lib.batches import State, each

# Hours after an organisation became aware: a day, two days, six hours before the end, and the end.
HOURS: Final = (24, 48, 66, 72)
# Days before the joint record is due; -1 is the day after, when it is overdue.
DAYS: Final = (7, 0, -1)
# How long after the last moment a worker that was away still reminds.
_LATEST: Final = timedelta(days=14)
BATCH: Final = 200


def remind_next(state: State) -> State | None:
    """Remind of the open incidents after the one where the last batch stopped."""
    found = Incident.objects.still_open().filter(pk__gt=int(state.get("after", 0)))
    rows = list(found.select_related("agreement__share").order_by("pk")[:BATCH])
    each(rows, remind)
    return {"after": rows[-1].pk} if len(rows) == BATCH else None


def remind(incident: Incident) -> None:
    """Remind each organisation that has not decided on telling the ICO of its hours, and all of the joint record."""
    decided = set(incident.decisions.filter(addressee=Addressee.ICO).values_list("party", flat=True))
    aware = dict(incident.awareness.order_by("pk").values_list("party", "aware_at"))
    for party in concerned(incident):
        since = aware.get(party.pk, incident.at).astimezone(UTC)
        moment = due_hours(since, timezone.now())
        if party.pk not in decided and moment is not None:
            remind_of_clock(incident, party, since + TO_TELL, moment, is_known=party.pk in aware)
    days = due_days(incident, timezone.localtime())
    if days is not None:
        remind_of_joint_record(incident, days)


def due_hours(since: datetime, now: datetime) -> int | None:
    """Return the newest reminder that is due of 72 hours, in hours after the first; None if there is none."""
    if now > since + TO_TELL + _LATEST:
        return None
    return max((hours for hours in HOURS if now >= since + timedelta(hours=hours)), default=None)


def due_days(incident: Incident, now: datetime) -> int | None:
    """Return the newest reminder that is due of the joint record, in days before; none at night."""
    if incident.explain_by is None or now.hour < 7:
        return None
    left = (incident.explain_by - now.date()).days
    return None if left < -_LATEST.days else min((days for days in DAYS if left <= days), default=None)
