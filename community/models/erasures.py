"""The record that a person's details were erased: whose, why, by whom, when. It does not hold the name."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from datashare.lib.append_only import APPEND_ONLY, AppendOnly


class Erasure(AppendOnly, models.Model):
    """The erasure of a person (UK GDPR, Article 17). The database erases details only if this row exists."""

    person = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="erasure")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", verbose_name="by"
    )
    command = models.CharField(max_length=60, blank=True, help_text="The command, if no person did it.")
    reason = models.CharField(max_length=500)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar[list[str]] = ["-pk"]
        triggers = APPEND_ONLY

    def __str__(self) -> str:
        return f"Erasure {self.pk}"
