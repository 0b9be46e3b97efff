"""What came back to the acquirer with a returned request, and what was changed since."""

from collections.abc import Mapping
from dataclasses import dataclass

from agreements.models import DataShare, Decision, Round, SectionResponse, Verdict
from agreements.questionnaire.journey import AnswerChange, Journey
from agreements.questionnaire.shape import QuestionPlace
from agreements.questionnaire.words import Words
from agreements.states import State


@dataclass(frozen=True)
class Edit:
    """An answer that is another one than in the round that came back."""

    place: QuestionPlace
    change: str
    before: Words


@dataclass(frozen=True)
class Returned:
    """A request that is back with the acquirer: what was said of each section, and what was changed since."""

    decision: Decision
    said: Mapping[str, SectionResponse]
    edits: Mapping[str, Edit]

    @property
    def number(self) -> int:
        return self.decision.round.number

    @property
    def remarks(self) -> Mapping[str, SectionResponse]:
        """What was said of the sections that were not simply agreed."""
        return {key: said for key, said in self.said.items() if said.is_remark}

    def state(self, section: str) -> str:
        """What was said of a section, in a word or two."""
        return Verdict(self.said[section].verdict).as_state


def returned_of(share: DataShare, journey: Journey) -> Returned | None:
    """What came back with the newest round, while the acquirer has the request again. Two queries, or none."""
    if share.state != State.RETURNED:
        return None
    decisions = Decision.objects.filter(round__share=share).select_related("round", "by")
    decision = decisions.prefetch_related("round__responses").order_by("round__number").last()
    if decision is None:
        return None
    edits = {change.place.question.key: _edit(journey, change) for change in _edited(journey, decision.round)}
    return Returned(decision, {said.section: said for said in decision.round.responses.all()}, edits)


def _edited(journey: Journey, sent: Round) -> list[AnswerChange]:
    """Changes of answers; what is declared each time it is sent is none."""
    return [change for change in journey.changed_since(sent.answers) if change.place.step.kind != "check"]


def _edit(journey: Journey, change: AnswerChange) -> Edit:
    key = change.place.question.key
    return Edit(change.place, change.kind, journey.describe(key, change.before) if change.before else Words())
