"""The questions and the guidance of an organisation for requests for its data, in versions."""

import secrets
from typing import ClassVar, Final

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from community.models import Organisation
from datashare.lib.append_only import append_only_but

MOST_QUESTIONS: Final = 10


def new_token() -> str:
    """Return the name of a version in the question set of an edition."""
    return secrets.token_hex(4)


class BodyQuestionsQuerySet(models.QuerySet["BodyQuestions"]):
    def published(self) -> "BodyQuestionsQuerySet":
        return self.exclude(published_at=None)

    def newest(self) -> "BodyQuestionsQuerySet":
        """Filter to the newest published version of each organisation."""
        return self.published().order_by("organisation_id", "-version").distinct("organisation_id")


class BodyQuestions(models.Model):
    """One version of what an organisation asks in requests for its data besides the questions of the service.

    It is prepared until it is published; a published version never changes. `questions` are mappings of key, ask,
    hint, kind and need; `guidance` is text by the key of a section.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="body_questions")
    version = models.PositiveIntegerField()
    token = models.CharField(max_length=8, unique=True, default=new_token, editable=False)
    name = models.CharField(max_length=300, help_text="What the organisation was called when it published this.")
    questions = models.JSONField(default=list)
    guidance = models.JSONField(default=dict)
    last_number = models.PositiveIntegerField(default=0, help_text="So that the key of a question is never used again.")
    revision = models.PositiveIntegerField(default=1, help_text="Counts changes, so that a stale form is noticed.")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    published_at = models.DateTimeField(null=True, blank=True)

    objects = BodyQuestionsQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        verbose_name_plural = "body questions"
        ordering: ClassVar[list[str]] = ["organisation_id", "-version"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["organisation", "version"], name="versions_of_questions_are_numbered"),
            models.UniqueConstraint(
                fields=["organisation"], condition=Q(published_at=None), name="one_version_of_questions_is_prepared"
            ),
        ]
        triggers = append_only_but("OLD.published_at IS NULL")[:1]

    def __str__(self) -> str:
        return f"Questions of {self.name}, version {self.version}"

    @property
    def asks_anything(self) -> bool:
        return bool(self.questions or self.guidance)
