"""The account's pages in a real browser: accessible, narrow, with passkeys, and without JavaScript."""

import re
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from community.models import User
from tests.plugins.axe import assert_accessible

pytestmark = pytest.mark.django_db(transaction=True)
PASSWORD = "three random words"
OPEN_PAGES = [
    "/accounts/login/", "/accounts/signup/", "/accounts/password/reset/", "/help/", "/privacy/", "/cookies/",
    "/accessibility/", "/no-such-page/",
]  # fmt: skip
OWN_PAGES = [
    "/account/", "/account/name/", "/account/close/", "/account/notifications/", "/accounts/email/",
    "/accounts/password/change/", "/accounts/2fa/",
    "/accounts/2fa/totp/activate/", "/accounts/sessions/", "/accounts/3rdparty/", "/accounts/logout/",
]  # fmt: skip


@pytest.fixture
def amina() -> User:
    user = User.objects.create_user("amina@barchester.gov.uk", PASSWORD, full_name="Amina Okafor")
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def sign_in(page: Page, server: LiveServer) -> None:
    page.goto(f"{server.url}/accounts/login/?next=/account/")
    page.get_by_label("Email address").fill("amina@barchester.gov.uk")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Sign in", exact=True).click()
    expect(page).to_have_title("Your account – Design a data share")


def watch_policy(page: Page) -> list[str]:
    """Return a list that collects what the browser refused to run or load."""
    refused: list[str] = []
    page.on("console", lambda line: refused.append(line.text) if "Content Security Policy" in line.text else None)
    return refused


def assert_fits_a_phone(page: Page) -> None:
    page.set_viewport_size({"width": 320, "height": 600})
    too_wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert too_wide <= 0, f"{page.url} scrolls sideways by {too_wide} pixels at 320"
    page.set_viewport_size({"width": 1000, "height": 700})


def test_its_pages_are_accessible_and_fit_a_phone(page: Page, live_server: LiveServer, amina: User) -> None:
    refused = watch_policy(page)
    for address in OPEN_PAGES:
        page.goto(live_server.url + address)
        assert_accessible(page)
        assert_fits_a_phone(page)
    sign_in(page, live_server)
    for address in OWN_PAGES:
        page.goto(live_server.url + address)
        assert_accessible(page)
        assert_fits_a_phone(page)
    assert not refused


def test_an_error_is_named_and_linked(page: Page, live_server: LiveServer) -> None:
    page.goto(f"{live_server.url}/accounts/signup/")
    page.get_by_role("button", name="Continue").click()
    expect(page).to_have_title(re.compile("^Error: "))
    assert_accessible(page)
    page.get_by_role("alert").get_by_role("link", name="Enter your email address").click()
    expect(page.get_by_label("Work email address")).to_be_focused()


def test_it_loads_no_font_it_may_not_use(page: Page, live_server: LiveServer) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{live_server.url}/accounts/signup/")
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("alert").wait_for()
    assert not [url for url in asked if "/fonts/" in url]


def test_it_works_without_javascript(page_without_javascript: Page, live_server: LiveServer, amina: User) -> None:
    page = page_without_javascript
    sign_in(page, live_server)
    page.get_by_role("button", name="Sign out").click()
    page.goto(f"{live_server.url}/account/")
    expect(page).to_have_title("Sign in – Design a data share")
    expect(page.get_by_role("button", name="Sign in with a passkey")).to_be_hidden()


def test_a_passkey_signs_someone_in(page: Page, live_server: LiveServer, amina: User) -> None:
    refused = watch_policy(page)
    add_authenticator(page)
    sign_in(page, live_server)
    page.goto(f"{live_server.url}/accounts/2fa/webauthn/add/")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Confirm").click()
    page.get_by_label("Name of the passkey or security key").fill("Office laptop")
    page.get_by_label("Use it to sign in without my password").check()
    page.get_by_role("button", name="Add passkey or security key").click()
    page.get_by_role("heading", name="Recovery codes").wait_for()
    page.get_by_role("button", name="Sign out").click()

    page.goto(f"{live_server.url}/accounts/login/?next=/account/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page).to_have_title("Your account – Design a data share")
    page.goto(f"{live_server.url}/accounts/2fa/webauthn/")
    expect(page.get_by_text("Office laptop").first).to_be_visible()
    assert not refused


def add_authenticator(page: Page) -> None:
    """Add a virtual fingerprint reader that always accepts."""
    options: dict[str, Any] = {"protocol": "ctap2", "transport": "internal"}
    options |= dict.fromkeys(
        ("hasResidentKey", "hasUserVerification", "isUserVerified", "automaticPresenceSimulation"), True
    )
    developer = page.context.new_cdp_session(page)
    developer.send("WebAuthn.enable")
    developer.send("WebAuthn.addVirtualAuthenticator", {"options": options})
