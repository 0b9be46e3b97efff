"""Records that their source no longer lists are counted, and marked if the import is told to."""

import json
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import Client

from catalogue.harvesting.importing import import_catalogue
from catalogue.models import DataAsset
from tests.catalogue.conftest import record
from tests.support.markup import flat


def lines(*numbers: int, src: str = "opendata.scot") -> list[str]:
    return [json.dumps(record(number, src=src)) for number in numbers]


def missing() -> set[str]:
    return set(DataAsset.objects.exclude(missing_since=None).values_list("identifier", flat=True))


def test_missing_records_are_counted_and_left(db: None) -> None:
    import_catalogue(lines(1, 2, 3))
    report = import_catalogue(lines(2))
    assert report.missing == {"Open Data Scotland": 2}
    assert not missing()
    assert any("2 records of Open Data Scotland are not in this extract" in line for line in report.lines())


def test_missing_records_are_marked_when_asked(db: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    import_catalogue(lines(1, 2, 3))
    (tmp_path / "extract.jsonl").write_text("\n".join(lines(2)))
    call_command("import_catalogue", tmp_path / "extract.jsonl", mark_missing=True)
    assert missing() == {"stirling-1", "stirling-3"}
    assert "marked as no longer listed" in capsys.readouterr().out


def test_record_that_is_back_is_marked_no_longer(db: None) -> None:
    import_catalogue(lines(1, 2))
    import_catalogue(lines(2), mark_missing=True)
    first = DataAsset.objects.get(identifier="stirling-1").missing_since
    import_catalogue(lines(2), mark_missing=True)
    assert DataAsset.objects.get(identifier="stirling-1").missing_since == first
    import_catalogue(lines(1, 2))
    assert not missing()


def test_other_sources_and_rejected_rows_are_not_missing(db: None) -> None:
    import_catalogue(lines(1, 2) + lines(7, src="ons"))
    rejected = json.dumps(record(1, title=" "))
    report = import_catalogue([*lines(2), rejected], mark_missing=True)
    assert (report.missing, missing()) == ({}, set())


def test_pages_say_that_a_record_is_no_longer_listed(db: None, client: Client) -> None:
    import_catalogue(lines(1, 2))
    import_catalogue(lines(2), mark_missing=True)
    gone, here = DataAsset.objects.order_by("identifier")
    assert "no longer lists this record" in flat(client.get(gone.get_absolute_url()))
    assert "no longer lists this record" not in flat(client.get(here.get_absolute_url()))
    results = flat(client.get("/find/", {"q": "gritting"}))
    assert results.count("No longer listed by its source") == 1
