"""A choice that cannot complete a clause is not offered where a clause waits for the answer."""

from collections.abc import Iterator
from typing import Any

import pytest
from django import forms

from agreements.drafting.build import draft_both
from agreements.models import DataShare
from agreements.negotiating.insufficient import INSUFFICIENT
from agreements.questionnaire.question_sets import CURRENT
from agreements.questionnaire.supplier import every_place
from agreements.wording.gaps import gaps_in
from catalogue.models import DataAsset
from tests.agreements import stages
from tests.agreements.drafting.answers import FACTS
from tests.agreements.negotiating.test_fill import opened_with
from tests.agreements.questionnaire.specimens import full
from tests.cast import Cast
from tests.support.visiting import Visitor

pytestmark = pytest.mark.django_db
# What no answer alone completes: the page asks for words with each choice, or with this one.
NEEDS_WORDS = {"benefits", "onward"}
WITH_WORDS = {("basis", "part_3"), ("s_basis", "part_3"), ("dpia_state", "yes"), ("dpia_state", "screened_out")}


def choices() -> Iterator[tuple[str, str, Any]]:
    """Yield each choice of each question, with the answer that holds only it."""
    for key, place in every_place(CURRENT.version).items():
        for name in (key, f"{key}__chosen"):
            field = place.step.form.base_fields.get(name)
            offered = [str(choice[0]) for choice in getattr(field, "choices", []) if choice[0]]
            for choice in offered or (["not_yet"] if name.endswith("_check__chosen") else []):
                value = [choice] if isinstance(field, forms.MultipleChoiceField) else choice
                yield key, choice, {"chosen": value} if name != key else value


def test_the_list_is_what_the_drafts_leave_open() -> None:
    given = full()
    waiting = {
        key
        for key in {key for key, _, _ in choices()}
        for draft in draft_both({name: said for name, said in given.items() if name != key}, FACTS)
        if any(key in clause.gaps for clause in draft.clauses)
    }
    insufficient: dict[str, set[str]] = {}
    for key, choice, value in choices():
        kept = given.get(key)
        merged = {**kept, **value} if isinstance(kept, dict) and isinstance(value, dict) else value
        drafts = draft_both({**given, key: merged}, FACTS)
        still = any(key in clause.gaps for draft in drafts for clause in draft.clauses)
        if key in waiting and still and key not in NEEDS_WORDS and (key, choice) not in WITH_WORDS:
            insufficient.setdefault(key, set()).add(choice)
    assert insufficient == {key: set(found.choices) for key, found in INSUFFICIENT.items()}


@pytest.fixture
def share(cast: Cast, asset: DataAsset) -> DataShare:
    answers = {key: value for key, value in stages.answers_of_today().items() if key not in INSUFFICIENT}
    return opened_with(cast, asset, answers)


@pytest.mark.parametrize("key", ["legal_check", "dp_check", "sec_check", "gateway"])
def test_it_is_not_offered_and_the_page_says_what_to_do(cast: Cast, share: DataShare, key: str) -> None:
    assert any(key in gaps_in(clause.current.text) for clause in share.edition.clauses.all() if clause.current)
    visitor, known = Visitor(cast.acquirer), INSUFFICIENT[key]
    page = visitor.get("missing_answer", share, key)
    assert page.status == 200
    assert not known.choices & set(page.all("//main//input[@type='radio' or @type='checkbox']/@value"))
    assert known.instead in page.words
    assert [link for link in page.all("//main//a/@href") if "role=adviser" in link]
    expert = Visitor(cast.acquirer_expert).get("missing_answer", share, key)
    assert "A lead can invite an adviser" in expert.words
    name = key if key == "gateway" else f"{key}__chosen"
    sent = visitor.post("missing_answer", share, key, revision=0, **{name: next(iter(known.choices))})
    assert sent.errors
    assert "not enough to complete the clause" not in sent.words
