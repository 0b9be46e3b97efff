"""The rounds in which answers were sent, and the supplier's response."""

from typing import ClassVar, Final

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, OuterRef
from django.utils import timezone

from datashare.lib.append_only import APPEND_ONLY, AppendOnly

from .edition import Edition
from .share import Party


class Round(AppendOnly, models.Model):
    """The answers exactly as they were sent, once for each submission."""

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="rounds")
    number = models.PositiveIntegerField()
    answers = models.JSONField(help_text="Question key to value, of the questions that applied.")
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    submitted_at = models.DateTimeField(default=timezone.now)
    note = models.TextField(blank=True, default="", help_text="What the acquirer wrote with it, from round 2 on.")
    halves = models.JSONField(
        default=dict, blank=True, help_text="What other bodies that receive had answered for themselves, by party."
    )
    replies = models.JSONField(
        default=dict, blank=True, help_text="The reply to the comment on each section, by section."
    )
    setting = models.JSONField(
        default=dict,
        blank=True,
        help_text="Its common rules and records, who gives data to whom, and the decisions on risks, as sent.",
    )

    class Meta:
        ordering: ClassVar[list[str]] = ["edition", "number"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["edition", "number"], name="rounds_have_no_twins")
        ]
        triggers = APPEND_ONLY

    def __str__(self) -> str:
        return f"Round {self.number}"

    def reply_to(self, section: str) -> str:
        """Return the acquirer's reply to the comment on this section of the round before."""
        return str(self.replies.get(section, ""))


class Verdict(models.TextChoices):
    """A supplier's verdict on one section of a request."""

    AGREE = "agree", "Agree"
    AGREE_WITH_CHANGE = "agree_with_change", "Agree if the acquirer makes a change"
    QUESTION = "question", "Ask a question"
    CANNOT_AGREE = "cannot_agree", "Cannot agree"

    @property
    def as_state(self) -> str:
        """The state of the section after this verdict."""
        return {
            Verdict.AGREE: "Agreed",
            Verdict.AGREE_WITH_CHANGE: "Change requested",
            Verdict.QUESTION: "Question asked",
            Verdict.CANNOT_AGREE: "Cannot agree",
        }[self]

    @property
    def as_told(self) -> str:
        """What the supplier did with this verdict, after its name."""
        return {
            Verdict.AGREE: "agreed",
            Verdict.AGREE_WITH_CHANGE: "asked for a change",
            Verdict.QUESTION: "asked",
            Verdict.CANNOT_AGREE: "could not agree",
        }[self]


class SectionResponse(models.Model):
    """A supplier's verdict on one section of one round, with a note for the acquirer and a private one."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="responses")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    section = models.CharField(max_length=40)
    verdict = models.CharField(max_length=20, choices=Verdict.choices)
    note = models.TextField(blank=True)
    private_note = models.TextField(blank=True, help_text="Only its own organisation sees this.")
    questions = ArrayField(
        models.CharField(max_length=60),
        default=list,
        blank=True,
        help_text="Keys of the questions that it is about; empty for the whole section.",
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["round", "party", "section"], name="one_verdict_a_section_and_party")
        ]

    def __str__(self) -> str:
        """Return the response as the acquirer may read it."""
        return ": ".join(filter(None, [Verdict(self.verdict).label, self.note]))

    @property
    def as_told(self) -> str:
        """The response after the name of its author: "asked: Which Act?"."""
        return ": ".join(filter(None, [Verdict(self.verdict).as_told, self.note]))

    @property
    def is_remark(self) -> bool:
        """Whether the section was not simply agreed."""
        return bool(self.note) or self.verdict != Verdict.AGREE


class Outcome(models.TextChoices):
    """The supplier's decision on a round."""

    RETURN = "return", "Return with comments"
    ACCEPT = "accept", "Agree and start negotiating"
    CONDITIONS = "conditions", "Agree with conditions and start negotiating"
    REFUSE = "refuse", "Refuse"
    PASS_ON = "pass_on", "Pass on to another organisation"

    @property
    def agrees(self) -> bool:
        """Whether negotiation can start."""
        return self in AGREED


AGREED: Final = frozenset({Outcome.ACCEPT, Outcome.CONDITIONS})


class Reason(models.TextChoices):
    """Why a request is refused, coded so that patterns can be seen."""

    NO_POWER = "no_power", "There is no power to disclose the data"
    NOT_NECESSARY = "not_necessary", "Sharing the data is not necessary or not proportionate"
    WRONG_HOLDER = "wrong_holder", "Another organisation holds the data"
    QUALITY = "quality", "The data is not good enough, or not available"
    COST = "cost", "Cost or capacity"
    SECURITY = "security", "Security"
    INSUFFICIENT = "insufficient", "The request does not say enough"
    ALTERNATIVE = "alternative", "We offer something else instead"
    OTHER = "other", "Another reason"


class DecisionQuerySet(models.QuerySet["Decision"]):
    def newest(self) -> "DecisionQuerySet":
        """Filter to decisions on the newest round of their edition."""
        later = Round.objects.filter(edition=OuterRef("round__edition"), number__gt=OuterRef("round__number"))
        return self.exclude(Exists(later))

    def standing(self) -> "DecisionQuerySet":
        """Leave out those of suppliers that passed the request on: another decides in their place."""
        return self.exclude(outcome=Outcome.PASS_ON)


class Decision(AppendOnly, models.Model):
    """A supplier's decision on a round, by whom, and why (ICO data sharing code, annex B: decision form)."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="decisions")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=10, choices=Outcome.choices)
    reason = models.CharField(max_length=20, blank=True, choices=Reason.choices)
    text = models.TextField(blank=True)
    own_half = models.JSONField(
        null=True, blank=True, help_text="What the supplier had answered for itself: the acquirer reads this."
    )
    withheld = ArrayField(
        models.BigIntegerField(),
        default=list,
        blank=True,
        help_text="Keys of the parties to which the supplier does not give its data, though it accepts.",
    )
    passed_to = models.ForeignKey(Party, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    office = models.CharField(max_length=200, blank=True, help_text="The position in which the person decided, then.")
    at = models.DateTimeField(default=timezone.now)

    objects = DecisionQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["round", "party"], name="one_decision_a_round_and_party")
        ]
        triggers = APPEND_ONLY

    def __str__(self) -> str:
        return self.outcome

    @property
    def done(self) -> str:
        """The decision once it is made."""
        return {
            Outcome.RETURN: "Returned with comments",
            Outcome.ACCEPT: "Agreed to start negotiating",
            Outcome.CONDITIONS: "Agreed to start negotiating, with conditions",
            Outcome.REFUSE: "Refused",
            Outcome.PASS_ON: f"Passed on to {self.passed_to}",
        }[Outcome(self.outcome)]
