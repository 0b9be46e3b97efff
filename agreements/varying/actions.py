"""Open the next edition of an agreement in force."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from agreements.models import Act, Answer, DataShare, Edition, Flow, PartyAnswer, RiskDecision
from agreements.requesting.joined_rules import let_joined_in
from agreements.states import Action
from agreements.workflow import begin, open_variation
from community.models import User


@transaction.atomic
def vary(*, share: DataShare, by: User) -> Edition:
    """Open an edition that varies the one in force and begins with its answers.

    Of common rules, bodies that joined them by signing an agreement are parties of it.
    The edition in force stays as it is until all have signed this one. Raise NotNow unless the data share is in force
    and nothing is being prepared, PermissionDenied unless the user is a lead.
    """
    share = begin(share, Action.VARY, by)
    varied = share.edition
    edition = open_variation(share, by, at=timezone.now())
    for model in (Answer, PartyAnswer):
        _copy(model, varied, edition)
    _copy_decisions(varied, edition)
    for flow in varied.flows.still_open().prefetch_related("ends__party"):
        _copy_flow(flow, edition)
    if share.is_umbrella:
        let_joined_in(share, by)
    return edition


def _copy_flow(flow: Flow, edition: Edition) -> None:
    ends = list(flow.ends.all())
    giver = next(end.party for end in ends if end.act == Act.GIVES)
    receivers = [end.party for end in ends if end.act == Act.RECEIVES]
    Flow.objects.open_one(edition, giver=giver, receivers=receivers, needed=flow.needed)


def _copy_decisions(varied: Edition, edition: Edition) -> None:
    """Copy the decision that stands on each risk, with who made it and when."""
    standing = list(varied.risk_decisions.standing())
    for decision in standing:
        decision.pk, decision.edition, decision.revision = None, edition, 1
    RiskDecision.objects.bulk_create(standing)


def _copy(model: Any, varied: Edition, edition: Edition) -> None:
    """Copy the answers of an edition with their authors and times."""
    rows = model.objects.filter(edition=varied)
    copied = ["key", "value", "author_id", "at", "standard_id", *(["party_id"] if model is PartyAnswer else [])]
    model.objects.bulk_create(model(edition=edition, **{name: getattr(row, name) for name in copied}) for row in rows)
