"""The public reads, searches and downloads the register."""

import csv
import io
import json
import re
from typing import Any

import pytest
from django.http import QueryDict
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from agreements.models import RegisterEntry
from agreements.register.export import FACTS
from agreements.register.fields import FIELDS
from agreements.register.query import read
from agreements.register.search import groups_of, search
from catalogue.models import DataAsset
from tests.agreements import stages
from tests.agreements.register.listed import list_many
from tests.agreements.register.test_enter import whole
from tests.cast import Cast
from tests.support.markup import flat

pytestmark = pytest.mark.django_db


def test_it_shows_an_entry_with_its_parts(cast: Cast, asset: DataAsset, client: Client) -> None:
    share = stages.in_force(cast, asset)

    text = whole(client, f"/register/{share.reference}/")

    for words in (
        "In force",
        "Barchester City Council",
        "Localism Act 2011",
        "Date of birth",
        "Lawful basis",
        "public task",
    ):
        assert words in text
    assert f'href="/find/{asset.reference}/"' in text
    assert "Not sealed yet" in text
    assert f"<title>{share.title} – Register – " in text


def test_it_says_that_the_register_is_empty(db: None, client: Client) -> None:
    assert "No agreement is in force yet" in whole(client, "/register/")
    assert json.loads(whole(client, "/register.json"))["agreements"] == []


@pytest.mark.parametrize("reference", ["DS-2222-2222", "nothing", "DS-%00", "x" * 300])
def test_it_knows_nothing_of_other_references(db: None, client: Client, reference: str) -> None:
    assert client.get(f"/register/{reference}/").status_code == 404


@pytest.mark.parametrize("address", ["/register/", "/register.csv", "/register.json", "/register/DS-2222-2222/"])
def test_it_is_only_read(db: None, client: Client, address: str) -> None:
    assert client.post(address).status_code == 405


def listed(client: Client, query: str) -> list[str]:
    """Return the titles on the page, in order."""
    return re.findall(r'find-result__title"><a [^>]*>([^<]*)<', whole(client, f"/register/?{query}"))


def three(cast: Cast) -> None:
    from agreements.register.bound import search_vector

    list_many(cast, 1, title="Flood warnings", policy_area="emergency", data_types=["none"], power="implied")
    list_many(cast, 1, title="Council tax and fraud", suppliers=["Agency for Elsewhere"], gateway="statutory")
    list_many(cast, 1, title="Heating", says={"gateway": {"lines": ["Fuel poverty order"]}}, records=[["x-9", "X", ""]])
    for entry in RegisterEntry.objects.all():
        RegisterEntry.objects.filter(pk=entry.pk).update(search=search_vector(entry))


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("q=flood", {"Flood warnings"}),
        ("q=floods+warning", {"Flood warnings"}),
        ("q=poverty", {"Heating"}),
        ("q=elsewhere", {"Council tax and fraud"}),
        ("q=Which+agreements+are+about+flood+or+fraud%3F", {"Flood warnings", "Council tax and fraud"}),
        ("q=zebra", set()),
        ("q=the", set()),
        ("body=Agency+for+Elsewhere", {"Council tax and fraud"}),
        ("body=Office+for+Records", {"Flood warnings", "Heating"}),
        ("receives=Office+for+Records", set()),
        ("receives=Barchester+City+Council", {"Flood warnings", "Heating", "Council tax and fraud"}),
        ("gives=Barchester+City+Council", set()),
        ("gives=Agency+for+Elsewhere&gives=Nowhere", {"Council tax and fraud"}),
        ("gives=Office+for+Records&receives=Barchester+City+Council", {"Flood warnings", "Heating"}),
        ("area=emergency", {"Flood warnings"}),
        ("data=none", {"Flood warnings"}),
        ("data=none&data=personal", {"Flood warnings", "Heating", "Council tax and fraud"}),
        ("power=implied", {"Flood warnings"}),
        ("gateway=statutory", {"Council tax and fraud"}),
        ("gateway=nonsense", {"Flood warnings", "Heating", "Council tax and fraud"}),
        ("record=x-9", {"Heating"}),
        ("record=y", set()),
        ("record=%22]]", set()),
        ("q=flood&area=fraud", set()),
        ("page=999", {"Flood warnings", "Heating", "Council tax and fraud"}),
        ("page=-1", {"Flood warnings", "Heating", "Council tax and fraud"}),
    ],
)
def test_it_finds_by_words_and_filters(cast: Cast, client: Client, query: str, titles: set[str]) -> None:
    three(cast)
    assert set(listed(client, query)) == titles
    if query != "q=Which+agreements+are+about+flood+or+fraud%3F":
        assert {row["title"] for row in json.loads(whole(client, f"/register.json?{query}"))["agreements"]} == titles


def test_it_finds_an_entry_by_its_reference(cast: Cast, client: Client) -> None:
    three(cast)
    entry = RegisterEntry.objects.get(title="Heating")
    assert listed(client, f"q={entry.reference}") == ["Heating"]
    assert listed(client, f"q={entry.reference.lower()}") == ["Heating"]


def test_it_counts_what_each_filter_would_leave(cast: Cast, client: Client) -> None:
    three(cast)
    question = read(QueryDict(""))
    groups = groups_of(question, search(question))
    counts = {group.name: {choice.value: choice.entries for choice in group.choices} for group in groups}
    assert counts["body"] == {"Barchester City Council": 3, "Office for Records": 2, "Agency for Elsewhere": 1}
    assert counts["receives"] == {"Barchester City Council": 3}
    assert counts["gives"] == {"Office for Records": 2, "Agency for Elsewhere": 1}
    assert counts["area"] == {"service_delivery": 2, "emergency": 1}
    assert counts["gateway"] == {"dea": 2, "statutory": 1}


def test_body_that_gives_and_receives_is_found_and_counted_once(cast: Cast, client: Client) -> None:
    council, police = "Barchester City Council", "Barset Police"
    list_many(cast, 1, title="Both ways", acquirers=[council, police], suppliers=[police, council])
    list_many(cast, 1, title="Rules", acquirers=[], suppliers=[], members=[council, police])
    for query, titles in [
        (f"body={police}", ["Rules", "Both ways"]),
        (f"gives={police}", ["Both ways"]),
        (f"receives={police}", ["Both ways"]),
    ]:
        assert sorted(listed(client, query)) == sorted(titles), query
        found = json.loads(whole(client, f"/register.json?{query}"))["agreements"]
        assert sorted(row["title"] for row in found) == sorted(titles), query
    question = read(QueryDict(""))
    groups = groups_of(question, search(question))
    counts = {group.name: {choice.value: choice.entries for choice in group.choices} for group in groups}
    assert counts["body"] == {council: 2, police: 2}
    assert counts["receives"] == counts["gives"] == {council: 1, police: 1}
    assert f"{council} and {police} receive data from {police} and {council}" in flat(client.get("/register/"))


@pytest.mark.parametrize("bad", ["a%00b", "x" * 201, "%ED%A0%80"])
def test_it_says_what_is_wrong_with_the_words(db: None, client: Client, bad: str) -> None:
    text = whole(client, f"/register/?q={bad}")
    assert "There is a problem" in text
    assert "<title>Error: Register" in text


@pytest.mark.parametrize(
    "words", ["<script>alert(1)</script>", "' OR 1=1 --", "a & b | !c <-> (", "\u202e txt", "%s %(x)s {}", ":*"]
)
def test_it_survives_strange_words(cast: Cast, client: Client, words: str) -> None:
    list_many(cast, 1)
    response = client.get("/register/", {"q": words, "body": words, "record": words})
    assert response.status_code == 200
    assert "<script>alert" not in flat(response)
    for address in ("/register.csv", "/register.json"):
        assert client.get(address, {"q": words, "body": words, "record": words}).status_code == 200


@pytest.mark.parametrize("count", [2, 40])
def test_it_asks_the_database_as_often_for_many_as_for_few(
    cast: Cast, client: Client, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    entries = list_many(cast, count)
    with django_assert_num_queries(1):
        client.get("/register/?q=winter&area=service_delivery")
    with django_assert_num_queries(2):
        client.get(f"/register/{entries[0].reference}/")
    for address in ("/register.csv", "/register.json"):
        with django_assert_num_queries(1):
            whole(client, address)


def test_it_turns_pages(cast: Cast, client: Client) -> None:
    list_many(cast, 51)
    first, second = listed(client, ""), listed(client, "page=2")
    assert (len(first), first[0], second) == (50, "Share 50", ["Share 0"])
    assert "(page 2 of 2)" in whole(client, "/register/?page=2")


def test_the_json_says_what_it_is(cast: Cast, asset: DataAsset, client: Client) -> None:
    share = stages.in_force(cast, asset)

    response = client.get("/register.json")
    document = json.loads(response.getvalue())

    assert response["Content-Type"] == "application/json"
    assert document["format"] == "das-register-4"
    assert "Open Government Licence" in document["licence"]
    assert document["generated_at"].startswith("20")
    (entry,) = document["agreements"]
    assert list(entry) == [*FACTS, *(field.name for field in FIELDS)]
    assert entry["address"].endswith(f"/register/{share.reference}/")
    assert entry["words_sha256"] == share.agreements.get().words.digest
    assert entry["sealed_file_sha256"] is None
    assert entry["data_items"][0]["Item"] == "Date of birth"
    assert entry["lawful_basis"][0]["clause"] == "6.1"
    assert "public task" in entry["lawful_basis"][0]["words"]


@pytest.mark.parametrize("count", [2, 201])
def test_the_json_is_whole_at_any_size(cast: Cast, client: Client, count: int) -> None:
    list_many(cast, count)
    assert len(json.loads(whole(client, "/register.json"))["agreements"]) == count
    assert len(list(csv.reader(io.StringIO(whole(client, "/register.csv"))))) == count + 1


@pytest.mark.parametrize("formula", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", " =1", "\n=1", "\r=1", "\uff1d1"])
def test_no_cell_of_the_csv_is_a_formula(cast: Cast, client: Client, formula: str) -> None:
    says: dict[str, Any] = {"purpose": {"lines": [formula]}, "data_items": {"columns": ["Item"], "rows": [[formula]]}}
    list_many(cast, 1, title=formula, acquirers=[formula], says=says)

    rows = list(csv.DictReader(io.StringIO(whole(client, "/register.csv").removeprefix("\ufeff"), newline="")))

    for name in ("title", "acquirers", "purpose", "data_items"):
        assert rows[0][name] == f"'{formula}"


def test_the_csv_opens_as_a_download(cast: Cast, client: Client) -> None:
    list_many(cast, 1)
    response = client.get("/register.csv")
    assert response["Content-Disposition"] == 'attachment; filename="register.csv"'
    assert response.getvalue().startswith("\ufeffreference,address,title".encode())
