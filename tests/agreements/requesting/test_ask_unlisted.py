"""Asking for data that no catalogue lists: the body, the user's own words, and a request like any other."""

import pytest

from agreements.models import DataShare
from agreements.requesting import holders
from catalogue.models import DataAsset, FacetCount, Kind
from catalogue.records import unlisted
from catalogue.search.word_weights import refresh_lexemes
from community.models import EmailDomain, Membership, Organisation
from tests.agreements.requesting.asking import NEEDED, PLACES
from tests.cast import Bodies, Cast
from tests.support.visiting import Seen, Visitor, address

pytestmark = pytest.mark.django_db
WORDS = {"title": "Register of zoetropes", "description": "Every zoetrope since 1834"}


def named(visitor: Visitor, holder: Organisation, **words: str) -> Seen:
    """Search for the body, choose it, and describe the data."""
    where = address("ask_unlisted") + f"?q={holder.name.replace(' ', '+')}"
    return visitor.post(where, body=holder.slug, **WORDS | words)


def opened(visitor: Visitor, holder: Organisation) -> DataShare:
    """Describe the data and answer the triage."""
    reference = named(visitor, holder).goes_to.strip("/").rpartition("/")[2]
    for key, slug in PLACES.items():
        if key in NEEDED:
            visitor.post("triage_step", reference, slug, **{key: NEEDED[key]})
    visitor.post("triage_result", reference)
    return DataShare.objects.get()


def test_it_is_offered_where_nothing_was_found(cast: Cast) -> None:
    visitor = Visitor(cast.acquirer)
    found = visitor.get("catalogue:search", query={"q": "zoetropes"})
    [link] = [href for href in found.all("//main//a/@href") if href.startswith(address("ask_unlisted"))]

    page = visitor.get(link + "&q=records")
    assert page.fields["title"] == ["zoetropes"]
    assert page.all("//input[@type='radio']/@value") == ["revenue"]


def test_it_becomes_a_request_to_the_body_that_holds_it(cast: Cast, bodies: Bodies) -> None:
    share = opened(Visitor(cast.acquirer), bodies.revenue)
    [asset] = share.assets.all()

    assert share.title == "Request for Register of zoetropes"
    assert (asset.kind, asset.publisher, asset.title) == (Kind.UNLISTED, bodies.revenue, "Register of zoetropes")
    assert asset.source.name == "Named in a request"
    holders.let_suppliers_in(share, cast.acquirer)
    assert share.members.filter(user=cast.supplier).exists()


def test_its_words_are_shown_to_its_own_share_alone(cast: Cast, bodies: Bodies) -> None:
    share = opened(Visitor(cast.acquirer), bodies.revenue)
    refresh_lexemes()
    [asset] = share.assets.all()

    for visitor in (Visitor(), Visitor(cast.stranger), Visitor(cast.acquirer)):
        for query in ({"q": "zoetropes"}, {}, {"publisher": "Office for Records"}):
            found = visitor.get("catalogue:search", query=query)
            assert not found.all("//li[@class='find-result']")
        assert visitor.get("catalogue:record", asset.reference).status == 404
    assert not FacetCount.objects.exists()
    assert "Register of zoetropes" in Visitor(cast.acquirer).get("overview", share).words


def test_no_one_else_asks_for_it_by_its_reference(cast: Cast, bodies: Bodies) -> None:
    visitor = Visitor(cast.acquirer)
    reference = named(visitor, bodies.revenue).goes_to.strip("/").rpartition("/")[2]
    assert visitor.get("ask", reference).heading == "Ask for Register of zoetropes"
    assert Visitor(cast.acquirer_colleague).get("ask", reference).status == 404

    share = opened(Visitor(cast.acquirer), bodies.revenue)
    assert Visitor(cast.acquirer).get("ask", share.assets.get().reference).status == 404


def test_pressing_the_button_twice_opens_one_request(cast: Cast, bodies: Bodies) -> None:
    visitor = Visitor(cast.acquirer)
    share = opened(visitor, bodies.revenue)
    again = visitor.post("triage_result", share.assets.get().reference)

    assert again.goes_to == address("request", share)
    assert DataShare.objects.count() == 1
    assert Visitor(cast.acquirer_colleague).post("triage_result", share.assets.get().reference).status == 404


def test_it_is_stored_once_when_two_presses_come_at_once(cast: Cast, bodies: Bodies) -> None:
    twins = [unlisted.named("unlisted-1", "Register of zoetropes", "", bodies.revenue) for _ in range(2)]

    assert unlisted.kept(twins[0]) == unlisted.kept(twins[1])


def test_nothing_is_stored_before_a_request_is_opened(cast: Cast, bodies: Bodies) -> None:
    named(Visitor(cast.acquirer), bodies.revenue)

    assert not DataAsset.objects.exists()


def test_a_body_that_no_one_can_answer_for_is_named_with_its_page(cast: Cast, bodies: Bodies) -> None:
    away = Organisation.objects.create(name="Office for Silence", slug="silence", address="https://silence.example/")
    page = named(Visitor(cast.acquirer), away)

    assert page.heading == "You cannot ask Office for Silence in this service yet"
    assert "https://silence.example/" in page.all("//main//a/@href")
    EmailDomain.objects.create(pattern="silence.gov.uk", organisation=away)
    assert named(Visitor(cast.acquirer), away).status == 302


def test_no_one_asks_their_own_body(cast: Cast, bodies: Bodies) -> None:
    assert named(Visitor(cast.supplier), bodies.revenue).heading == "Your organisation holds this data"


def test_someone_of_no_known_body_says_first_where_they_work(cast: Cast, bodies: Bodies) -> None:
    Membership.objects.filter(user=cast.acquirer).delete()
    page = named(Visitor(cast.acquirer), bodies.revenue)

    assert "which public body you work for" in page.words
    assert page.status == 200


@pytest.mark.parametrize(("words", "error"), [({"title": ""}, "Enter what the data is called"), ({"body": "none"}, "")])
def test_it_says_what_is_missing(cast: Cast, bodies: Bodies, words: dict[str, str], error: str) -> None:
    where = address("ask_unlisted") + "?q=records"
    page = Visitor(cast.acquirer).post(where, **{"body": "revenue"} | WORDS | words)

    assert page.status == 200
    assert page.title.startswith("Error: ")
    assert len(page.errors) == 1
    assert not error or page.errors == [error]


def test_a_body_that_is_not_there_is_said(cast: Cast) -> None:
    page = Visitor(cast.acquirer).get("ask_unlisted", query={"q": "Ministry of Nothing"})

    assert "No public bodies found" in page.words


def test_no_one_asks_without_signing_in(db: None) -> None:
    assert "/accounts/login/" in Visitor().get("ask_unlisted").goes_to


def test_empty_search_is_an_error_in_the_title(cast: Cast) -> None:
    seen = Visitor(cast.acquirer).get("/ask/unlisted/?q=")
    assert seen.errors
    assert seen.title.startswith("Error: ")


@pytest.mark.parametrize("field", ["title", "description"])
def test_words_that_could_not_be_printed_are_refused_here(field: str, cast: Cast, bodies: Bodies) -> None:
    for typed in ("Register of 🙂", "Register of \ue000"):
        seen = named(Visitor(cast.acquirer), bodies.revenue, **{field: typed})
        assert seen.status == 200
        assert len(seen.errors) == 1
