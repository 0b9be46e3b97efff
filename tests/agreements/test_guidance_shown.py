"""Guidance is shown beside what it is about, and terms open in place, signed in and while nothing is stored."""

from typing import Any

import pytest

from agreements.models import Clause
from catalogue.models import DataAsset
from community.models import User
from tests.agreements import stages
from tests.cast import Cast
from tests.support.visiting import Visitor

pytestmark = pytest.mark.django_db


def page_of(person: User, name: str, *args: object) -> Any:
    seen = Visitor(person).get(name, *args)
    assert seen.status == 200
    return seen.tree


def articles_of(page: Any) -> list[str]:
    """Return the slugs of the articles that a page links to."""
    links = page.xpath(".//a[starts-with(@href, '/community/guidance/')]/@href")
    return [link.split("/")[3] for link in links]


def terms_of(page: Any) -> list[str]:
    return [str(term) for term in page.xpath("//aside//details//dt/text()")]


@pytest.mark.usefixtures("guidance")
@pytest.mark.parametrize(
    ("slug", "article", "term"),
    [
        ("gateway", "find-power-and-gateway", "gateway"),
        ("lawful-basis", "lawful-basis", "lawful basis"),
        ("data-items", "ask-for-less", ""),
        ("retention", "disputed-clauses", "retention period"),
    ],
)
def test_a_question_shows_its_guidance(cast: Cast, asset: DataAsset, slug: str, article: str, term: str) -> None:
    page = page_of(cast.acquirer, "step", stages.draft(cast, asset), slug)

    assert article in articles_of(page)
    assert not term or term in terms_of(page)


@pytest.mark.usefixtures("guidance")
def test_links_beside_a_form_keep_what_was_typed(cast: Cast, asset: DataAsset) -> None:
    page = page_of(cast.acquirer, "step", stages.draft(cast, asset), "gateway")

    links = page.xpath("//aside//a")
    assert links
    assert all(link.get("target") == "_blank" and "(opens in a new tab)" in link.text_content() for link in links)


@pytest.mark.usefixtures("guidance")
def test_a_question_of_the_supplier_shows_its_guidance(cast: Cast, asset: DataAsset) -> None:
    page = page_of(cast.supplier, "own_step", stages.submitted(cast, asset), "holding")

    assert articles_of(page)[:2] == ["answer-fairly", "state-quality"]


@pytest.mark.usefixtures("guidance")
def test_a_clause_shows_its_guidance_and_its_terms(cast: Cast, asset: DataAsset) -> None:
    share = stages.negotiating(cast, asset)
    clause = Clause.objects.get(edition__share=share, key="retention.period")

    page = page_of(cast.supplier, "clause", share, clause.pk)

    assert articles_of(page) == ["disputed-clauses"]
    assert terms_of(page) == ["acquirer", "supplier"]


@pytest.mark.usefixtures("guidance")
def test_each_stop_shows_its_own_guidance(cast: Cast, asset: DataAsset) -> None:
    page = page_of(cast.acquirer, "stops", stages.negotiating(cast, asset))

    [card] = [
        card
        for card in page.xpath("//div[contains(concat(' ', @class, ' '), ' govuk-summary-card ')]")
        if "No one has assessed" in card.text_content()
    ]
    assert articles_of(card) == ["start-the-dpia-early"]
    assert "who-answers-for-this-data" not in articles_of(page)


def test_pages_are_as_before_while_nothing_is_stored(cast: Cast, asset: DataAsset) -> None:
    page = page_of(cast.acquirer, "step", stages.draft(cast, asset), "gateway")

    assert page.xpath("//aside") == []


@pytest.mark.usefixtures("guidance")
def test_a_record_shows_its_guidance_to_anyone(asset: DataAsset) -> None:
    assert articles_of(Visitor().get(f"/find/{asset.reference}/").tree) == [
        "who-answers-for-this-data",
        "read-a-record",
    ]
