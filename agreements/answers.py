"""The stored answers of a data share, as the journeys of both parties."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from agreements.models import Answer, DataShare, Round, SupplierAnswer
from agreements.questionnaire.journey import Journey
from agreements.questionnaire.question_sets import question_set
from agreements.questionnaire.shape import Answers, Step
from agreements.questionnaire.supplier import own_journey, question_for
from agreements.states import Side


def journey_of(share: DataShare) -> Journey:
    """Return the journey of this data share with its current answers. One query."""
    return Journey(question_set(share.question_set), share.answers.as_mapping())


def journey_as_sent(share: DataShare, sent: Round) -> Journey:
    """Return the acquirer's path with its answers as a round sent them. No query."""
    return Journey(question_set(share.question_set), sent.answers)


def revision_of(answers: Any) -> int:
    """Return a number that grows whenever one of these answers changes."""
    return sum(row.revision for row in answers)


def own_journey_of(share: DataShare, sent: Round) -> Journey:
    """Return the journey of the supplier's own questions about a round, with its current answers. One query."""
    return own_journey(share.question_set, share.supplier_answers.as_mapping(), sent.answers)


def applicable_answers(share: DataShare, request: Answers, own: Answers) -> Answers:
    """Return the answers of both sides whose question applies, from which the documents are drafted."""
    asked = Journey(question_set(share.question_set), request).to_draft()
    return {**asked, **own_journey(share.question_set, own, asked).answered()}


@dataclass(frozen=True)
class StoredAnswers:
    """The answers of both sides as the database has them."""

    acquirer: Answers
    supplier: Answers

    def with_answers(self, side: Side, given: Answers) -> "StoredAnswers":
        if side == Side.SUPPLIER:
            return StoredAnswers(self.acquirer, {**self.supplier, **given})
        return StoredAnswers({**self.acquirer, **given}, self.supplier)


def stored_answers(share: DataShare) -> StoredAnswers:
    """Return what both sides have answered so far. Two queries."""
    return StoredAnswers(share.answers.as_mapping(), share.supplier_answers.as_mapping())


def journeys_of(share: DataShare) -> Mapping[Side, Journey]:
    """Return each side's journey with its current answers. Two queries."""
    given = stored_answers(share)
    request = Journey(question_set(share.question_set), given.acquirer)
    own = own_journey(share.question_set, given.supplier, request.answered())
    return {Side.ACQUIRER: request, Side.SUPPLIER: own}


def kept_of(share: DataShare, step: Step) -> "QuerySet[Answer] | QuerySet[SupplierAnswer]":
    """Return the stored answers to a step, from the side it is put to."""
    if side_of(share, step) == Side.SUPPLIER:
        return SupplierAnswer.objects.filter(share=share, key__in=step.keys)
    return Answer.objects.filter(share=share, key__in=step.keys)


def side_of(share: DataShare, step: Step) -> Side | None:
    asked = question_for(share.question_set, step.keys[0])
    return asked.side if asked else None
