"""Reads the outside lists of public bodies: GOV.UK's organisations, and local bodies as JSON lines."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Final

from django.utils import timezone

from community.organisations.sources import values
from community.organisations.sources.names import as_written
from community.organisations.sources.values import UnusableEntryError, domain_pattern
from datashare.lib import clock

GOVUK: Final = "GOV.UK"
# The names of the local lists; their licence asks for attribution (community/demonstration/README.md).
SOURCES: Final = {"mysociety": "mySociety", "rcpch": "RCPCH NHS organisations", "openregister": "Police open register"}
SOURCE_LETTERS: Final = 60

Refuse = Callable[[str, str], None]


@dataclass(frozen=True)
class OrganisationEntry:
    """One body of one list; `place` says where in the list, `key` is its stable id there."""

    place: str
    source: str
    key: str
    name: str
    slug: str = ""
    abbreviation: str = ""
    kind: str = ""
    address: str = ""
    closed_on: date | None = None
    is_closed: bool = False
    parents: tuple[str, ...] = ()
    successors: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()
    gss: str = ""

    def stated(self) -> dict[str, Any]:
        """Return the list's values, as they are stored."""
        values = asdict(self) | {"closed_on": self.closed_on.isoformat() if self.closed_on else None}
        stored = {name: list(value) if isinstance(value, tuple) else value for name, value in values.items()}
        return {name: value for name, value in stored.items() if name not in {"place", "source", "key"}}


def govuk_entries(rows: Iterable[object], refuse: Refuse) -> Iterator[OrganisationEntry]:
    """Yield the organisations of GOV.UK's list."""
    for number, row in enumerate(rows, 1):
        yield from _read(_govuk, row, f"organisation {number}", refuse)


def local_entries(lines: Iterable[str], refuse: Refuse) -> Iterator[OrganisationEntry]:
    """Yield the local bodies of JSON lines; blank lines and a byte order mark are ignored."""
    for number, line in enumerate(lines, 1):
        if text := line.strip().removeprefix("\ufeff").strip():
            yield from _read(_local, text, f"local body, line {number}", refuse)


def _read(
    read: Callable[[Any, str], OrganisationEntry], row: object, place: str, refuse: Refuse
) -> Iterator[OrganisationEntry]:
    try:
        yield read(_object(row), place)
    except UnusableEntryError as reason:
        refuse(place, str(reason))


def _object(row: object) -> Mapping[str, Any]:
    try:
        value = json.loads(row) if isinstance(row, str) else row
    except (ValueError, RecursionError):
        raise UnusableEntryError("not JSON") from None
    if not isinstance(value, dict):
        raise UnusableEntryError("not an object")
    return value


def _govuk(row: Mapping[str, Any], place: str) -> OrganisationEntry:
    details = row.get("details") or {}
    if not isinstance(details, dict):
        raise UnusableEntryError("details are not an object")
    slug = values.needed(details, "slug", 300)
    closed = values.text(details, "govuk_status", 60) == "closed"
    return OrganisationEntry(
        place=f"{place} ({slug})",
        source=GOVUK,
        key=values.text(details, "content_id", 100, called="content id") or slug,
        slug=slug,
        name=values.needed(row, "title", 300, called="name"),
        abbreviation=values.text(details, "abbreviation", 60),
        kind=values.text(row, "format", 100),
        address=values.address(row, "web_url"),
        is_closed=closed,
        closed_on=values.day(details, "closed_at") if closed else None,
        parents=_linked(row, "parent_organisations"),
        successors=_linked(row, "superseding_organisations"),
    )


def _linked(row: Mapping[str, Any], name: str) -> tuple[str, ...]:
    """Return the slugs of the bodies in a link of GOV.UK's."""
    links = row.get(name) or []
    if not isinstance(links, list) or not all(isinstance(link, dict) for link in links):
        raise UnusableEntryError(f"{name.replace('_', ' ')} are no links")
    return tuple(dict.fromkeys(values.text(link, "id", 500).rpartition("/")[2] for link in links))


def _local(row: Mapping[str, Any], place: str) -> OrganisationEntry:
    key, end = values.needed(row, "code", 100), values.day(row, "end")
    source = values.needed(row, "source", SOURCE_LETTERS)
    domains = [domain_pattern(domain) or _no_domain(domain) for domain in values.words(row, "domains")]
    return OrganisationEntry(
        place=f"{place} ({key})",
        source=SOURCES.get(source, source),
        key=key,
        name=as_written(values.needed(row, "name", 300)),
        kind=values.text(row, "kind", 100),
        closed_on=end,
        is_closed=end is not None and end <= clock.local_date(timezone.now()),
        successors=values.words(row, "replaced_by"),
        domains=tuple(domains),
        gss=values.text(row, "gss", 20, called="GSS code"),
    )


def _no_domain(text: str) -> str:
    raise UnusableEntryError(f"not a domain: {text}")
