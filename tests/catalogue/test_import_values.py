"""Values of real extracts are imported whole, or refused on their line; no row ends an import."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from catalogue.harvesting.importing import import_catalogue
from catalogue.models import DataAsset
from tests.catalogue.conftest import record
from tests.catalogue.test_import_catalogue import Importer, only_asset


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("values <LOD and >LOQ kept", "values <LOD and >LOQ kept"),
        ("values <LOD … >LOQ kept", "values <LOD … >LOQ kept"),
        ("a<b and c>d", "a<b and c>d"),
        ("aged <18 or >65", "aged <18 or >65"),
        ("values &lt;LOD &gt; 5", "values <LOD > 5"),
        ("<p>One</p><p>Two</p>", "One\n\nTwo"),
        ("One<br>Two<BR/>Three", "One\nTwo\nThree"),
        ("<ul><li>One</li><li>Two</li></ul>", "One\nTwo"),
        ("<table><tr><td>One</td><td>Two</td></tr></table>", "One Two"),
        ("&lt;p&gt;One &amp; two&lt;/p&gt;", "One & two"),
        ("&amp;lt;b&amp;gt;Otters&amp;lt;/b&amp;gt;", "Otters"),
        ("Fish &amp;amp; chips", "Fish & chips"),
        ("Land&notes on R&D; ?a=1&copy=2", "Land&notes on R&D; ?a=1&copy=2"),
        ('<a href="https://example.org/?a=1" target=_blank>Otters</a> near', "Otters near"),
        ("<style>p {color: red}</style>Otters<script>x()", "Otters"),
        ("&lt;script&gt;x()&lt;/script&gt;Otters", "Otters"),
        ("<o:p>Otters</o:p><!-- Word -->", "Otters"),
        ("Ot<b>ter</b>s", "Otters"),
    ],
)
def test_prose_loses_its_markup_and_keeps_its_words(import_rows: Importer, given: str, kept: str) -> None:
    import_rows(record(description=given))
    assert only_asset().description == kept


def test_every_text_loses_its_escapes(import_rows: Importer) -> None:
    import_rows(
        record(
            title="Parks<br>&amp; paths", keywords=["Fish &amp; chips", "<b>otters</b>"], spatial="Argyll &amp; Bute",
            publisher="Argyll &amp; Bute Council", landing="https://example.org/?a=1&amp;b=2",
        )
    )  # fmt: skip
    asset = only_asset()
    assert (asset.title, asset.spatial) == ("Parks & paths", "Argyll & Bute")
    assert asset.keywords == ["Fish & chips", "otters"]
    assert (asset.publisher_name, asset.landing) == ("Argyll and Bute Council", "https://example.org/?a=1&b=2")


@pytest.mark.parametrize(("title", "kept"), [(2021, "2021"), (0, "0"), (-4.5, "-4.5"), (10**30, str(10**30))])
def test_numeric_title_and_identifier_are_kept(import_rows: Importer, title: float, kept: str) -> None:
    import_rows(record(title=title, id=title))
    assert (only_asset().title, only_asset().identifier) == (kept, kept)


@pytest.mark.parametrize("title", [True, {"en": "Otters"}, ["Otters"], float("nan"), float("inf")])
def test_title_that_is_no_text_is_rejected(import_rows: Importer, title: Any) -> None:
    report = import_rows(record(title=title))
    assert report.rejected == [(1, "no title")]


@pytest.mark.parametrize(
    ("field", "value", "called"),
    [
        ("publisher", "Council of " + "x" * 300, "publisher"),
        ("publisher", "x" * 5000, "publisher"),
        ("contact", "a" * 260 + "@example.gov.uk", "contact mailbox"),
        ("title", "x" * 301, "title"),
        ("frequency", "x" * 101, "how often it changes"),
        ("spatial", "x" * 501, "area covered"),
        ("temporal", "x" * 201, "period covered"),
        ("statistical_population", "x" * 501, "who or what is counted"),
        ("data_controller", "x" * 2001, "data controller"),
        ("data_processor", "x" * 2001, "data processor"),
        ("record_type", "x" * 61, "record type"),
    ],
)
def test_value_longer_than_its_field_rejects_its_line(
    import_rows: Importer, field: str, value: str, called: str
) -> None:
    report = import_rows(record(1), record(2, **{field: value}), record(3))
    ((line, reason),) = report.rejected
    assert line == 2
    assert called in reason
    assert "longer than" in reason
    assert DataAsset.objects.count() == 2


def test_record_too_large_for_the_index_rejects_its_line(import_rows: Importer) -> None:
    words = [f"otter{number}x" * 6 for number in range(40_000)]
    report = import_rows(record(1), record(2, keywords=words), record(3))
    ((line, reason),) = report.rejected
    assert (line, DataAsset.objects.count()) == (2, 2)
    assert reason.startswith("the database cannot store it")
    assert (report.created, report.unchanged) == (2, 0)


def test_byte_order_mark_and_blank_lines_are_passed_over(tmp_path: Path, db: None) -> None:
    extract = tmp_path / "extract.jsonl"
    lines = ["", json.dumps(record(1)), "   ", "\t", json.dumps(record(2)), ""]
    extract.write_bytes(b"\xef\xbb\xbf" + "\r\n".join(lines).encode())
    call_command("import_catalogue", extract)
    assert DataAsset.objects.count() == 2
    report = import_catalogue(["\ufeff" + json.dumps(record(1)), "\ufeff"])
    assert (report.read, report.rejected, report.unchanged) == (1, [], 1)


@pytest.mark.parametrize(
    ("given", "day"),
    [
        ("2020-06-30T23:30:00Z", date(2020, 7, 1)),
        ("2020-06-30T22:59:59Z", date(2020, 6, 30)),
        ("2020-12-31T23:30:00+00:00", date(2020, 12, 31)),
        ("2020-12-31T23:30:00-05:00", date(2021, 1, 1)),
        ("2020-06-30 23:30:00Z", date(2020, 7, 1)),
        ("2020-06-30T23:30Z", date(2020, 7, 1)),
        ("2020-06-30T23Z", date(2020, 7, 1)),
        ("2020-06-30t23:30:00z", date(2020, 7, 1)),
        ("2020-06-30 23:30:00 UTC", date(2020, 7, 1)),
        ("2020-06-30T23:30:00 +00:00", date(2020, 7, 1)),
        ("2020-06-30T23:30:00GMT", date(2020, 7, 1)),
        ("2020-12-31T23:30:00 UTC", date(2020, 12, 31)),
        ("2020-06-30 23:30 at the latest", date(2020, 6, 30)),
        ("2020-06-30T23:30:00.123456789Z", date(2020, 7, 1)),
        ("2020-06-30T23:30:00", date(2020, 6, 30)),
        ("2020-06-30", date(2020, 6, 30)),
        ("2020-06-30Tlater", date(2020, 6, 30)),
        ("9999-12-31T23:30:00-05:00", None),
        ("2020-02-30T10:00:00Z", None),
    ],
)
def test_time_that_names_its_zone_becomes_the_uk_day(import_rows: Importer, given: str, day: date | None) -> None:
    import_rows(record(modified=given, issued=given))
    assert (only_asset().modified, only_asset().issued) == (day, day)


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("R/P1Y", "Yearly"),
        ("R/P3M", "Every 3 months"),
        ("R/P2W", "Every 2 weeks"),
        ("r/p1d", "Daily"),
        ("R/PT1H", "Hourly"),
        ("R/PT1S", "Continuously"),
        ("R/P0.5M", "Twice a month"),
        ("R/P0.7Y", "R/P0.7Y"),
        ("P1M", "Monthly"),
        ("freq:biennial", "Every 2 years"),
        ("http://purl.org/cld/freq/semiannual", "Twice a year"),
        ("http://publications.europa.eu/resource/authority/frequency/ANNUAL", "Yearly"),
        ("ANNUAL", "Yearly"),
        ("CONT", "Continuously"),
        ("IRREG", "Irregularly"),
        ("http://publications.europa.eu/resource/authority/frequency/DAILY_2", "Twice a day"),
        ("http://publications.europa.eu/resource/authority/frequency/OTHER", ""),
        ("MONTHLY_3", "3 times a month"),
        ("asNeeded", "When needed"),
        ("AS_NEEDED", "When needed"),
        ("notPlanned", "Never"),
        ("not-planned", "Never"),
        ("http://example.org/often", "http://example.org/often"),
        ("iBase refresh", "iBase refresh"),
        ("threeTimesAYear", "3 times a year"),
        ("Every NHS year end", "Every NHS year end"),
        ("with each UK census", "With each UK census"),
    ],
)
def test_frequency_is_put_into_words_or_kept(import_rows: Importer, given: str, shown: str) -> None:
    import_rows(record(frequency=given))
    assert only_asset().frequency == shown


@pytest.mark.parametrize("lines", [["{not json"], [], ["", " "], [json.dumps(record(src="nowhere"))]])
def test_file_without_a_usable_line_fails(tmp_path: Path, db: None, lines: list[str]) -> None:
    extract = tmp_path / "extract.jsonl"
    extract.write_text("\n".join(lines))
    with pytest.raises(CommandError, match="Nothing was imported"):
        call_command("import_catalogue", extract)


@pytest.mark.parametrize(
    "level", ["Public sector only", "No longer public", "secret", "Open to staff", "Limitations apply", "OFFICIAL"]
)
@pytest.mark.parametrize("licence", ["OGL v3.0", "CC0", "Open data"])
def test_level_in_words_not_known_is_never_open(import_rows: Importer, level: str, licence: str) -> None:
    import_rows(record(access_level=level, license=licence))
    asset = only_asset()
    assert (asset.is_open, asset.access, asset.access_note) == (False, "not-stated", level)


@pytest.mark.parametrize("title", ["\u200b", "&#8203;", "\u00ad \u2060", "\ufeff", "<b>\u3164</b>"])
def test_title_without_a_letter_to_see_is_none(import_rows: Importer, title: str) -> None:
    assert import_rows(record(title=title)).rejected == [(1, "no title")]


@pytest.mark.parametrize("level", ["not stated", "Not specified", "not provided", "n/a", "TBC"])
def test_level_that_is_not_stated_leaves_it_to_the_licence(import_rows: Importer, level: str) -> None:
    import_rows(record(access_level=level, license="OGL v3.0"))
    asset = only_asset()
    assert (asset.is_open, asset.access, asset.access_note) == (True, "open", "")
