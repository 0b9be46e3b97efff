"""What experts are asked to check, by when, and what they said of the answers as they stood."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef
from django.utils import timezone

from agreements.states import CHECKED_IN
from community.models import User
from community.skills import Skill
from datashare.lib.append_only import APPEND_ONLY, AppendOnly

from .edition import Edition
from .members import Member
from .share import DataShare, Party


class ExpertResult(models.TextChoices):
    """What an expert says of the answers."""

    CONFIRMED = "confirmed", "I confirm these answers"
    CORRECTED = "corrected", "They must be corrected first"
    REFUSED = "refused", "I cannot confirm them"


class ExpertCheckQuerySet(models.QuerySet["ExpertCheck"]):
    def of(self, share: DataShare) -> "ExpertCheckQuerySet":
        """Filter to the newest check that each member was asked for here, in any edition, with what they said.

        A check is about answers, so it holds in a later edition while they stay the same. Two queries, or one for none.
        """
        here = self.filter(edition__share=share).filter(~Exists(self.model.objects.later_than(OuterRef("pk"))))
        return here.select_related("member__user", "party__organisation", "by").prefetch_related("answers")

    def later_than(self, check: OuterRef) -> "ExpertCheckQuerySet":
        """Filter to later checks of the same member as the one of the outer query."""
        return self.filter(member=OuterRef("member"), pk__gt=check)

    def awaited(self) -> "ExpertCheckQuerySet":
        """Filter to those that a member who still takes part has not answered, while answers are checked."""
        live = Member.objects.live().signed_up()
        newest = self.filter(~Exists(self.model.objects.later_than(OuterRef("pk"))), answers=None)
        return newest.filter(member__in=live, edition__state__in=CHECKED_IN)

    def awaited_from(self, user: User) -> "ExpertCheckQuerySet":
        """Filter to those that wait for this user."""
        return self.awaited().filter(member__user=user)


class ExpertCheck(AppendOnly, models.Model):
    """A member is asked to check what their organisation answered, or relies on, in the field of their skill.

    Never changed: to ask the same person again adds another, and the newest counts.
    """

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="checks")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="checks")
    skill = models.CharField(max_length=20, choices=Skill.choices)
    due = models.DateField()
    words = models.TextField(blank=True, help_text="What they are asked to look at.")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    objects = ExpertCheckQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["pk"]
        default_permissions = ()
        triggers = APPEND_ONLY

    def __str__(self) -> str:
        return f"{self.member} by {self.due}"

    @property
    def newest(self) -> "CheckAnswer | None":
        """The newest that the expert said. No query for one loaded with of()."""
        return max(self.answers.all(), key=lambda said: said.pk, default=None)


class CheckAnswer(AppendOnly, models.Model):
    """What an expert said of the answers as they stood. A later one takes its place; it lapses when they change."""

    asked = models.ForeignKey(ExpertCheck, on_delete=models.PROTECT, related_name="answers")
    result = models.CharField(max_length=20, choices=ExpertResult.choices)
    words = models.TextField(blank=True, help_text="What must be corrected, or why they cannot confirm it.")
    about = models.CharField(max_length=64, help_text="SHA-256 of the answers beneath; it holds while they stay.")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar[list[str]] = ["pk"]
        default_permissions = ()
        triggers = APPEND_ONLY

    def __str__(self) -> str:
        return f"{self.asked}: {self.result}"
