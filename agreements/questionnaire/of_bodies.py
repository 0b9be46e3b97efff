"""The questions and the guidance that suppliers have of their own, as sections and steps like any others."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final, cast

from django import forms

from agreements.models import BodyQuestions
from agreements.questionnaire.forms.base import StepForm
from agreements.questionnaire.forms.fields import line, long_text, one_of, whole_page
from agreements.questionnaire.options import YES_NO, Options, listed
from agreements.questionnaire.shape import Question, QuestionSet, Section, Step, always

# Between the version of the service's questions and those of suppliers in the question set of an edition.
PLUS: Final = "+"
KINDS: Final[Options] = listed(("short", "Short text"), ("long", "Long text"), ("yes_no", "Yes or no"))
NEEDS: Final[Options] = listed(
    ("submit", "Yes, before the request is sent"),
    ("draft", "No, the answer may follow while the agreement is negotiated"),
)
_FIELDS: Final[Mapping[str, Callable[[], forms.Field]]] = {
    "short": line,
    "long": long_text,
    "yes_no": lambda: one_of(YES_NO),
}


def with_bodies(base: QuestionSet, tokens: Sequence[str]) -> QuestionSet:
    """Return a question set with what suppliers ask and advise, before the section that sends it. One query.

    Raise LookupError for a version that there is not.
    """
    found = {made.token: made for made in BodyQuestions.objects.published().filter(token__in=tokens)}
    if len(found) < len(tokens):
        raise LookupError(f"There are no questions of {', '.join(set(tokens) - set(found))}.")
    made = [found[token] for token in tokens]
    sections = [_with_guidance(section, made) for section in base.sections]
    asked = [section_of(one) for one in made if one.questions]
    version = PLUS.join([base.version, *tokens])
    return QuestionSet(version, (*sections[:-1], *asked, *sections[-1:]))


def _with_guidance(section: Section, made: Sequence[BodyQuestions]) -> Section:
    guidance = tuple((one.name, one.guidance[section.key]) for one in made if one.guidance.get(section.key))
    return replace(section, guidance=guidance) if guidance else section


def section_of(made: BodyQuestions) -> Section:
    """Return the section of an organisation's own questions."""
    steps = tuple(step_of(question, made.name) for question in made.questions)
    key, title = f"body_{made.organisation_id}", f"Questions of {made.name}"
    return Section(key, title, steps, asked_by=made.organisation_id, asker=made.name)


def step_of(question: Mapping[str, Any], asker: str) -> Step:
    """Return the page of one question of an organisation."""
    asked = Question(
        key=question["key"],
        ask=question["ask"],
        hint=question["hint"],
        need=question["need"],
        in_short=always,
        goes_to=("Q",),
        source=asker,
        why=f"{asker} asks this in every request for its data. Everyone who reads the request can read your answer.",
    )
    return Step(asked.key.replace("_", "-"), question["ask"], form_of(asked.key, question["kind"]), (asked,))


def form_of(key: str, kind: str) -> type[StepForm]:
    """Return the form of one question of an organisation."""
    looks = {key: whole_page("an answer")}
    # To a question of an organisation, "n/a" can be the answer.
    body = {key: _FIELDS[kind](), "looks": looks, "takes_placeholders": True, "__module__": __name__}
    made = type("BodyQuestionForm", (StepForm,), body)
    return cast("type[StepForm]", made)
