"""Checking a document and reading the register in a real browser: with and without JavaScript, on a phone, with axe."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from tests.agreements.verifying.conftest import SealedShare
from tests.plugins.axe import assert_accessible

SIDEWAYS = "() => document.documentElement.scrollWidth > window.innerWidth"

pytestmark = pytest.mark.django_db(transaction=True)


def give(page: Page, address: str, path: Path) -> None:
    page.goto(f"{address}/verify/")
    page.get_by_label("Upload the PDF").set_input_files(path)
    with page.expect_navigation():
        page.get_by_role("button", name="Check the PDF").click()


def test_anyone_checks_and_reads_without_javascript(
    page_without_javascript: Page, live_server: LiveServer, sealed_beside: SealedShare, tmp_path: Path
) -> None:
    page, file = page_without_javascript, tmp_path / "agreement.pdf"
    file.write_bytes(sealed_beside.pdf)
    give(page, live_server.url, file)
    expect(page.get_by_role("heading", level=1, name="Genuine and in force")).to_be_visible()
    page.get_by_role("link", name="in the register").click()
    expect(page.get_by_role("heading", level=1, name=sealed_beside.share.title)).to_be_visible()
    file.write_bytes(sealed_beside.pdf + b"\n")
    give(page, live_server.url, file)
    expect(page.get_by_role("heading", level=1, name="This file has been changed")).to_be_visible()


def test_every_page_is_accessible_and_fits_a_phone(
    page: Page, live_server: LiveServer, sealed_beside: SealedShare, tmp_path: Path
) -> None:
    page.set_viewport_size({"width": 320, "height": 640})
    reference, file = sealed_beside.share.reference, tmp_path / "agreement.pdf"
    register = ["/register/", "/register/?q=zebra&data=none", f"/register/{reference}/"]
    verify = ["/verify/", "/verify/how/", f"/verify/?reference={reference}", "/verify/?reference=no"]
    for address in register + verify:
        page.goto(live_server.url + address)
        assert_accessible(page)
        assert not page.evaluate(SIDEWAYS), address
    for content in (sealed_beside.pdf, b"no PDF"):
        file.write_bytes(content)
        give(page, live_server.url, file)
        assert_accessible(page)
        assert not page.evaluate(SIDEWAYS), page.title()
