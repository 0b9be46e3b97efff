"""The second step in a real browser: set up an app, recovery codes and a security key; sign in with each."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from community.models import User
from tests.community.test_sign_in_browser import PASSWORD, add_authenticator, assert_fits_a_phone, sign_in
from tests.plugins.axe import assert_accessible

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def amina() -> User:
    user = User.objects.create_user("amina@barchester.gov.uk", PASSWORD, full_name="Amina Okafor")
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    """Yield a clock that moves half a minute on for each code, which counts once."""
    with time_machine.travel(timezone.now(), tick=True) as travelling:
        yield travelling


def code(secret: str, clock: time_machine.Traveller) -> str:
    """Return the code of a half minute that has just begun, so that it still counts when it is read."""
    clock.move_to(timezone.now() + timedelta(seconds=31 - timezone.now().timestamp() % 30))
    return str(format_hotp_value(hotp_value(secret, int(timezone.now().timestamp()) // 30)))


def looked_at(page: Page) -> None:
    page.wait_for_load_state()
    assert_accessible(page)
    assert_fits_a_phone(page)


def confirm(page: Page) -> None:
    """Enter the password again, if a page asks for it."""
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Confirm").click()


def half_sign_in(page: Page, server: LiveServer) -> None:
    """Sign in with the password, up to the page of the second step."""
    page.goto(f"{server.url}/accounts/login/?next=/account/")
    page.get_by_label("Email address").fill("amina@barchester.gov.uk")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Sign in", exact=True).click()
    expect(page).to_have_title(re.compile("^Enter your code"))
    page.wait_for_load_state()


def enter(page: Page, typed: str) -> None:
    page.get_by_label("Code").fill(typed)
    page.get_by_role("button", name="Continue").click()


def set_up_app(page: Page, server: LiveServer, clock: time_machine.Traveller) -> str:
    """Set up an authenticator app; return its secret."""
    page.goto(f"{server.url}/accounts/2fa/totp/activate/")
    confirm(page)
    looked_at(page)
    secret = page.locator("code.secret").inner_text().strip()
    page.get_by_label("Code").fill("000000")
    page.get_by_role("button", name="Set up authenticator app").click()
    expect(page).to_have_title(re.compile("^Error: Set up an authenticator app"))
    looked_at(page)
    assert page.locator("code.secret").inner_text().strip() == secret
    page.get_by_label("Code").fill(code(secret, clock))
    page.get_by_role("button", name="Set up authenticator app").click()
    page.get_by_role("heading", name="Recovery codes").wait_for()
    return secret


def test_an_app_and_recovery_codes_sign_someone_in(
    page: Page, live_server: LiveServer, amina: User, clock: time_machine.Traveller
) -> None:
    sign_in(page, live_server)
    secret = set_up_app(page, live_server, clock)
    expect(page.get_by_text("You set up your authenticator app")).to_be_visible()
    expect(page.get_by_text("You created new recovery codes")).to_have_count(0)
    looked_at(page)
    codes = page.locator("ul.secret li").all_inner_texts()
    assert len(codes) == 10
    page.goto(f"{live_server.url}/accounts/2fa/")
    expect(page.get_by_text("You have 10 recovery codes left")).to_be_visible()
    looked_at(page)
    page.get_by_role("button", name="Sign out").click()

    half_sign_in(page, live_server)
    looked_at(page)
    enter(page, "123456")
    expect(page.get_by_role("alert").get_by_text("Code is incorrect or has expired")).to_be_visible()
    expect(page).to_have_title(re.compile("^Error: Enter your code"))
    looked_at(page)
    enter(page, code(secret, clock))
    expect(page).to_have_title("Your account – Design a data share")
    page.get_by_role("button", name="Sign out").click()

    half_sign_in(page, live_server)
    enter(page, codes[0])
    expect(page).to_have_title("Your account – Design a data share")
    page.get_by_role("button", name="Sign out").click()
    half_sign_in(page, live_server)
    enter(page, codes[0])
    expect(page.get_by_role("alert").get_by_text("Code is incorrect or has expired")).to_be_visible()
    enter(page, codes[1])
    expect(page).to_have_title("Your account – Design a data share")
    page.goto(f"{live_server.url}/accounts/2fa/")
    expect(page.get_by_text("You have 8 recovery codes left")).to_be_visible()


def test_an_app_is_switched_off_again(
    page: Page, live_server: LiveServer, amina: User, clock: time_machine.Traveller
) -> None:
    sign_in(page, live_server)
    set_up_app(page, live_server, clock)
    page.goto(f"{live_server.url}/accounts/2fa/totp/deactivate/")
    looked_at(page)
    page.get_by_role("button", name="Switch off authenticator app").click()
    expect(page.get_by_text("You switched off your authenticator app")).to_be_visible()
    assert not Authenticator.objects.filter(user=amina, type=Authenticator.Type.TOTP).exists()


def test_a_security_key_is_a_second_step_and_is_renamed_and_removed(
    page: Page, live_server: LiveServer, amina: User
) -> None:
    add_authenticator(page)
    sign_in(page, live_server)
    page.goto(f"{live_server.url}/accounts/2fa/webauthn/add/")
    confirm(page)
    page.get_by_label("Name of the passkey or security key").fill("Office laptop")
    looked_at(page)
    page.get_by_role("button", name="Add passkey or security key").click()
    page.get_by_role("heading", name="Recovery codes").wait_for()
    page.get_by_role("button", name="Sign out").click()

    half_sign_in(page, live_server)
    page.get_by_role("button", name="Use passkey or security key").click()
    expect(page).to_have_title("Your account – Design a data share")
    page.goto(f"{live_server.url}/accounts/2fa/webauthn/")
    looked_at(page)
    page.get_by_role("link", name="Rename").click()
    confirm(page)
    expect(page).to_have_title(re.compile("^Rename this passkey or security key"))
    looked_at(page)
    page.get_by_label("Name of the passkey or security key").fill("Red key")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Red key").first).to_be_visible()
    page.get_by_role("link", name="Remove").click()
    looked_at(page)
    page.get_by_role("button", name="Remove passkey or security key").click()
    expect(page.get_by_text("You removed a passkey or security key")).to_be_visible()


def test_guessing_codes_is_stopped_in_plain_words(
    page: Page, live_server: LiveServer, amina: User, clock: time_machine.Traveller
) -> None:
    sign_in(page, live_server)
    set_up_app(page, live_server, clock)
    page.get_by_role("button", name="Sign out").click()
    half_sign_in(page, live_server)
    for _ in range(12):
        enter(page, "123456")
        if page.get_by_text("You have tried too many times").count():
            break
    expect(page.get_by_text("You have tried too many times").first).to_be_visible()
    looked_at(page)
