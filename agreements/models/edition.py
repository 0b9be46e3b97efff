"""An edition: one version of what a data share agrees, with a state of its own."""

from datetime import datetime
from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone

from agreements.states import IN_PREPARATION, STANDING, State
from community.models import User

from .share import DataShare


class EditionQuerySet(models.QuerySet["Edition"]):
    def standing(self) -> "EditionQuerySet":
        """Filter to those whose agreement binds its parties, suspended or not."""
        return self.filter(state__in=STANDING)

    def open_first(
        self,
        *,
        question_set: str,
        open_questions: int,
        title: str,
        by: User,
        at: datetime,
        is_umbrella: bool = False,
    ) -> DataShare:
        """Create a data share with its first edition. Only inside a transaction.

        Each row names the other: the database checks the reference to the edition when the transaction commits.
        """
        share = DataShare.objects.create(edition_id=0, title=title, opened_by=by, opened_at=at, is_umbrella=is_umbrella)
        asked: dict[str, Any] = {"question_set": question_set, "open_questions": open_questions}
        share.edition = self.create(share=share, number=1, state_since=at, **asked)
        share.save(update_fields=["edition"])
        return share


class Edition(models.Model):
    """One version of what is agreed, number 1, 2, 3: its answers, rounds, clauses and agreements, and its state.

    An edition varies the one in force when it was opened; that one stays in force until this one is signed by all.
    """

    share = models.ForeignKey(DataShare, on_delete=models.PROTECT, related_name="editions")
    number = models.PositiveSmallIntegerField()
    varies = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="varied_by")
    rules = models.ForeignKey(
        "Agreement",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="under",
        help_text="The edition of common rules that it stands under.",
    )
    state = models.CharField(max_length=20, default=State.DRAFT, choices=State.choices)
    state_since = models.DateTimeField(default=timezone.now)
    question_set = models.CharField(
        max_length=200,
        help_text="The version of the question set its answers belong to, with those of the questions of suppliers.",
    )
    open_questions = models.PositiveSmallIntegerField(
        default=0, help_text="How many answers the request still needs, so that lists need not read answers."
    )

    records_before = ArrayField(
        models.BigIntegerField(),
        default=list,
        blank=True,
        help_text="The records of the data share when this variation was opened: what it asks for again without it.",
    )

    objects = EditionQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["share", "number"]
        default_permissions = ()
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["state", "-id"], name="editions_by_state")]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["share", "number"], name="editions_are_numbered"),
            models.UniqueConstraint(
                fields=["share"], condition=Q(state__in=sorted(STANDING)), name="at_most_one_edition_in_force"
            ),
            models.UniqueConstraint(
                fields=["share"],
                condition=Q(state__in=sorted(IN_PREPARATION)),
                name="at_most_one_edition_in_preparation",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.share.reference}, edition {self.number}"

    @property
    def is_in_preparation(self) -> bool:
        return State(self.state) in IN_PREPARATION
