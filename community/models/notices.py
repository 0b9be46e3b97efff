"""Notifications, in the service and by mail."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from community.models.delivery import Delivery, DeliveryQuerySet
from datashare.lib.addresses import (
    AddressField,
)


class NotificationQuerySet(DeliveryQuerySet["Notification"]):
    def unread(self) -> "NotificationQuerySet":
        return self.filter(read_at=None)

    def for_the_summary(self) -> "NotificationQuerySet":
        """Filter to unread notifications for the next daily summary."""
        return self.filter(mailed_at=None, mail=Mail.DAILY, read_at=None)


class Mail(models.TextChoices):
    """How a notification is mailed, decided when it is stored."""

    AT_ONCE = "at_once", "At once"
    DAILY = "daily", "In the daily summary"
    NONE = "none", "Not at all"


class Notification(Delivery):
    """A notification in the service and by email. The row is the outbox entry; the queue only speeds it up."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.CASCADE, related_name="notifications"
    )
    email = AddressField(help_text="Where the email goes. A shared mailbox if no one there has an account yet.")
    subject = models.CharField(max_length=250)
    body = models.TextField()
    address = models.CharField(max_length=300, blank=True, help_text="The page that the message is about.")
    topic = models.CharField(
        max_length=40, blank=True, help_text="The reference of the data share that the message is about."
    )
    topic_name = models.CharField(max_length=200, blank=True)
    mail = models.CharField(max_length=10, choices=Mail.choices, default=Mail.AT_ONCE)
    why = models.CharField(
        max_length=300,
        blank=True,
        help_text="Why they get it. Empty if it is about a data share that they take part in.",
    )
    created = models.DateTimeField(default=timezone.now)
    read_at = models.DateTimeField(null=True, blank=True)
    sender = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    key = models.CharField(max_length=120, unique=True, help_text="Prevents the same message from being sent twice.")

    objects = NotificationQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = "message", "mail"
        ordering: ClassVar[list[str]] = ["-pk"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["user"], condition=Q(read_at=None), name="unread_notifications"),
            models.Index(fields=["id"], condition=Q(mailed_at=None, mail="at_once"), name="owed_mail_at_once"),
            models.Index(fields=["user"], condition=Q(mailed_at=None, mail="daily"), name="owed_summaries"),
            models.Index(fields=["refused_at"], condition=Q(refused_at__isnull=False), name="refused_mail"),
        ]

    def __str__(self) -> str:
        return self.subject
