"""Organisations and email domains are imported from GOV.UK's and GDS's lists."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from community.models import EmailDomain, Organisation, domain_of
from community.organisations.importing import import_organisations
from community.organisations.search import Directory, create_body
from tests.catalogue.conftest import DOMAINS, ORGANISATIONS


@pytest.fixture
def organisations(db: None) -> None:
    import_organisations(json.loads(ORGANISATIONS.read_text()), json.loads(DOMAINS.read_text())["domains"])


def body(slug: str, title: str | None = None, **told: Any) -> dict[str, Any]:
    details = {"slug": slug, "abbreviation": None, "govuk_status": "live", "content_id": f"content-{slug}"}
    row: dict[str, Any] = {"title": title if title is not None else slug.title(), "format": "Other", "web_url": ""}
    links = {name: [{"id": f"https://www.gov.uk/api/organisations/{other}"} for other in told.pop(name, [])]
             for name in ("parent_organisations", "superseding_organisations")}  # fmt: skip
    return row | links | {"details": details | told}


def test_it_imports_the_demonstrations_files(organisations: None) -> None:
    assert Organisation.objects.count() == len(json.loads(ORGANISATIONS.read_text()))
    assert EmailDomain.objects.count() == len(json.loads(DOMAINS.read_text())["domains"])
    revenue = Organisation.objects.get(slug="hm-revenue-customs")
    assert (revenue.name, revenue.abbreviation, revenue.kind) == (
        "HM Revenue & Customs",
        "HMRC",
        "Non-ministerial department",
    )
    assert Organisation.objects.get(slug="nhs-digital").is_closed


def test_it_changes_and_duplicates_nothing_the_second_time(organisations: None) -> None:
    before = Organisation.objects.count(), EmailDomain.objects.count()
    report = import_organisations(json.loads(ORGANISATIONS.read_text()), json.loads(DOMAINS.read_text())["domains"])
    assert (report.created, report.updated, report.domains_created) == (0, 0, 0)
    assert (Organisation.objects.count(), EmailDomain.objects.count()) == before


def test_it_updates_what_changed(db: None) -> None:
    import_organisations([body("a", "A Body")], [])
    report = import_organisations([body("a", "A Better Body", govuk_status="closed")], [])
    assert (report.created, report.updated) == (0, 1)
    assert Organisation.objects.get().name == "A Better Body"
    assert Organisation.objects.get().is_closed


def test_it_keeps_parents_and_successors(db: None) -> None:
    rows = [body("child", parent_organisations=["parent"]), body("parent"),
            body("old", govuk_status="closed", superseding_organisations=["parent", "no one"])]  # fmt: skip
    import_organisations(rows, [])
    import_organisations(rows, [])
    parent = Organisation.objects.get(slug="parent")
    assert list(Organisation.objects.get(slug="child").parents.all()) == [parent]
    assert list(Organisation.objects.get(slug="old").superseded_by.all()) == [parent]


@pytest.mark.parametrize(
    ("row", "reason"), [(body("a", " "), "no name"), (body(""), "no slug"), ({"title": "X"}, "no slug")]
)
def test_it_rejects_an_entry_with_a_reason(db: None, row: dict[str, Any], reason: str) -> None:
    report = import_organisations([row, body("b")], [])
    assert [why for _, why in report.rejected] == [reason]
    assert Organisation.objects.count() == 1


def test_it_rejects_what_is_no_domain(db: None) -> None:
    report = import_organisations(
        [], [{"domain_pattern": "not a domain"}, {}, {"domain_pattern": "*"}, {"domain_pattern": "*.GOV.uk"}]
    )
    assert len(report.rejected) == 3
    assert list(EmailDomain.objects.values_list("pattern", flat=True)) == ["*.gov.uk"]


def test_it_ties_domains_to_their_body(db: None) -> None:
    import_organisations([body("bank")], [{"domain_pattern": "bank.org.uk", "organisation_id": "content-bank"}])
    domain = domain_of("someone@bank.org.uk")
    assert domain is not None
    assert domain.organisation == Organisation.objects.get()


def test_it_finds_a_body_by_any_of_its_names(organisations: None) -> None:
    directory = Directory()
    for name in ("HM Revenue & Customs", "hm revenue and customs", "HMRC", "hm-revenue-customs"):
        found = directory.find(name)
        assert found is not None, name
        assert found.slug == "hm-revenue-customs"
    successor = directory.find("NHS Digital")
    assert successor is not None
    assert successor.name == "NHS England"
    assert directory.find("", "No one at all") is None


def test_it_survives_bodies_that_succeed_each_other(db: None) -> None:
    import_organisations(
        [body("a", govuk_status="closed", superseding_organisations=["b"]),
         body("b", govuk_status="closed", superseding_organisations=["a"])], []
    )  # fmt: skip
    assert Directory().find("a") is not None


def test_it_creates_a_body_once(db: None) -> None:
    directory = Directory()
    assert create_body("Stirling Council", directory) == create_body("Stirling Council", directory)
    assert directory.find("stirling council") is not None


def test_it_says_what_it_did(db: None) -> None:
    told = StringIO()
    call_command("import_organisations", ORGANISATIONS, DOMAINS, stdout=told)
    assert "45 organisations created, 0 updated, 0 unchanged." in told.getvalue()
    assert "72 email domains created" in told.getvalue()


def test_it_says_when_a_file_cannot_be_read(db: None, tmp_path: Path) -> None:
    (tmp_path / "cut.json").write_text("[{")
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("import_organisations", tmp_path / "cut.json", DOMAINS)
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("import_organisations", tmp_path / "none.json", DOMAINS)
