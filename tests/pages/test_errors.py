"""Error pages in the service's own words, with a way on, and no user text lost."""

import re

import pytest
from django.test import Client, RequestFactory
from pytest_django import Settings

from datashare.lib.error_pages import typed_words
from tests.support import markup
from tests.support.markup import flat

WORDS = "We need the addresses of empty homes."

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.pages.urls")]


@pytest.fixture
def visitor() -> Client:
    return Client(raise_request_exception=False)


def heading(content: bytes) -> str:
    return str(markup.page(content).xpath("string(//h1)")).strip()


@pytest.mark.parametrize(
    ("how", "status", "words"),
    [
        ("not-allowed", 403, "You do not have permission to do this"),
        ("moved-on", 409, "You cannot do this now"),
        ("conflict", 409, "This page has changed since you opened it"),
        ("incomplete", 409, "You cannot do this yet"),
        ("database", 503, "Sorry, the service is unavailable"),
        ("broken", 500, "Sorry, there is a problem with the service"),
    ],
)
def test_it_says_what_is_wrong_and_shows_what_was_typed(visitor: Client, how: str, status: int, words: str) -> None:
    answer = visitor.post(
        f"/go-wrong/{how}/", {"aims": WORDS, "password": "hunter2hunter2", "csrfmiddlewaretoken": "t" * 32}
    )
    page = flat(answer)
    assert answer.status_code == status
    assert heading(answer.content) == words
    assert WORDS in page
    assert "Copy it before you leave this page" in page
    assert "hunter2" not in page
    assert "tttt" not in page


def test_it_says_why(visitor: Client) -> None:
    assert "Only a lead may freeze the words." in flat(visitor.get("/go-wrong/not-allowed/"))
    assert "Priya Shah withdrew the request" in flat(visitor.get("/go-wrong/moved-on/"))
    reasons = markup.page(visitor.get("/go-wrong/incomplete/").content).xpath("//main//li/text()")
    assert reasons == ["Say what the data is for.", "Name a signatory."]


def test_it_offers_the_page_someone_came_from_and_no_page_elsewhere(visitor: Client) -> None:
    here = visitor.post("/go-wrong/moved-on/", headers={"referer": "http://testserver/help/"})
    assert 'href="http://testserver/help/"' in flat(here)
    elsewhere = visitor.post("/go-wrong/moved-on/", headers={"referer": "https://elsewhere.example/"})
    assert "elsewhere.example" not in flat(elsewhere)


@pytest.mark.parametrize("how", ["not-allowed", "moved-on", "conflict", "incomplete"])
@pytest.mark.parametrize("sends", ["get", "post"])
@pytest.mark.parametrize("referer", ["", "http://testserver/go-wrong/{}/", "http://testserver/go-wrong/{}/?from=check"])
def test_no_link_leads_to_the_address_that_failed(visitor: Client, how: str, sends: str, referer: str) -> None:
    here = f"/go-wrong/{how}/"
    page = getattr(visitor, sends)(here, headers={"referer": referer.format(how)} if referer else {})
    links = [str(link) for link in markup.page(page.content).xpath("//main//a/@href")]
    assert "/" in links
    assert not [link for link in links if here in link]


def test_it_says_that_a_page_is_not_there(visitor: Client) -> None:
    answer = visitor.get("/no-such-page/")
    assert answer.status_code == 404
    assert heading(answer.content) == "Page not found"


def test_it_says_that_too_much_was_sent(visitor: Client) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.get("/accounts/login/")
    answer = browser.post("/go-wrong/broken/", {"aims": "x" * (4 * 1024 * 1024)})
    assert answer.status_code == 400
    assert heading(answer.content) == "You sent too much text"


def test_it_answers_a_wrong_host(visitor: Client) -> None:
    answer = visitor.get("/", headers={"host": "elsewhere.example"})
    assert answer.status_code == 400
    assert heading(answer.content) == "We could not read what you sent"


@pytest.mark.parametrize("cookies", [True, False])
def test_it_keeps_the_words_of_a_form_that_is_too_old(cookies: bool) -> None:
    visitor = Client(enforce_csrf_checks=True)
    if cookies:
        visitor.get("/accounts/login/")
    answer = visitor.post("/go-wrong/broken/", {"aims": WORDS})
    assert answer.status_code == 403
    assert heading(answer.content) == "We could not accept the form"
    assert WORDS in flat(answer)
    assert ("Allow cookies" in flat(answer)) is not cookies


def test_it_keeps_the_words_of_someone_who_was_signed_out(visitor: Client) -> None:
    answer = visitor.post("/closed/?step=2", {"aims": WORDS})
    page = flat(answer)
    assert answer.status_code == 403
    assert WORDS in page
    assert "/accounts/login/?next=%2Fclosed%2F%3Fstep%3D2" in page


def test_it_sends_someone_who_typed_nothing_to_sign_in(visitor: Client) -> None:
    for answer in (visitor.get("/closed/"), visitor.post("/closed/", {})):
        assert answer.status_code == 302
        assert answer["Location"] == "/accounts/login/?next=/closed/"


def test_it_shows_typed_words_as_words(visitor: Client) -> None:
    page = flat(visitor.post("/go-wrong/broken/", {"aims": "</textarea><script>alert(1)</script>"}))
    assert "<script>alert" not in page


def test_it_keeps_words_while_nothing_can_be_changed(visitor: Client, settings: Settings) -> None:
    settings.READ_ONLY = True
    answer = visitor.post("/closed/", {"aims": WORDS})
    assert answer.status_code == 503
    assert WORDS in flat(answer)


def test_it_says_so_when_the_database_is_gone(visitor: Client) -> None:
    answer = visitor.get("/go-wrong/database/")
    assert answer.status_code == 503
    assert answer["Retry-After"] == "30"
    assert not re.search(rb"<nav", answer.content)


def test_what_proves_who_someone_is_is_never_shown_back() -> None:
    secret = {"proof": "correct horse", "password": "correct horse", "oldpassword": "correct horse", "code": "123456"}
    shown = typed_words(RequestFactory().post("/shares/DS-7K4M-2Q9P/sign/", secret | {"reason": "Not yet agreed"}))
    assert shown == [{"name": "Reason", "text": "Not yet agreed"}]


def test_a_page_opened_at_the_wrong_moment_says_so_and_nothing_of_changes(visitor: Client) -> None:
    opened = visitor.get("/go-wrong/moved-on/")
    assert heading(opened.content) == "You cannot do this now"
    assert "We have not changed anything." not in flat(opened)
    assert "We have not changed anything." in flat(visitor.post("/go-wrong/moved-on/"))
