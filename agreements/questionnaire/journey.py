"""The path that answers take through a question set, computed each time and never stored."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from agreements.questionnaire.asked_first import in_order
from agreements.questionnaire.conditions import SCREENED, at_odds, comes_once, not_urgent, short_form, why_full
from agreements.questionnaire.progress import (
    AnswerChange,
    Highlight,
    JourneyProgress,
    Problem,
    SectionProgress,
    Status,
)
from agreements.questionnaire.shape import Answers, Need, Question, QuestionPlace, QuestionSet, Section, Step
from agreements.questionnaire.words import Json, Words, chosen, is_empty


@dataclass(frozen=True)
class _Path:
    """The result of the walk: the sections that apply with their steps, and the answers that count."""

    sections: list[tuple[Section, tuple[Step, ...]]]
    shut: set[str]
    answers: dict[str, Json]


@dataclass(frozen=True)
class Journey:
    """The questionnaire as these answers shape it. Takes all stored answers and leaves out the hidden ones."""

    question_set: QuestionSet
    answers: Answers
    # Further answers that conditions may read: the request's, for the supplier's questions that depend on it.
    given: Answers = field(default_factory=dict)
    # The questions that come first in their section, in this order, each with the reason in words.
    first: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def _path(self) -> _Path:
        """The path: of the short form, if it was chosen and the answers to the whole form allow it."""
        whole = self._walk()
        return self._walk(short=True) if short_form({**self.given, **whole.answers}) else whole

    def _walk(self, *, short: bool = False) -> _Path:
        """Return the path, walked in order. A condition reads only answers already on it: hidden ones never count."""
        path = _Path([], set(), {})
        seen, said = dict(self.given), {key: value for key, value in self.answers.items() if not is_empty(value)}
        for section in self.question_set.sections:
            is_open, steps = section.opens(seen), []
            for step in section.steps:
                joining = step.implied(seen)
                if not joining and step.when(seen) and (not short or step.is_in_short(seen)):
                    steps.append(step)
                    joining = {key: said[key] for key in step.keys if key in said} if is_open else {}
                seen |= joining
                path.answers.update(joining)
            if steps:
                asked = in_order(steps, self.first, seen, section.steps) if self.first else steps
                path.sections.append((section, tuple(asked)))
                path.shut.update(() if is_open else (section.key,))
        return path

    # --- The path ----------------------------------------------------------------------------------

    def steps(self) -> tuple[Step, ...]:
        """Return the steps that apply now, in order, whether or not their section can be started."""
        return tuple(self._steps.values())

    @cached_property
    def _steps(self) -> Mapping[str, Step]:
        return {step.slug: step for _, steps in self._path.sections for step in steps}

    def answered(self) -> Answers:
        """Return the answers whose question applies now; documents, pages and suppliers see only these."""
        return self._path.answers

    def to_draft(self) -> Answers:
        """Return the answers that documents are drafted from: all that count, without those that stop the request."""
        shut_out = {stop.place.question.key for stop in self.stops()}
        return {key: value for key, value in self.answered().items() if key not in shut_out}

    def places(self) -> tuple[QuestionPlace, ...]:
        """Return the questions that apply now, each with its step and section."""
        return self._places

    @cached_property
    def _places(self) -> tuple[QuestionPlace, ...]:
        every = self.question_set.places
        return tuple(every[key] for step in self.steps() for key in step.keys)

    def can_visit(self, slug: str) -> bool:
        """Return whether a step's page may be opened: it applies, and what must come before it is done."""
        section = self.question_set.section_of.get(slug)
        return section is not None and slug in self._steps and self._is_open(section)

    def _is_open(self, section: Section) -> bool:
        if any(step.kind == "check" for step in section.steps):
            return self.ready_to_submit()
        return section.key not in self._path.shut

    def _visitable(self) -> list[Step]:
        return [step for section, steps in self._path.sections if self._is_open(section) for step in steps]

    def next_unanswered(self, after: str | None = None) -> Step | None:
        """Return the next page with an unanswered question, looking only after the step `after` if given."""
        passed = self._slugs_up_to(after)
        return next(
            (step for step in self._visitable() if step.slug not in passed and not self.is_complete(step)), None
        )

    def _slugs_up_to(self, slug: str | None) -> frozenset[str]:
        every = list(self._steps if slug in self._steps else self.question_set.steps)
        return frozenset(every[: every.index(slug) + 1] if slug in every else [])

    def previous(self, slug: str) -> Step | None:
        """Return the page before this one on the path, for the back link."""
        before = self._slugs_up_to(slug) - {slug}
        return next((step for step in reversed(self._visitable()) if step.slug in before), None)

    def is_complete(self, step: Step) -> bool:
        """Return whether every question of a step has an answer."""
        return all(key in self.answered() for key in step.keys)

    # --- How far it is -----------------------------------------------------------------------------

    def need_of(self, question: Question) -> Need:
        """Return when a question is needed. In an emergency only the core blocks; the rest is due later.

        In the short form, all that can show a high risk is needed before the request is sent: it has no assessment.
        """
        if question.key in SCREENED and self.is_short:
            return "submit"
        can_wait = question.need == "submit" and not question.in_emergency
        return "draft" if can_wait and self._is_emergency else question.need

    @cached_property
    def _is_emergency(self) -> bool:
        return "emergency" in chosen(self._tri_kind)

    @cached_property
    def is_short(self) -> bool:
        """Whether it is the short form."""
        return short_form({**self.given, **self.answered()})

    def why_full(self) -> tuple[str, ...]:
        """Return why it is the full form although the short one was chosen; empty if it was not, or it is."""
        if "short" not in chosen(self.answers.get("form_length")) or "one_off" not in chosen(self._tri_kind):
            return ()
        return why_full({**self.given, **self.answered()})

    @property
    def _tri_kind(self) -> Json:
        return self.answered().get("tri_kind")

    def missing(self, need: Need = "submit") -> tuple[QuestionPlace, ...]:
        """Return the unanswered questions of one need, without the declarations of the check page."""
        return self._missing_now if need == "submit" else self._missing(need)

    @cached_property
    def _missing_now(self) -> tuple[QuestionPlace, ...]:
        return self._missing("submit")

    def _missing(self, need: Need) -> tuple[QuestionPlace, ...]:
        return tuple(place for place in self.gaps() if self.need_of(place.question) == need)

    def gaps(self) -> tuple[QuestionPlace, ...]:
        """Return the questions that apply and have no answer, in the order of the journey."""
        return self._gaps

    @cached_property
    def _gaps(self) -> tuple[QuestionPlace, ...]:
        unanswered = (place for place in self.places() if place.question.key not in self.answered())
        return tuple(place for place in unanswered if place.step.kind != "check")

    def sections(self) -> tuple[SectionProgress, ...]:
        """Return the task list: the sections that apply, with their status."""
        return tuple(self._progress_of(section, steps) for section, steps in self._path.sections)

    def _progress_of(self, section: Section, steps: tuple[Step, ...]) -> SectionProgress:
        gaps = tuple(place for place in self.gaps() if place.section is section)
        missing = tuple(place for place in self.missing() if place.section is section)
        return SectionProgress(section, steps, self._status(section, steps, missing), missing, gaps)

    def _status(self, section: Section, steps: tuple[Step, ...], missing: tuple[QuestionPlace, ...]) -> Status:
        if not self._is_open(section):
            return Status.CANNOT_START
        if not any(map(self._has_answer, steps)):
            return Status.NOT_STARTED
        done = not missing and all(step.kind != "check" or self.is_complete(step) for step in steps)
        return Status.COMPLETED if done else Status.IN_PROGRESS

    def progress(self) -> JourneyProgress:
        """Return how many of the questions that submission needs are answered."""
        needed = [p for p in self.places() if p.step.kind != "check" and self.need_of(p.question) == "submit"]
        return JourneyProgress(len(needed) - len(self.missing()), len(needed))

    def ready_to_submit(self) -> bool:
        """Return whether everything needed is answered and no answer stops the request.

        Submitting calls `validate_all` as well.
        """
        return not self.missing() and not self.stops()

    # --- What the answers mean ---------------------------------------------------------------------

    def highlights(self) -> tuple[Highlight, ...]:
        """Return the answers that need the supplier's attention, and why."""
        return (*self._remarked("flag"), *self.at_odds())

    def at_odds(self) -> tuple[Highlight, ...]:
        """Return the answers that another answer contradicts, each with the reason."""
        places, answers = self.question_set.places, self.answered()
        found = {
            "data_types": at_odds(answers),
            "frequency": comes_once(answers),
            "needed_by": not_urgent(answers),
        }
        return tuple(Highlight(places[key], why) for key, why in found.items() if why and key in places)

    def stops(self) -> tuple[Highlight, ...]:
        """Return the answers that stop this request, and what to do instead."""
        return self._stops

    @cached_property
    def _stops(self) -> tuple[Highlight, ...]:
        return self._remarked("stop")

    def _remarked(self, predicate: str) -> tuple[Highlight, ...]:
        said = self.answered()
        found = (
            Highlight(place, getattr(place.question, predicate)(said[place.question.key]))
            for place in self.places()
            if place.question.key in said
        )
        return tuple(highlight for highlight in found if highlight.why)

    def validate_all(self) -> tuple[Problem, ...]:
        """Return the problems of every answer on the path, checked again: a rule may have changed since."""
        return tuple(problem for step in self.steps() if self._has_answer(step) for problem in self._problems(step))

    def _has_answer(self, step: Step) -> bool:
        return any(key in self.answered() for key in step.keys)

    def _problems(self, step: Step) -> list[Problem]:
        return [Problem(step, name, message) for name, message in step.problems(self.answered())]

    def changed_since(self, previous: Answers) -> tuple[AnswerChange, ...]:
        """Return the answers that differ from a previous round, including those added or removed."""
        before, after = Journey(self.question_set, previous).answered(), self.answered()
        return tuple(
            AnswerChange(place, before.get(key), after.get(key))
            for key, place in self.question_set.places.items()
            if before.get(key) != after.get(key)
        )

    def describe(self, question: Question | str, value: Json) -> Words:
        """Return a value in words: labels of options, dates in full, a table as rows."""
        return self.question_set.describe(question if isinstance(question, str) else question.key, value)

    def words(self, key: str) -> Words:
        """Return the answer on the path in words; empty if there is none."""
        return self.describe(key, self.answered().get(key))
