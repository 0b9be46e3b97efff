"""The life of an agreement after its signatures: suspensions, and the parties that end their part in it."""

from datetime import date
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, OuterRef, Q
from django.db.models.functions import TruncDate
from django.utils import timezone

from datashare.lib.append_only import APPEND_ONLY, AppendOnly

from .agreement import Agreement, Ending
from .share import Party


class SuspensionGround(models.TextChoices):
    """Why a party may suspend the sharing at once, as the signed words say."""

    UNLAWFUL = "unlawful", "Continuing would be unlawful"
    AT_RISK = "at_risk", "Continuing would put people at risk"
    INCIDENT = "incident", "There has been a serious incident"
    REVIEW_OVERDUE = "review_overdue", "A review is more than 3 months overdue"


class EndGround(models.TextChoices):
    """Why a party may end its part at once, as the signed words say."""

    NO_POWER = "no_power", "The power or gateway on which it relies no longer exists"
    UNLAWFUL = "unlawful", "Continuing would be unlawful"
    BREACH = "breach", "Another party committed a serious breach"


class SuspensionQuerySet(models.QuerySet["Suspension"]):
    def standing(self) -> "SuspensionQuerySet":
        return self.filter(lifted_at=None)

    def on(self, day: OuterRef) -> "SuspensionQuerySet":
        """Filter to those that hold on a day. The day on which something resumes is none."""
        days = self.annotate(first=TruncDate("at"), last=TruncDate("lifted_at"))
        return days.filter(Q(last=None) | Q(last__gt=day), first__lte=day)


class Suspension(models.Model):
    """A time in which no data is supplied under an agreement, or none to and from one of several parties.

    The agreement stays in force. Leads of all parties that it concerns lift it. If it stands when a variation
    comes into force, it moves on to that agreement.
    """

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="suspensions")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    is_whole = models.BooleanField(default=True, help_text="No data moves; if not, none to and from the party.")
    ground = models.CharField(max_length=20, choices=SuspensionGround.choices)
    reason = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    lifted_at = models.DateTimeField(null=True, blank=True)

    objects = SuspensionQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["pk"]
        default_permissions = ()
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["agreement"],
                condition=Q(lifted_at=None, is_whole=True),
                name="an_agreement_is_suspended_once_at_a_time",
            ),
            models.UniqueConstraint(
                fields=["agreement", "party"], condition=Q(lifted_at=None), name="a_party_suspends_once_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agreement} suspended by {self.party}"


class SuspensionLift(AppendOnly, models.Model):
    """A party's agreement, in writing, that the reason for a suspension has gone."""

    suspension = models.ForeignKey(Suspension, on_delete=models.PROTECT, related_name="lifts")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    why = models.TextField(help_text="Why the reason has gone.")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar[list[str]] = ["pk"]
        default_permissions = ()
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["suspension", "party"], name="a_party_lifts_a_suspension_once")
        ]
        triggers = APPEND_ONLY

    def __str__(self) -> str:
        return f"{self.party} agrees that {self.suspension} ends"


class DepartureQuerySet(models.QuerySet["Departure"]):
    def due(self, today: date) -> "DepartureQuerySet":
        """Filter to notices of agreements in force whose last day is over."""
        in_force = self.filter(agreement__in_force_at__isnull=False, agreement__ended_at=None)
        return in_force.filter(done_at=None, last_day__lt=today)

    def gone(self) -> "DepartureQuerySet":
        return self.filter(done_at__isnull=False)

    def gone_early(self) -> "DepartureQuerySet":
        """Filter to those that are gone while the others went on: before the end, or before a later version."""
        went_on = Q(agreement__ended_at=None) | Q(agreement__ends_on=None) | Q(agreement__ends_by=Ending.SUPERSEDED)
        return self.gone().filter(went_on | Q(last_day__lt=F("agreement__ends_on")))


class Departure(models.Model):
    """A party ends its part in an agreement: with notice until a last day, or at once for a ground in the words."""

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="departures")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="departures")
    ground = models.CharField(max_length=20, blank=True, choices=EndGround.choices, help_text="Empty for notice.")
    reason = models.TextField()
    last_day = models.DateField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    done_at = models.DateTimeField(null=True, blank=True, help_text="When its part had ended.")

    objects = DepartureQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["pk"]
        default_permissions = ()
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["last_day"], condition=Q(done_at=None), name="departures_to_come")
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["agreement", "party"], name="a_party_leaves_an_agreement_once")
        ]

    def __str__(self) -> str:
        return f"{self.party} leaves {self.agreement}"
