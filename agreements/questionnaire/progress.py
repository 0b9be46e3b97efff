"""What a journey says of itself: how far each section is, what is highlighted, what differs, what is wrong."""

from dataclasses import dataclass
from enum import StrEnum

from agreements.questionnaire.shape import QuestionPlace, Section, Step
from agreements.questionnaire.words import Json


class Status(StrEnum):
    """The progress of a section, in the words of the task list."""

    CANNOT_START = "Cannot start yet"
    NOT_STARTED = "Not started"
    IN_PROGRESS = "In progress"
    COMPLETED = "Completed"


@dataclass(frozen=True)
class SectionProgress:
    """A section that applies now: its applicable steps, its status, and what is left."""

    section: Section
    steps: tuple[Step, ...]
    status: Status
    missing: tuple[QuestionPlace, ...]
    gaps: tuple[QuestionPlace, ...]


@dataclass(frozen=True)
class JourneyProgress:
    """The number of questions needed for submission, and how many are answered."""

    answered: int
    required: int

    @property
    def percent(self) -> int:
        return 100 * self.answered // self.required if self.required else 100


@dataclass(frozen=True)
class Highlight:
    """An answer that needs checking, and why."""

    place: QuestionPlace
    why: str


@dataclass(frozen=True)
class AnswerChange:
    """A question whose answer differs from the previous round."""

    place: QuestionPlace
    before: Json
    after: Json

    @property
    def kind(self) -> str:
        """New, Changed or Removed."""
        if self.before is None:
            return "New"
        return "Removed" if self.after is None else "Changed"


@dataclass(frozen=True)
class Problem:
    """A stored answer that its form would refuse today."""

    step: Step
    field: str
    message: str
