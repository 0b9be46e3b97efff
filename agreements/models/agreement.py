"""An agreement: the words of an edition that were offered for signature, and what became of them."""

from copy import copy
from datetime import date
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import OuterRef, Q, Subquery
from django.utils import timezone

from .edition import Edition
from .share import DataShare


class Ending(models.TextChoices):
    """How an agreement that was in force ends."""

    SUPERSEDED = "superseded", "A later version took its place"
    TERM = "term", "Its term is over"
    NOTICE = "notice", "An organisation gave notice"
    AT_ONCE = "at_once", "An organisation ended it at once"


class AgreementQuerySet(models.QuerySet["Agreement"]):
    def in_force(self) -> "AgreementQuerySet":
        return self.filter(in_force_at__isnull=False, ended_at=None)

    def superseded(self) -> "AgreementQuerySet":
        return self.filter(in_force_at__isnull=False, ends_by=Ending.SUPERSEDED)

    def listed(self) -> "AgreementQuerySet":
        """Filter to those that the register shows: in force, or ended and not replaced by a later version."""
        return self.filter(in_force_at__isnull=False).exclude(ends_by=Ending.SUPERSEDED)

    def over(self, today: date) -> "AgreementQuerySet":
        """Filter to those in force whose last day is before today."""
        return self.in_force().filter(ends_on__lt=today)

    def with_later(self) -> "AgreementQuerySet":
        """Add, as `later`, the number of the agreement that took the place of each; None if none has."""
        took = Agreement.objects.filter(edition__varies=OuterRef("edition"), in_force_at__isnull=False)
        later: dict[str, Any] = {"later": Subquery(took.values("number")[:1])}
        return self.annotate(**later)

    def offered(self) -> "AgreementQuerySet":
        """Filter to those offered for signature: neither in force yet nor taken back."""
        return self.filter(in_force_at=None, taken_back_at=None)


class Agreement(models.Model):
    """One version of a data share that was offered for signature, and its outcome. Its words are stored apart."""

    share = models.ForeignKey(DataShare, on_delete=models.PROTECT, related_name="agreements")
    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="agreements")
    number = models.PositiveIntegerField(help_text="The version: 1, 2, 3 … each time the text is frozen.")
    offered_at = models.DateTimeField("frozen at", default=timezone.now)
    offered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    core_by = models.DateField(
        "waits for everyone until",
        null=True,
        blank=True,
        help_text="From the day after, it comes into force once the core parties have signed. None: it waits for all.",
    )
    taken_back_at = models.DateTimeField("reopened at", null=True, blank=True)
    in_force_at = models.DateTimeField(null=True, blank=True)
    review_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField("last day", null=True, blank=True, help_text="As its words or a notice say.")
    ends_by = models.CharField(max_length=20, blank=True, choices=Ending.choices, help_text="How it ends, or ended.")
    ended_at = models.DateTimeField(null=True, blank=True)

    # Filled by with_later().
    later: int | None = None

    objects = AgreementQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["share", "number"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["ends_on"], condition=Q(ended_at=None), name="agreements_that_will_end")
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["share", "number"], name="agreements_are_numbered"),
            models.UniqueConstraint(
                fields=["share"],
                condition=Q(in_force_at__isnull=False, ended_at=None),
                name="at_most_one_agreement_in_force",
            ),
            models.UniqueConstraint(
                fields=["share"],
                condition=Q(in_force_at=None, taken_back_at=None),
                name="at_most_one_agreement_offered",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.share.reference}, agreement {self.number}"

    @property
    def ended_on(self) -> date | None:
        """The last day on which it was in force, in the United Kingdom; None while it is."""
        if self.ended_at is None:
            return None
        ended = timezone.localdate(self.ended_at)
        return min(self.ends_on, ended) if self.ends_on else ended

    @property
    def is_under_notice(self) -> bool:
        return self.ended_at is None and self.ends_by == Ending.NOTICE

    @property
    def share_as_agreed(self) -> DataShare:
        """Its data share, read in the edition of this agreement, whichever edition people work on now."""
        share = copy(self.share)
        share.edition = self.edition
        return share
