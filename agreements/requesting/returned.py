"""The comments on a returned request, and what was changed since."""

from collections.abc import Mapping
from dataclasses import dataclass

from agreements.models import DataShare, Decision, Round, SectionResponse, Verdict
from agreements.questionnaire.journey import AnswerChange, Journey
from agreements.questionnaire.shape import QuestionPlace
from agreements.questionnaire.words import Words
from agreements.states import State


@dataclass(frozen=True)
class Edit:
    """An answer that differs from the returned round."""

    place: QuestionPlace
    change: str
    before: Words


@dataclass(frozen=True)
class Returned:
    """A returned request: the comments on each section, and what was changed since."""

    decision: Decision
    said: Mapping[str, SectionResponse]
    edits: Mapping[str, Edit]

    @property
    def number(self) -> int:
        return self.decision.round.number

    @property
    def remarks(self) -> Mapping[str, SectionResponse]:
        """The responses to sections that were not simply agreed."""
        return {key: said for key, said in self.said.items() if said.is_remark}

    def state(self, section: str) -> str:
        """Return the verdict on a section, in a word or two."""
        return Verdict(self.said[section].verdict).as_state


def returned_of(share: DataShare, journey: Journey) -> Returned | None:
    """Return the responses to the newest round if the request is back with the acquirer. Two queries, or none."""
    if share.edition.state != State.RETURNED:
        return None
    decisions = Decision.objects.filter(round__edition=share.edition).select_related("round", "by")
    decision = decisions.prefetch_related("round__responses").order_by("round__number").last()
    if decision is None:
        return None
    edits = {change.place.question.key: _edit(journey, change) for change in _edited(journey, decision.round)}
    return Returned(decision, {said.section: said for said in decision.round.responses.all()}, edits)


def _edited(journey: Journey, sent: Round) -> list[AnswerChange]:
    """Return the changed answers, without the declarations made at each submission."""
    return [change for change in journey.changed_since(sent.answers) if change.place.step.kind != "check"]


def _edit(journey: Journey, change: AnswerChange) -> Edit:
    key = change.place.question.key
    return Edit(change.place, change.kind, journey.describe(key, change.before) if change.before else Words())
