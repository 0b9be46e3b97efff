"""What each body answers about itself: another that receives, and the one that asks if it gives too."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from agreements.answers import changes_to, own_journey_of, receiving_journey_of
from agreements.kinds import ChangeKey, EventKind, Facts
from agreements.members.actions import party_of
from agreements.models import DataShare, Party, Round
from agreements.questionnaire.journey import Journey
from agreements.questionnaire.receiver import receiver_journey
from agreements.questionnaire.shape import QuestionPlace, Step
from agreements.states import Action
from agreements.storing import store_step
from agreements.workflow import EventChange, begin, finish
from community.models import User


def journey_to_answer(share: DataShare, party: Party) -> Journey | None:
    """Return the path of what this party answers about itself; None if there is nothing, or nothing yet."""
    if not party.is_lead:
        return receiving_journey_of(share, party) if party.receives_too else None
    sent = share.edition.rounds.order_by("-number").first() if party.gives else None
    return own_journey_of(share, sent, party) if sent else None


@transaction.atomic
def answer_own(*, share: DataShare, step: Step, values: Mapping[str, Any], revision: int, by: User) -> None:
    """Store what a party answers about itself, in one step. No party answers for another. Idempotent.

    Raise Conflict if a colleague has answered since the page was shown.
    """
    share = begin(share, Action.ANSWER_OWN, by)
    party = party_of(share, by)
    replaced = store_step(share, step, values, party=party, revision=revision, by=by)
    if not replaced:
        return
    facts, changes = {"question": step.keys[0]}, changes_to(replaced, values)
    finish(share, EventKind.OWN_ANSWERED, by=by, facts=facts, changes=changes, subject=f"own:{step.slug}")


@transaction.atomic
def state_purpose(*, share: DataShare, purpose: str, by: User) -> None:
    """Store what a body that did not ask says that it receives the data for, in place of what who asks expected.

    Idempotent. Raise PermissionDenied for a party that receives nothing, or asks.
    """
    share = begin(share, Action.ANSWER_OWN, by)
    party = party_of(share, by)
    if not party.receives_too:
        raise PermissionDenied("Only an organisation that was added states what it receives the data for.")
    if party.purpose_is_own and party.purpose == purpose:
        return
    party.purpose, party.purpose_is_own = purpose, True
    party.save(update_fields=["purpose", "purpose_is_own"])
    changes = [EventChange.given(ChangeKey.PURPOSE, purpose, party.pk)]
    facts: Facts = {"parties": [party.fact]}
    finish(share, EventKind.PURPOSE_STATED, by=by, facts=facts, changes=changes, subject=f"body:{party.pk}")


def missing_of_each(share: DataShare) -> list[tuple[Party, tuple[QuestionPlace, ...]]]:
    """Return each other body that receives, with the questions about itself that it has not answered.

    No query if only the body that asks receives.
    """
    others = [party for party in share.parties.all() if party.receives_too]
    if not others:
        return []
    stored = dict(share.edition.party_answers.filter(party__in=others).mapped_by("party"))
    request, version = share.edition.answers.as_mapping(), share.edition.question_set
    return [(party, receiver_journey(version, stored.get(party.pk, {}), request).gaps()) for party in others]


def halves_as_sent(parties: Sequence[Party], sent: Round | None) -> list[tuple[Party, Journey]]:
    """Return what each other body that receives had answered about itself when a round was sent. No query."""
    if sent is None or not sent.halves:
        return []
    version = sent.edition.question_set
    return [
        (party, receiver_journey(version, sent.halves[str(party.pk)], sent.answers))
        for party in parties
        if str(party.pk) in sent.halves
    ]
