"""A catalogue for tests: the demonstration's records, or a few fictitious ones."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from catalogue.harvesting.importing import ImportReport, import_catalogue
from community.organisations.importing import import_organisations

DEMONSTRATION = Path(settings.BASE_DIR) / "catalogue" / "demonstration" / "catalogue.jsonl"
ORGANISATIONS = Path(settings.BASE_DIR) / "community" / "demonstration" / "organisations.json"
DOMAINS = Path(settings.BASE_DIR) / "community" / "demonstration" / "domains.json"


def record(number: int = 1, **told: Any) -> dict[str, Any]:
    """Return a row of an extract as opendata.scot has them; a field set to None is left out."""
    row = {
        "src": "opendata.scot",
        "id": f"stirling-{number}",
        "title": f"Gritting routes {number}",
        "description": "Roads that are gritted in winter.",
        "publisher": "Stirling Council",
        "license": "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/",
    } | told
    return {name: value for name, value in row.items() if value is not None}


@pytest.fixture
def import_rows(db: None) -> Callable[..., ImportReport]:
    """Return a function that imports rows given as dictionaries, or as lines if a line itself is wrong."""

    def run(*rows: dict[str, Any] | str) -> ImportReport:
        return import_catalogue([row if isinstance(row, str) else json.dumps(row) for row in rows])

    return run


@pytest.fixture
def organisations(db: None) -> None:
    import_organisations(json.loads(ORGANISATIONS.read_text()), json.loads(DOMAINS.read_text())["domains"])


@pytest.fixture
def demonstration(organisations: None) -> ImportReport:
    """Import all organisations and records of the demonstration."""
    with DEMONSTRATION.open(encoding="utf-8") as lines:
        return import_catalogue(lines)
