"""The comments on a returned request, and what was changed since."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from agreements.models import DataShare, Decision, Leading, Outcome, Round, SectionResponse, Verdict
from agreements.questionnaire.journey import Journey
from agreements.questionnaire.progress import AnswerChange
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
class Remark:
    """What suppliers said of a section that they did not simply agree; each by name if there are several."""

    state: str
    note: str
    # The questions that they named, as far as they are still asked.
    places: Sequence[QuestionPlace] = ()


@dataclass(frozen=True)
class Returned:
    """A returned request: the decisions on it, the comments on each section, and what was changed since."""

    decisions: Sequence[Decision]
    remarks: Mapping[str, Remark]
    edits: Mapping[str, Edit]

    @property
    def number(self) -> int:
        return self.decisions[0].round.number

    @property
    def texts(self) -> list[tuple[str, str]]:
        """What each supplier wrote with its decision, after its name if there are several."""
        several = len(self.decisions) > 1
        return [(str(made.party) if several else "", made.text) for made in self.decisions if made.text]

    @property
    def refused(self) -> list[Decision]:
        """The decisions of suppliers that refused data which is needed."""
        return [made for made in self.decisions if made.outcome == Outcome.REFUSE]

    def state(self, section: str) -> str:
        """Return the verdict on a section, in a word or two."""
        return self.remarks[section].state


def returned_of(share: DataShare, journey: Journey) -> Returned | None:
    """Return the responses to the newest round if the request is back with the acquirer. Three queries, or none.

    Without the words that were written for another organisation, which led then. One query more of several bodies.
    """
    if share.edition.state != State.RETURNED:
        return None
    made = Decision.objects.standing().filter(round__edition=share.edition)
    decisions = list(made.select_related("round", "by", "party__organisation").order_by("-round__number", "pk"))
    decisions = [decision for decision in decisions if decision.round_id == decisions[0].round_id]
    if not decisions:
        return None
    sent = decisions[0].round
    edits = {change.place.question.key: _edit(journey, change) for change in _edited(journey, sent)}
    leading = Leading.of(share)
    for decision in decisions:
        decision.text = decision.text if leading.led_now(decision.at) else ""
    names = {decision.party_id: str(decision.party) for decision in decisions if leading.led_now(decision.at)}
    said: dict[str, list[SectionResponse]] = defaultdict(list)
    for response in sent.responses.all():
        if response.is_remark and response.party_id in names:
            said[response.section].append(response)
    asked = {place.question.key: place for place in journey.places()}
    return Returned(decisions, {key: _remark(found, names, asked) for key, found in said.items()}, edits)


def _remark(said: Sequence[SectionResponse], names: Mapping[int, str], asked: Mapping[str, QuestionPlace]) -> Remark:
    states = dict.fromkeys(Verdict(response.verdict).as_state for response in said)
    named = {key for response in said for key in response.questions}
    places = [place for key, place in asked.items() if key in named]
    if len(names) == 1:
        return Remark(next(iter(states)), said[0].note, places)
    lines = (f"{names[response.party_id]} {response.as_told}" for response in said)
    return Remark(", ".join(states), "\n".join(lines), places)


def _edited(journey: Journey, sent: Round) -> list[AnswerChange]:
    """Return the changed answers, without the declarations made at each submission."""
    return [change for change in journey.changed_since(sent.answers) if change.place.step.kind != "check"]


def _edit(journey: Journey, change: AnswerChange) -> Edit:
    key = change.place.question.key
    return Edit(change.place, change.kind, journey.describe(key, change.before) if change.before else Words())
