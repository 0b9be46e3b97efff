"""Questions that come first in their section change the order of the pages, and nothing else."""

from dataclasses import replace
from itertools import pairwise
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from agreements.questionnaire.journey import Journey
from agreements.questionnaire.question_sets import CURRENT
from tests.agreements.questionnaire.specimens import full
from tests.agreements.questionnaire.strategies import branching_answers

KEYS = sorted(CURRENT.places)
some_first = st.lists(st.sampled_from(KEYS), unique=True, max_size=12).map(lambda keys: dict.fromkeys(keys, "Often."))


def ordered(journey: Journey) -> Journey:
    """Return a journey of a question set whose pages stand in the order in which this journey asks them."""
    order = {step.slug: place for place, step in enumerate(journey.steps())}
    sections = []
    for section in CURRENT.sections:
        asked = sorted((step for step in section.steps if step.slug in order), key=lambda step: order[step.slug])
        closed = tuple(step for step in section.steps if step.slug not in order)
        sections.append(replace(section, steps=(*asked, *closed)))
    return Journey(replace(CURRENT, sections=tuple(sections)), journey.answers)


@given(branching_answers(), some_first)
@settings(max_examples=200, deadline=None)
def test_order_decides_nothing(answers: dict[str, Any], first: dict[str, str]) -> None:
    usual, early = Journey(CURRENT, answers), Journey(CURRENT, answers, first=first)
    assert early.answered() == usual.answered()
    assert {step.slug for step in early.steps()} == {step.slug for step in usual.steps()}
    assert {place.question.key for place in early.missing()} == {place.question.key for place in usual.missing()}
    assert [item.section.key for item in early.sections()] == [item.section.key for item in usual.sections()]
    assert [item.status for item in early.sections()] == [item.status for item in usual.sections()]


@given(branching_answers(), some_first)
@settings(max_examples=200, deadline=None)
def test_no_page_comes_before_one_that_decides_about_it(answers: dict[str, Any], first: dict[str, str]) -> None:
    """A walk in the new order lets the same answers through."""
    early = Journey(CURRENT, answers, first=first)
    assert ordered(early).answered() == early.answered()


@given(branching_answers(), some_first)
@settings(max_examples=100, deadline=None)
def test_next_and_back_follow_the_order(answers: dict[str, Any], first: dict[str, str]) -> None:
    early = Journey(CURRENT, answers, first=first)
    visitable = [step for step in early.steps() if early.can_visit(step.slug)]
    for before, after in pairwise(visitable):
        assert early.previous(after.slug) == before
    slugs = [step.slug for step in early.steps()]
    step = early.next_unanswered()
    while step:
        following = early.next_unanswered(after=step.slug)
        assert following is None or slugs.index(following.slug) > slugs.index(step.slug)
        step = following


def test_they_stand_in_the_order_given() -> None:
    early = Journey(CURRENT, full(), first={"quality_need": "", "volume": "", "rights": ""})
    sections = {item.section.key: [step.slug for step in item.steps] for item in early.sections()}
    assert sections["data"][:3] == ["quality", "volume", "kinds-of-data"]
    assert sections["data_protection"][:2] == ["rights", "lawful-basis"]
