"""Assigns email domains to the bodies that the lists give them to."""

from collections import defaultdict
from collections.abc import Iterable

from simple_history.utils import bulk_create_with_history, update_change_reason

from community.models import EmailDomain, Listing, Organisation
from community.organisations.import_report import OrganisationReport
from community.organisations.moved_domains import people_following
from community.organisations.sources import values
from community.organisations.sources.entries import GOVUK
from community.organisations.sources.known import DOMAINS
from community.organisations.sources.values import UnusableEntryError, domain_pattern


def give_domains(rows: Iterable[object], report: OrganisationReport) -> None:
    """Import the domain list, and assign each domain to the body that it, or a list of bodies, names.

    People follow their domain.
    """
    with people_following():
        _give_domains(rows, report)


def _give_domains(rows: Iterable[object], report: OrganisationReport) -> None:
    listed = _listed(rows, report)
    whose = Whose(listed, report)
    known = list(EmailDomain.objects.select_related("organisation"))
    new = {**listed, **whose.claims}.keys() - {domain.pattern for domain in known}
    report.domains_created, report.domains_unchanged = len(new), len(listed.keys() - new)
    noted = []
    for domain in [*known, *_made(sorted(new), listed, whose)]:
        before = domain.listed_for, domain.stated
        domain.listed_for = listed.get(domain.pattern, domain.listed_for)
        _settle(domain, whose.owners(domain), report)
        if before != (domain.listed_for, domain.stated):
            noted.append(domain)
    EmailDomain.objects.bulk_update(noted, ["listed_for", "stated"], batch_size=500)


def _made(patterns: list[str], listed: dict[str, str], whose: "Whose") -> list[EmailDomain]:
    """Create the new domains; one with a single owner belongs to it from the start."""
    fresh = [EmailDomain(pattern=pattern, listed_for=listed.get(pattern, "")) for pattern in patterns]
    for domain in fresh:
        owners = whose.owners(domain)
        domain.organisation, domain.stated = (owners[0], [owners[0].pk]) if len(owners) == 1 else (None, [])
    bulk_create_with_history(fresh, EmailDomain, batch_size=500, default_change_reason="New in a list")
    return fresh


def _listed(rows: Iterable[object], report: OrganisationReport) -> dict[str, str]:
    """Return the list's domains, each with the id of the body it is given to, or an empty text."""
    listed: dict[str, str] = {}
    for number, row in enumerate(rows, 1):
        place = f"domain {number}"
        report.read.setdefault("domains", 0)
        try:
            if not isinstance(row, dict):
                raise UnusableEntryError("not an object")
            text = values.needed(row, "domain_pattern", 300, called="domain")
            pattern = domain_pattern(text)
            if not pattern:
                raise UnusableEntryError(f"not a domain: {text}")
            listed[pattern] = values.text(row, "organisation_id", 100)
            report.read["domains"] += 1
        except UnusableEntryError as reason:
            report.refuse(place, str(reason))
    return listed


class Whose:
    """The owner of a domain by the lists: the domain list comes before a body's own list."""

    def __init__(self, listed: dict[str, str], report: OrganisationReport) -> None:
        listings = list(Listing.objects.select_related("organisation"))
        known = {*listed, *EmailDomain.objects.values_list("pattern", flat=True)}
        self.claims = _claims(listings, known)
        self._by_id = {listing.key: listing.organisation for listing in listings if listing.source == GOVUK}
        self._report = report

    def owners(self, domain: EmailDomain) -> list[Organisation]:
        named, claimed = self._by_id.get(domain.listed_for), self.claims.get(domain.pattern, [])
        if domain.listed_for and named is None:
            self._report.note(f"{domain} is given to a body that no list has: {domain.listed_for}")
        if named and any(body != named for body in claimed):
            others = ", ".join(body.name for body in claimed if body != named)
            self._report.leave_apart(f"{domain}: the domain list gives it to {named}, another list to {others}")
        return [named] if named else claimed


def _claims(listings: list[Listing], known: set[str]) -> dict[str, list[Organisation]]:
    """Return by domain the bodies whose own lists claim it; closed ones only if no open one does."""
    claims: dict[str, list[Organisation]] = defaultdict(list)
    for listing in listings:
        noted = [domain for domain in DOMAINS.get((listing.source, listing.key), ()) if domain in known]
        for domain in [*listing.stated.get("domains", []), *noted]:
            if listing.organisation not in claims[domain]:
                claims[domain].append(listing.organisation)
    return {domain: [body for body in bodies if not body.is_closed] or bodies for domain, bodies in claims.items()}


def _settle(domain: EmailDomain, owners: list[Organisation], report: OrganisationReport) -> None:
    """Follow the lists if they changed; otherwise keep what support decided."""
    stated = sorted(owner.pk for owner in owners)
    before, domain.stated = domain.stated or [], stated
    if stated == before:
        return
    if not owners and domain.organisation_id not in before and not domain.shared_by.filter(pk__in=before).exists():
        return
    domain.shared_by.set(owners if len(owners) > 1 else [])
    if len(owners) > 1:
        shared = ", ".join(owner.name for owner in owners)
        report.remarks.append(f"{domain} is shared: people there choose between {shared}")
    _give(domain, owners[0] if len(owners) == 1 else None, report)


def _give(domain: EmailDomain, after: Organisation | None, report: OrganisationReport) -> None:
    """Store the owner of a domain, with the reason in its history."""
    before = domain.organisation
    if before == after:
        return
    domain.organisation = after
    domain.save()
    update_change_reason(domain, f"A list gives it to {after}"[:100] if after else "No list gives it to one body now")
    if before:
        report.moved_domains.append(f"{domain} belonged to {before}, now to {after or 'no single body'}")
