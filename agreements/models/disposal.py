"""Disposal of the data that was supplied under an agreement: what is owed, its certificates, and their answers."""

from datetime import date
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef
from django.utils import timezone

from datashare.lib.append_only import APPEND_ONLY, AppendOnly

from .agreement import Agreement
from .share import Party


class DisposalMethod(models.TextChoices):
    """How data is destroyed (the methods of NIST SP 800-88, in plain words)."""

    CLEAR = "clear", "Overwritten or deleted, so that ordinary tools cannot recover it"
    PURGE = "purge", "Erased, so that a laboratory cannot recover it"
    DESTROY = "destroy", "The media that held it were destroyed"
    KEYS = "keys", "It was encrypted, and every key was destroyed"


class DisposalQuerySet(models.QuerySet["Disposal"]):
    def with_state(self) -> "DisposalQuerySet":
        """Add, as `certified` and `returned`, whether there is a certificate, and whether the newest was returned."""
        newest = DisposalCertificate.objects.filter(disposal=OuterRef("pk")).newest()
        returned = newest.filter(Exists(DisposalAnswer.objects.filter(certificate=OuterRef("pk"), accepts=False)))
        state: dict[str, Any] = {"certified": Exists(newest), "returned": Exists(returned)}
        return self.annotate(**state)

    def in_share(self, share: int) -> "DisposalQuerySet":
        """Filter to those under any version of the agreement of a data share: a later version ends none of them."""
        return self.filter(agreement__share=share)

    def due(self, first: date, last: date) -> "DisposalQuerySet":
        """Filter to those not proved that are due between these days."""
        return self.filter(proved_at=None, due_on__range=(first, last))


class Disposal(models.Model):
    """What a party that received data owes after the end: to dispose of it, and to certify that it has."""

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="disposals")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="disposals")
    opened_at = models.DateTimeField(default=timezone.now)
    due_on = models.DateField(help_text="By when the certificate is due, if the data was not to be kept for longer.")
    proved_at = models.DateTimeField(null=True, blank=True, help_text="When every giver had accepted a certificate.")

    # Filled by with_state().
    certified = False
    returned = False

    objects = DisposalQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["pk"]
        default_permissions = ()
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["agreement", "party"], name="a_party_disposes_once")
        ]

    def __str__(self) -> str:
        return f"{self.party} disposes of what it received under {self.agreement}"

    @property
    def waits_for_certificate(self) -> bool:
        return self.proved_at is None and (not self.certified or self.returned)

    @property
    def waits_for_givers(self) -> bool:
        return self.proved_at is None and self.certified and not self.returned


class CertificateQuerySet(models.QuerySet["DisposalCertificate"]):
    def newest(self) -> "CertificateQuerySet":
        """Filter to the last one of each disposal: a later one takes its place."""
        later = DisposalCertificate.objects.filter(disposal=OuterRef("disposal"), pk__gt=OuterRef("pk"))
        return self.exclude(Exists(later))


class DisposalCertificate(AppendOnly, models.Model):
    """A party certifies what it destroyed, how, when and by whom, and what it keeps."""

    disposal = models.ForeignKey(Disposal, on_delete=models.PROTECT, related_name="certificates")
    destroyed = models.TextField(help_text="What, in which systems; with copies, processors and files made from it.")
    method = models.CharField(max_length=20, choices=DisposalMethod.choices)
    tool = models.CharField(max_length=300, blank=True, help_text="The tool or contractor.")
    destroyed_on = models.DateField()
    done_by = models.CharField(max_length=200, help_text="The position of who did it.")
    verified_by = models.CharField(max_length=200, help_text="The position of who verified it.")
    backups_until = models.DateField(null=True, blank=True, help_text="By when the last backup is overwritten.")
    kept = models.TextField(blank=True, help_text="What is kept, why and until when.")
    office = models.CharField(max_length=200, help_text="The position in which the person certifies it.")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    objects = CertificateQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["pk"]
        default_permissions = ()
        triggers = APPEND_ONLY

    def __str__(self) -> str:
        return f"Certificate of {self.disposal.party}, {self.at:%Y-%m-%d}"


class DisposalAnswer(AppendOnly, models.Model):
    """A party that gave the data accepts a certificate, or returns it with the reason."""

    certificate = models.ForeignKey(DisposalCertificate, on_delete=models.PROTECT, related_name="answers")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    accepts = models.BooleanField()
    reason = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar[list[str]] = ["pk"]
        default_permissions = ()
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["certificate", "party"], name="a_giver_answers_a_certificate_once")
        ]
        triggers = APPEND_ONLY

    def __str__(self) -> str:
        return f"{self.party} {'accepts' if self.accepts else 'returns'} {self.certificate}"
