"""The summary rows of a record's page: what its source says, and "not stated" where that matters."""

import re
from dataclasses import dataclass

from catalogue.harvesting.sources.licences import OWN_TERMS
from catalogue.models import DataAsset, Kind
from community.organisations.search import normalised
from datashare.lib.clock import long_date

NOT_STATED = "Not stated"


@dataclass(frozen=True)
class SummaryRow:
    """A term and its text; `address` makes the text a link."""

    term: str
    words: str
    address: str = ""


def summary_rows(asset: DataAsset) -> list[SummaryRow]:
    """Return the rows of the summary list, in the order people ask: publisher, terms, coverage, freshness."""
    rows = [*_whose(asset), *_terms(asset), *_coverage(asset), *_freshness(asset)]
    return [row for row in rows if row.words]


def _whose(asset: DataAsset) -> list[SummaryRow]:
    publisher = asset.publisher_given.rpartition(" > ")[2]
    differs = publisher and _spelled(publisher) != _spelled(asset.publisher_name)
    mailbox = f"mailto:{asset.contact}" if asset.contact else ""
    return [
        SummaryRow(
            "Published by",
            (asset.publisher_name or NOT_STATED) + (f" (in the source: “{publisher}”)" if differs else ""),
        ),
        SummaryRow("Contact", asset.contact or _if_data(asset), mailbox),
        SummaryRow("Data controller", asset.data_controller),
        SummaryRow("Data processor", asset.data_processor),
    ]


def _terms(asset: DataAsset) -> list[SummaryRow]:
    return [
        SummaryRow("Access", asset.get_access_display()),
        SummaryRow("How to get access", asset.access_note, _address_in(asset.access_note)),
        SummaryRow("Licence", asset.licence or NOT_STATED),
        SummaryRow(
            "Terms",
            asset.licence_given if asset.licence == OWN_TERMS else "",
        ),
    ]


def _coverage(asset: DataAsset) -> list[SummaryRow]:
    return [
        SummaryRow("Area", asset.spatial),
        SummaryRow("Period", asset.temporal),
        SummaryRow("Number of people or things", _grouped(asset.population)),
        SummaryRow("Themes", ", ".join(asset.themes)),
        SummaryRow("Keywords", ", ".join(asset.keywords)),
        SummaryRow("Formats", ", ".join(asset.formats)),
    ]


def _freshness(asset: DataAsset) -> list[SummaryRow]:
    return [
        SummaryRow("First published", long_date(asset.issued)),
        SummaryRow("Last changed", long_date(asset.modified) or _if_data(asset)),
        SummaryRow("How often it changes", asset.frequency),
        SummaryRow("Web page", asset.landing, asset.landing),
    ]


def _if_data(asset: DataAsset) -> str:
    return "" if asset.kind == Kind.DEFINITION else NOT_STATED


def _address_in(words: str) -> str:
    """Return a link for text that is only the URL of a page or a mailbox; empty for other text."""
    if re.fullmatch(r"https?://[^\s<>\"]+", words):
        return words
    return f"mailto:{words}" if re.fullmatch(r"[\w.+-]+@[\w-]+(\.[\w-]+)+", words) else ""


def _spelled(name: str) -> str:
    """Return a name without what its spellings differ in: blanks, "The", "&", the abbreviation after it."""
    return normalised(re.sub(r"\s*\([A-Z]{2,}\)$", "", name)).replace(" ", "")


def _grouped(number: str) -> str:
    return f"{int(number):,}" if number.isdecimal() and number.isascii() else number
