"""Elements marked as hidden are invisible, whatever their class; without JavaScript no button needs them."""

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from catalogue.models import DataAsset
from tests.agreements import stages
from tests.cast import Cast
from tests.pages.test_tables import signed_in

pytestmark = pytest.mark.django_db(transaction=True)


def test_tick_all_is_not_seen_without_javascript(
    page_without_javascript: Page, live_server: LiveServer, cast: Cast, asset: DataAsset
) -> None:
    page, share = page_without_javascript, stages.negotiating(cast, asset)
    signed_in(page, live_server, cast.supplier)

    page.goto(f"{live_server.url}/shares/{share.reference}/agreement/section/M1/")

    assert page.locator("[data-tick-all]").count() == 1
    assert page.locator("[hidden]:visible").all_inner_texts() == []
    expect(page.get_by_role("button", name="Agree selected clauses")).to_be_visible()


def test_tick_all_is_seen_with_javascript(page: Page, live_server: LiveServer, cast: Cast, asset: DataAsset) -> None:
    share = stages.negotiating(cast, asset)
    signed_in(page, live_server, cast.supplier)

    page.goto(f"{live_server.url}/shares/{share.reference}/agreement/section/M1/")

    page.get_by_role("button", name="Select all clauses on this page").click()
    assert page.locator("main input[name=clause]:not(:checked)").count() == 0
