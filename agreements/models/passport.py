"""The passport of an organisation: its standard answers, a new row for each change."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from community.models import Membership, Organisation, User


class StandardAnswerQuerySet(models.QuerySet["StandardAnswer"]):
    def newest(self) -> "StandardAnswerQuerySet":
        """Filter to the newest version of each answer."""
        return self.order_by("organisation_id", "key", "-version").distinct("organisation_id", "key")

    def readable_by(self, user: User) -> "StandardAnswerQuerySet":
        """Filter to those of organisations that this user is proved to work for."""
        works = Membership.objects.live().confirmed().filter(user=user)
        return self.filter(organisation__in=works.values("organisation"))


class StandardAnswer(models.Model):
    """One version of what an organisation answers to a question in every data share, and who confirmed it when.

    No row is ever changed: a data share names the version that its own answer came from.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="standard_answers")
    key = models.CharField(max_length=60)
    version = models.PositiveIntegerField(default=1)
    value = models.JSONField(help_text="Empty where the organisation no longer has a standard answer.")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    objects = StandardAnswerQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        ordering: ClassVar[list[str]] = ["organisation_id", "key", "-version"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["organisation", "key", "version"], name="one_standard_answer_a_question_and_version"
            )
        ]

    def __str__(self) -> str:
        return f"{self.key}, version {self.version}"

    def is_in(self, value: Any) -> bool:
        """Return whether an answer says this: the same, or a table with all of these rows among others."""
        if isinstance(self.value, list) and isinstance(value, list):
            return bool(self.value) and all(row in value for row in self.value)
        return bool(self.value) and value == self.value
