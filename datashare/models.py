"""The front door's one table: when each scheduled job was last done."""

from django.db import models
from django.utils import timezone


class JobRun(models.Model):
    """The progress of a job of clock_jobs.JOBS: its last due time, its current worker, its last error."""

    name = models.CharField(max_length=100, primary_key=True)
    known_since = models.DateTimeField(default=timezone.now)
    done_for = models.DateTimeField(null=True, blank=True, help_text="The time it was due that it was last done for.")
    done_at = models.DateTimeField(null=True, blank=True)
    leased_until = models.DateTimeField(null=True, blank=True, help_text="While a worker does it.")
    again_at = models.DateTimeField(null=True, blank=True, help_text="After a failure, when it is tried again.")
    last_error = models.CharField(max_length=300, blank=True)
    state = models.JSONField(default=dict, blank=True, help_text="Where its last batch stopped.")

    def __str__(self) -> str:
        return self.name
