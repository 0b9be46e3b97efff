"""By when each side answers when it is its turn."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from agreements.states import AWAITED

from .edition import Edition
from .requesting import Round
from .share import Party


class AnswerDateQuerySet(models.QuerySet["AnswerDate"]):
    def awaited(self) -> "AnswerDateQuerySet":
        """Filter to those of parties whose turn it is."""
        return self.filter(met_at=None, edition__state__in=AWAITED)


class AnswerDate(models.Model):
    """The day by which a party answers about a round: that by default until it names one."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="answer_dates")
    party = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="answer_dates")
    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="+")
    on = models.DateField()
    named = models.BooleanField(default=False, help_text="Whether the party named it itself.")
    begun_at = models.DateTimeField(default=timezone.now)
    not_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="Who cannot answer for the party: the person who refused, if a refusal is reconsidered.",
    )
    met_at = models.DateTimeField(null=True, blank=True, help_text="When the party answered.")

    objects = AnswerDateQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["on"], condition=Q(met_at=None), name="answers_that_are_awaited")
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["party"], condition=Q(met_at=None), name="a_party_answers_once")
        ]

    def __str__(self) -> str:
        return f"{self.party} by {self.on}"
