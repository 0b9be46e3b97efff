"""Stores the lists' relations between bodies: parents and successors."""

from collections import defaultdict
from typing import Any

from community.models import Listing, Organisation
from community.organisations.import_report import OrganisationReport
from community.organisations.sources.entries import GOVUK, OrganisationEntry
from community.organisations.sources.known import FORMER_SLUGS

RELATIONS = ("parents", "superseded_by")


def relate(listed: list[tuple[OrganisationEntry, Listing]], report: OrganisationReport) -> None:
    """Add the links that are new in a list, remove those it dropped, and store its values."""
    for _, listing in listed:
        listing.organisation_id = listing.organisation.pk
    places = _places()
    for entry, listing in listed:
        places[entry.source, entry.slug if entry.source == GOVUK else entry.key] = listing.organisation_id
    for former, slug in FORMER_SLUGS.items():
        if (GOVUK, slug) in places:
            places.setdefault((GOVUK, former), places[GOVUK, slug])
    linked = {name: Links(name) for name in RELATIONS}
    changed = []
    for entry, listing in listed:
        related = {"parents": entry.parents, "superseded_by": entry.successors}
        before = listing.stated.get("linked", {})
        now = {}
        for name, keys in related.items():
            bodies = _resolved(entry, keys, places, report)
            now[name] = linked[name].settle(entry, listing.organisation_id, bodies, before.get(name, []), report)
        stated = {**entry.stated(), "linked": now}
        if listing.stated != stated:
            listing.stated = stated
            changed.append(listing)
    for links in linked.values():
        links.write()
    Listing.objects.bulk_create([listing for listing in changed if listing.pk is None], batch_size=500)
    known = [listing for listing in changed if listing.pk]
    Listing.objects.bulk_update(known, ["key", "stated", "former"], batch_size=500)


def _places() -> dict[tuple[str, str], int]:
    """Return every body by the key its list's links use: GOV.UK's by short name, also a former one, others by id."""
    places: dict[tuple[str, str], int] = {}
    for listing in Listing.objects.order_by("pk"):
        names = [*listing.former, listing.stated.get("slug", "")] if listing.source == GOVUK else [listing.key]
        for name in names:
            places[listing.source, name] = listing.organisation_id
    return places


def _resolved(
    entry: OrganisationEntry, keys: tuple[str, ...], places: dict[tuple[str, str], int], report: OrganisationReport
) -> list[int]:
    for key in keys:
        if (entry.source, key) not in places:
            report.remarks.append(f"{entry.name}, {entry.place}, names a body that no list has: {key}")
    return [places[entry.source, key] for key in keys if (entry.source, key) in places]


class Links:
    """All links of one kind, and what is to be written of them."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._through: Any = getattr(Organisation, name).through
        self._to: dict[int, set[int]] = defaultdict(set)
        for one, other in self._through.objects.values_list("from_organisation_id", "to_organisation_id"):
            self._to[one].add(other)
        self._fresh: list[tuple[int, int]] = []
        self._gone: list[tuple[int, int]] = []

    def settle(
        self, entry: OrganisationEntry, body: int, now: list[int], before: list[int], report: OrganisationReport
    ) -> list[int]:
        """Return the links that hold by this list; one that makes a circle is left out and reported."""
        for other in set(before) - set(now):
            if other in self._to[body]:
                self._to[body].discard(other)
                self._gone.append((body, other))
        links = []
        for other in now:
            if other not in before and other not in self._to[body]:
                if self._reaches(other, body):
                    report.remarks.append(
                        f"{entry.name}, {entry.place}: {self.name.replace('_', ' ')} goes in a circle"
                    )
                    continue
                self._to[body].add(other)
                self._fresh.append((body, other))
            links.append(other)
        return sorted(links)

    def _reaches(self, start: int, end: int) -> bool:
        seen, ahead = {start}, [start]
        while ahead:
            body = ahead.pop()
            if body == end:
                return True
            fresh = self._to[body] - seen
            seen |= fresh
            ahead += fresh
        return False

    def write(self) -> None:
        self._through.objects.bulk_create(
            [self._through(from_organisation_id=one, to_organisation_id=other) for one, other in self._fresh],
            ignore_conflicts=True,
        )
        for one, other in self._gone:
            self._through.objects.filter(from_organisation_id=one, to_organisation_id=other).delete()
