"""Every form × invalid input: a clear message or faithful storage, never a 500, never lost text."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client
from django.test.client import ClientHandler

from agreements.models import Answer, Event
from tests.security.doors import SHARE, Door
from tests.security.forms import (
    RIGHT_TO_LEFT,
    RUDE,
    SCRIPT,
    TURNED,
    UNSEEN,
    Form,
    encoded,
    forms_of,
    shown_in,
    words,
)
from tests.security.test_every_url import OTHERS, SHARED, arguments
from tests.security.world import World
from tests.support import markup

pytestmark = pytest.mark.django_db

WIRE = "application/x-www-form-urlencoded"
REFUSED = {"\x00", *map(chr, (*range(0xD800, 0xE000), *range(0x202A, 0x202F), *range(0x2066, 0x206A)))}
GUARDED = ClientHandler(enforce_csrf_checks=True)
# One step of each kind; the forms' own tests go through all of them.
STEPS = {
    "step": ["title", "aims", "kinds-of-data", "needed-by", "data-protection-officer", "review", "legal-check"],
    "row": ["data-items", "which-organisations", "measures"],
}
# Forms of people who are no members of anything: page, person.
ACCOUNT = {
    "account_login": "anonymous",
    "account_signup": "anonymous",
    "account_reset_password": "anonymous",
    "account_email": "acquirer",
    "account_change_password": "acquirer",
    "name": "acquirer",
    "agreements:triage_step": "acquirer",
    "agreements:verify": "anonymous",
}


@dataclass(frozen=True)
class Found:
    """A form, the user who fills it in, and its page."""

    name: str
    person: str
    page: str
    form: Form


def pages(world: World) -> Iterator[tuple[str, str, str]]:
    """Yield name, user and URL of every page that may hold a form."""
    for name, door in SHARE.items():
        for given in variants(name, door):
            if door.read:
                person = min(door.read & (door.act or door.read))
                yield name, person, SHARED[name].format(**arguments(world, door.at) | given)
    for name, person in ACCOUNT.items():
        yield name, person, OTHERS[name].format(**arguments(world, "in_force"))


def variants(name: str, door: Door) -> list[dict[str, Any]]:
    return [dict(door.given) | {"slug": slug} for slug in STEPS.get(name, [])] or [dict(door.given)]


@pytest.fixture(scope="module")
def forms(world: World) -> list[Found]:
    """Return every form, once for each target."""
    found: dict[str, Found] = {}
    for name, person, address in pages(world):
        answer = world.ask(person, "get", address)
        assert answer.status_code in {200, 404}, (name, answer.status_code)
        is_page = answer.status_code == 200 and answer["Content-Type"].startswith("text/html")
        for form in forms_of(answer.content, address) if is_page else ():
            found.setdefault(form.action, Found(name, person, address, form))
    return list(found.values())


def send(world: World, found: Found, data: dict[str, list[str]], **extra: Any) -> Any:
    return world.ask(found.person, "post", found.form.action, encoded(data), content_type=WIRE, **extra)


def complaints(found: Found, answer: Any, data: dict[str, list[str]]) -> list[str]:
    """Return what is wrong with the response to a hostile form."""
    if answer.status_code == 400 and len(encoded(data)) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
        return [] if b"You sent too much text" in answer.content else ["does not say that it is too much"]
    if answer.status_code not in {200, 302, 403, 409, 429}:
        return [f"answered {answer.status_code}"]
    if answer.status_code in {302, 429}:
        return []
    held, faults = shown_in(answer.content), []
    page = answer.content.decode()
    if SCRIPT in page:
        faults.append("let a script through")
    for name in found.form.boxes:
        typed, kept = data[name][0], held.get(name, "")
        if is_words(typed) and kept.strip() != typed.strip() and not copied(page, typed):
            faults.append(f"lost the words of {name}")
    return faults


def is_words(typed: str) -> bool:
    """Return whether it is text that a user could want back, and that can be shown."""
    return len(typed.strip()) > 3 and typed != UNSEEN and not REFUSED.intersection(typed)


def copied(page: str, typed: str) -> bool:
    """Return whether an error page shows the text to be copied."""
    shown = [area.text_content() for area in markup.page(page.encode()).xpath("//textarea[@readonly]")]
    return any(typed.strip() == text.strip() for text in shown)


def test_there_are_forms_to_try(forms: list[Found]) -> None:
    names = {found.name for found in forms}
    expected = {"invite", "remove", "check", "withdraw", "step", "row", "respond_section", "own_step", "decide"}
    assert expected | {"propose", "clause", "reject", "reopen", "sign", "decline"} | set(ACCOUNT) <= names
    slugs = {found.page.rstrip("/").split("/")[-1] for found in forms if found.name == "step"}
    assert slugs == set(STEPS["step"]), "name steps that exist"


@pytest.mark.parametrize("rude", RUDE)
def test_every_form_answers(world: World, forms: list[Found], rude: str) -> None:
    faults = []
    for found in forms:
        data = found.form.filled(RUDE[rude])
        answer = send(world, found, data)
        faults += [f"{found.name} {found.form.action}: {fault}" for fault in complaints(found, answer, data)]
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("nothing", ["empty", "blank", "unseen"])
def test_nothing_at_all_is_an_error_that_is_said(world: World, forms: list[Found], nothing: str) -> None:
    silent = []
    for found in (found for found in forms if found.form.boxes):
        answer = send(world, found, found.form.filled(RUDE[nothing], choices=False))
        title = markup.page(answer.content).xpath("string(//title)") if answer.status_code == 200 else ""
        said = title.startswith("Error: ") or answer.status_code in {302, 409, 429}
        silent += [] if said else [f"{found.name} {found.form.action}: {answer.status_code} {title}"]
    assert not silent, "\n".join(silent)


def test_text_that_reads_otherwise_than_it_is_stored_is_refused_everywhere(world: World, forms: list[Found]) -> None:
    faults = []
    for found in (found for found in forms if "text" in found.form.boxes.values()):
        # The page of the address has several buttons, each with a name of its own.
        button = {"action_add": [""]} if found.name == "account_email" else {}
        answer = send(world, found, found.form.filled(words(TURNED)) | button)
        page = answer.content.decode()
        if answer.status_code == 302 or any(letter in page for letter in "\u202e\u202c\u2066\u2069"):
            faults.append(f"{found.name} {found.form.action}: {answer.status_code}")
    assert not faults, "\n".join(faults)


def test_a_choice_that_was_not_offered_is_refused(world: World, forms: list[Found]) -> None:
    faults = []
    for found in (found for found in forms if found.form.chosen):
        made = {name: ["no-such-choice\x00"] for name in found.form.chosen}
        answer = send(world, found, found.form.filled(words("Some words.")) | made)
        if answer.status_code not in {200, 409, 429}:
            faults.append(f"{found.name} {found.form.action}: {answer.status_code}")
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("hidden", ["", "-1", "9" * 30, "x", "\x00", "١٢", "\ud800"])
def test_what_a_form_carries_may_be_anything(world: World, forms: list[Found], hidden: str) -> None:
    faults = []
    for found in (found for found in forms if found.form.carried):
        carried = {name: [hidden] for name in found.form.carried}
        answer = send(world, found, found.form.filled(words("Some words.")) | carried)
        if answer.status_code >= 500 or answer.status_code == 404:
            faults.append(f"{found.name} {found.form.action}: {answer.status_code}")
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("text", [RIGHT_TO_LEFT, SCRIPT, "O’Brien & “Söhne” 漢字", "line one\r\nline two"])
def test_strange_words_are_stored_as_they_are(world: World, text: str) -> None:
    share, faults = world.shares["returned"], []
    for slug in ("title", "aims"):
        with transaction.atomic():
            address = SHARED["step"].format(reference=share.reference, slug=slug)
            [form] = forms_of(world.ask("acquirer", "get", address).content, address)
            client = world.browsers["acquirer"]
            client.post(address, encoded(form.filled(words(text))), content_type=WIRE)
            stored = Answer.objects.get(edition__share=share, key=slug).value
            faults += [] if stored == text.replace("\r\n", "\n") else [f"{slug}: {stored!r}"]
            shown = client.get(address).content.decode()
            faults += [f"{slug}: let a script through"] if SCRIPT in shown else []
            for page in ("overview", "history", "agreement", "request"):
                shown = client.get(SHARED[page].format(reference=share.reference)).content.decode()
                faults += [f"{page}: let a script through"] if SCRIPT in shown else []
            transaction.set_rollback(True)
    assert not faults, "\n".join(faults)


def test_the_same_form_twice_does_it_once(world: World, forms: list[Found]) -> None:
    faults = []
    for found in (found for found in forms if found.name not in ACCOUNT):
        data, client = found.form.filled(words("The same words."), choices=True), world.browsers[found.person]
        with transaction.atomic():
            first = client.post(found.form.action, encoded(data), content_type=WIRE)
            events = Event.objects.count()
            second = client.post(found.form.action, encoded(data), content_type=WIRE)
            if Event.objects.count() != events:
                faults.append(f"{found.name} {found.form.action}: happened twice ({first.status_code})")
            if second.status_code not in {200, 302, 403, 404, 409}:
                faults.append(f"{found.name} {found.form.action}: {second.status_code}")
            transaction.set_rollback(True)
    assert not faults, "\n".join(faults)


def test_a_form_without_its_token_changes_nothing_and_keeps_the_words(world: World, forms: list[Found]) -> None:
    faults = []
    events, said = Event.objects.count(), "Words that took an hour."
    for found in forms:
        client = Client()
        client.handler = GUARDED
        client.cookies = world.browsers[found.person].cookies
        data = found.form.filled(words(said)) | {"csrfmiddlewaretoken": ["wrong"]}
        answer = client.post(found.form.action, encoded(data), content_type=WIRE)
        if answer.status_code != 403 or b"We could not accept the form" not in answer.content:
            faults.append(f"{found.name} {found.form.action}: {answer.status_code}")
        if "text" in found.form.boxes.values() and not copied(answer.content.decode(), said):
            faults.append(f"{found.name} {found.form.action}: lost the words")
    assert not faults, "\n".join(faults)
    assert Event.objects.count() == events


def test_a_session_that_has_ended_keeps_the_words_and_what_was_saved(world: World, forms: list[Found]) -> None:
    faults, said = [], "Words that took an hour."
    saved = dict(Answer.objects.values_list("pk", "value"))
    for found in (found for found in forms if found.person != "anonymous"):
        answer = world.ask(
            "anonymous", "post", found.form.action, encoded(found.form.filled(words(said))), content_type=WIRE
        )
        page = answer.content.decode()
        if "text" not in found.form.boxes.values():
            kept = "/accounts/login/" in answer.headers.get("Location", page)
        else:
            kept = answer.status_code == 403 and copied(page, said) and "/accounts/login/?next=" in page
        faults += [] if kept else [f"{found.name} {found.form.action}: {answer.status_code}"]
    assert not faults, "\n".join(faults)
    assert dict(Answer.objects.values_list("pk", "value")) == saved


@pytest.mark.parametrize(
    "address",
    [
        "/shares/%00/",
        "/shares/%ED%A0%80/",
        "/shares/DS-%F0%9F%98%80/",
        "/shares/" + "x" * 3000 + "/",
        "/shares/../admin/",
        "/shares/{reference}/clause/99999999999999999999999/",
        "/shares/{reference}/proposal/99999999999999999999999/reject/",
        "/shares/{reference}/people/99999999999999999999999/remove/",
        "/shares/{reference}/files/99999999999999999999999/",
        "/shares/{reference}/files/99999999999999999999999.pdf",
        "/shares/{reference}/request/%00/",
        "/shares/{reference}/draft/mou.%00",
        "/ask/%00/",
        "/find/%00/",
        "/register/%00/",
    ],
)
def test_an_address_that_makes_no_sense_is_not_found(world: World, address: str) -> None:
    here = address.format(reference=world.shares["negotiating"].reference)

    assert world.ask("acquirer", "get", here).status_code in {404, 302}
    assert world.ask("acquirer", "get", here).status_code == 404 or "/admin/" in here


@pytest.mark.parametrize("name", ["history", "agreement", "wordings", "propose", "shares", "draft"])
@pytest.mark.parametrize("query", ["%00", "%ED%A0%80", "9" * 40, "-1", "<script>alert(1)</script>", "[]", "x" * 5000])
def test_a_question_in_the_address_may_be_anything(world: World, name: str, query: str) -> None:
    given = arguments(world, "negotiating")
    here = "/shares/" if name == "shares" else SHARED[name].format(**given)
    names = ("page", "kind", "show", "from", "to", "again", "view", "document")
    answer = world.ask("acquirer", "get", here + "?" + "&".join(f"{key}={query}" for key in names))

    assert answer.status_code == 200
    assert SCRIPT.encode() not in answer.content
