"""How often a supplier came back to those who ask about each question: counted at night, never by hand."""

from typing import ClassVar

from django.db import models

from community.models import Organisation


class QuestionCount(models.Model):
    """The requests that a supplier answered in a year, and in how many of them it came back about a question.

    There is a row only where no single request can be recognised (agreements/responding/counting.py).
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="question_counts")
    kind = models.CharField("kind of data", max_length=10, blank=True, help_text="Empty for requests of every kind.")
    key = models.CharField("the question", max_length=60, blank=True, help_text="Empty for any question.")
    raised = models.PositiveIntegerField(help_text="The requests that the supplier returned, or asked about, for it.")
    requests = models.PositiveIntegerField(help_text="The sent requests of this kind that the supplier answered.")
    until = models.DateField(help_text="The last day of the year that was counted.")

    class Meta:
        default_permissions = ()
        ordering: ClassVar[list[str]] = ["organisation", "kind", "-raised", "key"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["organisation", "kind", "key"], name="one_count_a_supplier_kind_and_question"
            )
        ]

    def __str__(self) -> str:
        return f"{self.key or 'any question'}: {self.raised} of {self.requests}"
