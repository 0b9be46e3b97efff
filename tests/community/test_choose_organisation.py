"""A user whose email domain belongs to no single organisation chooses theirs."""

from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core.mail import EmailMessage
from django.test import Client
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from agreements.models import DataShare
from community.models import EmailDomain, Ground, Membership, Notification, Organisation, User
from community.notices.outbox import send_owed
from community.organisations import memberships
from community.organisations.ending import end_at_closed_bodies, end_membership
from datashare.lib.exceptions import NotNow
from tests.cast import Bodies, make_asset
from tests.plugins.axe import assert_accessible
from tests.support import markup
from tests.support.visiting import Seen, Visitor

pytestmark = pytest.mark.django_db
ADDRESS = "/account/organisation/"
PASSWORD = "three random words"


@pytest.fixture(autouse=True)
def trusts(db: None) -> dict[str, Organisation]:
    """Return hospitals that share a wildcard, a council with its own domain, and a closed body."""
    named = {"Barchester Hospital Trust": "BHT", "Plumstead Hospital Trust": "", "Barchester City Council": ""}
    bodies = {
        name: Organisation.objects.create(name=name, slug=name.lower().replace(" ", "-"), abbreviation=short)
        for name, short in named.items()
    }
    bodies["closed"] = Organisation.objects.create(name="Old Hospital Trust", slug="old", is_closed=True)
    EmailDomain.objects.create(pattern="*.nhs.uk")
    EmailDomain.objects.create(pattern="barchester.gov.uk", organisation=bodies["Barchester City Council"])
    return bodies


def someone(email: str = "sam@trust.nhs.uk", *, verified: bool = True) -> User:
    user = User.objects.create_user(email, PASSWORD, full_name="Sam Reid")
    EmailAddress.objects.create(user=user, email=email, verified=verified, primary=True)
    return user


@pytest.fixture
def sam() -> User:
    return someone()


def at(user: User, query: str = "", **posted: Any) -> Seen:
    visitor = Visitor(user)
    address = f"{ADDRESS}?{query}" if query else ADDRESS
    return Seen(visitor.client.post(address, posted) if posted else visitor.client.get(address))


def where(user: User) -> list[str]:
    return [membership.organisation.name for membership in Membership.objects.live().filter(user=user)]


def test_it_searches_and_chooses(sam: User) -> None:
    seen = at(sam, "q=hospital")
    assert seen.all("//input[@type='radio']/@value") == ["barchester-hospital-trust", "plumstead-hospital-trust"]
    assert not Membership.objects.exists(), "looking changes nothing"
    assert at(sam, "q=hospital", organisation="plumstead-hospital-trust").goes_to == "/account/"
    membership = Membership.objects.live().get(user=sam)
    assert membership.organisation.name == "Plumstead Hospital Trust"
    assert (membership.handles_requests, membership.is_admin, membership.self_declared) == (False, False, True)
    assert membership.history.latest().history_change_reason == "The person told us that they work here"
    assert membership.history.latest().history_user == sam


@pytest.mark.parametrize("words", ["bht", "the Trust of Barchester", "HOSPITAL barchester", "barch hosp"])
def test_it_finds_a_body_by_part_of_its_name_or_its_abbreviation(sam: User, words: str) -> None:
    assert at(sam, f"q={words}").all("//input[@type='radio']/@value") == ["barchester-hospital-trust"]


@pytest.mark.parametrize(("words", "name"), [("hmlr", "HM Land Registry"), ("DfE", "Department for Education")])
def test_it_finds_a_body_by_the_initials_of_its_name(sam: User, words: str, name: str) -> None:
    Organisation.objects.create(name=name, slug="by-initials", abbreviation=name)

    assert at(sam, f"q={words}").all("//input[@type='radio']/@value") == ["by-initials"]


def test_the_account_shows_it(sam: User) -> None:
    account = Seen(Visitor(sam).client.get("/account/"))
    assert "tell us which organisation you work for" in account.words
    at(sam, "q=bht", organisation="barchester-hospital-trust")
    account = Seen(Visitor(sam).client.get("/account/"))
    assert "Barchester Hospital Trust You told us that you work here" in account.words
    assert "Change the organisation you work for" in account.words


def test_its_admins_are_told_and_no_one_else(
    sam: User, trusts: dict[str, Organisation], mailoutbox: list[EmailMessage]
) -> None:
    body = trusts["Barchester Hospital Trust"]
    admin, colleague, elsewhere = (someone(f"{name}@a.nhs.uk") for name in ("admin", "colleague", "elsewhere"))
    Membership.objects.create(user=admin, organisation=body, is_admin=True)
    Membership.objects.create(user=colleague, organisation=body)
    Membership.objects.create(user=elsewhere, organisation=trusts["Plumstead Hospital Trust"], is_admin=True)
    for _ in range(2):
        at(sam, "q=bht", organisation="barchester-hospital-trust")
    told = Notification.objects.get()
    assert told.user == admin
    assert "Sam Reid (sam@trust.nhs.uk) has told us that they work for Barchester Hospital Trust" in told.body
    send_owed()
    assert "You get this because you are an admin of Barchester Hospital Trust" in str(mailoutbox[0].body)
    assert "take part in this data share" not in str(mailoutbox[0].body)


def test_another_choice_ends_the_earlier_one(sam: User) -> None:
    at(sam, "q=bht", organisation="barchester-hospital-trust")
    assert "you will leave Barchester Hospital Trust and its data shares" in at(sam).words
    at(sam, "q=plumstead", organisation="plumstead-hospital-trust")
    assert where(sam) == ["Plumstead Hospital Trust"]
    ended = Membership.objects.exclude(until=None).get()
    assert ended.history.latest().history_change_reason == "The person told us that they work for another organisation"


def test_a_double_click_chooses_once(sam: User) -> None:
    for _ in range(2):
        at(sam, "q=bht", organisation="barchester-hospital-trust")
    assert Membership.objects.count() == 1


def test_it_is_refused_where_the_domain_says_it(trusts: dict[str, Organisation]) -> None:
    amina = someone("amina@barchester.gov.uk")
    memberships.admit(amina, amina.email)
    assert "Your email address shows that you work for Barchester City Council" in at(amina).words
    refused = at(amina, "q=bht", organisation="barchester-hospital-trust")
    assert refused.status == 409
    assert "Barchester City Council" in refused.words
    assert where(amina) == ["Barchester City Council"]


@pytest.mark.parametrize("how", ["body closed and opened again", "ended by an admin"])
def test_whose_membership_by_address_ended_says_it_again_and_waits(trusts: dict[str, Organisation], how: str) -> None:
    amina, council = someone("amina@barchester.gov.uk"), trusts["Barchester City Council"]
    membership = memberships.admit(amina, amina.email)
    assert membership
    if how == "ended by an admin":
        end_membership(membership, Ground.LEFT)
    else:
        for closed in (True, False):
            council.is_closed = closed
            council.save()
            end_at_closed_bodies()
    assert where(amina) == []
    refused = at(amina, organisation="barchester-hospital-trust")
    assert refused.errors
    assert "Your email address belongs to Barchester City Council, but our record" in refused.words
    assert refused.all("//input[@type='radio']/@value") == ["barchester-city-council"]
    assert where(amina) == []
    assert at(amina, organisation="barchester-city-council").goes_to == "/account/"
    again = Membership.objects.live().get(user=amina)
    assert (again.organisation, again.is_confirmed) == (council, False)


@pytest.mark.parametrize("pattern", ["hospitals.org.uk", "*.hospitals.org.uk"])
def test_body_with_a_shared_domain_takes_no_other_address(
    sam: User, trusts: dict[str, Organisation], pattern: str
) -> None:
    bodies = [trusts["Barchester Hospital Trust"], trusts["Plumstead Hospital Trust"]]
    EmailDomain.objects.create(pattern=pattern).shared_by.set(bodies)
    seen = at(sam, "q=bht", organisation="barchester-hospital-trust")
    end = pattern.replace("*.", ".") if "*" in pattern else f"@{pattern}"
    assert f"Change your email address to one that ends in {end}" in seen.words
    with pytest.raises(NotNow, match=r"hospitals\.org\.uk"):
        memberships.choose(organisation=bodies[1], by=sam)
    assert where(sam) == []
    colleague = someone("jo@east.hospitals.org.uk" if "*" in pattern else "jo@hospitals.org.uk")
    assert memberships.choose(organisation=bodies[1], by=colleague).self_declared


def test_it_is_refused_where_someone_else_has_said_it(sam: User, trusts: dict[str, Organisation]) -> None:
    Membership.objects.create(user=sam, organisation=trusts["Plumstead Hospital Trust"])
    assert at(sam, "q=bht", organisation="barchester-hospital-trust").status == 409
    assert where(sam) == ["Plumstead Hospital Trust"]


@pytest.mark.parametrize(
    ("email", "verified", "words"),
    [
        ("sam@trust.nhs.uk", False, "You must confirm your email address first"),
        ("sam@gone.example", True, "We do not recognise your email address"),
    ],
)
def test_it_is_refused_without_a_confirmed_public_address(email: str, verified: bool, words: str) -> None:
    user = someone(email, verified=verified)
    assert words in at(user).words
    assert at(user, "q=bht", organisation="barchester-hospital-trust").status == 409
    assert not Membership.objects.exists()


def test_a_closed_body_is_neither_found_nor_taken(sam: User, trusts: dict[str, Organisation]) -> None:
    shown = at(sam, "q=hospital")
    assert "old" not in shown.all("//main//input[@name='organisation']/@value")
    assert "Old Hospital Trust has closed." in shown.words
    seen = at(sam, "q=hospital", organisation="old")
    assert seen.errors
    with pytest.raises(NotNow, match="has closed"):
        memberships.choose(organisation=trusts["closed"], by=sam)
    assert not Membership.objects.exists()


def test_it_is_refused_when_the_body_closed_meanwhile(sam: User, trusts: dict[str, Organisation]) -> None:
    held = trusts["Plumstead Hospital Trust"]
    Organisation.objects.filter(pk=held.pk).update(is_closed=True)
    with pytest.raises(NotNow, match="has closed"):
        memberships.choose(organisation=held, by=sam)


def test_no_one_signed_out_gets_there(client: Client) -> None:
    assert client.get(ADDRESS)["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("q=", "Enter the name of your organisation"),
        ("q=%00", "cannot store"),
        ("q=%E2%80%AE", "change the text direction"),
        ("q=" + "x" * 101, "100 characters or fewer"),
    ],
)
def test_it_says_what_is_wrong_with_a_search(sam: User, query: str, message: str) -> None:
    seen = at(sam, query)
    assert message in seen.errors[0]
    assert seen.title.startswith("Error: ")


@pytest.mark.parametrize(
    "query", ["q=%3Cscript%3E", "q=the+of", "q=%E2%80%8F%D7%A9", "q=%25", "q=___", "q=no+such+body"]
)
def test_it_finds_nothing_politely(sam: User, query: str) -> None:
    seen = at(sam, query)
    assert seen.status == 200
    assert "No organisations found" in seen.words
    assert b"<script>&" not in seen.response.content


@pytest.mark.parametrize("organisation", ["", "\0", "barchester-city-council", "x" * 100_000, "1"])
def test_it_says_what_is_wrong_with_a_choice(sam: User, organisation: str) -> None:
    seen = at(sam, "q=hospital", organisation=organisation, token="t")
    assert seen.status == 200
    assert seen.errors
    assert not Membership.objects.exists()


def test_a_choice_without_a_search_asks_for_one(sam: User) -> None:
    assert at(sam, organisation="barchester-hospital-trust").errors == ["Enter the name of your organisation"]


def test_it_says_when_there_are_more(sam: User) -> None:
    Organisation.objects.bulk_create(Organisation(name=f"School {n:02}", slug=f"school-{n}") for n in range(30))
    seen = at(sam, "q=school")
    assert len(seen.all("//input[@type='radio']")) == 20
    assert "There are more results" in seen.words


def test_it_goes_back_to_the_record_and_never_elsewhere(sam: User, bodies: Bodies) -> None:
    record = make_asset(bodies.revenue)
    cannot = Seen(Visitor(sam).client.get(f"/ask/{record.reference}/"))
    [link] = cannot.all("//main//a[contains(normalize-space(.), 'Tell us which organisation')]/@href")
    assert link == f"{ADDRESS}?next=%2Fask%2F{record.reference}%2F"
    page = Visitor(sam).client.get(f"{link}&q=bht")
    [action] = markup.page(page.content).xpath("//main//form[@method='post']/@action")
    answer = Visitor(sam).client.post(action, {"organisation": "barchester-hospital-trust"})
    assert answer["Location"] == f"/ask/{record.reference}/"
    evil = at(sam, "q=bht&next=https://elsewhere.example/", organisation="barchester-hospital-trust")
    assert evil.goes_to == "/account/"
    assert not DataShare.objects.exists()


def test_a_new_address_ends_what_the_person_said(sam: User, trusts: dict[str, Organisation]) -> None:
    memberships.choose(organisation=trusts["Barchester Hospital Trust"], by=sam)
    memberships.move(sam, "sam@trust.nhs.uk", "sam.reid@trust.nhs.uk")
    assert where(sam) == ["Barchester Hospital Trust"], "the same employer's domain"
    memberships.move(sam, "sam.reid@trust.nhs.uk", "sam@barchester.gov.uk")
    assert where(sam) == ["Barchester City Council"]


@pytest.mark.django_db(transaction=True)
def test_it_works_without_javascript(page_without_javascript: Page, live_server: LiveServer, sam: User) -> None:
    walk(page_without_javascript, live_server)
    assert where(sam) == ["Plumstead Hospital Trust"]


@pytest.mark.django_db(transaction=True)
def test_its_pages_are_accessible_and_fit_a_phone(page: Page, live_server: LiveServer, sam: User) -> None:
    page.set_viewport_size({"width": 320, "height": 600})
    walk(page, live_server, look=True)
    assert where(sam) == ["Plumstead Hospital Trust"]


def walk(page: Page, server: LiveServer, *, look: bool = False) -> None:
    def seen() -> None:
        page.wait_for_load_state()
        if look:
            assert_accessible(page)
            assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0

    page.goto(f"{server.url}/accounts/login/?next={ADDRESS}")
    page.get_by_label("Email address").fill("sam@trust.nhs.uk")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Sign in", exact=True).click()
    page.get_by_role("button", name="Search").wait_for()
    seen()
    page.get_by_label("Name of your organisation").fill("hospital")
    page.get_by_role("button", name="Search").click()
    page.get_by_role("button", name="Continue").wait_for()
    seen()
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("link", name="Select the organisation you work for").wait_for()
    seen()
    page.get_by_label("Plumstead Hospital Trust").check()
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("heading", name="Your account", exact=True).wait_for()
    expect(page).to_have_title("Your account – Design a data share")
    seen()
