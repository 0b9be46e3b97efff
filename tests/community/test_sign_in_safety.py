"""Codes work once, guesses from elsewhere lock no one out, sessions end, and logs hold no tokens."""

import io
import json
import logging
import time
from datetime import datetime, timedelta
from typing import Any

import pytest
import structlog
import time_machine
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.core.mail import EmailMessage
from django.test import Client
from django.utils import timezone

from community.accounts.reauthentication import _totp
from community.accounts.second_step import spend_with
from community.models import User
from datashare.lib.logs import without_tokens
from tests.cast import PASSWORD, Cast
from tests.support import markup
from tests.support.signing_up import link_in

pytestmark = pytest.mark.django_db
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
NOON = "2026-11-20T12:00:05+00:00"


def code(steps: int = 0) -> str:
    return str(format_hotp_value(hotp_value(SECRET, int(time.time()) // 30 + steps)))


def sign_in(client: Client, user: User, password: str = PASSWORD, **more: Any) -> Any:
    return client.post("/accounts/login/", {"login": user.email, "password": password}, **more)


def signed_in(client: Client) -> bool:
    return client.get("/account/").status_code == 200


@pytest.mark.parametrize(("steps", "taken"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_a_code_of_the_step_beside_is_taken_once(cast: Cast, steps: int, taken: bool) -> None:
    authenticator = TOTP.activate(cast.supplier, SECRET).instance
    with time_machine.travel(NOON, tick=False):
        first, second = Client(), Client()
        for client, expected in ((first, taken), (second, False)):
            sign_in(client, cast.supplier)
            client.post("/accounts/2fa/authenticate/", {"code": code(steps)})
            assert signed_in(client) is expected
        kept = code(steps)
    for later in (31, 59, 61):
        with time_machine.travel(datetime.fromisoformat(NOON) + timedelta(seconds=later), tick=False):
            assert not (taken and spend_with(authenticator, kept)), "nor when the next step has begun"


def test_the_code_that_set_up_the_app_works_no_more(cast: Cast) -> None:
    client = Client()
    with time_machine.travel(NOON, tick=False):
        sign_in(client, cast.supplier)
        client.post("/accounts/reauthenticate/", {"password": PASSWORD})
        assert client.get("/accounts/2fa/totp/activate/").status_code == 200
        secret = client.session["mfa.totp.secret"]
        used = format_hotp_value(hotp_value(secret, int(time.time()) // 30))
        assert client.post("/accounts/2fa/totp/activate/", {"code": used}).status_code == 302
        authenticator = _totp(cast.supplier)
        assert authenticator
        assert not spend_with(authenticator, used)
        other = Client()
        sign_in(other, cast.supplier)
        assert b"Code is incorrect or has expired" in other.post("/accounts/2fa/authenticate/", {"code": used}).content


def guess(user: User, network: str, times: int = 6) -> None:
    for _ in range(times):
        sign_in(Client(), user, "a guess that is wrong", REMOTE_ADDR=network)


def test_guesses_from_another_network_block_no_one(cast: Cast) -> None:
    guess(cast.supplier, "203.0.113.9")
    owner = Client()
    sign_in(owner, cast.supplier, REMOTE_ADDR="198.51.100.7")
    assert signed_in(owner)
    guesser = Client()
    answer = sign_in(guesser, cast.supplier, REMOTE_ADDR="203.0.113.9")
    assert b"You have tried too many times" in answer.content


def test_known_browser_is_let_in_while_the_address_is_guessed_everywhere(cast: Cast) -> None:
    owner = Client()
    sign_in(owner, cast.supplier)
    owner.post("/accounts/logout/")
    for number in range(11):
        guess(cast.supplier, f"203.0.113.{number}", 5)
    stranger = Client()
    assert b"You have tried too many times" in sign_in(stranger, cast.supplier, REMOTE_ADDR="192.0.2.1").content
    sign_in(owner, cast.supplier)
    assert signed_in(owner)


def test_known_browser_may_not_guess_on(cast: Cast) -> None:
    owner = Client()
    sign_in(owner, cast.supplier)
    owner.post("/accounts/logout/")
    for _ in range(6):
        sign_in(owner, cast.supplier, "a guess that is wrong")
    assert b"You have tried too many times" in sign_in(owner, cast.supplier).content


@pytest.mark.parametrize("forged", ["x", "a.b:c", "16charsofsomehash.deadbeef"])
def test_cookie_that_we_did_not_sign_makes_no_browser_known(cast: Cast, forged: str) -> None:
    guess(cast.supplier, "127.0.0.1")
    client = Client()
    client.cookies["known-browser"] = forged
    assert b"You have tried too many times" in sign_in(client, cast.supplier).content


@pytest.mark.parametrize(("minutes", "inside"), [(59, True), (61, False)])
def test_session_ends_after_an_hour_without_use(cast: Cast, minutes: int, inside: bool) -> None:
    client, start = Client(), timezone.now()
    with time_machine.travel(start):
        sign_in(client, cast.supplier)
    with time_machine.travel(start + timedelta(minutes=minutes)):
        assert signed_in(client) is inside


def test_session_in_use_ends_after_twelve_hours(cast: Cast) -> None:
    client, start = Client(), timezone.now()
    with time_machine.travel(start):
        sign_in(client, cast.supplier)
    for half_hours in range(1, 24):
        with time_machine.travel(start + timedelta(minutes=30 * half_hours)):
            assert signed_in(client)
    with time_machine.travel(start + timedelta(hours=12, minutes=5)):
        assert not signed_in(client)


def test_words_typed_after_the_end_are_shown_back(cast: Cast) -> None:
    client = Client()
    sign_in(client, cast.supplier)
    with time_machine.travel(timezone.now() + timedelta(minutes=61)):
        answer = client.post("/account/name/", {"full_name": "Sunita Rao-Bell", "job_title": "Head of Records"})
    assert b"Sunita Rao-Bell" in answer.content


@pytest.mark.parametrize(
    "line",
    [
        "GET /accounts/password/reset/key/3-d2x-abcdef123/", "POST /accounts/confirm-email/MTc:1vOx:secret/ 200",
        '"GET /accounts/signup/link/secret-token/ HTTP/1.1" 302 "https://x/accounts/signup/link/secret-token/"',
        "GET /accounts/login/?next=%2Faccounts%2Fconfirm-email%2Fsecret%2F HTTP/1.1", "/accounts//signup//link//secret",
        "/accounts/login/?next=%252Faccounts%252Fpassword%252Freset%252Fkey%252F3-d2x-secret%252F",
        "/Accounts/Confirm-Email/secret/", "/x?next=%2Faccounts%2Fb%3Fcode%3Dsecret%26state%3Dsecret",
        "/accounts/b?CODE=secret",
        "/accounts/oidc/b/login/callback/?code=secret&state=secret", "Not Found: /accounts/signup/link/secret/x",
    ],
)  # fmt: skip
def test_token_in_an_address_is_hidden(line: str) -> None:
    hidden = without_tokens(line)
    assert not any(token in hidden for token in ("secret", "d2x", "abcdef123"))
    assert "accounts" in hidden.lower()
    assert hidden.startswith(line[:9])


def test_no_log_line_holds_a_token(cast: Cast, mailoutbox: list[EmailMessage]) -> None:
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    from django.conf import settings

    assert "ext://datashare.lib.logs.renderer" in str(settings.LOGGING)
    from datashare.lib.logs import renderer as render

    handler.setFormatter(structlog.stdlib.ProcessorFormatter(processor=render))
    logging.getLogger().addHandler(handler)
    try:
        Client().post("/accounts/password/reset/", {"email": cast.supplier.email})
        Client().post("/accounts/signup/", {"email": "nia@council.gov.uk"})
        links = [link_in(mail) for mail in mailoutbox]
        for link in links:
            Client().get(link, follow=True)
            Client().get(link + "x/")
    finally:
        logging.getLogger().removeHandler(handler)
    said = out.getvalue()
    assert "request_finished" in said
    assert len(links) == 2
    for link in links:
        assert link.strip("/").split("/")[-1] not in said
    assert all(json.loads(line) for line in said.splitlines() if line.startswith("{"))


def test_link_to_set_a_password_holds_one_hour_and_works_once(cast: Cast, mailoutbox: list[EmailMessage]) -> None:
    client = Client()
    client.post("/accounts/password/reset/", {"email": cast.supplier.email})
    link = link_in(mailoutbox[0])
    with time_machine.travel(timezone.now() + timedelta(minutes=61)):
        assert b"This link no longer works" in Client().get(link, follow=True).content
    words = {"password1": "kettle pier mosaic", "password2": "kettle pier mosaic"}
    page = client.get(link)
    assert link.split("/")[-2] not in page["Location"]
    client.post(page["Location"], words)
    assert User.objects.get(pk=cast.supplier.pk).check_password("kettle pier mosaic")
    assert b"This link no longer works" in Client().get(link, follow=True).content


def test_wrong_password_is_named(cast: Cast) -> None:
    client = Client()
    page = markup.page(sign_in(client, cast.supplier, "wrong").content)
    assert "Email address or password is incorrect" in page.xpath("string(//div[@role='alert'])")
    sign_in(client, cast.supplier)
    words = {"oldpassword": "wrong", "password1": "kettle pier mosaic", "password2": "kettle pier mosaic"}
    assert b"Current password is incorrect" in client.post("/accounts/password/change/", words).content
