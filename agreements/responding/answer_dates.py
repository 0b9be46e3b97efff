"""A party says by when it will answer: a request, comments on it, or a request to reconsider."""

from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from agreements.kinds import EventKind, FactValue
from agreements.members.actions import party_of
from agreements.models import AnswerDate, DataShare
from agreements.models.turns import awaited_from
from agreements.states import Action
from agreements.workflow import begin, finish
from community.models import User
from datashare.lib.exceptions import Incomplete

NOT_YOUR_TURN = "It is not your organisation’s turn to answer."


@transaction.atomic
def name_date(*, share: DataShare, on: date, by: User) -> AnswerDate:
    """Store the day by which one's own organisation will answer. Idempotent.

    Raise PermissionDenied if it is not its turn, Incomplete for a day that is over.
    """
    share = begin(share, Action.NAME_DATE, by)
    awaited = awaited_from(share, party_of(share, by))
    if awaited is None:
        raise PermissionDenied(NOT_YOUR_TURN)
    if on < timezone.localdate():
        raise Incomplete("The day by which you will answer must be today or in the future")
    if awaited.named and awaited.on == on:
        return awaited
    awaited.on, awaited.named = on, True
    awaited.save(update_fields=["on", "named"])
    facts: dict[str, FactValue] = {"round": awaited.round.number, "day": on.isoformat()}
    subject = f"round:{awaited.round.number}"
    finish(share, EventKind.ANSWER_DATE_NAMED, by=by, facts=facts, subject=subject)
    return awaited
