"""The structure of a questionnaire: questions in steps, steps in sections, sections in a versioned set."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

from agreements.questionnaire.forms.base import EMPTY_CONTEXT, StepContext, StepForm
from agreements.questionnaire.words import Json, Words, is_empty, rows_of, text

Answers = Mapping[str, Json]
Need = Literal["submit", "draft", "later"]
Kind = Literal["single", "table", "check"]

# Where an answer goes: the sections of the agreement, the steps of the impact assessment, the sections of common rules,
# the public register.
PLACES: Mapping[str, str] = {
    "M1": "Summary",
    "M2": "Parties and people",
    "M3": "Purpose and benefits",
    "M4": "Data",
    "M5": "Legal power and gateway",
    "M6": "Lawful basis and roles",
    "M7": "Rights, transparency, freedom of information and transfers",
    "M8": "Delivery and security",
    "M9": "Quality and stewardship",
    "M10": "Retention and disposal",
    "M11": "Incidents",
    "M12": "Governance",
    "M13": "Costs and disputes",
    "M14": "Assurance and audit",
    "M15": "Definitions, precedence and signatures",
    "D1": "Why an assessment is needed",
    "D2": "What will happen to the data",
    "D3": "Who was consulted",
    "D4": "Necessity and proportionality",
    "D5": "Risks",
    "D6": "Measures",
    "D7": "Sign-off",
    "U1": "Summary",
    "U2": "Parties and definitions",
    "U3": "Purpose and principles",
    "U4": "Security",
    "U5": "Incidents",
    "U6": "People’s rights and requests",
    "U7": "Schedules and precedence",
    "U8": "Governance",
    "U9": "Joining and leaving",
    "U10": "Meaning and signatures",
    "R": "Public register",
    "Q": "Questions of an organisation",
}


def _nothing(_: Json) -> str:
    return ""


def always(_: Answers) -> bool:
    return True


def never(_: Answers) -> bool:
    return False


def nothing_implied(_: Answers) -> Answers:
    return {}


@dataclass(frozen=True, kw_only=True)
class Question:
    """One fact a request establishes. `flag` and `stop` take a stored value and return a text, empty if all is well."""

    key: str
    ask: str
    need: Need
    goes_to: tuple[str, ...]
    source: str
    why: str
    hint: str = ""
    example: str = ""
    # Asked before submission even in an emergency, when everything else may follow within 14 days.
    in_emergency: bool = False
    # Whether it is asked in the short form as well, of these answers.
    in_short: Callable[[Answers], bool] = never
    # Why the supplier should check this answer.
    flag: Callable[[Json], str] = _nothing
    # Why this answer stops the request.
    stop: Callable[[Json], str] = _nothing

    def becomes(self, assessed: bool = True) -> tuple[str, ...]:
        """Return the names of the document sections and register entries this answer feeds, for the page.

        `assessed` says whether there is an impact assessment.
        """
        return tuple(_place_in_words(place) for place in self.goes_to if assessed or not place.startswith("D"))


def _listed(problems: Mapping[str, list[str]], row: str = "") -> list[tuple[str, str]]:
    return [(row + name, message) for name, messages in problems.items() for message in messages]


def _place_in_words(place: str) -> str:
    if place in ("R", "Q"):
        return "public register" if place == "R" else "agreement, annex with the questions of this organisation"
    document = {"M": "agreement", "D": "impact assessment", "U": "common rules"}[place[0]]
    return f"{document}, section {place[1:]} ({PLACES[place]})"


@dataclass(frozen=True)
class Step:
    """One page: a question or a small group. A table step is a list of rows; its form is the form of one row."""

    slug: str
    title: str
    form: type[StepForm]
    questions: tuple[Question, ...]
    when: Callable[[Answers], bool] = always
    kind: Kind = "single"
    # What one row is called: "data item" gives "Add another data item".
    row: str = ""
    # The answers that earlier ones already give; the page is then not shown, so that nothing is asked twice.
    implied: Callable[[Answers], Answers] = nothing_implied

    @cached_property
    def keys(self) -> tuple[str, ...]:
        return tuple(question.key for question in self.questions)

    def is_in_short(self, answers: Answers) -> bool:
        """Return whether the short form asks it as well: one of its questions, or those that send the request."""
        return self.kind == "check" or any(question.in_short(answers) for question in self.questions)

    @cached_property
    def asked(self) -> str:
        """All that the page asks and explains, for finding terms in."""
        return " ".join(f"{each.ask} {each.hint} {each.why} {each.example}" for each in self.questions)

    @property
    def rows(self) -> str:
        """The word for several rows."""
        return "people" if self.row == "person" else f"{self.row}s"

    @property
    def heading(self) -> str:
        """The heading of the page if none of its fields is one: the question, or the name of the group."""
        return self.questions[0].ask if len(self.questions) == 1 else self.title

    def open(self, answers: Answers, *, context: StepContext = EMPTY_CONTEXT, data: Any = None) -> StepForm:
        """Return the form of this page, filled with the answers or bound to posted data."""
        return self._ask(self.form.from_answers(answers, data=data, context=context))

    def open_row(self, row: Answers, *, context: StepContext = EMPTY_CONTEXT, data: Any = None) -> StepForm:
        """Return the form of one row of a table; `row` is {} for a new one."""
        return self.form.from_answers(row, data=data, context=context)

    def _ask(self, form: StepForm) -> StepForm:
        for question in self.questions:
            form.ask(question.key, question.ask, question.hint)
        return form

    def problems(self, answers: Answers) -> list[tuple[str, str]]:
        """Return the errors in stored answers as (field, message); a row's field is `row.field`."""
        if self.kind != "table":
            return _listed(self.form.problems(answers))
        rows = [row for key in self.keys for row in rows_of(answers.get(key))]
        return [problem for row in rows for problem in _listed(self.form.problems(row), f"{text(row.get('id'))}.")]

    def words(self, key: str, value: Json) -> Words:
        """Return a stored answer in words."""
        return self.form.words_of_rows(value) if self.kind == "table" else self.form.words(key, value)


@dataclass(frozen=True)
class Section:
    """A part of the task list. It can be started when `opens` holds; `opens_after` says what to do first."""

    key: str
    title: str
    steps: tuple[Step, ...]
    opens: Callable[[Answers], bool] = always
    opens_after: str = ""
    # The organisation that asks it, by its key and name, if the service does not; and what suppliers advise, by name.
    asked_by: int = 0
    asker: str = ""
    guidance: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class QuestionPlace:
    """A question with its step and section."""

    section: Section
    step: Step
    question: Question


@dataclass(frozen=True)
class QuestionSet:
    """A version of the questionnaire. A share keeps the version it began with; a change makes a new version."""

    version: str
    sections: tuple[Section, ...]

    def __iter__(self) -> Iterator[QuestionPlace]:
        return (
            QuestionPlace(section, step, question)
            for section in self.sections
            for step in section.steps
            for question in step.questions
        )

    @cached_property
    def places(self) -> Mapping[str, QuestionPlace]:
        """Every question by its key."""
        return {place.question.key: place for place in self}

    @cached_property
    def steps(self) -> Mapping[str, Step]:
        """Every step by its slug, in the order of the journey."""
        return {step.slug: step for section in self.sections for step in section.steps}

    @cached_property
    def section_of(self) -> Mapping[str, Section]:
        """The section of a step, by the slug of the step."""
        return {step.slug: section for section in self.sections for step in section.steps}

    def describe(self, key: str, value: Json) -> Words:
        """Return a stored answer in words, whichever step it belongs to."""
        return self.places[key].step.words(key, value)


def is_answered(answers: Answers, key: str) -> bool:
    return not is_empty(answers.get(key))
