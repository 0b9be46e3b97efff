"""Reads one line of a catalogue's extract into an entry, or says why it cannot."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

from catalogue.harvesting.sources import cleaning, licences, publishers, terms
from catalogue.harvesting.sources.known import CATALOGUES, FORMATS, PLAIN_FORMATS, THEMES, Catalogue
from datashare.lib.govuk.characters import says_something

LONGEST_TITLE, LONGEST_IDENTIFIER, LONGEST_DESCRIPTION = 300, 500, 50_000


class UnusableRecordError(Exception):
    """A line that cannot become a record; the message says why."""


@dataclass
class RecordEntry:
    """A cleaned record. `remarks` say what was corrected, in words for the report."""

    catalogue: Catalogue
    identifier: str
    title: str
    kind: str
    publisher: publishers.Publisher
    description: str = ""
    themes: list[str] = field(default_factory=list)
    keywords: list[str] = field(default_factory=list)
    formats: list[str] = field(default_factory=list)
    licence: str = ""
    licence_given: str = ""
    is_open: bool = False
    access: str = "not-stated"
    access_note: str = ""
    issued: date | None = None
    modified: date | None = None
    frequency: str = ""
    spatial: str = ""
    temporal: str = ""
    population: str = ""
    contact: str = ""
    data_controller: str = ""
    data_processor: str = ""
    record_type: str = ""
    landing: str = ""
    remarks: list[str] = field(default_factory=list, compare=False)

    @property
    def reference(self) -> str:
        """A stable name for URLs: the catalogue, and a digest of the identifier there."""
        return f"{self.catalogue.key}-{hashlib.sha256(self.identifier.encode()).hexdigest()[:12]}"

    @property
    def digest(self) -> str:
        """A digest of all that would be stored."""
        values = {name: value for name, value in asdict(self).items() if name not in {"remarks", "catalogue"}}
        return hashlib.sha256(json.dumps(values, default=str, sort_keys=True).encode()).hexdigest()


def parse(line: str) -> Mapping[str, Any]:
    """Return the JSON object of a line. Raise UnusableRecordError if it holds none."""
    try:
        row = json.loads(line.removeprefix("\ufeff"))
    except (ValueError, RecursionError):
        raise UnusableRecordError("the line is not JSON") from None
    if not isinstance(row, dict):
        raise UnusableRecordError("the line is not a JSON object")
    return row


def identity(row: Mapping[str, Any]) -> tuple[str, str] | None:
    """Return the catalogue's key and the identifier of a row that names both, even if the rest is unusable."""
    catalogue, identifier = CATALOGUES.get(str(row.get("src", ""))), cleaning.one_line(row.get("id"))
    return (catalogue.key, identifier) if catalogue and identifier else None


def read(row: Mapping[str, Any]) -> RecordEntry:
    """Return the entry of a row. Raise UnusableRecordError with the reason if it has none."""
    catalogue = CATALOGUES.get(str(row.get("src", "")))
    if catalogue is None:
        raise UnusableRecordError(
            f"its source is not one we know: {cleaning.one_line(row.get('src'))[:60] or 'none given'}"
        )
    entry = RecordEntry(
        catalogue=catalogue,
        identifier=_identifier(row),
        title=_title(row),
        kind=catalogue.kind,
        publisher=publishers.read(row.get("publisher"), catalogue.operator),
        record_type=cleaning.one_line(row.get("record_type")),
    )
    for fill in (_fill_description, _fill_words, _fill_terms, _fill_dates, _fill_coverage, _fill_people):
        fill(entry, row)
    return entry


def _identifier(row: Mapping[str, Any]) -> str:
    text = cleaning.readable(row.get("id"))
    identifier = cleaning.one_line(text)
    if not identifier:
        raise UnusableRecordError(
            "no identifier" if cleaning.one_line(row.get("title")) else "no identifier and no title"
        )
    if len(identifier) > LONGEST_IDENTIFIER:
        raise UnusableRecordError(f"its identifier is longer than {LONGEST_IDENTIFIER} characters")
    # A description with line breaks, cut into table rows: each piece begins with the blank after its comma.
    if text[0].isspace() and not {"description", "landing", "formats"} & row.keys():
        raise UnusableRecordError("not a record but a piece of another record's description")
    return identifier


def _title(row: Mapping[str, Any]) -> str:
    title = cleaning.without_personal_mailboxes(cleaning.plain(row.get("title")))
    if not says_something(title):
        raise UnusableRecordError("no title")
    if len(title) > LONGEST_TITLE:
        raise UnusableRecordError(f"its title is longer than {LONGEST_TITLE} characters")
    return title


def _fill_description(entry: RecordEntry, row: Mapping[str, Any]) -> None:
    description = row.get("description")
    prose = cleaning.prose(description)
    entry.description = cleaning.without_personal_mailboxes(prose)
    if not prose:
        entry.remarks.append("no description")
    if cleaning.has_markup(description):
        entry.remarks.append("markup in the description: kept as plain text")
    if entry.description != prose:
        entry.remarks.append("a person's mailbox in the description: left out")
    if len(entry.description) > LONGEST_DESCRIPTION:
        entry.description = entry.description[:LONGEST_DESCRIPTION]
        entry.remarks.append(f"description longer than {LONGEST_DESCRIPTION:,} characters: the rest left out")


def _fill_words(entry: RecordEntry, row: Mapping[str, Any]) -> None:
    themes, _ = cleaning.words(row.get("themes"), 75)
    mapped = [THEMES.get(theme, theme) for theme in themes] + [entry.catalogue.theme]
    entry.themes = list(dict.fromkeys(theme for theme in mapped if theme))
    keywords, too_long = cleaning.words(row.get("keywords"), 100)
    # Keep the catalogue's own categories searchable, as themes have other names here.
    entry.keywords = list(dict.fromkeys(keywords + [theme for theme in themes if THEMES.get(theme)]))
    if too_long:
        entry.remarks.append("keyword longer than 100 characters: left out")
    formats, _ = cleaning.words(row.get("formats"), 60)
    entry.formats = list(dict.fromkeys(filter(None, map(_format, formats))))
    if len(entry.formats) < len({name.upper() for name in formats}):
        entry.remarks.append("format that is none, or the same twice: left out")


def _format(text: str) -> str:
    upper = text.upper()
    return FORMATS.get(upper, upper if upper in PLAIN_FORMATS else "")


def _fill_terms(entry: RecordEntry, row: Mapping[str, Any]) -> None:
    entry.licence_given = cleaning.prose(row.get("license"))
    licence = licences.read(entry.licence_given)
    entry.access_note = cleaning.without_personal_mailboxes(cleaning.prose(row.get("access_level")))
    if cleaning.stated(entry.access_note) == "":
        entry.access_note = ""
    level = terms.access(entry.access_note)
    # A level in words not known here may forbid what the licence allows.
    is_unread = bool(entry.access_note) and not level
    if not level and licence.name and not is_unread:
        level = terms.access(entry.licence_given)
    if not level and entry.access_note and entry.catalogue.says_how_to_apply:
        level = "restricted"
    entry.licence = licence.name
    # Data with an open licence but restricted access must still be requested.
    entry.is_open = licence.is_open and level != "restricted" and not is_unread
    entry.access = level or ("open" if entry.is_open else "not-stated")
    if not entry.licence:
        entry.remarks.append("no licence stated")


def _fill_dates(entry: RecordEntry, row: Mapping[str, Any]) -> None:
    entry.issued, entry.modified = cleaning.day(row.get("issued")), cleaning.day(row.get("modified"))
    if any(row.get(name) and value is None for name, value in (("issued", entry.issued), ("modified", entry.modified))):
        entry.remarks.append("date that is none: left out")
    entry.frequency = terms.frequency(cleaning.stated(row.get("frequency")))


def _fill_coverage(entry: RecordEntry, row: Mapping[str, Any]) -> None:
    entry.spatial = cleaning.area(row.get("spatial"))
    entry.temporal = cleaning.period(row.get("temporal"))
    entry.population = cleaning.stated(row.get("statistical_population"))
    entry.landing = cleaning.web_address(row.get("landing"))
    if row.get("landing") and not entry.landing:
        entry.remarks.append("web address that is none: left out")
    elif entry.landing != str(row.get("landing", "")):
        entry.remarks.append("blanks around a web address: removed")


def _fill_people(entry: RecordEntry, row: Mapping[str, Any]) -> None:
    entry.contact = cleaning.mailbox_in(row.get("contact")) or entry.publisher.mailbox
    if row.get("contact") and not entry.contact:
        entry.remarks.append("contact that is no role mailbox: left out")
    entry.data_controller = cleaning.without_personal_mailboxes(cleaning.stated(row.get("data_controller")))
    entry.data_processor = cleaning.without_personal_mailboxes(cleaning.stated(row.get("data_processor")))
    if entry.publisher.remark:
        entry.remarks.append(entry.publisher.remark)
