"""Contacts and posts that changed after the signatures: told by notice, while the signed words stay as they are."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from datashare.lib.append_only import APPEND_ONLY, AppendOnly

from .agreement import Agreement
from .share import Party


class ContactNotice(AppendOnly, models.Model):
    """An organisation says that a contact or a post of its own is another from a day on."""

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="contact_notices")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    post = models.CharField(max_length=200, help_text="The post or contact, as the signed words name it.")
    was = models.CharField(max_length=300, help_text="What the signed words, or an earlier notice, say.")
    now = models.CharField(max_length=300)
    from_on = models.DateField(help_text="From which day.")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar[list[str]] = ["-pk"]
        default_permissions = ()
        triggers = APPEND_ONLY

    def __str__(self) -> str:
        return f"{self.post} of {self.party}: {self.now}"
