"""The answers of a request: those of the party that asks, and of each other party's own half."""

from datetime import datetime
from typing import Any, ClassVar, Final, NamedTuple, TypeVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from community.models import Organisation
from datashare.lib.aggregates import AsMapping

from .edition import Edition
from .passport import StandardAnswer
from .share import Party

# Keys among the answers of a request that no question has, so that no journey and no document reads them: who gives
# data to whom, and the holders without whose data the data share can go on.
GRID: Final = "flow_grid"
USEFUL: Final = "useful_holders"
Given = TypeVar("Given", bound=models.Model)


class AnswerMarks(NamedTuple):
    """By question: the data share an answer was copied from, and the time of the standard answer that it says."""

    copied: dict[str, str]
    standards: dict[str, datetime]


class AnswerQuerySet(models.QuerySet[Given]):
    def as_mapping(self) -> dict[str, Any]:
        """Return the answers by question key, as the journey reads them. One query, one row."""
        return dict(self.aggregate(given=AsMapping("key", "value"))["given"] or {})

    def mapped_by(self, of: Any) -> models.QuerySet[Any, Any]:
        """Group the answers by a field or a value, as rows of that and of the answers by question key."""
        grouped: dict[str, Any] = {"of": of if isinstance(of, models.Value) else models.F(of)}
        return self.order_by().values(**grouped).annotate(given=AsMapping("key", "value")).values_list("of", "given")

    def marks(self) -> "AnswerMarks":
        """Return where each answer that no one wrote here came from. One query."""
        marked = self.exclude(copied_from="", standard=None).values_list("key", "copied_from", "standard__at")
        copied, standards = {}, {}
        for key, source, at in marked:
            if source:
                copied[key] = source
            if at:
                standards[key] = at
        return AnswerMarks(copied, standards)

    def standard_of(self, organisation: Organisation, key: str) -> "AnswerQuerySet[Given]":
        """Filter to answers that say what this organisation's standard answers say to a question."""
        return self.filter(standard__organisation=organisation, standard__key=key)


class Answer(models.Model):
    """One answer to a question. Its author and time are shown beside each clause it feeds."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="answers")
    key = models.CharField(max_length=60)
    value = models.JSONField()
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    revision = models.PositiveIntegerField(default=1, help_text="Counts changes, so that a stale form is noticed.")
    standard = models.ForeignKey(
        StandardAnswer,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="The version of the organisation's standard answer that this says.",
    )

    copied_from = models.CharField(
        max_length=12,
        blank=True,
        default="",
        help_text="The reference of the data share that this was copied from, until someone here has saved it.",
    )

    objects = AnswerQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["edition", "key"], name="one_answer_a_question")
        ]

    def __str__(self) -> str:
        return self.key


class PartyAnswer(models.Model):
    """One answer of a party's own half: what it holds, under which power it gives or receives, on which conditions."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="party_answers")
    party = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="answers")
    key = models.CharField(max_length=60)
    value = models.JSONField()
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    revision = models.PositiveIntegerField(default=1)
    standard = models.ForeignKey(
        StandardAnswer,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="The version of the organisation's standard answer that this says.",
    )

    objects = AnswerQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["edition", "party", "key"], name="one_answer_a_question_and_party")
        ]

    def __str__(self) -> str:
        return self.key
