"""Open the next edition of an agreement in force."""

from collections.abc import Collection
from typing import Any

from django.db import models, transaction
from django.utils import timezone

from agreements import policy
from agreements.models import Act, Answer, DataShare, Edition, Flow, PartyAnswer, RiskDecision
from agreements.models.binding import Binding
from agreements.models.flows import note_acts
from agreements.requesting.joined_rules import let_joined_in
from agreements.requesting.records import drop_of
from agreements.states import Action
from agreements.workflow import begin, open_variation
from community.models import User


@transaction.atomic
def vary(*, share: DataShare, by: User) -> Edition:
    """Open an edition that varies the one in force and begins with its answers.

    A party whose part has ended has none in it. Of common rules, bodies that joined them by signing an agreement are
    parties of it.
    The edition in force stays as it is until all have signed this one. Raise NotNow unless the data share is in force
    and nothing is being prepared, PermissionDenied unless the user is a lead.
    """
    share = begin(share, Action.VARY, by)
    varied, left = share.edition, Binding.of(share).left
    edition = open_variation(share, by, at=timezone.now())
    _copy(Answer.objects.filter(edition=varied), edition)
    _copy(PartyAnswer.objects.filter(edition=varied).exclude(party__in=left), edition, "party_id")
    _copy_decisions(varied, edition)
    for flow in varied.flows.still_open().prefetch_related("ends__party"):
        _copy_flow(flow, edition, left)
    if left:
        _go_on_without(share, left, by)
    if share.is_umbrella:
        let_joined_in(share, by)
    return edition


def _copy_flow(flow: Flow, edition: Edition, left: Collection[int]) -> None:
    """Copy a flow without the parties that have left; closed, if its giver or all that received have."""
    ends = list(flow.ends.all())
    giver = next(end.party for end in ends if end.act == Act.GIVES)
    receivers = [end.party for end in ends if end.act == Act.RECEIVES and end.party_id not in left]
    copied = Flow.objects.open_one(edition, giver=giver, receivers=receivers, needed=flow.needed)
    if giver.pk in left or not receivers:
        copied.closed_at = timezone.now()
        copied.save(update_fields=["closed_at"])


def _go_on_without(share: DataShare, left: Collection[int], by: User) -> None:
    """Let the variation ask for nothing that a party which has left held, and give it no part."""
    parties = share.parties.filter(pk__in=left)
    parties.update(in_rules=False)
    note_acts(share)
    drop_of(share, parties.values_list("organisation", flat=True), by)
    policy.align_parties(share, parties)


def _copy_decisions(varied: Edition, edition: Edition) -> None:
    """Copy the decision that stands on each risk, with who made it and when."""
    standing = list(varied.risk_decisions.standing())
    for decision in standing:
        decision.pk, decision.edition, decision.revision = None, edition, 1
    RiskDecision.objects.bulk_create(standing)


def _copy(rows: models.QuerySet[Any], edition: Edition, *more: str) -> None:
    """Copy answers to an edition with their authors and times, and these columns more."""
    copied = ("key", "value", "author_id", "at", "standard_id", *more)
    rows.model.objects.bulk_create(
        rows.model(edition=edition, **{name: getattr(row, name) for name in copied}) for row in rows
    )
