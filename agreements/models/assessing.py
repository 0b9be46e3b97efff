"""What people decided in an impact assessment: on risks, on advice, and on the risk that remains."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from datashare.lib.append_only import APPEND_ONLY, AppendOnly

from .edition import Edition
from .share import Party


class Likelihood(models.TextChoices):
    """How likely a harm is (ICO, sample impact assessment template, step 5)."""

    REMOTE = "remote", "Remote"
    POSSIBLE = "possible", "Possible"
    PROBABLE = "probable", "Probable"


class Severity(models.TextChoices):
    """How severe a harm would be for the people concerned (the same, step 5)."""

    MINIMAL = "minimal", "Minimal"
    SIGNIFICANT = "significant", "Significant"
    SEVERE = "severe", "Severe"


class Effect(models.TextChoices):
    """What a measure does to a risk (the same, step 6)."""

    ELIMINATED = "eliminated", "Eliminated"
    REDUCED = "reduced", "Reduced"
    ACCEPTED = "accepted", "Accepted as it is"


class Remaining(models.TextChoices):
    """The risk that remains, as people judge it: never computed (the same, step 6)."""

    NONE = "none", "None"
    LOW = "low", "Low"
    MEDIUM = "medium", "Medium"
    HIGH = "high", "High"


class RiskDecisionQuerySet(models.QuerySet["RiskDecision"]):
    def standing(self) -> "RiskDecisionQuerySet":
        """Filter to the newest decision on each risk, in the order in which the risks were first decided on."""
        return self.filter(~models.Exists(self.model.objects.later_than(models.OuterRef("pk")))).order_by("first", "pk")

    def later_than(self, decision: models.OuterRef) -> "RiskDecisionQuerySet":
        """Filter to later decisions on the same risk as the one of the outer query."""
        same = Q(edition=models.OuterRef("edition"), risk=models.OuterRef("risk"))
        return self.filter(same, pk__gt=decision)


class RiskDecision(AppendOnly, models.Model):
    """What one person decided about one risk: scores, a measure, what remains; or why it was struck.

    Never changed: a later decision on the same risk takes its place, and the earlier ones are its history.
    """

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="risk_decisions")
    risk = models.CharField(max_length=40, help_text="Its key in the library, or own-1, own-2 … for one people added.")
    revision = models.PositiveIntegerField(help_text="1, 2, 3: the decisions on this risk in order.")
    first = models.PositiveIntegerField(help_text="Its place among the risks decided on, from 1.")
    source = models.TextField(help_text="What could go wrong.")
    harm = models.TextField(help_text="The harm to people.")
    likelihood = models.CharField(max_length=10, blank=True, choices=Likelihood.choices)
    severity = models.CharField(max_length=12, blank=True, choices=Severity.choices)
    measure = models.TextField(blank=True)
    effect = models.CharField(max_length=10, blank=True, choices=Effect.choices)
    owner = models.CharField(max_length=200, blank=True, help_text="The post that carries out the measure.")
    due = models.DateField(null=True, blank=True)
    is_approved = models.BooleanField(default=False, help_text="Whether someone with the authority approved it.")
    approved_by = models.CharField(max_length=200, blank=True, help_text="The post that approved the measure.")
    likelihood_after = models.CharField(max_length=10, blank=True, choices=Likelihood.choices)
    severity_after = models.CharField(max_length=12, blank=True, choices=Severity.choices)
    remaining = models.CharField(max_length=10, blank=True, choices=Remaining.choices)
    struck_because = models.TextField(blank=True, help_text="Why it is no risk here; empty for one that stands.")
    about = models.CharField(max_length=64, help_text="SHA-256 of the answers that raise it; it holds while they stay.")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    objects = RiskDecisionQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["pk"]
        default_permissions = ()
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["edition", "risk", "revision"], name="decisions_on_a_risk_are_numbered"),
        ]
        triggers = APPEND_ONLY

    def __str__(self) -> str:
        return f"{self.risk}, {self.revision}"

    @property
    def is_struck(self) -> bool:
        return bool(self.struck_because)


class Advice(models.TextChoices):
    """What a data protection officer advises on an assessment (UK GDPR Articles 35(2), 39(1)(c))."""

    GO_AHEAD = "go_ahead", "The sharing can go ahead"
    WITH_CHANGES = "with_changes", "It can go ahead if the changes below are made"
    STOP = "stop", "It should not go ahead"


class OfficerAdvice(AppendOnly, models.Model):
    """The advice of a party's data protection officer on the risks as they stood. Later advice takes its place."""

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="officer_advice")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    advice = models.CharField(max_length=20, choices=Advice.choices)
    words = models.TextField()
    office = models.CharField(max_length=200, help_text="The position in which the person advises.")
    about = models.CharField(max_length=64, help_text="SHA-256 of the decisions on risks that it is about.")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar[list[str]] = ["pk"]
        default_permissions = ()
        triggers = APPEND_ONLY

    def __str__(self) -> str:
        return f"{self.party}: {self.get_advice_display()}"


class Reply(models.TextChoices):
    """What a controller does about its data protection officer's advice (ICO, sample template, step 7)."""

    FOLLOWED = "followed", "We follow it"
    OVERRULED = "overruled", "We do not follow it, or not all of it"


class RiskAcceptance(AppendOnly, models.Model):
    """A controller accepts the risk that remains, and says what it does about its officer's advice.

    It is about the risks and the advice as they stood. A later one takes its place.
    """

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="risk_acceptances")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    office = models.CharField(max_length=200, help_text="The position in which the person accepts it.")
    reply = models.CharField(max_length=20, blank=True, choices=Reply.choices)
    reasons = models.TextField(blank=True, help_text="Why advice is not followed.")
    consulted = models.TextField(blank=True, help_text="When the Commission was consulted on a high risk; its answer.")
    about = models.CharField(max_length=64, help_text="SHA-256 of the decisions and the advice that it is about.")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar[list[str]] = ["pk"]
        default_permissions = ()
        triggers = APPEND_ONLY

    def __str__(self) -> str:
        return f"{self.party} accepts what remains"
