"""Imports public bodies from outside lists: an entry is a body by its id there, joins one, or makes one."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.utils.text import slugify
from simple_history.utils import bulk_create_with_history, update_change_reason

from community.models import Listing, Organisation
from community.organisations.after_import import standing, waiting
from community.organisations.domains import give_domains
from community.organisations.ending import end_at_closed_bodies
from community.organisations.import_report import OrganisationReport
from community.organisations.matching import Register
from community.organisations.relations import relate
from community.organisations.search import FROM_CATALOGUE
from community.organisations.sources.entries import GOVUK, OrganisationEntry, govuk_entries, local_entries

FIELDS = ("name", "abbreviation", "kind", "address", "is_closed", "closed_on")


def import_organisations(
    organisations: Iterable[Any], domains: Iterable[Any], local: Iterable[str] = ()
) -> OrganisationReport:
    """Import GOV.UK's organisations, the public sector's email domains and local bodies.

    All or nothing; an entry that cannot be used is reported and left out. Idempotent.
    """
    report = OrganisationReport()
    with transaction.atomic():
        for name, read, rows in (("organisations", govuk_entries, organisations), ("local", local_entries, local)):
            entries = list(read(_counted(rows, name, report), report.refuse))
            report.read[name] = report.read.get(name, 0) + len(entries)
            _import(_distinct(entries, report), report)
        give_domains(domains, report)
        report.to_do = waiting()
        end_at_closed_bodies()
        report.standing = standing()
    report.read = {name: used for name, used in report.read.items() if used >= 0}
    return report


def _counted(rows: Iterable[Any], name: str, report: OrganisationReport) -> Iterable[Any]:
    """Record whether each list had any entry at all."""
    report.read[name] = -1
    for row in rows:
        if not isinstance(row, str) or row.strip():
            report.read[name] = 0
        yield row


def _distinct(entries: list[OrganisationEntry], report: OrganisationReport) -> list[OrganisationEntry]:
    """Return each id of a list once, with its last entry."""
    last: dict[tuple[str, str], OrganisationEntry] = {}
    for entry in entries:
        if before := last.pop((entry.source, entry.key), None):
            report.joined.append(f"{before.place} and {entry.place}, one id: {before.name}, now {entry.name}")
        last[entry.source, entry.key] = entry
    return list(last.values())


def _import(entries: list[OrganisationEntry], report: OrganisationReport) -> None:
    register = Register()
    placed = Placing(register, report)
    for entry in entries:
        placed.place(entry)
    placed.write()
    relate(placed.listed, report)


class Placing:
    """Matches each entry of one list to its body, and writes what changed."""

    def __init__(self, register: Register, report: OrganisationReport) -> None:
        self.register, self.report = register, report
        self.listed: list[tuple[OrganisationEntry, Listing]] = []
        self._fresh: list[Organisation] = []
        self._changed: list[Organisation] = []

    def place(self, entry: OrganisationEntry) -> None:
        """Decide which body the entry is, and what changes about it."""
        listing = self.register.listing_of(entry)
        if listing is None:
            listing = Listing(source=entry.source, key=entry.key, organisation=self._body(entry))
        else:
            self._change(listing.organisation, entry, listing.stated)
        self.register.note(listing, entry)
        self.listed.append((entry, listing))

    def _body(self, entry: OrganisationEntry) -> Organisation:
        match = self.register.find(entry)
        if match.apart:
            self.report.apart.append(f"{entry.name}, {entry.place}: {match.apart}")
        if match.body is None:
            return self._make(entry)
        if match.why:
            self.report.joined.append(
                f"{entry.name}, {entry.place}, is {match.body} ({match.body.source}): {match.why}"
            )
        self._change(match.body, entry, None)
        return match.body

    def _make(self, entry: OrganisationEntry) -> Organisation:
        values = {name: getattr(entry, name) for name in FIELDS}
        body = Organisation(**values, source=entry.source, slug=self._free_slug(entry))
        self.register.claim_slug(body)
        self._fresh.append(body)
        return body

    def _free_slug(self, entry: OrganisationEntry) -> str:
        plain = entry.slug or slugify(entry.name)[:200] or slugify(entry.key)
        own = f"{plain[:180]}-{slugify(entry.key)[:100]}"
        return next(slug for slug in (plain, own, f"{own}-{entry.source.lower()}") if self.register.is_free(slug))

    def _change(self, body: Organisation, entry: OrganisationEntry, before: Mapping[str, Any] | None) -> None:
        changes = self._changes(body, entry, before)
        if "slug" in changes:
            changes["slug"] = self._free_slug(entry)
        was_open, slug = not body.is_closed, body.slug
        for name, value in changes.items():
            setattr(body, name, value)
        if slug != body.slug:
            self.register.claim_slug(body, instead_of=slug)
        if changes:
            self._changed.append(body)
        else:
            self.report.unchanged += 1
        if body.is_closed and was_open:
            self.report.closed.append(f"{body}, {entry.place}")

    def _changes(
        self, body: Organisation, entry: OrganisationEntry, before: Mapping[str, Any] | None
    ) -> dict[str, Any]:
        """Return the values that the list changed since the last import; support's later changes stay.

        A body belongs to the list that brought it; another list only fills what is blank.
        """
        owns = body.source in {"", FROM_CATALOGUE, entry.source}
        values: dict[str, Any] = {name: getattr(entry, name) for name in FIELDS}
        values |= {"slug": entry.slug} if entry.source == GOVUK and entry.slug else {}
        values |= {"source": entry.source} if owns else {}
        stated = entry.stated() | {"source": entry.source}
        since = {name: value for name, value in values.items() if before is None or before.get(name) != stated[name]}
        if before is not None and "source" in since:
            del since["source"]
        if not owns:
            if entry.is_closed != body.is_closed and "is_closed" in since:
                self.report.remarks.append(f"{entry.name}, {entry.place}: the lists differ on whether it closed")
            since = {name: value for name, value in since.items() if value and getattr(body, name) in {"", None}}
        return {name: value for name, value in since.items() if getattr(body, name) != value}

    def write(self) -> None:
        """Write the new bodies and the changed ones, each with a row of history that says why."""
        bulk_create_with_history(self._fresh, Organisation, batch_size=500, default_change_reason="New in a list")
        for body in {id(body): body for body in self._changed}.values():
            body.save()
            update_change_reason(body, "Changed in its list")
        self.report.created += len(self._fresh)
        self.report.updated += len(self._changed)
