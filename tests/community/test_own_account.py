"""A user's own pages: their name, and their sessions."""

from datetime import datetime, timedelta

import pytest
import time_machine
from allauth.usersessions.models import UserSession
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from community.models import User
from datashare.lib.browsers import in_words
from tests.cast import PASSWORD, Cast
from tests.support import markup
from tests.support.visiting import Visitor

pytestmark = pytest.mark.django_db
CHROME = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36"
)
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1"  # noqa: E501
SESSIONS = "/accounts/sessions/"


def at(user: User, browser: str = CHROME) -> Client:
    client = Client(headers={"user-agent": browser})
    client.post("/accounts/login/", {"login": user.email, "password": PASSWORD})
    return client


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (CHROME, "Chrome on Windows"),
        (IPHONE, "Safari on an iPhone"),
        (f"{CHROME} Edg/131.0.0.0", "Edge on Windows"),
        (f"{CHROME} OPR/115.0.0.0", "Opera on Windows"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:133.0) Gecko/20100101 Firefox/133.0", "Firefox on Linux"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Version/17.6 Safari/605.1.15", "Safari on a Mac"),
        ("Mozilla/5.0 (Linux; Android 10; K) Chrome/131.0.0.0 Mobile Safari/537.36", "Chrome on Android"),
        ("Mozilla/5.0 (Linux; Android 14) SamsungBrowser/27.0 Chrome/125.0", "Samsung Internet on Android"),
        ("Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) Chrome/131.0.0.0", "Chrome on a Chromebook"),
        ("Mozilla/5.0 (iPad; CPU OS 18_1) CriOS/131.0 Mobile/15E148 Safari/604.1", "Chrome on an iPad"),
        ("curl/8.5.0", "An unknown browser"),
        ("", "An unknown browser"),
        ("Something (Windows)", "A browser on Windows"),
    ],
)
def test_it_says_a_browser_in_words(said: str, words: str) -> None:
    assert in_words(said) == words


def test_it_lists_each_browser_with_this_one_marked(cast: Cast) -> None:
    here, _ = at(cast.supplier), at(cast.supplier, IPHONE)
    page = markup.page(here.get(SESSIONS).content)
    rows = [" ".join(row.text_content().split()) for row in page.xpath("//main//dl/div")]
    assert len(rows) == 2
    [this] = [row for row in rows if "This browser" in row]
    assert this.startswith("Chrome on Windows")
    assert "In use now" in this
    [other] = [row for row in rows if row != this]
    assert other.startswith("Safari on an iPhone Last used ")
    assert "Mozilla" not in "".join(rows)


def test_it_ends_one_and_only_ones_own(cast: Cast) -> None:
    here, there, theirs = at(cast.supplier), at(cast.supplier, IPHONE), at(cast.stranger)
    [session] = UserSession.objects.filter(user=cast.supplier, user_agent=IPHONE)
    [other] = UserSession.objects.filter(user=cast.stranger)
    assert here.get(f"/account/sessions/{session.pk}/end/").status_code == 405
    assert here.post(f"/account/sessions/{other.pk}/end/").status_code == 404
    assert theirs.get("/account/").status_code == 200
    done = here.post(f"/account/sessions/{session.pk}/end/", follow=True)
    assert b"You signed out that browser." in done.content
    assert there.get("/account/").status_code == 302
    assert here.get("/account/").status_code == 200


def test_it_notes_the_use_of_a_session_once_an_hour(cast: Cast, settings: Settings) -> None:
    here, start = at(cast.supplier), timezone.now()
    session = UserSession.objects.get(user=cast.supplier)

    def seen_after(minutes: int) -> timedelta:
        with time_machine.travel(start + timedelta(minutes=minutes)):
            assert here.get("/account/").status_code == 200
        last: datetime = UserSession.objects.get(pk=session.pk).last_seen_at
        return last - start

    assert seen_after(30) < timedelta(minutes=1)
    assert timedelta(minutes=69) < seen_after(70) < timedelta(minutes=71)
    assert seen_after(100) < timedelta(minutes=71)
    settings.READ_ONLY = True
    assert seen_after(200) < timedelta(minutes=71)


def test_a_person_changes_their_name_and_job_title(cast: Cast) -> None:
    visitor = Visitor(cast.supplier)
    page = visitor.get("/account/name/")
    assert page.fields["full_name"] == ["Sunita Rao"]
    done = visitor.post("/account/name/", full_name=" Sunita Rao-Bell ", job_title="Head of Records")
    assert done.goes_to == "/account/"
    own = visitor.get("/account/").words
    assert "Full name Sunita Rao-Bell" in own
    assert "Job title Head of Records" in own
    newest = User.objects.get(pk=cast.supplier.pk).history.first()
    assert newest is not None
    assert newest.history_change_reason == "The person changed it"


@pytest.mark.parametrize("name", ["", "  ", "\u200b\u2060", "Sunita\u202eoaR", "x" * 151])
def test_a_name_must_be_one(cast: Cast, name: str) -> None:
    seen = Visitor(cast.supplier).post("/account/name/", full_name=name, job_title="")
    assert seen.status == 200
    assert seen.title.startswith("Error: ")
    assert User.objects.get(pk=cast.supplier.pk).full_name == "Sunita Rao"


@pytest.mark.parametrize("address", ["/account/name/", "/account/close/", SESSIONS, "/account/sessions/1/end/"])
def test_it_is_for_who_is_signed_in(client: Client, address: str) -> None:
    assert client.get(address)["Location"].startswith("/accounts/login/?next=")
