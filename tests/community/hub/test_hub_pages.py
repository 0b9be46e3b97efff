"""The pages of the hub: anyone reads what is published, and sees who checked it."""

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from community.models import GlossaryTerm, Guidance, GuidanceState
from tests.cast import Cast
from tests.support.markup import flat, page

pytestmark = pytest.mark.django_db

SLUG = "who-may-sign"
ADDRESS = f"/community/guidance/{SLUG}/"


def test_anyone_sees_all_guidance_by_stage(client: Client, guidance: None) -> None:
    shown = page(client.get("/community/").content)

    headings = [heading.text_content() for heading in shown.xpath("//main//h2")]
    assert headings[:3] == ["Find data", "Decide what you need", "Ask for data"]
    assert headings[-1] == "Glossary"
    assert len(shown.xpath("//h3/a[starts-with(@href, '/community/guidance/')]")) == 25


def test_hub_says_so_while_it_is_empty(client: Client) -> None:
    assert "There is no guidance yet." in flat(client.get("/community/"))
    assert "There are no terms yet." in flat(client.get("/community/glossary/"))


def test_every_link_of_the_hub_works(client: Client, guidance: None) -> None:
    seen, left = set(), {"/community/"}
    while left:
        address = left.pop()
        seen.add(address)
        answer = client.get(address)
        assert answer.status_code == 200, address
        links = set(page(answer.content).xpath("//main//a/@href"))
        left |= {link.partition("#")[0] for link in links if link.startswith("/community/")} - seen
    assert len(seen) == 27


def test_anchors_of_an_article_are_on_its_page(client: Client, guidance: None) -> None:
    for slug in Guidance.objects.values_list("slug", flat=True):
        shown = page(client.get(f"/community/guidance/{slug}/").content)
        anchors = [link[1:] for link in shown.xpath("//main//a/@href") if link.startswith("#")]
        ids = shown.xpath("//@id")
        assert set(anchors) <= set(ids), slug
        assert len(ids) == len(set(ids)), slug


def test_an_article_says_that_no_lawyer_checked_it(client: Client, guidance: None) -> None:
    assert "Not checked by a lawyer yet" in flat(client.get(ADDRESS))


def test_an_article_says_who_checked_it(client: Client, guidance: None, cast: Cast) -> None:
    Guidance.objects.filter(slug=SLUG).update(reviewed_by=cast.acquirer, reviewed_on=date(2026, 11, 20))

    words = flat(client.get(ADDRESS))

    assert f"Checked by {cast.acquirer} (legal) on 20 November 2026." in words
    assert "Not checked by a lawyer yet" not in words


@pytest.mark.parametrize("state", [GuidanceState.DRAFT, GuidanceState.IN_REVIEW, GuidanceState.WITHDRAWN])
def test_what_is_not_published_is_nowhere(client: Client, guidance: None, state: GuidanceState) -> None:
    Guidance.objects.filter(slug=SLUG).update(state=state)

    assert client.get(ADDRESS).status_code == 404
    for address in ("/community/", "/community/?q=who+may+sign", "/community/glossary/"):
        assert SLUG not in flat(client.get(address))


def test_a_superseded_article_leads_to_the_next(client: Client, guidance: None) -> None:
    following = Guidance.objects.get(slug="team-leaves")
    Guidance.objects.filter(slug=SLUG).update(state=GuidanceState.SUPERSEDED, superseded_by=following)

    shown = page(client.get(ADDRESS).content)

    assert shown.xpath("//strong//a/@href") == ["/community/guidance/team-leaves/"]
    assert SLUG not in flat(client.get("/community/"))


def test_terms_of_an_article_open_in_place(client: Client, guidance: None) -> None:
    shown = page(client.get("/community/guidance/lawful-basis/").content)

    assert "public task" in shown.xpath("//details//dt/text()")
    assert "gateway" not in shown.xpath("//details//dt/text()")


def test_glossary_has_each_term_with_its_other_names(client: Client, guidance: None) -> None:
    shown = page(client.get("/community/glossary/").content)

    assert len(shown.xpath("//dl/dt")) == 60
    [line] = shown.xpath("//dt[@id='memorandum-of-understanding']/following-sibling::dd[1]")
    assert "Also: MoU, memorandum." in line.text_content()
    assert line.xpath(".//a/@href") == ["/community/guidance/mou-agreement-or-contract/"]


def test_markup_in_an_article_is_shown_as_typed(client: Client, guidance: None) -> None:
    hostile = "## <img src=x onerror=alert(1)>\n\n<script>alert(1)</script> [x](javascript:alert(1))\n"
    sources = [{"title": "<b>x</b>", "address": "https://example.gov.uk/"}]
    Guidance.objects.filter(slug=SLUG).update(body=hostile, title="<b>Sign</b>", sources=sources)

    shown = page(client.get(ADDRESS).content)

    assert shown.xpath("//main//script | //main//img | //main//b") == []
    assert not [link for link in shown.xpath("//main//a/@href") if link.startswith("javascript")]


def queries_of(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


@pytest.mark.parametrize("address", ["/community/", "/community/glossary/", ADDRESS, "/community/?q=data"])
def test_number_of_queries_does_not_grow(client: Client, guidance: None, address: str) -> None:
    before = queries_of(client, address)
    for article in Guidance.objects.all():
        article.pk, article.slug = None, f"{article.slug}-2"
        article.save()
    for term in GlossaryTerm.objects.all():
        term.pk, term.slug, term.name = None, f"{term.slug}-2", f"{term.name} 2"
        term.save()

    assert queries_of(client, address) == before <= 4
