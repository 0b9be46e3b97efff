"""Brings public bodies and their e-mail domains in from outside lists, and finds a body by any name it goes by."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import Case, Q, When
from django.utils.text import slugify

from community.models import EmailDomain, Membership, Organisation

GOVUK = "GOV.UK"
FROM_CATALOGUE = "catalogue"
OTHER_KIND = "Other public body"
_SMALL = frozenset({"the", "and", "of", "for"})
_DOMAIN = re.compile(r"(\*\.)?[a-z0-9-]+(\.[a-z0-9-]+)+")


@dataclass
class OrganisationReport:
    """What an import of organisations did; `rejected` holds entry and reason."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    domains_created: int = 0
    domains_unchanged: int = 0
    rejected: list[tuple[str, str]] = field(default_factory=list)

    def lines(self) -> list[str]:
        """The report in sentences."""
        return [
            f"{self.created:,} organisations created, {self.updated:,} updated, {self.unchanged:,} unchanged.",
            f"{self.domains_created:,} e-mail domains created, {self.domains_unchanged:,} unchanged.",
            *(f"Rejected {entry}: {reason}." for entry, reason in self.rejected),
        ]


def normalised(name: str) -> str:
    """A name without what people write differently: case, "the", "&", "HM", punctuation."""
    spelled = name.lower().replace("&", " and ").replace("’", "").replace("'", "")
    return " ".join(word for word in re.findall(r"[a-z0-9]+", spelled) if word not in {"the", "and", "of", "for", "hm"})


class Directory:
    """Every organisation by slug, normalised name and abbreviation, read once: for imports that ask many times."""

    def __init__(self) -> None:
        self._known: dict[str, Organisation] = {}
        self._domains: dict[str, Organisation] = {}
        for body in Organisation.objects.prefetch_related("superseded_by").order_by("-is_closed", "pk"):
            self.add(body)
        for domain in EmailDomain.objects.select_related("organisation").exclude(organisation=None):
            if domain.organisation:
                self._domains[domain.pattern] = domain.organisation

    def add(self, body: Organisation) -> None:
        """Open bodies are added last, so that where two share a name the open one is found."""
        for name in filter(None, (normalised(body.abbreviation), body.slug, normalised(body.name))):
            self._known[name] = body

    def find(self, *names: str) -> Organisation | None:
        """The body that goes by one of these names, or the one that took its place when it closed."""
        for name in filter(None, names):
            body = self._known.get(name.lower()) or self._known.get(normalised(name))
            if body is not None:
                return successor(body)
        return None

    def find_by_mailbox(self, mailbox: str) -> Organisation | None:
        """The body whose own domain a mailbox belongs to; patterns with a wildcard say nothing about one body."""
        return self._domains.get(mailbox.rpartition("@")[2].lower())


def open_bodies_like(words: str, limit: int) -> list[Organisation]:
    """Open bodies with all of these words in their name, or with this abbreviation, which comes first."""
    named = Q()
    for word in re.findall(r"\w+", words):
        if word.lower() not in _SMALL:
            named &= Q(name__icontains=word)
    if not named:
        return []
    short = Q(abbreviation__iexact=words.strip()) | Q(pk__in=_going_by_initials(words.strip()))
    found = Organisation.objects.filter(named | short, is_closed=False).alias(is_short=Case(When(short, 0), default=1))
    return list(found.order_by("is_short", "name", "pk")[:limit])


def _going_by_initials(typed: str) -> list[int]:
    """Bodies that people call by the initials of their name, where no list gives them: HMLR is HM Land Registry."""
    if not re.fullmatch(r"[A-Za-z]{3,8}", typed):
        return []
    names = Organisation.objects.filter(is_closed=False).values_list("pk", "name")
    return [pk for pk, name in names if typed.lower() in _initials(name)]


def _initials(name: str) -> set[str]:
    """HM Land Registry: hmlr. Small words count or do not: DfE, DWP."""
    parts = re.findall(r"[A-Za-z]+", name)
    with_small = [part if part.isupper() else part[0] for part in parts]
    without = [part if part.isupper() else part[0] for part in parts if part.lower() not in _SMALL]
    return {"".join(with_small).lower(), "".join(without).lower()}


def can_be_reached(body: Organisation) -> bool:
    """Whether somebody of this body is in the service, or could make an account with an address of its domain."""
    return Membership.objects.live().filter(organisation=body).exists() or body.domains.exists()


def successor(body: Organisation) -> Organisation:
    """The open body that took over from a closed one, where exactly one did; else the body itself."""
    seen = {body.pk}
    while body.is_closed:
        heirs = list(body.superseded_by.all())
        if len(heirs) != 1 or heirs[0].pk in seen:
            break
        body = heirs[0]
        seen.add(body.pk)
    return body


def import_organisations(
    organisations: Iterable[Mapping[str, Any]], domains: Iterable[Mapping[str, Any]]
) -> OrganisationReport:
    """Bring in GOV.UK's organisations and the public sector's e-mail domains; again, it updates."""
    report = OrganisationReport()
    with transaction.atomic():
        rows = {slug: row for row in organisations if (slug := _slug(row, report))}
        bodies = _write_bodies(rows, report)
        _write_kinships(rows, bodies)
        _write_domains(
            domains, {str(row["details"].get("content_id")): bodies[slug] for slug, row in rows.items()}, report
        )
    return report


def _slug(row: Mapping[str, Any], report: OrganisationReport) -> str:
    slug = str((row.get("details") or {}).get("slug") or "")
    if not slug or not str(row.get("title") or "").strip():
        report.rejected.append((slug or str(row.get("id", "an entry")), "no slug" if not slug else "no name"))
        return ""
    return slug


def _fields(row: Mapping[str, Any]) -> dict[str, Any]:
    details = row["details"]
    return {
        "name": " ".join(str(row["title"]).split()),
        "abbreviation": str(details.get("abbreviation") or "").strip(),
        "kind": str(row.get("format") or ""),
        "is_closed": details.get("govuk_status") == "closed",
        "address": str(row.get("web_url") or ""),
        "source": GOVUK,
    }


def _write_bodies(rows: Mapping[str, Mapping[str, Any]], report: OrganisationReport) -> dict[str, Organisation]:
    known = Organisation.objects.in_bulk(list(rows), field_name="slug")
    fresh, changed = [], []
    for slug, row in rows.items():
        told = _fields(row)
        body = known.get(slug)
        if body is None:
            fresh.append(Organisation(slug=slug, **told))
        elif any(getattr(body, name) != value for name, value in told.items()):
            for name, value in told.items():
                setattr(body, name, value)
            changed.append(body)
    Organisation.objects.bulk_create(fresh, batch_size=500)
    if changed:
        Organisation.objects.bulk_update(changed, list(_fields(next(iter(rows.values())))), batch_size=500)
    report.created, report.updated = len(fresh), len(changed)
    report.unchanged = len(rows) - len(fresh) - len(changed)
    return known | {body.slug: body for body in fresh}


def _write_kinships(rows: Mapping[str, Mapping[str, Any]], bodies: Mapping[str, Organisation]) -> None:
    for name, key in (("parents", "parent_organisations"), ("superseded_by", "superseding_organisations")):
        through = getattr(Organisation, name).through
        pairs = [
            (body.pk, bodies[other].pk)
            for slug, body in bodies.items()
            for link in rows[slug].get(key) or []
            if (other := str(link.get("id", "")).rpartition("/")[2]) in bodies
        ]
        through.objects.bulk_create(
            [through(from_organisation_id=one, to_organisation_id=other) for one, other in pairs], ignore_conflicts=True
        )


def _write_domains(
    domains: Iterable[Mapping[str, Any]], by_content: Mapping[str, Organisation], report: OrganisationReport
) -> None:
    known = set(EmailDomain.objects.values_list("pattern", flat=True))
    fresh: dict[str, EmailDomain] = {}
    for row in domains:
        pattern = str(row.get("domain_pattern") or "").strip().lower()
        if not _DOMAIN.fullmatch(pattern):
            report.rejected.append((pattern or "a domain", "not a domain"))
        elif pattern in known:
            report.domains_unchanged += 1
        else:
            fresh[pattern] = EmailDomain(pattern=pattern, organisation=by_content.get(str(row.get("organisation_id"))))
    EmailDomain.objects.bulk_create(fresh.values(), batch_size=500)
    report.domains_created = len(fresh)


def create_body(name: str, directory: Directory) -> Organisation:
    """A public body that a catalogue names and GOV.UK does not list."""
    body, _ = Organisation.objects.get_or_create(
        slug=slugify(name)[:300], defaults={"name": name, "kind": OTHER_KIND, "source": FROM_CATALOGUE}
    )
    directory.add(body)
    return body


def link_council_domains() -> int:
    """Give councils' domains that name nobody to the council whose name they spell; how many were given."""
    spelled = {
        key: body
        for body in Organisation.objects.filter(source=FROM_CATALOGUE, name__icontains="council").order_by("pk")
        for key in _spellings(body.name)
    }
    linked = []
    for domain in EmailDomain.objects.filter(organisation=None, pattern__endswith=".gov.uk").exclude(
        pattern__startswith="*"
    ):
        body = spelled.get(re.sub(r"[^a-z]", "", domain.pattern.removesuffix(".gov.uk")))
        if body:
            domain.organisation = body
            linked.append(domain)
    EmailDomain.objects.bulk_update(linked, ["organisation"])
    return len(linked)


def _spellings(name: str) -> set[str]:
    words = [word for word in normalised(name).split() if word != "council"]
    return {"".join(words), "".join(word for word in words if word != "city")}
