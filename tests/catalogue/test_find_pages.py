"""The public pages to find data and read a record."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from catalogue.harvesting.importing import ImportReport
from catalogue.models import DataAsset, DataItem, Steward
from catalogue.records.summary import summary_rows
from community.models import Membership, Organisation, User
from tests.catalogue.conftest import record
from tests.support.markup import flat

Importer = Callable[..., ImportReport]


def title_of(content: str) -> str:
    found = re.search(r"<title>(.*?)</title>", content, re.DOTALL)
    assert found
    return found[1]


def words_of(content: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", content).split())


@pytest.fixture
def person(db: None) -> User:
    return User.objects.create_user("reader@stirling.gov.uk", "a long enough password", full_name="Rea Der")


def test_anyone_finds_data(client: Client, demonstration: ImportReport) -> None:
    answer = client.get("/find/", {"q": "where are electric vehicle charging points"})
    content = flat(answer)
    assert answer.status_code == 200
    assert title_of(content) == "where are electric vehicle charging points – Find data – Design a data share"
    assert "<mark>" in content
    assert "The best matches are first." in content


def test_a_person_signed_in_finds_data(client: Client, person: User, import_rows: Importer) -> None:
    import_rows(record(1))
    client.force_login(person)
    answer = client.get("/find/", {"q": "gritting"})
    assert answer.status_code == 200
    assert "1 record for “gritting”" in words_of(flat(answer))


def test_it_says_how_many_and_in_what_order(client: Client, import_rows: Importer) -> None:
    import_rows(*[record(number) for number in range(25)])
    content = words_of(flat(client.get("/find/")))
    assert "25 records The most recently changed are first." in content
    second = flat(client.get("/find/", {"page": "2"}))
    assert title_of(second) == "Find data (page 2 of 2) – Design a data share"
    assert 'aria-current="page">2<' in second


def test_it_keeps_filters_and_words_over_pages(client: Client, import_rows: Importer) -> None:
    import_rows(*[record(number, themes=["Education"]) for number in range(25)])
    content = flat(client.get("/find/", {"q": "gritting", "theme": "Education", "access": "open"}))
    assert "?q=gritting&amp;theme=Education&amp;access=open&amp;page=2" in content
    assert re.search(r'name="theme"[^>]*value="Education"\s+checked', content)
    assert 'href="?q=gritting">Clear filters' in content


def test_it_helps_when_nothing_was_found(client: Client, demonstration: ImportReport) -> None:
    content = flat(client.get("/find/", {"q": "hosptial admisions"}))
    assert "Nothing found" in content
    assert 'href="?q=hospital+admissions">hospital admissions</a>' in content
    assert "use fewer words" in content


def test_it_says_how_many_definitions_match(client: Client, demonstration: ImportReport) -> None:
    content = words_of(flat(client.get("/find/", {"q": "asthma patient code"})))
    assert re.search(r"\d definitions of data items also match", content)
    asked = words_of(flat(client.get("/find/", {"q": "patient code", "kind": "definition"})))
    assert re.search(r"\d definitions for “patient code”", asked)


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ("x" * 1_000_000, "200 characters or fewer"),
        ("a\x00b", "cannot be displayed"),
        ("\ufffd", "cannot be displayed"),
    ],
)
def test_it_answers_words_it_cannot_search_with_what_is_wrong(
    client: Client, db: None, typed: str, problem: str
) -> None:
    answer = client.get("/find/", {"q": typed})
    content = flat(answer)
    assert answer.status_code == 200
    assert problem in content
    assert title_of(content) == "Error: Find data – Design a data share"
    assert 'href="#q"' in content


def test_it_keeps_what_was_typed_when_it_is_too_long(client: Client, db: None) -> None:
    typed = "how many otters " * 20
    assert f'value="{typed}"' in flat(client.get("/find/", {"q": typed}))


def test_it_answers_half_a_character_in_the_address(client: Client, db: None) -> None:
    answer = client.get("/find/?q=%ED%A0%80&publisher=%ED%A0%80&theme=%00&page=%00")
    assert answer.status_code == 200
    assert "cannot be displayed" in flat(answer)


def test_it_shows_what_was_typed_as_text(client: Client, import_rows: Importer) -> None:
    import_rows(record(1, title='Setts "><script>alert(2)'))
    content = flat(client.get("/find/", {"q": '"><script>alert(1)</script> setts'}))
    assert "<script>alert" not in content
    assert "&lt;script&gt;alert(1)" in content
    assert 'value="&#34;&gt;&lt;script&gt;' in content


def test_no_one_posts_to_it(client: Client, db: None) -> None:
    assert client.post("/find/").status_code == 405


def test_a_record_says_what_its_source_says(client: Client, import_rows: Importer) -> None:
    import_rows(
        record(src="hdruk", publisher="ALLIANCE > NHS DIGITAL", license="By contract", access_level="Apply to us",
               spatial="England", temporal="2011-01-01/", contact="enquiries@nhsdigital.nhs.uk")
    )  # fmt: skip
    asset = DataAsset.objects.get()
    answer = client.get(asset.get_absolute_url())
    content = flat(answer)
    assert title_of(content) == "Gritting routes 1 – Design a data share"
    said = words_of(content)
    for words in (
        "NHS Digital Gritting routes 1", "Area England", "Period From 1 January 2011", "Access On request",
        "How to get access Apply to us", "Licence The publisher&#39;s own terms", "Last changed Not stated",
        "Before you ask for this data", "Health Data Research UK (HDRUK/datasets)", "Apache License 2.0",
    ):  # fmt: skip
        assert words in said, words
    assert 'href="mailto:enquiries@nhsdigital.nhs.uk"' in content


def test_the_way_to_get_access_is_a_link_where_it_is_an_address(client: Client, import_rows: Importer) -> None:
    import_rows(record(src="hdruk", access_level="https://example.org/apply?for=data"))
    content = flat(client.get(DataAsset.objects.get().get_absolute_url()))

    assert re.search(r'href="https://example.org/apply\?for=data"\s+rel="noreferrer"', content)


def test_an_open_record_says_that_no_agreement_is_needed(client: Client, import_rows: Importer) -> None:
    import_rows(record(1, landing="https://example.org/routes"))
    content = flat(client.get(DataAsset.objects.get().get_absolute_url()))
    assert "You do not need an agreement" in content
    assert re.search(r'<a href="https://example.org/routes" role="button"[^>]*>Get this data</a>', content)
    assert "Before you ask for this data" not in content


def test_a_definition_cannot_be_asked_for(client: Client, import_rows: Importer) -> None:
    import_rows(record(src="nhs-data-dictionary"))
    content = flat(client.get(DataAsset.objects.get().get_absolute_url()))
    assert "You cannot ask for it" in content
    assert "Ask for this data" not in content


def test_a_record_that_takes_no_requests_says_so(client: Client, import_rows: Importer) -> None:
    import_rows(record(license=None, contact="info@stirling.gov.uk"))
    DataAsset.objects.update(accepts_requests=False)
    content = flat(client.get(DataAsset.objects.get().get_absolute_url()))
    assert "does not accept requests for this data in this service" in content
    assert "Ask for this data" not in content


def test_a_record_shows_its_data_items(client: Client, import_rows: Importer) -> None:
    import_rows(record(1))
    DataItem.objects.create(asset=DataAsset.objects.get(), name="route_id", description="<i>Number</i>", type="integer")
    content = flat(client.get(DataAsset.objects.get().get_absolute_url()))
    assert "route_id" in content
    assert "&lt;i&gt;Number" in content


@pytest.mark.parametrize("reference", ["nothing-here", "x" * 3000])
def test_there_is_no_page_for_a_record_that_is_none(client: Client, db: None, reference: str) -> None:
    assert client.get(f"/find/{reference}/").status_code == 404


def test_it_asks_the_database_no_more_for_200_items_than_for_2(client: Client, import_rows: Importer) -> None:
    import_rows(record(license=None))
    asset = DataAsset.objects.get()
    counts = []
    for items in (2, 200):
        asset.items.all().delete()
        DataItem.objects.bulk_create(DataItem(asset=asset, name=f"item {number}") for number in range(items))
        with CaptureQueriesContext(connection) as queries:
            client.get(asset.get_absolute_url())
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 4


class TestWhoAnswers:
    @pytest.fixture
    def asset(self, import_rows: Importer) -> DataAsset:
        import_rows(record(license=None))
        return DataAsset.objects.get()

    def answers(self, asset: DataAsset) -> set[User]:
        people = set(asset.answerers())
        assert asset.is_answered() is bool(people)
        return people

    def test_no_one_does_at_first(self, asset: DataAsset, client: Client) -> None:
        assert self.answers(asset) == set()
        assert "answers requests in this service yet" in flat(client.get(asset.get_absolute_url()))

    def test_those_who_handle_the_publishers_requests_do(self, asset: DataAsset, person: User, client: Client) -> None:
        assert asset.publisher
        Membership.objects.create(user=person, organisation=asset.publisher, handles_requests=True)
        assert self.answers(asset) == {person}
        assert "People at Stirling Council answer requests" in flat(client.get(asset.get_absolute_url()))

    def test_colleagues_who_do_not_handle_requests_do_not(self, asset: DataAsset, person: User) -> None:
        assert asset.publisher
        Membership.objects.create(user=person, organisation=asset.publisher)
        assert self.answers(asset) == set()

    def test_people_of_another_body_do_not(self, asset: DataAsset, person: User) -> None:
        other = Organisation.objects.create(name="Another body", slug="another-body")
        Membership.objects.create(user=person, organisation=other, handles_requests=True)
        assert self.answers(asset) == set()

    def test_a_steward_does_instead_of_them(self, asset: DataAsset, person: User) -> None:
        assert asset.publisher
        handler = User.objects.create_user("handler@stirling.gov.uk", full_name="Han Dler")
        Membership.objects.create(user=handler, organisation=asset.publisher, handles_requests=True)
        Steward.objects.create(asset=asset, user=person)
        assert self.answers(asset) == {person}

    def test_a_steward_does_no_more_when_it_ended_or_they_left(self, asset: DataAsset, person: User) -> None:
        now = timezone.now()
        held = Steward.objects.create(
            asset=asset, user=person, since=now - timedelta(days=2), until=now - timedelta(days=1)
        )
        assert self.answers(asset) == set()
        held.until = None
        held.save()
        assert self.answers(asset) == {person}
        person.is_active = False
        person.save()
        assert self.answers(asset) == set()


@pytest.mark.parametrize(
    ("name", "given", "is_told"),
    [
        ("The Scottish Government", "Scottish Government", False),
        ("Perth and Kinross Council", "Perth & Kinross Council", False),
        ("HM Land Registry", "hm-land-registry", False),
        ("Greater London Authority", "Greater London Authority (GLA)", False),
        ("NHS England", "ALLIANCE > NHS ENGLAND", False),
        ("NHS England", "NHS Digital", True),
        ("Dundee City Council", "DCC Public GIS Portal", True),
    ],
)
def test_it_names_the_publisher_once_however_the_source_spells_it(name: str, given: str, is_told: bool) -> None:
    asset = DataAsset(publisher_name=name, publisher_given=given, access="open", kind="dataset")
    [words] = [row.words for row in summary_rows(asset) if row.term == "Published by"]
    assert words == (f"{name} (in the source: “{given}”)" if is_told else name)
