"""Scheduled jobs in United Kingdom time, tracked in a table: a missed job runs when beat is back."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Final

from django.utils import timezone


@dataclass(frozen=True)
class ClockJob:
    """A function that does a batch, due once a day at an hour, or once an hour at a minute."""

    does: str
    minute: int
    hour: int | None = None

    def due_since(self, now: datetime) -> datetime:
        """Return when it was last due."""
        local = timezone.localtime(now)
        if self.hour is None:
            due = local.replace(minute=self.minute, second=0, microsecond=0)
            return due if due <= local else due - timedelta(hours=1)
        due = self._on(local)
        return due if due <= local else self._on(local - timedelta(days=1))

    def late_after(self) -> timedelta:
        """Return how long after it was due an operator is alerted."""
        return timedelta(minutes=90) if self.hour is None else timedelta(hours=4)

    def _on(self, day: datetime) -> datetime:
        return timezone.make_aware(datetime.combine(day.date(), time(self.hour or 0, self.minute)))


JOBS: Final[dict[str, ClockJob]] = {
    "weigh the words of the catalogue": ClockJob("catalogue.search.word_weights.refresh_in_one_batch", minute=10),
    "remind of answers that are due": ClockJob("agreements.responding.reminding.remind_next", hour=7, minute=0),
    "remind of reviews and last days": ClockJob("agreements.reviewing.reminding.remind_next", hour=7, minute=5),
    "remind of answers to check": ClockJob("agreements.members.check_reminders.remind_next", hour=7, minute=0),
    "count what holds requests up": ClockJob("agreements.responding.counting.count_in_one_batch", hour=3, minute=30),
    "open duties": ClockJob("agreements.duties.opening.open_next", minute=20),
    "open the next supplies": ClockJob("agreements.duties.opening.open_following", hour=0, minute=15),
    "remind of duties": ClockJob("agreements.duties.reminding.remind_next", hour=7, minute=15),
    "tell of what lapsed": ClockJob("agreements.assessing.lapsed.tell_next", hour=6, minute=50),
    "remind of signatures": ClockJob("agreements.signing.reminding.remind_next", hour=7, minute=20),
    "remind of disposals": ClockJob("agreements.reviewing.reminding.remind_of_disposals", hour=7, minute=10),
    "remind of incidents": ClockJob("agreements.reviewing.incident_reminding.remind_next", minute=5),
    "check every chain and seal": ClockJob("agreements.verifying.nightly.verify_next", hour=2, minute=30),
}
