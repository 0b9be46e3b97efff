"""Annexes of the agreement with the questions that suppliers have of their own, and the answers to them."""

from collections.abc import Iterator
from dataclasses import replace
from string import ascii_uppercase
from typing import Final

from agreements.answers import StoredAnswers
from agreements.drafting.build import Draft, DraftClause, DraftSection
from agreements.drafting.quoting import own
from agreements.drafting.values import Gap
from agreements.questionnaire.question_sets import question_set
from agreements.questionnaire.shape import Question, QuestionSet, Section
from agreements.questionnaire.words import is_empty
from agreements.wording.gaps import gaps_in

GIVEN: Final = "The answer given:"
# Annex A is the data specification.
_LETTERS = ascii_uppercase[1:]


def with_annexes(draft: Draft, given: StoredAnswers, version: str) -> Draft:
    """Return an agreement with an annex for each supplier that asks questions; any other document as it is."""
    asked = question_set(version)
    sections = [section for section in asked.sections if section.asked_by]
    if draft.document != "mou" or not sections:
        return draft
    annexes = (_annex(letter, section, asked, given) for letter, section in zip(_LETTERS, sections, strict=False))
    return replace(draft, sections=(*draft.sections, *annexes))


def _annex(letter: str, section: Section, asked: QuestionSet, given: StoredAnswers) -> DraftSection:
    title = section.title[:1].lower() + section.title[1:]
    clauses = _clauses(letter, section, asked, given)
    return DraftSection(letter, letter, f"Annex {letter}: {title}"[:200], tuple(clauses))


def _clauses(letter: str, section: Section, asked: QuestionSet, given: StoredAnswers) -> Iterator[DraftClause]:
    questions = [question for step in section.steps for question in step.questions]
    for place, question in enumerate(questions, 1):
        yield _clause(f"{letter}.{place}", question, section.asker, asked, given)


def _clause(number: str, question: Question, asker: str, asked: QuestionSet, given: StoredAnswers) -> DraftClause:
    value = given.request.get(question.key)
    answer = own(Gap(question.key) if is_empty(value) else str(asked.describe(question.key, value)))
    text = f"{GIVEN}\n\n{answer}"
    return DraftClause(
        number=number,
        key=question.key,
        heading=question.ask,
        text=text,
        sources=() if is_empty(value) else (question.key,),
        gaps=gaps_in(text),
        check="",
        checked_by="",
        source=asker,
    )
