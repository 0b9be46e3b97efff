"""Properties of the path for any answers."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import given, settings

from agreements.questionnaire.journey import Journey
from agreements.questionnaire.progress import Status
from agreements.questionnaire.question_sets import CURRENT
from agreements.questionnaire.shape import Answers, is_answered
from tests.agreements.questionnaire.specimens import full, smallest
from tests.agreements.questionnaire.strategies import branching_answers, some_answers


def journey(answers: Answers) -> Journey:
    return Journey(CURRENT, answers)


def without(answers: Answers, *keys: str) -> dict[str, Any]:
    return {key: value for key, value in answers.items() if key not in keys}


@given(some_answers())
@settings(max_examples=150, deadline=None)
def test_it_survives_any_answers(answers: dict[str, Any]) -> None:
    path = journey(answers)
    path.sections(), path.highlights(), path.stops(), path.progress(), path.ready_to_submit(), path.validate_all()
    for key, value in answers.items():
        assert isinstance(str(path.words(key)), str)
        assert isinstance(str(path.describe(key, value)), str)


@given(branching_answers())
@settings(max_examples=150, deadline=None)
def test_it_lets_no_hidden_answer_through(answers: dict[str, Any]) -> None:
    path = journey(answers)
    applies = {place.question.key for place in path.places()}
    implied = {key for step in path.question_set.steps.values() for key in step.implied(path.answered())}
    assert applies.isdisjoint(implied), "what an earlier answer says already is asked again"
    assert set(path.answered()) == (set(path.answered()) & applies) | implied
    # Nothing hidden decides anything: the path is the same when only what it shows is known.
    alone = journey(path.answered())
    assert alone.steps() == path.steps()
    assert alone.answered() == path.answered()
    assert alone.missing() == path.missing()


@given(branching_answers())
@settings(max_examples=150, deadline=None)
def test_it_shows_and_visits_the_same_pages(answers: dict[str, Any]) -> None:
    path = journey(answers)
    visitable = {slug for slug in CURRENT.steps if path.can_visit(slug)}
    assert visitable <= {step.slug for step in path.steps()}
    for section in path.sections():
        opened = section.status != Status.CANNOT_START
        assert all((step.slug in visitable) == opened for step in section.steps)
    for slug in CURRENT.steps:
        following, before = path.next_unanswered(after=slug), path.previous(slug)
        assert following is None or following.slug in visitable
        assert before is None or before.slug in visitable


@given(some_answers())
@settings(max_examples=150, deadline=None)
def test_it_comes_to_an_end(answers: dict[str, Any]) -> None:
    path, order = journey(answers), list(CURRENT.steps)
    seen: list[str] = []
    step = path.next_unanswered()
    while step:
        seen.append(step.slug)
        step = path.next_unanswered(after=step.slug)
    assert seen == sorted(set(seen), key=order.index)


@given(branching_answers())
@settings(max_examples=100, deadline=None)
def test_it_counts_what_is_missing(answers: dict[str, Any]) -> None:
    path = journey(answers)
    progress = path.progress()
    assert 0 <= progress.answered <= progress.required
    assert progress.required - progress.answered == len(path.missing())
    assert set(path.missing()) <= set(path.gaps())
    assert path.ready_to_submit() == (not path.missing() and not path.stops())
    assert all(not is_answered(path.answered(), place.question.key) for place in path.gaps())


def test_it_begins_with_the_first_page() -> None:
    first = journey({}).next_unanswered()
    assert first
    assert first.slug == "already-public"


def test_it_goes_on_after_the_page_that_was_saved() -> None:
    following = journey(without(full(), "aims", "gateway")).next_unanswered(after="aims")
    assert following
    assert following.slug == "gateway"


def test_it_goes_back_along_the_path() -> None:
    path = journey({**full(), "power_have": "no"})
    before = path.previous("gateway")
    assert before
    assert before.slug == "power"
    assert path.previous("already-public") is None


def test_it_knows_no_page_of_another_name() -> None:
    assert not journey(full()).can_visit("no-such-page")
    assert journey(full()).next_unanswered(after="no-such-page") == journey(full()).next_unanswered()


def test_it_asks_in_the_order_of_what_is_most_often_missing() -> None:
    order = [place.question.key for place in journey(without(full(), "title")).places()]
    early = ["aims", "power_have", "gateway", "items", "basis", "necessary"]
    assert [key for key in order if key in early] == early
    assert order.index("necessary") < order.index("benefits") < order.index("classification") < order.index("retention")


def test_it_takes_a_full_request() -> None:
    path = journey(full())
    assert path.gaps() == ()
    assert path.ready_to_submit()
    assert set(path.answered()) == set(full())
    assert path.progress().percent == 100
    following = path.next_unanswered()
    assert following
    assert following.kind == "check"


def test_it_takes_the_smallest_request() -> None:
    path = journey(smallest())
    assert path.missing() == ()
    assert path.ready_to_submit()
    assert path.missing("draft")


def test_it_says_how_far_each_section_is() -> None:
    answers = without(smallest(), "gateway", "retention", "disposal", "review_every")
    status = {section.section.key: section.status for section in journey(answers).sections()}
    assert status["purpose"] == Status.COMPLETED
    assert status["legal"] == Status.IN_PROGRESS
    assert status["end_and_review"] == Status.NOT_STARTED
    assert status["declare"] == Status.CANNOT_START
    assert "data_protection" not in status


def test_it_waits_with_the_declaration() -> None:
    assert not journey(without(full(), "aims")).can_visit("check")
    assert journey(full()).can_visit("check")
    done = journey({**full(), "considered": ["law"], "risks_read": ["yes"]})
    assert done.sections()[-1].status == Status.COMPLETED
    assert done.next_unanswered() is None


def test_it_waits_with_data_protection_for_the_kinds_of_data() -> None:
    path = journey(without(full(), "data_types"))
    status = {section.section.key: section.status for section in path.sections()}
    assert status["data_protection"] == Status.CANNOT_START
    assert not path.can_visit("lawful-basis")
    assert "basis" not in path.answered()


def test_it_asks_less_first_in_an_emergency() -> None:
    path = journey({"tri_public": "no", "tri_aggregate": "no", "tri_processor": "no", "tri_kind": "emergency"})
    usual = journey({"tri_public": "no", "tri_aggregate": "no", "tri_processor": "no", "tri_kind": "repeat"})
    urgent, later = ({place.question.key for place in path.missing(need)} for need in ("submit", "draft"))
    assert {"aims", "items", "power_have", "delivery", "retention", "review_every"} <= urgent
    assert {"how_helps", "alternatives", "disposal"} <= later
    assert len(urgent) < len(usual.missing())


@pytest.mark.parametrize(("days", "is_questioned"), [(30, False), (31, True)])
def test_emergency_that_needs_data_late_is_questioned(days: int, is_questioned: bool) -> None:
    needed = {"needed_by": (timezone.localdate() + timedelta(days=days)).isoformat()}
    usual = journey(full() | needed)
    path = journey(full() | needed | {"tri_kind": {"chosen": "emergency", "risk": "A flood"}})

    assert usual.at_odds() == ()
    assert [odd.place.question.key for odd in path.at_odds()] == (["needed_by"] if is_questioned else [])
    assert all("more than 30 days away" in odd.why for odd in path.at_odds())


def test_it_finds_stored_answers_that_are_no_longer_good() -> None:
    problems = journey({**full(), "title": "x" * 121, "volume": "lots"}).validate_all()
    assert [(problem.step.slug, problem.field) for problem in problems] == [("title", "title"), ("volume", "volume")]
    assert "120 characters" in problems[0].message


def test_it_finds_a_bad_row() -> None:
    rows = full()["items"]
    assert isinstance(rows, list)
    assert isinstance(rows[0], dict)
    problems = journey({**full(), "items": [rows[0], {**rows[0], "id": "row2", "why": ""}]}).validate_all()
    assert [(problem.field, problem.message) for problem in problems] == [("row2.why", "Enter why you need it")]


def test_it_leaves_hidden_answers_out_of_the_check() -> None:
    assert journey({**smallest(), "sc_condition": ["nonsense"]}).validate_all() == ()
