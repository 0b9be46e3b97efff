"""The supply log of a flow: what was set up, what was sent, what arrived. Counts and labels only, never the data."""

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, OuterRef
from django.utils import timezone

from datashare.lib.append_only import APPEND_ONLY, AppendOnly

from .agreement import Agreement
from .duties import Duty
from .flows import Flow
from .share import Party


class SetUpItem(models.TextChoices):
    """What the parties see to before the first supply."""

    CONTACTS = "contacts", "Operational contacts, and who answers out of hours"
    KEYS = "keys", "Keys and accounts for the route, exchanged outside this service"
    SCHEMA = "schema", "The version of the schema"
    PRIVACY = "privacy", "Privacy information checked and up to date"
    ACCESS = "access", "The list of those who have access"
    PROCESSORS = "processors", "Contracts with processors"

    @property
    def of_giver(self) -> bool:
        """Whether who gives the data sees to it."""
        return self not in (SetUpItem.ACCESS, SetUpItem.PROCESSORS)

    @property
    def of_receivers(self) -> bool:
        """Whether each that receives the data sees to it."""
        return self != SetUpItem.SCHEMA


class SetUpStep(AppendOnly, models.Model):
    """A party has seen to one thing before the first supply of a flow."""

    flow = models.ForeignKey(Flow, on_delete=models.PROTECT, related_name="set_up")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    item = models.CharField(max_length=20, choices=SetUpItem.choices)
    note = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar[list[str]] = ["pk"]
        default_permissions = ()
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["flow", "party", "item"], name="a_party_sets_up_a_thing_once")
        ]
        triggers = APPEND_ONLY

    def __str__(self) -> str:
        return f"{self.party}: {self.get_item_display()}"


class DataDeliveryQuerySet(models.QuerySet["DataDelivery"]):
    def tests_that_arrived(self) -> "DataDeliveryQuerySet":
        """Filter to tests that someone who receives the data has accepted, and no one has not."""
        receipts = Receipt.objects.filter(delivery=OuterRef("pk"))
        failed = receipts.exclude(result=ReceiptResult.ACCEPTED)
        return self.filter(Exists(receipts), ~Exists(failed), is_test=True)


class DataDelivery(AppendOnly, models.Model):
    """One supply of data, or a test without real personal data, as who gave it says."""

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="deliveries")
    flow = models.ForeignKey(Flow, on_delete=models.PROTECT, related_name="deliveries")
    number = models.PositiveIntegerField(help_text="1, 2, 3 … under each agreement.")
    is_test = models.BooleanField(default=False)
    duty = models.ForeignKey(
        Duty,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="deliveries",
        help_text="The supply that was due.",
    )
    corrects = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="corrections")
    sent_on = models.DateField()
    covers = models.CharField(max_length=200, help_text="The period or part of the data that it covers.")
    route = models.CharField(max_length=200)
    file_count = models.PositiveIntegerField(null=True, blank=True)
    records = models.PositiveBigIntegerField(null=True, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    schema = models.CharField(max_length=100, blank=True, help_text="The version of the schema.")
    went_to = ArrayField(
        models.BigIntegerField(),
        default=list,
        help_text="The parties of the flow that could receive then, by key. Empty for one recorded before this was.",
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    objects = DataDeliveryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "deliveries"
        ordering: ClassVar[list[str]] = ["pk"]
        default_permissions = ()
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["agreement", "number"], name="deliveries_are_numbered")
        ]
        triggers = APPEND_ONLY

    def __str__(self) -> str:
        return f"Delivery {self.number}"

    def is_for(self, party: int) -> bool:
        """Return whether it went to a party that receives in its flow."""
        return not self.went_to or party in self.went_to


class ReceiptResult(models.TextChoices):
    """What who receives a delivery says of it."""

    ACCEPTED = "accepted", "Complete: accept it"
    SHORT = "short", "Short: something is missing"
    REJECTED = "rejected", "Reject it"

    @property
    def said(self) -> str:
        """The result as a list shows it."""
        return {"accepted": "Accepted", "short": "Short", "rejected": "Rejected"}[self.value]


class Receipt(AppendOnly, models.Model):
    """What a party that receives a delivery says of it."""

    delivery = models.ForeignKey(DataDelivery, on_delete=models.PROTECT, related_name="receipts")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    received_on = models.DateField()
    result = models.CharField(max_length=20, choices=ReceiptResult.choices)
    records = models.PositiveBigIntegerField(null=True, blank=True, help_text="As they were counted.")
    reason = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar[list[str]] = ["pk"]
        default_permissions = ()
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["delivery", "party"], name="a_party_checks_a_delivery_once")
        ]
        triggers = APPEND_ONLY

    def __str__(self) -> str:
        return f"{self.delivery}: {self.result}"
