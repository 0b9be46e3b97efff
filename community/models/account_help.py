"""Support actions on a user's account."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from datashare.lib.append_only import AppendOnly, append_only_but


class Help(models.TextChoices):
    """The support actions on an account. Never: set a password, a second factor or an address."""

    RESET_LINK = "reset_link", "Send the person a link to set a new password"
    END_SESSIONS = "end_sessions", "Sign the person out everywhere"
    REMOVE_FACTORS = "remove_factors", "Remove the person’s second step"


class AccountHelp(AppendOnly, models.Model):
    """A support action on an account: what, why and who. Never changed; the reason is erased with the person."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="helped")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    act = models.CharField(max_length=20, choices=Help.choices)
    reason = models.CharField(max_length=500)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = "act of support"
        verbose_name_plural = "acts of support"
        ordering: ClassVar[list[str]] = ["-pk"]
        triggers = append_only_but(
            "NEW.reason = '' AND (NEW.id, NEW.person_id, NEW.by_id, NEW.act, NEW.at) "
            "IS NOT DISTINCT FROM (OLD.id, OLD.person_id, OLD.by_id, OLD.act, OLD.at) AND EXISTS "
            "(SELECT FROM public.community_erasure erasure WHERE erasure.person_id = OLD.person_id)"
        )

    def __str__(self) -> str:
        return f"{self.get_act_display()}: {self.person}"
