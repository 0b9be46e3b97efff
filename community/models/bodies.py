"""Outside lists' entries for a public body, and the recorded move of its work to its successor."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.dispatch import Signal
from django.utils import timezone

from datashare.lib.append_only import APPEND_ONLY, AppendOnly

# Sent in the move's transaction: `closed`, `successor` and `reason`; a receiver returns how many rows it moved.
body_moved = Signal()


class Listing(models.Model):
    """An outside list's entry for this body: its stable id there, and its values at the last import."""

    organisation = models.ForeignKey("community.Organisation", on_delete=models.CASCADE, related_name="listings")
    source = models.CharField(max_length=60)
    key = models.CharField("id in its source", max_length=100)
    stated = models.JSONField(default=dict, help_text="What the list said at the last import.")
    former = models.JSONField(default=list, help_text="Names and short names that it had there before.")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["source", "key"], name="one_listing_an_id_and_source")
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.key}"


class OrganisationMove(AppendOnly, models.Model):
    """The move of a closed body's handlers and records to its successor. Written once, never changed."""

    closed = models.ForeignKey("community.Organisation", on_delete=models.PROTECT, related_name="moves")
    successor = models.ForeignKey("community.Organisation", on_delete=models.PROTECT, related_name="moves_here")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=500)
    handlers = models.PositiveIntegerField(help_text="How many people who answer requests moved.")
    records = models.PositiveIntegerField(help_text="How many records moved.")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = "move of work from a closed organisation"
        verbose_name_plural = "moves of work from closed organisations"
        ordering: ClassVar[list[str]] = ["-pk"]
        triggers = APPEND_ONLY

    def __str__(self) -> str:
        return f"{self.closed} to {self.successor}"
