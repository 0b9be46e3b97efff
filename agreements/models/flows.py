"""Flows: what data goes from which party to which others, and the ends of each."""

from collections.abc import Iterable
from typing import Any, ClassVar, Final

from django.db import models
from django.db.models import Exists, OuterRef, Q

from catalogue.models import DataAsset

from .edition import Edition
from .share import DataShare, Party

# How signed words name the side of a party that gives and receives, and the part of a party of an umbrella.
BOTH_SIDES: Final = "both"
IN_RULES: Final = "party"


class Act(models.TextChoices):
    """What a party does at its end of a flow."""

    GIVES = "gives", "Gives"
    RECEIVES = "receives", "Receives"


class FlowQuerySet(models.QuerySet["Flow"]):
    def still_open(self) -> "FlowQuerySet":
        return self.filter(closed_at=None)

    def given_by(self, party: Party) -> "FlowQuerySet":
        return self.filter(ends__party=party, ends__act=Act.GIVES)

    def open_one(self, edition: Edition, *, giver: Party, receivers: Iterable[Party], needed: bool = True) -> "Flow":
        """Store the next flow of an edition, from one party to others, and what each does by it."""
        newest = self.filter(edition=edition).aggregate(models.Max("number"))["number__max"] or 0
        flow = self.create(edition=edition, number=newest + 1, needed=needed)
        ends = [FlowEnd(flow=flow, party=giver, act=Act.GIVES)]
        ends += [FlowEnd(flow=flow, party=party, act=Act.RECEIVES) for party in receivers]
        FlowEnd.objects.bulk_create(ends)
        note_acts(edition.share)
        return flow

    def turn_to(self, receivers: Iterable[Party]) -> None:
        """Let these parties, and no others, receive these flows."""
        due = {party.pk: party for party in receivers}
        ends = FlowEnd.objects.filter(flow__in=self, act=Act.RECEIVES)
        ends.exclude(party__in=due).delete()
        present = set(ends.values_list("flow", "party"))
        missing = [(flow, party) for flow in self for key, party in due.items() if (flow.pk, key) not in present]
        FlowEnd.objects.bulk_create(FlowEnd(flow=flow, party=party, act=Act.RECEIVES) for flow, party in missing)


class Flow(models.Model):
    """What moves from one party to others for one purpose. A plain data share has one, and no page says the word."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="flows")
    number = models.PositiveSmallIntegerField()
    needed = models.BooleanField(
        default=True, help_text="If its giver refuses a useful flow, it closes and the others go on."
    )
    closed_at = models.DateTimeField(null=True, blank=True, help_text="Its giver refused it, or a party left.")

    objects = FlowQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["edition", "number"]
        default_permissions = ()
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["edition", "number"], name="flows_are_numbered")
        ]

    def __str__(self) -> str:
        return f"Flow {self.number}"


class FlowEnd(models.Model):
    """A party at one end of a flow."""

    flow = models.ForeignKey(Flow, on_delete=models.CASCADE, related_name="ends")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="ends")
    act = models.CharField(max_length=10, choices=Act.choices)

    class Meta:
        ordering: ClassVar[list[str]] = ["flow", "act", "party"]
        default_permissions = ()
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["flow", "party"], name="a_party_is_at_one_end_of_a_flow"),
            models.UniqueConstraint(fields=["flow"], condition=Q(act=Act.GIVES), name="one_party_gives_a_flow"),
        ]

    def __str__(self) -> str:
        return f"{self.party} {self.act}"


def givers_in(edition: int) -> models.QuerySet[Party]:
    """Return the parties that give data in this edition: not one whose flow has closed. For use in a query."""
    given = FlowEnd.objects.filter(act=Act.GIVES, flow__edition=edition, flow__closed_at=None)
    return Party.objects.filter(pk__in=given.values("party")).order_by()


def at_ends_in(edition: int) -> models.QuerySet[Party]:
    """Return the parties that give or receive in this edition: none in an umbrella. For use in a query."""
    ends = FlowEnd.objects.filter(flow__edition=edition, flow__closed_at=None)
    return Party.objects.filter(pk__in=ends.values("party")).order_by()


def bound_in(share: DataShare) -> models.QuerySet[Party]:
    """Return the parties that the edition binds: who asks, and who is at an end of a flow that is open.

    An umbrella binds everyone in it.
    """
    ends = FlowEnd.objects.filter(flow__edition=share.edition_id, flow__closed_at=None)
    return share.parties.filter(Q(is_lead=True) | Q(in_rules=True) | Q(pk__in=ends.values("party")))


def takers_in(share: DataShare) -> dict[int, set[int]]:
    """Return the keys of the parties that receive from each party that gives, by open flows. One query."""
    ends = FlowEnd.objects.filter(act=Act.RECEIVES, flow__edition=share.edition_id, flow__closed_at=None)
    takers: dict[int, set[int]] = {}
    for giver, taker in ends.filter(flow__ends__act=Act.GIVES).order_by().values_list("flow__ends__party", "party"):
        takers.setdefault(giver, set()).add(taker)
    return takers


def records_given(share: DataShare) -> models.QuerySet[DataAsset]:
    """Return the records of the edition that people work on, without those of a supplier whose flow has closed."""
    closed = FlowEnd.objects.filter(act=Act.GIVES, flow__edition=share.edition_id).exclude(flow__closed_at=None)
    return share.assets.exclude(publisher__in=closed.order_by().values("party__organisation"))


def note_acts(share: DataShare) -> None:
    """Copy to each party what its flows in the edition that people work on say it does. The one that asks receives."""
    ends = FlowEnd.objects.filter(party=OuterRef("pk"), flow__edition=share.edition_id, flow__closed_at=None)
    acts: dict[str, Any] = {
        "gives": Exists(ends.filter(act=Act.GIVES)),
        "receives": Exists(ends.filter(act=Act.RECEIVES)) | Q(is_lead=True, in_rules=False),
    }
    share.parties.update(**acts)


def side_in_words(party: Party) -> str:
    """Return how signed words name the part of a party: one that gives and receives is on both sides."""
    if party.in_rules:
        return IN_RULES
    return BOTH_SIDES if len(party.sides) > 1 else party.side
