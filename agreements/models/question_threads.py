"""Threads between who asks and one supplier, each about one question of a request."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from .edition import Edition
from .share import Party


class QuestionThreadQuerySet(models.QuerySet["QuestionThread"]):
    def unresolved(self) -> "QuestionThreadQuerySet":
        return self.filter(resolved_at=None)


class QuestionThread(models.Model):
    """What who asks and a supplier write to each other about a question, until one of them says it is resolved."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="threads")
    party = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="+", help_text="The supplier.")
    key = models.CharField("the question", max_length=60)
    resolved_at = models.DateTimeField(null=True, blank=True)
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = QuestionThreadQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        ordering: ClassVar[list[str]] = ["pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["edition", "party", "key"], name="one_thread_a_question_and_supplier")
        ]

    def __str__(self) -> str:
        return self.key


class ThreadPost(models.Model):
    thread = models.ForeignKey(QuestionThread, on_delete=models.CASCADE, related_name="posts")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    text = models.TextField()
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        default_permissions = ()
        ordering: ClassVar[list[str]] = ["pk"]

    def __str__(self) -> str:
        return self.text[:60]
