"""Recognises a body named by two lists: by code, domain, web address or name, never by a guess."""

import re
from collections import defaultdict
from dataclasses import dataclass

from community.models import EmailDomain, Listing, Organisation
from community.organisations.search import normalised
from community.organisations.sources.entries import GOVUK, OrganisationEntry
from community.organisations.sources.known import ALIASES, SORT_WORDS


@dataclass(frozen=True)
class Match:
    """The body an entry matches, and why; or why it is kept apart from a similar body."""

    body: Organisation | None = None
    why: str = ""
    apart: str = ""


class Register:
    """Every body by the identifiers that lists use, read once for each list."""

    def __init__(self) -> None:
        listings = list(Listing.objects.select_related("organisation"))
        self._listings = {(listing.source, listing.key): listing for listing in listings}
        self._sources: dict[int, set[str]] = defaultdict(set)
        self._codes = {listing.stated["gss"]: listing.organisation for listing in listings if listing.stated.get("gss")}
        for listing in listings:
            self._sources[listing.organisation_id].add(listing.source)
        self._names: dict[str, list[Organisation]] = defaultdict(list)
        self._addresses: dict[str, list[Organisation]] = defaultdict(list)
        self._slugs: dict[str, Organisation] = {}
        for body in Organisation.objects.order_by("pk"):
            self._names[normalised(body.name)].append(body)
            self._addresses[body.address].append(body)
            self._slugs[body.slug] = body
        owned = EmailDomain.objects.exclude(organisation=None).select_related("organisation")
        self._owners = {domain.pattern: domain.organisation for domain in owned}

    def listing_of(self, entry: OrganisationEntry) -> Listing | None:
        """Return this list's earlier entry for the body, even if it gave a short name instead of an id."""
        return self._listings.get((entry.source, entry.key)) or self._by_slug(entry)

    def _by_slug(self, entry: OrganisationEntry) -> Listing | None:
        listing = self._listings.get((entry.source, entry.slug)) if entry.slug else None
        return listing if listing and listing.stated.get("slug") == listing.key else None

    def note(self, listing: Listing, entry: OrganisationEntry) -> None:
        """Record the entry's id, and its body's former names."""
        before = [listing.stated.get(name, "") for name in ("name", "slug", "abbreviation")]
        gone = [name for name in before if name and name not in {entry.name, entry.slug, entry.abbreviation}]
        listing.former = list(dict.fromkeys([*listing.former, *gone]))
        if listing.key != entry.key:
            listing.stated = {**listing.stated, "former_key": listing.key}
        listing.key = entry.key
        self._listings[entry.source, entry.key] = listing

    def is_free(self, slug: str) -> bool:
        return slug not in self._slugs

    def claim_slug(self, body: Organisation, instead_of: str = "") -> None:
        self._slugs.pop(instead_of, None)
        self._slugs[body.slug] = body

    def find(self, entry: OrganisationEntry) -> Match:
        """Return the body of another list, or of a catalogue, that matches an entry with a new id."""
        known = self._slugs.get(entry.slug) if entry.source == GOVUK else None
        if known and known.source == GOVUK and self._is_new_to(entry, known):
            return Match(known)
        if entry.gss in self._codes and self._is_new_to(entry, self._codes[entry.gss]):
            return Match(self._codes[entry.gss], f"the same code, {entry.gss}")
        named = self._named(entry)
        if len(named) > 1:
            return Match(apart=f"{len(named)} bodies have this name")
        if named:
            return self._agreed(entry, named[0])
        return self._by_domain(entry)

    def _is_new_to(self, entry: OrganisationEntry, body: Organisation) -> bool:
        """Return whether a body has no entry of this list: two entries of one list are never the same body."""
        return entry.source not in self._sources[body.pk]

    def _named(self, entry: OrganisationEntry) -> list[Organisation]:
        names = [entry.name, *(alias for alias, name in ALIASES.items() if name == entry.name)]
        alike = [body for name in names for body in self._names.get(normalised(name), [])]
        alike += self._addresses.get(entry.address, []) if entry.address else []
        return [body for body in dict.fromkeys(alike) if self._is_new_to(entry, body)]

    def _agreed(self, entry: OrganisationEntry, body: Organisation) -> Match:
        if entry.is_closed != body.is_closed:
            state = "closed" if body.is_closed else "open"
            return Match(apart=f"a body of this name is {state} in {body.source or 'this service'}")
        spelled = normalised(entry.name) == normalised(body.name)
        return Match(body, "the same name" if spelled else "another name of it" if not entry.address else "one address")

    def _by_domain(self, entry: OrganisationEntry) -> Match:
        owners = [(domain, owner) for domain in entry.domains if (owner := self._owners.get(domain))]
        for domain, owner in owners:
            if self._is_new_to(entry, owner) and owner.is_closed == entry.is_closed and alike(owner.name, entry.name):
                return Match(owner, f"the same domain, {domain}, and the same place in its name")
        others = [f"{owner} also uses {domain}" for domain, owner in owners if self._is_new_to(entry, owner)]
        return Match(apart=", ".join(others))


def alike(one: str, other: str) -> bool:
    """Return whether two names differ only in the kind of body: Barnet Council, London Borough of Barnet."""
    places = [frozenset(re.findall(r"\w+", normalised(name))) - SORT_WORDS for name in (one, other)]
    return bool(places[0]) and places[0] == places[1]
