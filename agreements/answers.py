"""The stored answers of a data share, as the journeys of both parties."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from agreements.kinds import ChangeKey
from agreements.models import Answer, DataShare, Decision, Round, SupplierAnswer
from agreements.questionnaire.journey import Journey
from agreements.questionnaire.question_sets import question_set
from agreements.questionnaire.shape import Answers, Step
from agreements.questionnaire.supplier import own_journey, question_for
from agreements.questionnaire.words import Json, is_empty
from agreements.states import Side
from agreements.workflow import EventChange
from community.models import User
from datashare.lib.exceptions import Conflict


def journey_of(share: DataShare) -> Journey:
    """Return the journey of this data share with its current answers. One query."""
    return Journey(question_set(share.edition.question_set), share.edition.answers.as_mapping())


def journey_as_sent(sent: Round) -> Journey:
    """Return the acquirer's path with its answers as a round sent them. No query."""
    return Journey(question_set(sent.edition.question_set), sent.answers)


def revision_of(answers: Any) -> int:
    """Return a number that grows whenever one of these answers changes."""
    return sum(row.revision for row in answers)


def own_journey_of(share: DataShare, sent: Round) -> Journey:
    """Return the journey of the supplier's own questions about a round, with its current answers. One query."""
    return own_journey(share.edition.question_set, share.edition.supplier_answers.as_mapping(), sent.answers)


def request_for(share: DataShare, reader: Side | None) -> dict[str, Any]:
    """Return the acquirer's answers as this side may read them. One query."""
    if reader == Side.ACQUIRER:
        return share.edition.answers.as_mapping()
    return dict(share.edition.rounds.order_by("-number").values_list("answers", flat=True).first() or {})


def own_half_for(share: DataShare, reader: Side | None) -> dict[str, Any]:
    """Return the supplier's own answers as this side may read them: the acquirer, as they came with a decision.

    One query for the supplier, two for others.
    """
    if reader == Side.SUPPLIER:
        return share.edition.supplier_answers.as_mapping()
    decided = (
        Decision.objects.filter(round__edition=share.edition)
        .order_by("-round__number")
        .values_list("own_half", "round")
    )
    kept, decided_round = decided.first() or ({}, None)
    if kept is not None:
        return dict(kept)
    # For decisions from before they stored these answers: the current ones, unless a new round is being answered.
    answered_since = share.edition.rounds.filter(pk__gt=decided_round).exists()
    return {} if answered_since else share.edition.supplier_answers.as_mapping()


def journey_for(share: DataShare, reader: Side | None) -> Journey:
    """Return the acquirer's path with its answers as this side may read them. One query."""
    return Journey(question_set(share.edition.question_set), request_for(share, reader))


def applicable_answers(share: DataShare, request: Answers, own: Answers) -> Answers:
    """Return the answers of both sides whose question applies, from which the documents are drafted."""
    asked = Journey(question_set(share.edition.question_set), request).to_draft()
    return {**asked, **own_journey(share.edition.question_set, own, asked).answered()}


@dataclass(frozen=True)
class StoredAnswers:
    """The answers of both sides as the database has them."""

    acquirer: Answers
    supplier: Answers

    @property
    def both(self) -> Answers:
        return {**self.acquirer, **self.supplier}

    def with_answers(self, side: Side, given: Answers) -> "StoredAnswers":
        if side == Side.SUPPLIER:
            return StoredAnswers(self.acquirer, {**self.supplier, **given})
        return StoredAnswers({**self.acquirer, **given}, self.supplier)


def stored_answers(share: DataShare) -> StoredAnswers:
    """Return what both sides have answered so far. Two queries."""
    return StoredAnswers(share.edition.answers.as_mapping(), share.edition.supplier_answers.as_mapping())


def journeys_of(share: DataShare) -> Mapping[Side, Journey]:
    """Return each side's journey with its current answers. Two queries."""
    given = stored_answers(share)
    request = Journey(question_set(share.edition.question_set), given.acquirer)
    own = own_journey(share.edition.question_set, given.supplier, request.answered())
    return {Side.ACQUIRER: request, Side.SUPPLIER: own}


def changes_to(before: Answers, after: Answers) -> list[EventChange]:
    """Return what the history keeps of changed answers; not one that was empty before and after."""
    return [
        EventChange(ChangeKey.ANSWER.of(key), value, after[key])
        for key, value in before.items()
        if not (is_empty(value) and is_empty(after[key]))
    ]


def store_step(
    share: DataShare, step: Step, values: Answers, *, revision: int, by: User, with_empty: bool = False
) -> dict[str, Json]:
    """Store the answers to a step that differ from those stored; return the values they replace.

    `revision` is what `revision_of` returned when the form was shown: raise Conflict if a colleague has answered since.
    `with_empty` stores a first answer even if it is empty: the question then counts as seen.
    """
    rows = kept_of(share, step)
    kept: dict[str, Any] = {row.key: row for row in rows}
    news = {
        key: value
        for key, value in values.items()
        if (kept[key].value != value if key in kept else with_empty or not is_empty(value))
    }
    if news and kept and revision != revision_of(kept.values()):
        raise Conflict("Someone else changed this answer after you opened the page.")
    replaced = {key: kept[key].value if key in kept else None for key in news}
    _write(share, rows.model, kept, news, by)
    return replaced


def store(share: DataShare, step: Step, values: Answers, by: User) -> None:
    """Store these answers to a step, whatever was stored before."""
    rows = kept_of(share, step)
    _write(share, rows.model, {row.key: row for row in rows}, values, by)


def _write(share: DataShare, model: Any, kept: Mapping[str, Any], values: Answers, by: User) -> None:
    """Write answers with their author, the time and their next revision."""
    for key, value in values.items():
        row = kept.get(key) or model(edition=share.edition, key=key, revision=0)
        row.value, row.author, row.at, row.revision = value, by, timezone.now(), row.revision + 1
        row.save()


def kept_of(share: DataShare, step: Step) -> "QuerySet[Answer] | QuerySet[SupplierAnswer]":
    """Return the stored answers to a step, from the side it is put to."""
    if side_of(share, step) == Side.SUPPLIER:
        return SupplierAnswer.objects.filter(edition=share.edition, key__in=step.keys)
    return Answer.objects.filter(edition=share.edition, key__in=step.keys)


def side_of(share: DataShare, step: Step) -> Side | None:
    asked = question_for(share.edition.question_set, step.keys[0])
    return asked.side if asked else None
