"""Incidents with data that was shared: what is known, what each organisation decided, and how they were closed."""

from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar, Final

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from datashare.lib.append_only import APPEND_ONLY, AppendOnly

from .agreement import Agreement
from .share import Party

# UK GDPR, Article 33(1), and the Data Protection Act 2018, section 67: after a controller became aware, whatever the
# day of the week.
TO_TELL: Final = timedelta(hours=72)


class Harm(models.TextChoices):
    """What was lost of the data (UK GDPR, Article 4(12))."""

    CONFIDENTIALITY = "confidentiality", "Confidentiality: someone saw it, or may have, who must not"
    INTEGRITY = "integrity", "Integrity: it was changed, or is wrong"
    AVAILABILITY = "availability", "Availability: it was lost, destroyed or cannot be reached"


class Addressee(models.TextChoices):
    """Whom a controller decides to tell, or not to tell, of an incident."""

    ICO = "ico", "The Information Commissioner’s Office (ICO)"
    PEOPLE = "people", "The people affected"


class IncidentQuerySet(models.QuerySet["Incident"]):
    def in_share(self, share: int) -> "IncidentQuerySet":
        """Filter to those under any version of the agreement of a data share: a later version ends none of them."""
        return self.filter(agreement__share=share)

    def still_open(self) -> "IncidentQuerySet":
        return self.filter(closed_at=None)


class Incident(models.Model):
    """An incident, as the organisation that found it recorded it. It names no one whom the data is about."""

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="incidents")
    number = models.PositiveIntegerField(help_text="1, 2, 3 … in the data share.")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+", help_text="Who found it.")
    happened_from = models.DateField()
    happened_to = models.DateField(null=True, blank=True, help_text="None: one day, or it still goes on.")
    harms = ArrayField(models.CharField(max_length=20, choices=Harm.choices))
    nature = models.TextField(help_text="What happened.")
    deliveries = models.TextField(blank=True, help_text="Which deliveries or copies it is about.")
    people = models.TextField(help_text="The kinds of people affected, never their names.")
    people_count = models.PositiveBigIntegerField(null=True, blank=True, help_text="About how many people.")
    record_count = models.PositiveBigIntegerField(null=True, blank=True, help_text="About how many records.")
    contact = models.CharField(max_length=300, help_text="Who can say more: the data protection officer, or a team.")
    consequences = models.TextField()
    measures = models.TextField(help_text="What was done, and what is proposed.")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    contained_at = models.DateTimeField(null=True, blank=True)
    explain_by = models.DateField(null=True, blank=True, help_text="By when the parties record cause and changes.")
    closed_at = models.DateTimeField(null=True, blank=True, help_text="When every party had agreed with that.")

    objects = IncidentQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["pk"]
        default_permissions = ()
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["at"], condition=Q(closed_at=None), name="incidents_open")
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["agreement", "number"], name="incidents_are_numbered")
        ]

    def __str__(self) -> str:
        return f"Incident {self.number} under {self.agreement}"

    @property
    def harms_in_words(self) -> str:
        return "; ".join(Harm(harm).label for harm in self.harms)


class IncidentAwareness(AppendOnly, models.Model):
    """When an organisation became aware of an incident: its own 72 hours count from then. A later row corrects it."""

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="awareness")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    aware_at = models.DateTimeField()
    how = models.TextField(blank=True, help_text="How it became aware, or why an earlier time was wrong.")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name_plural = "times of becoming aware"
        ordering: ClassVar[list[str]] = ["pk"]
        default_permissions = ()
        triggers = APPEND_ONLY

    def __str__(self) -> str:
        return f"{self.party} aware of {self.incident}"

    @property
    def tell_by(self) -> datetime:
        """When the 72 hours are over. Counted in hours, so also over a change of the clocks."""
        return self.aware_at.astimezone(UTC) + TO_TELL


class IncidentDecision(AppendOnly, models.Model):
    """An organisation told the ICO or the people affected, or decided not to, and why. The newest row counts."""

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="decisions")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    addressee = models.CharField(max_length=10, choices=Addressee.choices)
    told_at = models.DateTimeField(null=True, blank=True, help_text="None: it decided not to tell them.")
    reference = models.CharField(max_length=100, blank=True, help_text="The reference that the ICO gave.")
    words = models.TextField(help_text="What they were told and how, or why they were not told.")
    why_late = models.TextField(blank=True, help_text="Why it took more than 72 hours.")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar[list[str]] = ["pk"]
        default_permissions = ()
        triggers = APPEND_ONLY

    def __str__(self) -> str:
        return f"{self.party} on telling {self.addressee} of {self.incident}"


class IncidentNote(AppendOnly, models.Model):
    """More that became known of an incident (UK GDPR, Article 33(4)), or how it was contained."""

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="notes")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    contains = models.BooleanField(default=False, help_text="It says how the incident was contained.")
    words = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar[list[str]] = ["pk"]
        default_permissions = ()
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["incident"], condition=Q(contains=True), name="an_incident_is_contained_once"
            )
        ]
        triggers = APPEND_ONLY

    def __str__(self) -> str:
        return f"{self.party} on {self.incident}"


class JointRecordQuerySet(models.QuerySet["JointRecord"]):
    def with_returned(self) -> "JointRecordQuerySet":
        """Add, as `returned`, whether a party has returned it."""
        returned: dict[str, Any] = {"returned": Exists(_returns())}
        return self.annotate(**returned)

    def waiting(self) -> "JointRecordQuerySet":
        """Filter to those that no party has returned, of incidents that are not closed."""
        return self.filter(~Exists(_returns()), incident__closed_at=None)


def _returns() -> "models.QuerySet[JointRecordAnswer]":
    """Return the answers that return the record of the outer query."""
    return JointRecordAnswer.objects.filter(joint_record=OuterRef("pk"), agrees=False)


class JointRecord(AppendOnly, models.Model):
    """What happened, why, and what each organisation changes. Once all agree with it, the incident is closed."""

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="joint_records")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    happened = models.TextField()
    cause = models.TextField()
    changes = models.TextField(help_text="What each organisation changes.")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    # Filled by with_returned().
    returned = False

    objects = JointRecordQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["pk"]
        default_permissions = ()
        triggers = APPEND_ONLY

    def __str__(self) -> str:
        return f"Record of {self.incident}"


class JointRecordAnswer(AppendOnly, models.Model):
    """A party agrees with the joint record of an incident, or returns it with a reason."""

    joint_record = models.ForeignKey(JointRecord, on_delete=models.PROTECT, related_name="answers")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    agrees = models.BooleanField()
    reason = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar[list[str]] = ["pk"]
        default_permissions = ()
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["joint_record", "party"], name="a_party_answers_a_record_once")
        ]
        triggers = APPEND_ONLY

    def __str__(self) -> str:
        return f"{self.party} on {self.joint_record}"
