"""Duties: the dated promises of the signed words, each with its owner, its day and what became of it."""

from datetime import date
from typing import Any, ClassVar, Final

from dateutil.relativedelta import relativedelta
from django.conf import settings
from django.db import models
from django.db.models import Exists, ExpressionWrapper, F, OuterRef, Q, Value
from django.db.models.functions import TruncDate
from django.utils import timezone

from datashare.lib.sql import our_sql

from .agreement import Agreement, Ending
from .flows import Act, Flow, FlowEnd
from .life import Departure, Suspension
from .share import Party
from .signing import RequiredSignature


class DutyKind(models.TextChoices):
    """What is promised, as a line of a list says it."""

    DELIVERY = "delivery", "Supply the data"
    REVIEW = "review", "Review the agreement"
    REPORT = "report", "Report what was achieved"
    ACCESS_LIST = "access_list", "Review who has access to the data"
    TRAINING = "training", "Confirm that everyone who handles the data is trained"
    ASSURANCE = "assurance", "Renew the security assurance before it lapses"

    def in_words(self, about: str) -> str:
        """Return what is to be done, in one line, with what it is about, if that is said."""
        return f"{self.label}: {about}" if about else str(self.label)

    @property
    def post(self) -> str:
        """The post that sees to it, as the signed words name the posts."""
        accountable = self in (DutyKind.ACCESS_LIST, DutyKind.ASSURANCE)
        return "The person accountable for the data" if accountable else "The lead for this sharing"


class Repeat(models.TextChoices):
    """How often a duty comes back."""

    ONCE = "once", "Once"
    WEEK = "week", "Every week"
    MONTH = "month", "Every month"
    QUARTER = "quarter", "Every 3 months"
    HALF_YEAR = "half_year", "Every 6 months"
    YEAR = "year", "Every year"
    TWO_YEARS = "two_years", "Every 2 years"

    @property
    def period(self) -> relativedelta | None:
        """The time between one and the next; None for what is done once."""
        return _PERIODS.get(self)


_PERIODS: Final = {
    Repeat.WEEK: relativedelta(weeks=1),
    Repeat.MONTH: relativedelta(months=1),
    Repeat.QUARTER: relativedelta(months=3),
    Repeat.HALF_YEAR: relativedelta(months=6),
    Repeat.YEAR: relativedelta(years=1),
    Repeat.TWO_YEARS: relativedelta(years=2),
}


class DutyOutcome(models.TextChoices):
    """What became of a duty."""

    DONE = "done", "Done"
    WAIVED = "waived", "Waived"


# Raw SQL for speed: every list of data shares asks.
_ALIVE: Final = """EXISTS (
    SELECT FROM agreements_agreement signed WHERE signed.id = agreements_duty.agreement_id AND (
        signed.ended_at IS NULL AND NOT EXISTS (
            SELECT FROM agreements_departure gone WHERE gone.agreement_id = signed.id
            AND gone.party_id = agreements_duty.party_id AND gone.done_at IS NOT NULL)
        OR agreements_duty.kind = %s AND signed.ends_by <> %s AND EXISTS (
            SELECT FROM agreements_disposal held WHERE held.agreement_id = signed.id
            AND held.party_id = agreements_duty.party_id AND held.proved_at IS NULL)))"""


class DutyQuerySet(models.QuerySet["Duty"]):
    def still_open(self) -> "DutyQuerySet":
        """Filter to those neither done nor waived."""
        return self.filter(outcome="")

    def alive(self) -> "DutyQuerySet":
        """Filter to those that bind today: of an agreement in force, by a party that has not left it.

        The list of who has access is kept for as long as the party owes a disposal.
        """
        values = [DutyKind.ACCESS_LIST.value, Ending.SUPERSEDED.value]
        return self.filter(our_sql(_ALIVE, values, models.BooleanField()))

    def paused(self) -> "DutyQuerySet":
        """Filter to supplies that wait today: no one can receive them, as in `agreements/models/moving.py`."""
        return self.stopped_on(Value(timezone.localdate()))

    def stopped_on(self, day: Value | F) -> "DutyQuerySet":
        """Filter to supplies that could reach no one on a day: their giver, all who receive or everyone stood still."""
        parts = self.annotate(day=ExpressionWrapper(day, models.DateField())).filter(kind=DutyKind.DELIVERY)
        then = Suspension.objects.on(OuterRef("day")).filter(agreement__share=OuterRef("agreement__share"))
        giving = then.filter(party__ends__flow=OuterRef("flow"), party__ends__act=Act.GIVES)
        told: dict[str, Any] = {"day": OuterRef("day"), "agreement": OuterRef("agreement")}
        told |= {"share": OuterRef("agreement__share")}
        ends = FlowEnd.objects.filter(flow=OuterRef("flow"), act=Act.RECEIVES).annotate(**told)
        own = Suspension.objects.on(OuterRef("day")).filter(agreement__share=OuterRef("share"), party=OuterRef("party"))
        gone = Departure.objects.gone().annotate(last=TruncDate("done_at")).filter(last__lte=OuterRef("day"))
        same = {"agreement": OuterRef("agreement"), "party": OuterRef("party")}
        unsigned = RequiredSignature.objects.filter(signature=None, **same)
        reached = ends.filter(~Exists(own), ~Exists(gone.filter(**same)), ~Exists(unsigned))
        stopped = Exists(then.filter(is_whole=True)) | Exists(giving) | (Q(flow__isnull=False) & ~Exists(reached))
        return parts.filter(stopped)

    def due_between(self, first: date, last: date) -> "DutyQuerySet":
        return self.filter(due_on__range=(first, last))


class Duty(models.Model):
    """One time that a party, or all of them, must do what the signed words ask by a day.

    Made from the signed words, once. The next time is a row of its own.
    """

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="duties")
    key = models.CharField(max_length=60, help_text="What it is, of whom: the same each time.")
    number = models.PositiveIntegerField(default=0, help_text="How many periods after the day they are counted from.")
    kind = models.CharField(max_length=20, choices=DutyKind.choices)
    party = models.ForeignKey(
        Party,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="duties",
        help_text="Who owes it. None: all parties together.",
    )
    flow = models.ForeignKey(Flow, null=True, blank=True, on_delete=models.PROTECT, related_name="duties")
    about = models.CharField(max_length=300, blank=True, help_text="What it is about, in the signed words.")
    clause = models.CharField(max_length=300, blank=True, help_text="The clause that asks for it: number and heading.")
    repeats = models.CharField(max_length=20, choices=Repeat.choices, default=Repeat.ONCE)
    counts_from = models.DateField(null=True, blank=True, help_text="The day from which the periods are counted.")
    due_on = models.DateField(null=True, blank=True, help_text="None: the words give no day; a lead enters it.")
    opened_at = models.DateTimeField(default=timezone.now)
    outcome = models.CharField(max_length=20, blank=True, choices=DutyOutcome.choices)
    proof = models.TextField(blank=True, help_text="How it was done, or why it was waived.")
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = DutyQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "duties"
        ordering: ClassVar[list[str]] = ["due_on", "pk"]
        default_permissions = ()
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["due_on"], condition=Q(outcome=""), name="duties_to_come")
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["agreement", "key", "number"], name="duties_are_numbered"),
            models.CheckConstraint(
                condition=Q(outcome="", closed_at=None) | (~Q(outcome="") & Q(closed_at__isnull=False)),
                name="a_duty_is_closed_with_an_outcome",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.agreement}"

    def day_of(self, number: int) -> date | None:
        """Return the day so many periods after the one they are counted from; None without a day or a repeat."""
        period = Repeat(self.repeats).period
        return self.counts_from + period * number if self.counts_from and period else None

    @property
    def words(self) -> str:
        """What is to be done, in one line."""
        return DutyKind(self.kind).in_words(self.about)


class DutiesRead(models.Model):
    """The duties of an agreement were read from its signed words: they are read once."""

    agreement = models.OneToOneField(Agreement, primary_key=True, on_delete=models.PROTECT, related_name="duties_read")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name_plural = "duties read"
        default_permissions = ()

    def __str__(self) -> str:
        return f"Duties of agreement {self.agreement_id}"
