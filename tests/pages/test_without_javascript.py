"""Every page without JavaScript: each button and link works, and the page marks the current one."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from pytest_django.plugin import DjangoDbBlocker

from tests.security.doors import SHARE
from tests.security.test_every_url import OTHERS, SHARED, arguments
from tests.security.world import World, world_once
from tests.support import markup

pytestmark = pytest.mark.django_db
PEOPLE = ("acquirer", "supplier", "acquirer_signatory", "onlooker", "anonymous")
# Not pages: files, and a redirect.
FILES = {
    "sealed_pdf",
    "download",
    "evidence",
    "decided",
    "decision_file",
    "share_calendar",
    "supply_template",
    "incident_file",
}
# Which page of the sub-navigation a page belongs to, where that is not the agreement.
UNDER = {
    "overview": "overview", "reuse": "overview", "people": "people", "invite": "people", "remove": "people",
    "expert_checks": "people", "ask_expert": "people", "expert_check": "people",
    "leave": "people", "replies": "request", "records": "request", "remove_record": "request", "needed": "request",
    "bodies": "request", "add_body": "request", "remove_body": "request", "who_gives": "request", "offer": "request",
    "under_rules": "request",
    "own_half": "request", "own_purpose": "request", "own_question": "request", "own_row": "request",
    "history": "history", "request": "request", "check": "request", "withdraw": "request", "stopped": "request",
    "sent": "request", "response": "response", "pass_on": "response", "ask_again": "response",
    "decision_record": "response", "round_changes": "response", "answer_by": "overview",
    "questions": "response", "ask_question": "response", "question_thread": "response", "reconsider": "response",
    "decided": "response", "assessment": "assessment",
    "risks": "assessment", "add_risk": "assessment", "assess_risk": "assessment", "strike_risk": "assessment",
    "advise": "assessment", "summary": "assessment", "accept_risk": "assessment",
    "files": "files", "frozen_words": "files", "vary": "overview", "suspend": "overview",
    "lift_suspension": "overview", "lead_body": "overview", "enter_end": "overview", "give_notice": "overview",
    "end_at_once": "overview", "archive": "overview", "disposal": "overview",
    "certify_disposal": "overview", "answer_certificate": "overview", "duties": "overview",
    "keep_duty": "overview", "waive_duty": "overview", "date_duty": "overview",
    "supply": "overview", "set_up": "overview", "send_test": "overview", "send_data": "overview",
    "import_supplies": "overview", "receive_data": "overview",
    "reviews": "overview", "hold_review": "overview", "answer_review": "overview",
    "contacts": "overview", "extend": "overview", "change_contact": "overview",
    "incidents": "overview", "record_incident": "overview", "incident": "overview", "note_aware": "overview",
    "add_to_incident": "overview", "contain_incident": "overview", "decide_incident": "overview",
    "explain_incident": "overview", "answer_joint_record": "overview",
}  # fmt: skip


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    with world_once(django_db_blocker) as made:
        yield made


def dead(page: Any) -> list[str]:
    """Return what a page shows although it does nothing without JavaScript."""
    return [name_of(thing) for thing in page.xpath("//button | //a | //input") if is_dead(thing, page)]


def name_of(thing: Any) -> str:
    return " ".join((thing.text_content() or thing.get("value") or thing.get("id") or thing.tag).split())


def is_dead(thing: Any, page: Any) -> bool:
    if thing.xpath("ancestor-or-self::*[@hidden or contains(concat(' ', @class, ' '), ' js-only ')]"):
        return False
    if thing.tag == "a":
        return not leads_on(thing.get("href"), page)
    kind = thing.get("type", "submit" if thing.tag == "button" else "text")
    if kind in {"submit", "image"}:
        form = thing.get("form")
        return not (page.xpath("//form[@id=$id]", id=form) if form else thing.xpath("ancestor::form"))
    return kind in {"button", "reset"}


def leads_on(address: str | None, page: Any) -> bool:
    if not address or address.startswith("javascript:"):
        return False
    return not address.startswith("#") or bool(page.xpath("//*[@id=$id]", id=address[1:]))


def page_of(answer: Any) -> Any:
    is_page = answer.status_code in {200, 409} and answer.headers.get("Content-Type", "").startswith("text/html")
    return markup.page(answer.content) if is_page else None


@pytest.mark.parametrize("name", [name for name, door in SHARE.items() if door.read])
def test_page_of_a_data_share_has_no_dead_button(world: World, name: str) -> None:
    door, seen = SHARE[name], 0
    address = SHARED[name].format(**arguments(world, door.at) | dict(door.given))
    for person in PEOPLE:
        page = page_of(world.ask(person, "get", address))
        if page is not None and page.xpath("//h1"):
            assert dead(page) == [], f"{person} {address}"
            seen += 1
    assert seen or name in FILES


@pytest.mark.parametrize("name", [name for name in OTHERS if not name.startswith("socialaccount")])
def test_any_other_page_has_no_dead_button(world: World, name: str) -> None:
    address = OTHERS[name].format(**arguments(world, "negotiating"))
    for person in ("acquirer", "staff", "anonymous"):
        page = page_of(world.ask(person, "get", address))
        if page is not None:
            assert dead(page) == [], f"{person} {address}"


@pytest.mark.parametrize("name", [name for name, door in SHARE.items() if door.read])
def test_page_of_a_data_share_marks_where_one_is(world: World, name: str) -> None:
    door = SHARE[name]
    address = SHARED[name].format(**arguments(world, door.at) | dict(door.given))
    for person in PEOPLE[:4]:
        page = page_of(world.ask(person, "get", address))
        if page is None or not page.xpath("//h1"):
            continue
        top = page.xpath("//nav[@aria-label='Menu']//a[@aria-current]")
        assert [link.text_content().strip() for link in top] == ["Your data shares"]
        if page.xpath("//nav[@aria-label='Pages of this data share']"):
            [here] = page.xpath("//nav[@aria-label='Pages of this data share']//a[@aria-current='page']/@href")
            assert here.rstrip("/").rpartition("/")[2] in {UNDER.get(name, "agreement"), door_of(world, door.at)}


def door_of(world: World, stage: str) -> str:
    """Return the URL of the overview, which ends with the reference."""
    return str(world.shares[stage].reference)


def test_clause_of_the_assessment_is_under_the_assessment(world: World) -> None:
    share = world.shares["negotiating"]
    clause = share.edition.clauses.filter(document="dpia").first()
    assert clause is not None
    for tail in ("", "propose/", "history/", "withdraw/"):
        page = page_of(world.ask("acquirer", "get", f"/shares/{share.reference}/clause/{clause.pk}/{tail}"))
        [here] = page.xpath("//nav[@aria-label='Pages of this data share']//a[@aria-current='page']/@href")
        assert here.endswith("/assessment/"), tail


@pytest.mark.parametrize(
    ("address", "marked"),
    [
        ("/find/", "Find data"),
        ("/ask/unlisted/", "Find data"),
        ("/shares/", "Your data shares"),
        ("/register/", "Register"),
        ("/community/", "Community"),
        ("/community/glossary/", "Community"),
        ("/account/", "Amina Okafor"),
        ("/accounts/password/change/", "Amina Okafor"),
        ("/account/notifications/", "Amina Okafor"),
    ],
)
def test_menu_marks_the_part_one_is_in(world: World, address: str, marked: str) -> None:
    page = page_of(world.ask("acquirer", "get", address))

    links = page.xpath("//nav[@aria-label='Menu']//a[@aria-current]")
    assert [link.text_content().strip().startswith(marked) for link in links] == [True]


def test_menu_marks_sign_in_for_someone_signed_out(client: Client) -> None:
    page = markup.page(client.get("/accounts/login/").content)

    assert page.xpath("//nav//a[@aria-current]/@href") == ["/accounts/login/"]


def test_dead_things_are_found() -> None:
    """The check itself detects what it is for."""
    page = markup.page(
        b"<html><body><button type='button'>Copy</button><a>Print</a><a href='#'>Up</a><a href='#x'>X</a>"
        b"<button>Alone</button><input type='reset' id='r'><form><button>Send</button></form><a href='/'>Home</a>"
        b"<button type='button' hidden>Tick all</button><div class='js-only'><button type='button'>Key</button></div>"
        b"</body></html>"
    )

    assert dead(page) == ["Copy", "Print", "Up", "X", "Alone", "r"]
