"""A round of a request, section by section: what needs attention, what changed, and the verdicts."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from agreements.answers import journey_as_sent
from agreements.members.confirmations import confirmations_in
from agreements.models import DataShare, Party, Round, SectionResponse, Verdict
from agreements.questionnaire.journey import Journey
from agreements.questionnaire.progress import AnswerChange
from agreements.questionnaire.shape import Section
from agreements.questionnaire.words import Words
from datashare.lib.phrases import plural

NOT_READ = "No response yet"
CHANGED = "Changed, no response yet"
SAME_AS_COMMENTED = "Not changed since your comment"
AS_BEFORE = "Agreed in the last round"


@dataclass(frozen=True)
class AnswerRow:
    """One answer as sent: why to check it, and how it differs from the round before."""

    key: str
    ask: str
    words: Words
    why: str
    # New, Changed, Removed; empty if unchanged.
    change: str
    before: Words
    # Which experts confirmed what it names an adviser for.
    confirmed: str = ""


@dataclass(frozen=True)
class SectionReading:
    """One section of a round. `earlier` is the verdict in the round before."""

    section: Section
    rows: tuple[AnswerRow, ...]
    response: SectionResponse | None
    earlier: SectionResponse | None
    # The acquirer's reply to the comment on it in the round before.
    reply: str = ""

    @property
    def highlights(self) -> int:
        return sum(bool(row.why) for row in self.rows)

    @property
    def changes(self) -> int:
        return sum(bool(row.change) for row in self.rows)

    @property
    def still_agreed(self) -> bool:
        """Whether it was agreed in the round before and is unchanged."""
        return self.earlier is not None and self.earlier.verdict == Verdict.AGREE and not self.changes

    @property
    def state(self) -> str:
        if self.response:
            return Verdict(self.response.verdict).as_state
        if self.earlier is None:
            return NOT_READ
        if self.changes:
            return CHANGED
        return AS_BEFORE if self.still_agreed else SAME_AS_COMMENTED

    @property
    def mostly_open(self) -> bool:
        """Whether most of its questions are unanswered."""
        return sum(not row.words for row in self.rows) * 2 > len(self.rows)

    @property
    def twice(self) -> tuple[str, ...]:
        """Why to check it, each reason in a few words."""
        few = "Most questions not answered" if self.mostly_open else ""
        marked = f"{plural(self.highlights, 'answer')} to check" if self.highlights else ""
        return tuple(filter(None, (marked, few)))

    @property
    def named(self) -> list[str]:
        """The questions that the verdict is about."""
        keys = self.response.questions if self.response else []
        return [row.ask for row in self.rows if row.key in keys]

    @property
    def suggested(self) -> dict[str, Any]:
        """The initial values of the form: the verdict, or the last one as far as it still holds."""
        said = self.response or self.earlier
        if said is None:
            return {}
        if said is self.response:
            return {name: getattr(said, name) for name in ("verdict", "note", "private_note", "questions")}
        return {"verdict": said.verdict if self.still_agreed else "", "private_note": said.private_note}


@dataclass(frozen=True)
class Reading:
    """A round, section by section."""

    sent: Round
    before: Round | None
    sections: tuple[SectionReading, ...]

    @property
    def unread(self) -> int:
        return sum(reading.response is None for reading in self.sections)

    @property
    def left(self) -> list[str]:
        """The sections without a verdict, in words: changed, unchanged, or new."""
        waiting = Counter(reading.state for reading in self.sections if reading.response is None)
        parts = {
            CHANGED: ("section changed since your response", "sections changed since your responses"),
            NOT_READ: (
                "section has no response yet",
                "sections have no response yet",
            ),
            SAME_AS_COMMENTED: (
                "section not changed since your comment",
                "sections not changed since your comments",
            ),
            AS_BEFORE: (
                "section agreed in the last round and not changed",
                "sections agreed in the last round and not changed",
            ),
        }
        return [plural(waiting[state], *words) for state, words in parts.items() if waiting[state]]

    @property
    def next_to_read(self) -> SectionReading | None:
        """The first section to read, without those agreed last time and unchanged."""
        return next(iter(self._to_read()), None)

    def _to_read(self) -> list[SectionReading]:
        return [reading for reading in self.sections if reading.response is None and not reading.still_agreed]

    @property
    def to_read(self) -> int:
        """The number of sections to read, without those agreed last time and unchanged."""
        return len(self._to_read())

    @property
    def open_remarks(self) -> int:
        """The number of sections not simply agreed."""
        return sum(bool(reading.response and reading.response.verdict != Verdict.AGREE) for reading in self.sections)

    def section(self, key: str) -> SectionReading | None:
        return next((reading for reading in self.sections if reading.section.key == key), None)

    def after(self, key: str) -> SectionReading | None:
        """Return the next section without a verdict, after the last beginning again at the first."""
        place = [reading.section.key for reading in self.sections].index(key) + 1
        order = (*self.sections[place:], *self.sections[:place])
        return next((reading for reading in order if reading.response is None and reading.section.key != key), None)


def reading_of(share: DataShare, party: Party | None) -> Reading | None:
    """Return the newest round as a supplier responds to it, compared with the one before.

    None if nothing has been sent. Three queries, if no expert was asked.
    """
    newest = list(share.rounds_read.select_related("submitted_by").order_by("-number")[:2])
    if not newest:
        return None
    sent, before = newest[0], newest[1] if len(newest) > 1 else None
    responses = SectionResponse.objects.filter(round__in=newest, party=party).select_related("by")
    said = {(response.round_id, response.section): response for response in responses}
    journey, confirmed = journey_as_sent(sent), confirmations_in(share, party).by_question
    changes = {change.place.question.key: change for change in journey.changed_since(before.answers)} if before else {}
    sections = (
        SectionReading(
            section=section,
            rows=_rows(section, journey, changes, confirmed),
            response=said.get((sent.pk, section.key)),
            earlier=said.get((before.pk, section.key)) if before else None,
            reply=sent.reply_to(section.key),
        )
        for section in journey.question_set.sections
        if _is_for(section, party)
    )
    return Reading(sent, before, tuple(reading for reading in sections if reading.rows))


def _is_for(section: Section, party: Party | None) -> bool:
    """Return whether a supplier responds to a section: not to what another organisation asks, or to declarations."""
    asks = party is None or section.asked_by in (0, party.organisation_id)
    return asks and not any(step.kind == "check" for step in section.steps)


def _rows(
    section: Section, journey: Journey, changes: Mapping[str, AnswerChange], confirmed: Mapping[str, str]
) -> tuple[AnswerRow, ...]:
    """Return the questions that applied when the round was sent, and those whose answer was removed.

    Nothing is to be looked at where an expert has confirmed what the answer says that no one has.
    """
    applying = {place.question.key for place in journey.places()}
    why = {highlight.place.question.key: highlight.why for highlight in journey.highlights()}
    return tuple(
        AnswerRow(
            key=question.key,
            ask=question.ask,
            words=journey.words(question.key),
            why="" if question.key in confirmed else why.get(question.key, ""),
            change=changes[question.key].kind if question.key in changes else "",
            before=journey.describe(question, changes[question.key].before) if question.key in changes else Words(),
            confirmed=confirmed.get(question.key, ""),
        )
        for step in section.steps
        for question in step.questions
        if question.key in applying or question.key in changes
    )
