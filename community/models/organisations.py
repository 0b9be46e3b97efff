"""Public bodies and the email domains that belong to them."""

import fnmatch
from collections.abc import Iterable
from typing import ClassVar

from django.db import models
from simple_history.models import HistoricalRecords

from datashare.lib.addresses import (
    DomainField,
    canonical_or_none,
    domain_part,
    is_international,
    only_domains,
)


class Organisation(models.Model):
    """A public body, as GOV.UK or a catalogue knows it."""

    name = models.CharField(max_length=300)
    slug = models.SlugField(max_length=300, unique=True)
    abbreviation = models.CharField(max_length=60, blank=True)
    kind = models.CharField(
        max_length=100, blank=True, help_text="The kind of organisation on GOV.UK, for example ministerial department."
    )
    is_closed = models.BooleanField(default=False)
    closed_on = models.DateField("closed on", null=True, blank=True)
    parents = models.ManyToManyField("self", symmetrical=False, related_name="children", blank=True)
    superseded_by = models.ManyToManyField(
        "self", symmetrical=False, related_name="supersedes", blank=True, verbose_name="replaced by"
    )
    address = models.URLField("web address", max_length=500, blank=True)
    source = models.CharField(max_length=60, blank=True, help_text="The list that this entry came from.")
    history = HistoricalRecords()

    class Meta:
        ordering: ClassVar[list[str]] = ["name"]

    def __str__(self) -> str:
        return self.name


class EmailDomain(models.Model):
    """An email domain, or a pattern with a leading "*.", that shows its users work in the public sector."""

    pattern = DomainField(max_length=253, unique=True, help_text="For example hmrc.gov.uk, or *.gov.scot.")
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.CASCADE, related_name="domains"
    )
    shared_by = models.ManyToManyField(
        Organisation,
        blank=True,
        related_name="shared_domains",
        help_text="The organisations that share this domain. People with this domain choose the one they work for.",
    )
    listed_for = models.CharField(
        max_length=100, blank=True, editable=False, help_text="The body's id in GOV.UK's list."
    )
    stated = models.JSONField(null=True, editable=False, help_text="The owner that the lists gave at the last import.")
    history = HistoricalRecords(excluded_fields=["listed_for", "stated"])

    class Meta:
        ordering: ClassVar[list[str]] = ["pattern"]
        constraints: ClassVar[list[models.BaseConstraint]] = [only_domains("pattern", "domain_in_the_one_form")]

    def __str__(self) -> str:
        return self.pattern

    def covers(self, email: str) -> bool:
        """Return whether the address belongs to this domain; a pattern covers its subdomains."""
        if canonical_or_none(email) is None:
            return False
        domain = domain_part(email)
        below = fnmatch.fnmatchcase(domain, self.pattern) and not is_international(domain)
        return domain == self.pattern or below


def domain_of(email: str) -> EmailDomain | None:
    """Return the most exact public-sector domain an address belongs to, or None."""
    return domains_of([email]).get(email)


def domains_of(emails: Iterable[str]) -> dict[str, EmailDomain]:
    """Return by address the most exact public-sector domain it belongs to, if there is one. One query."""
    patterns = {email: _patterns_of(email) for email in emails}
    wanted = {pattern for several in patterns.values() for pattern in several}
    domains = (
        EmailDomain.objects.filter(pattern__in=wanted).select_related("organisation").in_bulk(field_name="pattern")
    )
    exact = {email: next(filter(domains.__contains__, several), "") for email, several in patterns.items()}
    return {email: domains[pattern] for email, pattern in exact.items() if pattern}


def _patterns_of(email: str) -> list[str]:
    """Return the domain of an address and the patterns above it, the most exact first."""
    if canonical_or_none(email) is None:
        return []
    domain = domain_part(email)
    parts = domain.split(".")
    above = [] if is_international(domain) else range(1, len(parts))
    return [domain, *("*." + ".".join(parts[start:]) for start in above)]
