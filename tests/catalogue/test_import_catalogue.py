"""Records are imported from extracts as dirty as real ones."""

import gzip
import json
from collections.abc import Callable
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from catalogue.harvesting.importing import ImportReport, import_catalogue
from catalogue.models import Access, DataAsset, Kind, Lexeme, Source
from community.models import EmailDomain, Organisation
from tests.catalogue.conftest import DEMONSTRATION, record

Importer = Callable[..., ImportReport]


def only_asset() -> DataAsset:
    return DataAsset.objects.with_source().get()


def test_it_imports_the_demonstration_whole(demonstration: ImportReport) -> None:
    lines = len(DEMONSTRATION.read_text().splitlines())
    assert (demonstration.read, demonstration.created, demonstration.rejected) == (lines, lines, [])
    assert DataAsset.objects.count() == lines
    assert set(Source.objects.values_list("key", flat=True)) == {
        "nhs-data-dictionary", "opendata-scot", "london-datastore", "the-od-bods", "hdruk", "api-gov-uk", "ons",
    }  # fmt: skip
    assert set(DataAsset.objects.values_list("kind", flat=True)) == {*Kind.values} - {Kind.UNLISTED}
    assert not Source.objects.filter(attribution="").exists()


def test_it_changes_and_duplicates_nothing_the_second_time(demonstration: ImportReport) -> None:
    with DEMONSTRATION.open(encoding="utf-8") as lines:
        again = import_catalogue(lines)
    assert (again.created, again.updated, again.unchanged) == (0, 0, demonstration.read)
    assert DataAsset.objects.count() == demonstration.read
    assert again.bodies_created == 0


def test_it_updates_what_its_source_changed(import_rows: Importer) -> None:
    import_rows(record(1), record(2))
    before = DataAsset.objects.get(identifier="stirling-1")
    report = import_rows(record(1, title="Gritting routes and salt bins"), record(2))
    after = DataAsset.objects.get(identifier="stirling-1")
    assert (report.created, report.updated, report.unchanged) == (0, 1, 1)
    assert (after.pk, after.reference, after.title) == (before.pk, before.reference, "Gritting routes and salt bins")


def test_it_leaves_alone_what_people_decided_here(import_rows: Importer) -> None:
    import_rows(record(1))
    DataAsset.objects.update(accepts_requests=False)
    import_rows(record(1, title="Another title"))
    assert only_asset().accepts_requests is False


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (record(title=None), "no title"),
        (record(title="   "), "no title"),
        (record(title="{{name}}"), "no title"),
        (record(title="<b></b>"), "no title"),
        (record(id=" "), "no identifier"),
        (record(id=" ", title=None), "no identifier and no title"),
        (record(id="x" * 501), "its identifier is longer than 500 characters"),
        (record(title="x" * 301), "its title is longer than 300 characters"),
        (record(src="nowhere"), "its source is not one we know: nowhere"),
        (record(src=None), "its source is not one we know: none given"),
        (record(id=" point geometry;", description=None), "not a record but a piece of another record's description"),
        ("{not json", "the line is not JSON"),
        ("[" * 100_000, "the line is not JSON"),
        ("[1, 2]", "the line is not a JSON object"),
        (record(title=["a", "list"]), "no title"),
    ],
)
def test_it_rejects_a_line_with_its_number_and_a_reason(
    import_rows: Importer, row: dict[str, Any] | str, reason: str
) -> None:
    report = import_rows(record(7), row, record(8))
    assert report.rejected == [(2, reason)]
    assert f"Line 2 rejected: {reason}." in report.lines()
    assert DataAsset.objects.count() == 2


def test_it_rejects_the_same_identifier_twice_and_names_the_first_line(import_rows: Importer) -> None:
    report = import_rows(record(1), record(2), record(1, title="The same again"))
    assert report.rejected == [(3, "same identifier as line 1")]


def test_it_keeps_and_reports_two_records_with_one_title(import_rows: Importer) -> None:
    report = import_rows(record(1, title="Libraries"), record(2, title="libraries"))
    assert report.created == 2
    assert report.remarks["same title and publisher as another record of the source, both kept"] == [2]


def test_it_cleans_text(import_rows: Importer) -> None:
    dirty = "<p>Roads &amp; paths<br>in winter</p><script>alert(1)</script>\\nnext\x00 \ud800end\\u2019s"
    import_rows(record(title="  Gritting \n routes ", description=dirty))
    assert only_asset().title == "Gritting routes"
    assert only_asset().description == "Roads & paths\nin winter\n\nnext end’s"


def test_it_cleans_values(import_rows: Importer) -> None:
    report = import_rows(
        record(
            issued="NULL", modified="2024-02-30", landing=" https://example.org/a b ",
            formats=["csv", "CSV", "7147906"], keywords=["roads", "roads", "x" * 101, 2021, None],
            themes=["Transportation", "Uncategorised"], license="[]", contact="enquiries@stirling.gov.uk\xa0",
        )
    )  # fmt: skip
    asset = only_asset()
    assert (asset.issued, asset.modified) == (None, None)
    assert asset.landing == "https://example.org/a%20b"
    assert (asset.formats, asset.keywords) == (["CSV"], ["roads", "2021", "Transportation"])
    assert asset.themes == ["Transport and infrastructure"]
    assert (asset.licence, asset.is_open, asset.access) == ("", False, Access.NOT_STATED)
    assert asset.contact == "enquiries@stirling.gov.uk"
    assert report.remarks["date that is none: left out"] == [1]
    assert report.remarks["no licence stated"] == [1]
    assert report.remarks["keyword longer than 100 characters: left out"] == [1]


@pytest.mark.parametrize(
    "landing", ["javascript:alert(1)", "ftp://example.org/", "no address", "http://[", "data:text/html,x"]
)
def test_it_keeps_no_address_that_a_browser_should_not_open(import_rows: Importer, landing: str) -> None:
    import_rows(record(landing=landing))
    assert only_asset().landing == ""


def test_it_reads_a_mailbox_as_contact_and_its_body(import_rows: Importer) -> None:
    report = import_rows(record(src="london-datastore", publisher="census@london.gov.uk"))
    asset = only_asset()
    assert (asset.contact, asset.publisher_name) == ("census@london.gov.uk", "Greater London Authority")
    assert asset.publisher_given == ""
    assert len(report.remarks) == 1


def test_it_keeps_no_persons_name_or_mailbox(import_rows: Importer) -> None:
    import_rows(
        record(src="london-datastore", publisher="Ada Lovelace", contact="ada.lovelace@example.org",
               description="Write to ada.lovelace@example.org or to planning@london.gov.uk.")
    )  # fmt: skip
    asset = only_asset()
    assert (asset.publisher_name, asset.publisher_given, asset.contact) == ("Greater London Authority", "", "")
    assert asset.description == "Write to (personal address left out) or to planning@london.gov.uk."


def test_it_finds_a_body_by_name_abbreviation_slug_and_successor(organisations: None, import_rows: Importer) -> None:
    import_rows(
        record(1, src="api.gov.uk", publisher="hm-revenue-customs"),
        record(2, publisher="HM Revenue and Customs"),
        record(3, src="api.gov.uk", publisher="defra"),
        record(4, src="api.gov.uk", publisher="NHS Digital"),
    )
    names = list(DataAsset.objects.order_by("identifier").values_list("publisher__name", flat=True))
    assert names == [
        "HM Revenue & Customs", "HM Revenue & Customs",
        "Department for Environment, Food & Rural Affairs", "NHS England",
    ]  # fmt: skip
    assert DataAsset.objects.get(identifier="stirling-4").publisher_given == "NHS Digital"


def test_it_creates_public_bodies_that_govuk_does_not_list(organisations: None, import_rows: Importer) -> None:
    report = import_rows(record(1), record(2), record(3, publisher="Cycling Scotland"))
    council = Organisation.objects.get(name="Stirling Council")
    assert (council.kind, council.source, report.bodies_created) == ("Other public body", "catalogue", 1)
    assert DataAsset.objects.filter(publisher=council).count() == 2
    assert DataAsset.objects.get(identifier="stirling-3").publisher is None
    assert EmailDomain.objects.get(pattern="stirling.gov.uk").organisation == council


def test_it_reads_health_datasets_terms_and_coverage(import_rows: Importer) -> None:
    import_rows(
        record(src="hdruk", license="Available upon request", access_level="https://example.org/apply",
               temporal="2011-01-01/", frequency="1 Month Cycle", spatial="https://www.geonames.org/2638360/scotland.html",
               publisher="ALLIANCE > NHS DIGITAL", data_controller="NHS Digital", data_processor="Not Applicable",
               modified="2020-04-27T09:25:35Z", statistical_population="9847")
    )  # fmt: skip
    asset = only_asset()
    assert (asset.access, asset.access_note) == (Access.RESTRICTED, "https://example.org/apply")
    assert (asset.temporal, asset.spatial, asset.frequency) == ("From 1 January 2011", "Scotland", "Monthly")
    assert (asset.publisher_name, asset.data_controller, asset.data_processor) == ("NHS Digital", "NHS Digital", "")
    assert (asset.modified, asset.themes) == (date(2020, 4, 27), ["Health and care"])


def test_it_keeps_definitions_a_kind_that_no_one_asks_for(import_rows: Importer) -> None:
    import_rows(record(src="nhs-data-dictionary", record_type="DataElement"))
    assert only_asset().kind == Kind.DEFINITION
    assert only_asset().can_be_asked_for is False


def test_it_imports_nothing_when_the_file_is_cut_short(tmp_path: Path, db: None) -> None:
    whole = gzip.compress("\n".join(json.dumps(record(number)) for number in range(3000)).encode())
    (tmp_path / "cut.jsonl.gz").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(CommandError, match="Nothing was imported"):
        call_command("import_catalogue", tmp_path / "cut.jsonl.gz")
    assert not DataAsset.objects.exists()


def test_it_says_what_it_did(tmp_path: Path, db: None) -> None:
    extract = tmp_path / "extract.jsonl"
    extract.write_text("\n".join([json.dumps(record(1)), json.dumps(record(title=None))]))
    told = StringIO()
    call_command("import_catalogue", extract, stdout=told)
    assert "2 lines read: 1 records created, 0 updated, 0 unchanged, 1 rejected." in told.getvalue()
    assert "Line 2 rejected: no title." in told.getvalue()


def test_it_weighs_the_words_afterwards(import_rows: Importer) -> None:
    import_rows(*[record(number) for number in range(3)])
    grit = Lexeme.objects.get(scope=Lexeme.DATA, word="grit")
    assert (grit.ndoc, grit.forms[0]) == (3, "gritted")
    assert grit.forms == ["gritted", "gritting"]
