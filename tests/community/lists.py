"""Entries of the lists of organisations for tests."""

import json
from typing import Any

from community.models import Organisation
from community.organisations.import_report import OrganisationReport
from community.organisations.importing import import_organisations


def govuk(content_id: str, title: str, slug: str = "", **told: Any) -> dict[str, Any]:
    """Return an entry of GOV.UK's list; `closed` and `followed_by` are the body's closure and successor."""
    details = {"slug": slug or content_id, "content_id": content_id, "abbreviation": told.get("abbreviation")}
    details |= {"govuk_status": "closed" if told.get("closed") else "live", "closed_at": told.get("closed_at")}
    links = [{"id": f"https://www.gov.uk/api/organisations/{other}"} for other in told.get("followed_by", ())]
    return {"title": title, "format": "Other", "web_url": "", "details": details, "superseding_organisations": links}


def local(code: str, name: str, source: str = "mysociety", **told: Any) -> str:
    """Return a line of the list of local bodies."""
    return json.dumps({"source": source, "code": code, "name": name, "kind": "Unitary authority", **told})


def given(
    *entries: Any, lines: tuple[str, ...] = (), domains: tuple[tuple[str, str | None], ...] = ()
) -> OrganisationReport:
    """Import these entries of GOV.UK's list, lines of the local list, and domains with the id of their body."""
    rows = [{"domain_pattern": pattern, "organisation_id": key} for pattern, key in domains]
    return import_organisations(entries, rows, lines)


def named(name: str) -> Organisation:
    return Organisation.objects.get(name=name)
