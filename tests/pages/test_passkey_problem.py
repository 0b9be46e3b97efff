"""A passkey that the browser refuses is an error on the page, with focus on it."""

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

pytestmark = pytest.mark.django_db(transaction=True)

CANNOT = "You cannot use a passkey or security key at this web address. Use another way."
TRY_AGAIN = "We could not use your passkey or security key. Try again, or use another way."


@pytest.mark.parametrize(("refusal", "words"), [("SecurityError", CANNOT), ("NotAllowedError", TRY_AGAIN)])
def test_refused_passkey_is_said_on_the_page(refusal: str, words: str, page: Page, live_server: LiveServer) -> None:
    page.goto(f"{live_server.url}/accounts/login/")
    refuse = f"navigator.credentials.get = () => Promise.reject(new DOMException('No', '{refusal}'))"
    page.evaluate(f"() => {{ {refuse} }}")

    for _ in range(2):
        page.get_by_role("button", name="Sign in with a passkey").click()
        summary = page.get_by_role("alert")
        expect(summary).to_contain_text(words)
        expect(summary).to_be_focused()
        assert page.title().startswith("Error: Sign in")
        page.get_by_role("button", name="Sign in with a passkey").focus()
