"""A returned request: the supplier's comments beside the answers, and what was changed since."""

from dataclasses import replace

import pytest

from agreements.models import DataShare, Outcome, Verdict
from agreements.questionnaire.question_sets import question_set
from agreements.questionnaire.words import Words
from agreements.requesting import actions as requesting
from agreements.responding import actions as responding
from agreements.responding.reading import reading_of
from catalogue.models import DataAsset
from tests.agreements import stages
from tests.agreements.requesting.walking import save, typed_answers
from tests.cast import Cast
from tests.support.visiting import Visitor, address

pytestmark = pytest.mark.django_db
NOTE = "Why only people over 66?"


@pytest.fixture
def share(cast: Cast, asset: DataAsset) -> DataShare:
    """Return a returned share, with a question about the purpose."""
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
    assert "You have not changed any answers since then." in page.words


def test_what_changed_is_shown_before_it_is_sent_again(cast: Cast, share: DataShare) -> None:
    visitor = Visitor(cast.acquirer)
    assert "You have not changed any answers." in visitor.get("check", share).words
    before = share.edition.answers.get(key="aims").value
    save(visitor, ("step", share, "aims"), {"aims": "Find everyone whose home is cold."})
    check = visitor.get("check", share)

    assert "You have changed 1 answer since then." in check.words
    assert check.words.count("Changed since round 1") == 1
    assert "Answer in round 1" in check.words
    assert " ".join(before.split()) in check.words
    assert "Changed since round 1" in visitor.get("request", share).words
    assert "Changed since round 1" in visitor.get("step", share, "aims").words


def test_a_changed_list_is_marked_too(cast: Cast, share: DataShare) -> None:
    visitor = Visitor(cast.acquirer)
    visitor.post("paste_rows", share, "data-items", lines="Town\tNo\tTo know\tTables\t30 days", save="yes")

    assert "Changed since round 1" in visitor.get("step", share, "data-items").words


def test_the_supplier_is_shown_nothing_of_it_before_it_is_sent(cast: Cast, share: DataShare) -> None:
    save(Visitor(cast.acquirer), ("step", share, "aims"), {"aims": "Find everyone whose home is cold."})
    words = Visitor(cast.supplier).get("request", share).words

    assert "Find everyone whose home is cold." not in words
    assert "since round" not in words


def test_a_request_that_never_came_back_says_nothing_of_rounds(cast: Cast, asset: DataAsset) -> None:
    share = stages.draft(cast, asset, typed_answers())

    for name in ("request", "check"):
        assert "since round" not in Visitor(cast.acquirer).get(name, share).words


def test_saving_leads_to_the_next_section_with_a_comment_then_to_replies(cast: Cast, asset: DataAsset) -> None:
    share = stages.assessing(cast, asset, typed_answers())
    stages.verdict_on(share, cast.supplier, "legal", Verdict.CANNOT_AGREE, "Another power is needed.")
    responding.decide(share=share, outcome=Outcome.RETURN, reason=None, text="", by=cast.supplier)
    visitor = Visitor(cast.acquirer)

    on = save(visitor, ("step", share, "aims"), {"aims": "Clearer."})
    assert on.goes_to == f"{address('request', share)}#section-legal"
    assert visitor.get("request", share).all("//h2[@id='section-legal']")
    last = visitor.post("step", share, "storage")
    assert last.goes_to == address("replies", share)
    assert visitor.post("replies", share, revision=0, note="We changed it.").goes_to == address("check", share)
    assert visitor.post("step", share, "storage").goes_to == address("check", share)


def test_it_leads_to_what_is_missing_first(cast: Cast, share: DataShare) -> None:
    share.edition.answers.filter(key="lead").delete()
    saved = save(Visitor(cast.acquirer), ("step", share, "aims"), {"aims": "Clearer."})

    assert saved.goes_to != address("check", share)
    assert "/request/" in saved.goes_to


def test_the_row_that_is_new_is_marked_on_both_sides(cast: Cast, share: DataShare) -> None:
    visitor, marked = Visitor(cast.acquirer), "//strong[text()='New or changed']"
    visitor.post("paste_rows", share, "data-items", lines="Town\tNo\tTo know\tTables\t30 days", save="yes")
    assert len(visitor.get("step", share, "data-items").all(marked)) == 1
    assert len(visitor.get("check", share).all(marked)) == 1

    requesting.submit(share=share, declared=stages.DECLARED, by=cast.acquirer)
    section = question_set(share.edition.question_set).places["items"].section.key
    assert len(Visitor(cast.supplier).get("respond_section", share, section).all(marked)) == 1


def test_the_supplier_is_told_truly_what_is_left_to_read(cast: Cast, asset: DataAsset) -> None:
    share = stages.assessing(cast, asset, typed_answers())
    stages.verdict_on(share, cast.supplier, "legal", Verdict.AGREE)
    responding.decide(share=share, outcome=Outcome.RETURN, reason=None, text="", by=cast.supplier)
    save(Visitor(cast.acquirer), ("step", share, "aims"), {"aims": "Clearer."})
    requesting.submit(share=share, declared=stages.DECLARED, by=cast.acquirer)

    words = Visitor(cast.supplier).get("response", share).words
    assert "1 section changed since your response" in words
    assert "1 section agreed in the last round and not changed" in words
    assert "Changed, no response yet" in words


def test_a_section_that_is_mostly_open_is_to_be_looked_at_twice(cast: Cast, share: DataShare) -> None:
    requesting.submit(share=share, declared=stages.DECLARED, by=cast.acquirer)
    reading = reading_of(share, share.parties.get(gives=True))
    assert reading is not None
    whole = reading.sections[0]
    bare = replace(whole, rows=tuple(replace(row, words=Words()) for row in whole.rows))

    assert not whole.mostly_open
    assert bare.twice[-1] == "Most questions not answered"
