"""Local bodies that GOV.UK's list lacks are imported, and a body of two lists is one body."""

import json
from datetime import date, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.utils import timezone

from community.models import EmailDomain, Listing, Organisation, domain_of
from community.organisations.search import FROM_CATALOGUE, Directory, create_body
from tests.community.lists import given, govuk, local, named

pytestmark = pytest.mark.django_db
DEMONSTRATION = Path(settings.BASE_DIR) / "community" / "demonstration"


def history() -> int:
    return int(Organisation.history.count() + EmailDomain.history.count())


def owner(address: str) -> Organisation | None:
    domain = domain_of(address)
    return domain.organisation if domain else None


def test_import_makes_local_body_with_its_domain() -> None:
    given(lines=(local("SHF", "Sheffield City Council", domains=["sheffield.gov.uk"]),), domains=(("*.gov.uk", None),))
    assert named("Sheffield City Council").kind == "Unitary authority"
    assert owner("sam@sheffield.gov.uk") == named("Sheffield City Council")
    assert owner("sam@parish.gov.uk") is None


def test_same_code_in_two_sources_is_two_bodies() -> None:
    given(lines=(local("RYE", "Ryedale District Council"), local("RYE", "SOUTH CENTRAL AMBULANCE", "rcpch")))
    assert sorted(Organisation.objects.values_list("name", flat=True)) == [
        "Ryedale District Council",
        "South Central Ambulance",
    ]


def test_same_code_twice_in_one_source_is_one_body() -> None:
    lines = (local("7A7", "POWYS LOCAL HEALTH BOARD", "rcpch"), local("7A7", "POWYS HEALTH BOARD", "rcpch"))
    report = given(lines=lines)
    assert [body.name for body in Organisation.objects.all()] == ["Powys Health Board"]
    assert "one id" in report.joined[0]


def test_body_of_two_lists_is_joined_by_name_and_reported() -> None:
    entry = govuk("psni", "Police Service of Northern Ireland")
    report = given(entry, lines=(local("ni", "The Police Service of Northern Ireland", "openregister"),))
    body = Organisation.objects.get()
    assert (body.name, body.source) == ("Police Service of Northern Ireland", "GOV.UK")
    assert {listing.source for listing in body.listings.all()} == {"GOV.UK", "Police open register"}
    assert "the same name" in report.joined[0]


def test_body_is_joined_by_gss_code_under_another_name() -> None:
    given(lines=(local("DNC", "City of Doncaster Council", gss="E08000017"),))
    given(lines=(local("QX", "Doncaster Metropolitan Borough Council", "another list", gss="E08000017"),))
    assert named("City of Doncaster Council").listings.count() == 2


def test_body_is_joined_by_domain_and_place_in_its_name() -> None:
    create_body("Barnet Council", Directory())
    EmailDomain.objects.create(pattern="barnet.gov.uk", organisation=named("Barnet Council"))
    report = given(lines=(local("BNE", "London Borough of Barnet", domains=["barnet.gov.uk"]),))
    assert [body.name for body in Organisation.objects.all()] == ["London Borough of Barnet"]
    assert "barnet.gov.uk" in report.joined[0]


def test_domain_alone_joins_nothing() -> None:
    create_body("Waste Partnership Council", Directory())
    EmailDomain.objects.create(pattern="barnet.gov.uk", organisation=named("Waste Partnership Council"))
    report = given(lines=(local("BNE", "London Borough of Barnet", domains=["barnet.gov.uk"]),))
    assert Organisation.objects.count() == 2
    assert "also uses barnet.gov.uk" in report.apart[0]


def test_name_shared_by_two_bodies_joins_neither() -> None:
    for slug in ("one", "two"):
        Organisation.objects.create(name="Borders Council", slug=slug, source=FROM_CATALOGUE)
    report = given(lines=(local("SCB", "Borders Council"),))
    assert Organisation.objects.filter(name="Borders Council").count() == 3
    assert "2 bodies have this name" in report.apart[0]


def test_open_body_is_not_joined_to_closed_one_of_its_name() -> None:
    report = given(govuk("a", "Museums Council", closed=True), lines=(local("MC", "Museums Council"),))
    assert Organisation.objects.count() == 2
    assert "is closed in GOV.UK" in report.apart[0]


def test_known_other_name_joins_body_of_catalogue() -> None:
    create_body("Edinburgh City Council", Directory())
    given(lines=(local("EDH", "City of Edinburgh Council"),))
    body = Organisation.objects.get()
    assert (body.name, body.source) == ("City of Edinburgh Council", "mySociety")


def test_same_lists_again_change_nothing() -> None:
    lists: dict[str, Any] = {
        "lines": (
            local("CMA", "Cumbria County Council", end="2023-04-01", replaced_by="CBD,WAF", domains=["cumbria.gov.uk"]),
            local("CBD", "Cumberland Council", domains=["cumberland.gov.uk"]),
            local("WAF", "WESTMORLAND AND FURNESS COUNCIL", domains=["cumberland.gov.uk"]),
            local("x", "Police of A", "openregister", replaced_by="x,y"),
        ),
        "domains": (("a.gov.uk", "a"), ("*.gov.uk", None)),
    }
    given(govuk("a", "Police of A", followed_by=["b"]), govuk("b", "B", followed_by=["a"]), **lists)
    before = history(), list(Listing.objects.order_by("pk").values())
    report = given(govuk("a", "Police of A", followed_by=["b"]), govuk("b", "B", followed_by=["a"]), **lists)
    assert (report.created, report.updated, report.domains_created) == (0, 0, 0)
    assert (history(), list(Listing.objects.order_by("pk").values())) == before


def test_content_id_with_new_slug_stays_one_body() -> None:
    given(govuk("id-1", "Fisheries Agency", "fisheries-agency"))
    first = Organisation.objects.get()
    report = given(govuk("id-1", "Fisheries and Seas Agency", "fisheries-seas-agency"))
    body = Organisation.objects.get()
    assert (body.pk, body.slug, body.name) == (first.pk, "fisheries-seas-agency", "Fisheries and Seas Agency")
    assert report.updated == 1
    assert Directory().find("fisheries-agency") == body
    assert Directory().find("Fisheries Agency") == body


def test_links_by_former_slug_still_lead_to_the_body() -> None:
    given(govuk("id-1", "New", "old-slug"))
    given(govuk("id-1", "New", "new-slug"), govuk("id-2", "Gone", closed=True, followed_by=["old-slug"]))
    assert list(named("Gone").superseded_by.all()) == [named("New")]


def test_content_id_told_later_belongs_to_the_body_with_the_slug() -> None:
    entry = govuk("", "A", "a")
    given(entry)
    given(govuk("id-1", "A", "a"))
    given(govuk("id-1", "A", "another"))
    assert [body.slug for body in Organisation.objects.all()] == ["another"]


def test_slug_given_to_another_body_makes_a_second_body() -> None:
    given(govuk("id-1", "First", "agency"))
    given(govuk("id-1", "First", "agency"), govuk("id-2", "Second", "agency"))
    assert Organisation.objects.count() == 2
    assert named("First").slug == "agency"


def test_bodies_that_swap_slugs_stay_themselves() -> None:
    given(govuk("id-1", "First", "one"), govuk("id-2", "Second", "two"))
    ids = named("First").pk, named("Second").pk
    given(govuk("id-1", "First", "two"), govuk("id-2", "Second", "one"))
    assert (named("First").pk, named("Second").pk) == ids
    assert named("Second").slug == "one"


def test_what_support_changed_stays_until_the_list_changes() -> None:
    given(govuk("a", "Agency A"))
    Organisation.objects.update(name="Agency A (as support wrote it)")
    given(govuk("a", "Agency A"))
    assert Organisation.objects.get().name == "Agency A (as support wrote it)"
    given(govuk("a", "Agency Alpha"))
    assert Organisation.objects.get().name == "Agency Alpha"


def test_ended_body_is_closed_with_its_day_and_successors() -> None:
    lines = (
        local("CMA", "Cumbria County Council", end="2023-04-01", replaced_by="CBD,WAF"),
        local("CBD", "Cumberland Council"),
        local("WAF", "Westmorland and Furness Council"),
    )
    given(lines=lines)
    body = named("Cumbria County Council")
    assert (body.is_closed, body.closed_on) == (True, date(2023, 4, 1))
    assert [follower.name for follower in body.superseded_by.all()] == [
        "Cumberland Council",
        "Westmorland and Furness Council",
    ]


def test_end_in_the_future_closes_nothing_yet() -> None:
    soon = (timezone.now() + timedelta(days=40)).date().isoformat()
    given(lines=(local("CMA", "Cumbria County Council", end=soon),))
    assert not Organisation.objects.get().is_closed


def test_newly_closed_body_is_reported_once() -> None:
    given(lines=(local("CMA", "Cumbria County Council"),))
    ended = local("CMA", "Cumbria County Council", end="2023-04-01")
    assert "Cumbria County Council" in given(lines=(ended,)).closed[0]
    assert given(lines=(ended,)).closed == []


def test_successor_taken_off_a_list_is_taken_off_here() -> None:
    bodies = (govuk("b", "B"), govuk("c", "C"))
    given(govuk("a", "A", closed=True, followed_by=["b"]), *bodies)
    given(govuk("a", "A", closed=True, followed_by=["c"]), *bodies)
    assert [body.name for body in named("A").superseded_by.all()] == ["C"]


def test_successor_that_support_added_stays() -> None:
    given(govuk("a", "A", closed=True), govuk("b", "B"))
    named("A").superseded_by.add(named("B"))
    given(govuk("a", "A", closed=True), govuk("b", "B"))
    assert [body.name for body in named("A").superseded_by.all()] == ["B"]


@pytest.mark.parametrize(
    "lines",
    [
        (local("A", "A", end="2020-01-01", replaced_by="A"),),
        (
            local("A", "A", end="2020-01-01", replaced_by="B"),
            local("B", "B", end="2020-01-01", replaced_by="C"),
            local("C", "C", end="2020-01-01", replaced_by="A"),
        ),
    ],
)
def test_successors_in_a_circle_are_reported(lines: tuple[str, ...]) -> None:
    report = given(lines=lines)
    assert Organisation.objects.count() == len(lines)
    assert any("circle" in line and "line" in line for line in report.remarks)


def test_unknown_successor_is_reported_with_its_line() -> None:
    report = given(lines=("", local("A", "A", end="2020-01-01", replaced_by="ZZZ")))
    assert report.remarks == ["A, local body, line 2 (A), names a body that no list has: ZZZ"]
    assert named("A").is_closed


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("{", "not JSON"),
        ("[" * 100_000, "not JSON"),
        ('"text"', "not an object"),
        (local("A", ""), "no name"),
        (local("", "A"), "no code"),
        (local("A", "A" * 301), "name is longer than 300 letters"),
        (local("A" * 101, "A"), "code is longer than 100 letters"),
        (local("A", "A", kind="k" * 101), "kind is longer than 100 letters"),
        (json.dumps({"source": "mysociety", "code": 7, "name": "A"}), "code is a number, not text"),
        (json.dumps({"source": "mysociety", "code": "A", "name": ["A"]}), "name is a list, not text"),
        (local("A", "A\x00B"), "name has letters that cannot be read"),
        (local("A", "A\udcffB"), "name has letters that cannot be read"),
        (local("A", "A", end="next spring"), "end is no date: next spring"),
        (local("A", "A", end="2023-02-30"), "end is no date: 2023-02-30"),
        (local("A", "A", replaced_by={"code": "B"}), "replaced by is an object, not a list"),
        (local("A", "A", domains=[7]), "domains is a number, not text"),
        (local("A", "A", domains=["no domain"]), "not a domain: no domain"),
    ],
)
def test_bad_line_is_rejected_and_the_others_come_in(line: str, reason: str) -> None:
    report = given(lines=(local("B", "B"), line, local("C", "C")))
    assert report.rejected == [("local body, line 2", reason)]
    assert sorted(Organisation.objects.values_list("name", flat=True)) == ["B", "C"]


@pytest.mark.parametrize("end", ["2023-04-01", "01/04/2023", "1 April 2023", "20230401", "2023-04-01T00:00:00+01:00"])
def test_usual_forms_of_a_date_are_read(end: str) -> None:
    given(lines=(local("A", "A", end=end),))
    assert Organisation.objects.get().closed_on == date(2023, 4, 1)


@pytest.mark.parametrize(
    "row",
    [
        "text",
        {"title": "A", "details": "text"},
        {"title": 7, "details": {"slug": "a"}},
        {"title": "A", "details": {"slug": "a"}, "parent_organisations": "x"},
        {"title": "A", "details": {"slug": "a" * 301}},
        {"title": "A", "details": {"slug": "a"}, "web_url": "javascript:alert(1)"},
        {"title": "A", "details": {"slug": "a", "govuk_status": "closed", "closed_at": "then"}},
    ],
)
def test_bad_organisation_is_rejected_and_the_others_come_in(row: Any) -> None:
    report = given(govuk("b", "B"), row, govuk("c", "C"))
    assert [entry for entry, _ in report.rejected] == ["organisation 2"]
    assert Organisation.objects.count() == 2


@pytest.mark.parametrize(
    ("pattern", "stored"),
    [
        ("Sheffield.GOV.uk.", "sheffield.gov.uk"),
        (" *.Sheffield.gov.uk", "*.sheffield.gov.uk"),
        ("ｓｈｅｆｆｉｅｌｄ.gov.uk", "sheffield.gov.uk"),
        ("ynys-môn.cymru", "xn--ynys-mn-y0a.cymru"),
    ],
)
def test_domain_is_stored_as_mail_compares_it(pattern: str, stored: str) -> None:
    given(domains=((pattern, None),))
    assert list(EmailDomain.objects.values_list("pattern", flat=True)) == [stored]


@pytest.mark.parametrize("pattern", ["*", "*.", "gov", "a b.gov.uk", "-a.gov.uk", "a..uk", "10.0.0.1", "a" * 64])
def test_what_is_no_domain_is_rejected(pattern: str) -> None:
    assert len(given(domains=((pattern, None),)).rejected) == 1
    assert not EmailDomain.objects.exists()


def test_domain_given_to_another_body_moves_with_a_record() -> None:
    bodies = (govuk("a", "A"), govuk("b", "B"))
    given(*bodies, domains=(("shared.org.uk", "a"),))
    report = given(*bodies, domains=(("shared.org.uk", "b"),))
    domain = EmailDomain.objects.get()
    assert domain.organisation == named("B")
    assert report.moved_domains == ["shared.org.uk belonged to A, now to B"]
    assert domain.history.latest().history_change_reason == "A list gives it to B"


def test_domain_that_support_gave_stays_where_the_list_is_silent() -> None:
    given(govuk("a", "A"), domains=(("a.org.uk", None),))
    EmailDomain.objects.update(organisation=named("A"))
    given(govuk("a", "A"), domains=(("a.org.uk", None),))
    assert EmailDomain.objects.get().organisation == named("A")


def test_domain_of_two_bodies_belongs_to_neither() -> None:
    lines = (
        local("BAB", "Babergh District Council", domains=["baberghmidsuffolk.gov.uk"]),
        local("MSU", "Mid Suffolk District Council", domains=["baberghmidsuffolk.gov.uk"]),
    )
    given(lines=lines)
    domain = EmailDomain.objects.get()
    assert domain.organisation is None
    assert {body.name for body in domain.shared_by.all()} == {
        "Babergh District Council",
        "Mid Suffolk District Council",
    }


def test_domain_of_closed_body_goes_to_open_one_that_claims_it() -> None:
    given(
        lines=(
            local("BKM", "Buckinghamshire County Council", end="2020-03-31", domains=["buckscc.gov.uk"]),
            local("BUC", "Buckinghamshire Council", domains=["buckscc.gov.uk"]),
        )
    )
    assert owner("sam@buckscc.gov.uk") == named("Buckinghamshire Council")


def test_domain_list_goes_before_a_bodys_own_claim() -> None:
    report = given(govuk("a", "A"), lines=(local("B", "B", domains=["a.gov.uk"]),), domains=(("a.gov.uk", "a"),))
    assert owner("sam@a.gov.uk") == named("A")
    assert "the domain list gives it to A" in report.apart[0]


def test_exact_domain_goes_before_wildcard_of_another_body() -> None:
    given(govuk("a", "A"), govuk("b", "B"), domains=(("*.gov.uk", None), ("*.a.gov.uk", "a"), ("it.a.gov.uk", "b")))
    assert owner("sam@it.a.gov.uk") == named("B")
    assert owner("sam@hr.a.gov.uk") == named("A")


def test_command_reads_file_with_mark_and_blank_lines(tmp_path: Path) -> None:
    file = tmp_path / "bodies.jsonl"
    file.write_bytes(b"\xef\xbb\xbf\r\n" + local("A", "A").encode() + b"\r\n\n{\xff}\n")
    said = StringIO()
    call_command("import_organisations", DEMONSTRATION / "organisations.json", DEMONSTRATION / "domains.json", file,
                 stdout=said)  # fmt: skip
    assert named("A").source == "mySociety"
    assert "Rejected local body, line 4: not JSON." in said.getvalue()


@pytest.mark.parametrize("bad", ["organisations", "domains", "local"])
def test_command_fails_when_every_entry_is_rejected(tmp_path: Path, bad: str) -> None:
    contents = {"organisations": [govuk("a", "A")], "domains": [{"domain_pattern": "a.gov.uk"}]}
    for name, rows in contents.items():
        (tmp_path / name).write_text(json.dumps([7] if bad == name else rows))
    (tmp_path / "local").write_text("7" if bad == "local" else local("B", "B"))
    with pytest.raises(CommandError, match=f"All entries were rejected in: {bad}"):
        call_command("import_organisations", *(tmp_path / name for name in ("organisations", "domains", "local")),
                     stdout=StringIO())  # fmt: skip


def test_demonstration_has_the_bodies_of_south_yorkshire() -> None:
    lines = (DEMONSTRATION / "local_bodies.jsonl").read_text(encoding="utf-8").splitlines()
    report = given(lines=tuple(lines))
    assert (report.created, report.rejected) == (14, [])
    assert owner("sam@sheffield.gov.uk") == named("Sheffield City Council")
    assert named("Sheffield Children's NHS Foundation Trust").kind == "NHS trust"
