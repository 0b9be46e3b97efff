"""What is owed to an agreement in force: its seal and its entry in the register; and the sealed file."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils import timezone

from datashare.lib.append_only import APPEND_ONLY, AppendOnly

from .agreement import Agreement


class JobQuerySet(models.QuerySet[Any]):
    def owed(self) -> "JobQuerySet":
        """Filter to jobs not done, not given up, and not leased to a worker that may still be working."""
        now = timezone.now()
        return self.filter(done_at=None, failed_at=None).filter(Q(leased_until=None) | Q(leased_until__lt=now))


class Job(models.Model):
    """A job owed to an agreement in force. The table is the outbox; the queue may lose it."""

    created = models.DateTimeField(default=timezone.now)
    leased_until = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    last_error = models.TextField(blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    failed_at = models.DateTimeField(null=True, blank=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        abstract = True


class SealJob(Job):
    """A sealing that is owed."""

    agreement = models.OneToOneField(Agreement, primary_key=True, on_delete=models.PROTECT, related_name="seal_job")

    def __str__(self) -> str:
        return f"Seal {self.agreement_id}"


class RegisterJob(Job):
    """An entry in the public register that is owed."""

    agreement = models.OneToOneField(Agreement, primary_key=True, on_delete=models.PROTECT, related_name="register_job")

    def __str__(self) -> str:
        return f"Register entry {self.agreement_id}"


class SealedFile(AppendOnly, models.Model):
    """The sealed PDF of an agreement: where it is, and its SHA-256."""

    agreement = models.OneToOneField(Agreement, primary_key=True, on_delete=models.PROTECT, related_name="sealed")
    name = models.CharField(max_length=200, unique=True)
    sha256 = models.CharField(max_length=64, unique=True)
    size = models.PositiveIntegerField(help_text="Bytes.")
    chain_head = models.CharField(max_length=64, help_text="Digest of the newest event when it was sealed.")
    sealed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        triggers = APPEND_ONLY

    def __str__(self) -> str:
        return self.name
