"""Reviews of an agreement: what was found, what each benefit came to, the outcome, and who agreed."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef
from django.utils import timezone

from datashare.lib.append_only import APPEND_ONLY, AppendOnly

from .agreement import Agreement
from .duties import Duty
from .share import Party


class ReviewOutcome(models.TextChoices):
    """What a review comes to. None of these happens by itself."""

    CONTINUE = "continue", "Continue as it is"
    VARY = "vary", "Vary the agreement"
    SUSPEND = "suspend", "Suspend the sharing"
    END = "end", "End the agreement"


class ReviewQuerySet(models.QuerySet["Review"]):
    def with_returned(self) -> "ReviewQuerySet":
        """Add, as `returned`, whether a party has returned it."""
        returned: dict[str, Any] = {"returned": Exists(_returns())}
        return self.annotate(**returned)

    def waiting(self) -> "ReviewQuerySet":
        """Filter to those not done, that no party has returned."""
        return self.filter(~Exists(_returns()), done_at=None)


def _returns() -> "models.QuerySet[ReviewAnswer]":
    """Return the answers that return the review of the outer query."""
    return ReviewAnswer.objects.filter(review=OuterRef("pk"), agrees=False)


class Review(models.Model):
    """A review, as a lead recorded it. It is done once every other party has agreed."""

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="reviews")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    held_on = models.DateField()
    needed = models.TextField(help_text="Whether the data is still needed, and whether less would do.")
    used = models.TextField(help_text="Whether it is used as agreed.")
    changed = models.TextField(help_text="What has changed since the agreement, or the last review.")
    outcome = models.CharField(max_length=20, choices=ReviewOutcome.choices)
    reason = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    done_at = models.DateTimeField(null=True, blank=True, help_text="When every party had agreed.")
    duty = models.ForeignKey(
        Duty,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="reviews",
        help_text="The review that was due, and is done by it.",
    )

    # Filled by with_returned().
    returned = False

    objects = ReviewQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return f"Review of {self.agreement}, {self.held_on}"


class BenefitAchieved(AppendOnly, models.Model):
    """What one measure of the signed agreement came to, as a review found."""

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="benefits")
    measure = models.TextField()
    baseline = models.CharField(max_length=200, blank=True)
    target = models.CharField(max_length=200, blank=True)
    due_on = models.DateField(null=True, blank=True)
    achieved = models.CharField(max_length=200)
    evidence = models.TextField(blank=True)

    class Meta:
        verbose_name_plural = "benefits achieved"
        ordering: ClassVar[list[str]] = ["pk"]
        default_permissions = ()
        triggers = APPEND_ONLY

    def __str__(self) -> str:
        return self.measure


class ReviewAnswer(AppendOnly, models.Model):
    """A party agrees with a review, or returns it with a reason."""

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="answers")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    agrees = models.BooleanField()
    reason = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar[list[str]] = ["pk"]
        default_permissions = ()
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["review", "party"], name="a_party_answers_a_review_once")
        ]
        triggers = APPEND_ONLY

    def __str__(self) -> str:
        return f"{self.party} on {self.review}"
