"""The public register as a table: one row for each agreement in force, rebuilt from it at any time."""

from collections.abc import Iterable
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Case, Q, When

from .agreement import Agreement, Ending
from .share import DataShare


class RegisterEntryQuerySet(models.QuerySet["RegisterEntry"]):
    def listed(self) -> "RegisterEntryQuerySet":
        """Filter by the state of the agreement itself, so that a stale entry is not shown: in force, or ended."""
        return self.filter(agreement__in_force_at__isnull=False).exclude(agreement__ends_by=Ending.SUPERSEDED)

    def in_force(self) -> "RegisterEntryQuerySet":
        return self.listed().filter(agreement__ended_at=None)

    def standing(self, states: Iterable[str]) -> "RegisterEntryQuerySet":
        """Filter to entries whose agreement stands in one of these ways: in_force, suspended or ended."""
        ended, wanted = Q(agreement__ended_at__isnull=False), set(states)
        going_on = Q(agreement__ended_at=None, agreement__edition__state__in=wanted - {"ended"})
        return self.filter(going_on | ended if "ended" in wanted else going_on)

    def of_bodies(self, names: Iterable[str]) -> "RegisterEntryQuerySet":
        """Filter to entries with one of these organisations on either side, or among those that keep to the rules."""
        bodies = list(names)
        on_a_side = Q(acquirers__overlap=bodies) | Q(suppliers__overlap=bodies)
        return self.filter(on_a_side | Q(members__overlap=bodies))

    def about(self, record: str) -> "RegisterEntryQuerySet":
        """Filter to entries about the catalogue record of this reference."""
        return self.filter(records__contains=[[record]])

    def newest_first(self) -> "RegisterEntryQuerySet":
        """Order by when they came into force, those that have ended last."""
        return self.order_by(Case(When(agreement__ended_at=None, then=0), default=1), "-in_force_since", "pk")


class RegisterEntry(models.Model):
    """The public entry of one agreement in force, or ended. Written by register/publish.py; holds no names."""

    # Whether the parts that parties have suspended stop all data; set by the export for many entries at once.
    nothing_moves = False
    share = models.OneToOneField(DataShare, primary_key=True, on_delete=models.CASCADE, related_name="entry")
    agreement = models.OneToOneField(Agreement, on_delete=models.CASCADE, related_name="entry")
    reference = models.CharField(max_length=12, unique=True)
    title = models.CharField(max_length=300)
    kind = models.CharField(max_length=100, help_text="What the agreement is called.")
    acquirers = ArrayField(models.TextField())
    suppliers = ArrayField(models.TextField())
    joins_later = ArrayField(
        models.TextField(), default=list, help_text="Parties that have not signed: they are neither of the two."
    )
    members = ArrayField(
        models.TextField(), default=list, help_text="Of common rules: the organisations that keep to them."
    )
    rules = models.JSONField(
        default=dict, help_text="The common rules that it stands under: reference, number, title; else empty."
    )
    signed_as = models.JSONField(help_text="[organisation, position] of each signatory.")
    purpose = models.TextField()
    policy_area = models.CharField(max_length=60, blank=True)
    power = models.CharField(max_length=60, blank=True)
    gateway = models.CharField(max_length=60, blank=True)
    data_types = ArrayField(models.CharField(max_length=60), default=list)
    records = models.JSONField(help_text="[reference, title, publisher] of each catalogue record.")
    says = models.JSONField(help_text="Each field by its name: lines, or columns and rows.")
    in_force_since = models.DateField()
    review_on = models.DateField(null=True, blank=True)
    search = SearchVectorField(null=True, editable=False)

    objects = RegisterEntryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "register entries"
        indexes: ClassVar[list[models.Index]] = [
            GinIndex(fields=["search"], name="words_of_the_register"),
            models.Index(fields=["-in_force_since", "share"], name="register_newest_first"),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.title}"
