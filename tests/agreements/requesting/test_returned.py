"""A request that came back: the supplier's comments where the answers are, and what was changed since."""

import pytest

from agreements.models import DataShare
from catalogue.models import DataAsset
from tests.agreements import stages
from tests.agreements.requesting.walking import save, typed_answers
from tests.cast import Cast
from tests.support.visiting import Visitor

pytestmark = pytest.mark.django_db
NOTE = "Why only people over 66?"


@pytest.fixture
def share(cast: Cast, asset: DataAsset) -> DataShare:
    """Back, with a question about the purpose."""
    return stages.returned(cast, asset, typed_answers())


@pytest.mark.parametrize("page", [("request",), ("check",), ("step", "aims")])
def test_a_comment_stands_beside_the_answers_it_is_about(cast: Cast, share: DataShare, page: tuple[str, ...]) -> None:
    name, *slug = page
    words = Visitor(cast.acquirer).get(name, share, *slug).words

    assert NOTE in words
    assert "Question asked" in words


@pytest.mark.parametrize("slug", ["classification", "data-items"])
def test_a_section_without_a_comment_shows_none(cast: Cast, share: DataShare, slug: str) -> None:
    page = Visitor(cast.acquirer).get("step", share, slug)

    assert page.status == 200
    assert NOTE not in page.words


def test_the_task_list_marks_the_sections_with_comments(cast: Cast, share: DataShare) -> None:
    page = Visitor(cast.acquirer).get("request", share)

    assert page.all("//main//strong[contains(@class, 'govuk-tag--yellow')][text()='Has a comment']") == [
        "Has a comment"
    ]
    assert "Say why the date of birth is needed." in page.words
    assert "You have changed no answer since." in page.words


def test_what_changed_is_shown_before_it_is_sent_again(cast: Cast, share: DataShare) -> None:
    visitor = Visitor(cast.acquirer)
    assert "No answer is changed yet." in visitor.get("check", share).words
    before = share.answers.get(key="aims").value
    save(visitor, ("step", share, "aims"), {"aims": "Find everybody whose home is cold."})
    check = visitor.get("check", share)

    assert "You have changed 1 answer since." in check.words
    assert check.words.count("Changed since round 1") == 1
    assert "What it said in round 1" in check.words
    assert " ".join(before.split()) in check.words
    assert "Changed since round 1" in visitor.get("request", share).words
    assert "Changed since round 1" in visitor.get("step", share, "aims").words


def test_a_changed_list_is_marked_too(cast: Cast, share: DataShare) -> None:
    visitor = Visitor(cast.acquirer)
    visitor.post("paste_rows", share, "data-items", lines="Town\tNo\tTo know\tTables\t30 days", save="yes")

    assert "Changed since round 1" in visitor.get("step", share, "data-items").words


def test_the_supplier_is_shown_nothing_of_it_before_it_is_sent(cast: Cast, share: DataShare) -> None:
    save(Visitor(cast.acquirer), ("step", share, "aims"), {"aims": "Find everybody whose home is cold."})
    words = Visitor(cast.supplier).get("request", share).words

    assert "Find everybody whose home is cold." not in words
    assert "since round" not in words


def test_a_request_that_never_came_back_says_nothing_of_rounds(cast: Cast, asset: DataAsset) -> None:
    share = stages.draft(cast, asset, typed_answers())

    for name in ("request", "check"):
        assert "since round" not in Visitor(cast.acquirer).get(name, share).words
