"""The delivery of one mail: sent, put off, or refused permanently."""

from typing import Self, TypeVar

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

Delivered = TypeVar("Delivered", bound="Delivery")


class DeliveryQuerySet(models.QuerySet[Delivered]):
    def owed(self) -> Self:
        """Filter to mail in the outbox that is due, oldest first."""
        return self.waiting().filter(Q(next_try_at=None) | Q(next_try_at__lte=timezone.now())).order_by("pk")

    def waiting(self) -> Self:
        """Filter to mail in the outbox, even if its next try is later."""
        at_once = self.filter(mailed_at=None, refused_at=None, mail="at_once")
        return at_once.filter(attempts__lt=F("attempts_allowed"))


class Delivery(models.Model):
    """The delivery state of a mail."""

    mailed_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    attempts_allowed = models.PositiveSmallIntegerField(default=20)
    next_try_at = models.DateTimeField(null=True, blank=True)
    refused_at = models.DateTimeField(null=True, blank=True)
    refusal = models.CharField(
        "last reply from the mail server",
        max_length=300,
        blank=True,
        default="",
        help_text="The reply when the mail server did not accept the email.",
    )

    class Meta:
        abstract = True
