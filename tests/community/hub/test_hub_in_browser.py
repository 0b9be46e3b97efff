"""The hub and guidance beside a question in a real browser: with and without JavaScript, on a phone, with axe."""

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from catalogue.models import DataAsset
from community.hub.loading import load_guidance
from tests.agreements import stages
from tests.cast import Cast
from tests.pages.test_tables import show_as
from tests.plugins.axe import assert_accessible
from tests.support.visiting import Visitor, address

SIDEWAYS = "() => document.documentElement.scrollWidth > window.innerWidth"

pytestmark = pytest.mark.django_db(transaction=True)


def test_anyone_searches_and_reads_without_javascript(page_without_javascript: Page, live_server: LiveServer) -> None:
    load_guidance()
    page = page_without_javascript
    page.goto(f"{live_server.url}/")
    page.get_by_role("link", name="Community").click()
    page.get_by_label("Search the guidance and the glossary").fill("who may sign for a council")
    page.get_by_role("button", name="Search").click()
    page.get_by_role("link", name="Who may sign").click()
    expect(page.get_by_role("heading", level=1, name="Who may sign")).to_be_visible()
    page.get_by_text("What these words mean").click()
    expect(page.get_by_text("The person who signs an agreement for a body.")).to_be_visible()


def test_every_page_of_the_hub_is_accessible_and_fits_a_phone(page: Page, live_server: LiveServer) -> None:
    load_guidance()
    page.set_viewport_size({"width": 320, "height": 640})
    articles = [
        f"/community/guidance/{slug}/" for slug in ("find-power-and-gateway", "public-expectation", "team-leaves")
    ]
    hub = ["/community/", "/community/?q=consent", "/community/?q=zeppelin", "/community/?q=" + "x" * 201]
    for each in (*hub, "/community/glossary/", *articles):
        page.goto(live_server.url + each)
        assert_accessible(page)
        assert not page.evaluate(SIDEWAYS), each


def test_guidance_beside_a_question_is_accessible(
    page: Page, live_server: LiveServer, cast: Cast, asset: DataAsset
) -> None:
    load_guidance()
    share = stages.draft(cast, asset)
    show_as(page, live_server, Visitor(cast.acquirer).client)
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(live_server.url + address("step", share, "gateway"))
    page.get_by_text("What these words mean").click()
    expect(page.get_by_role("complementary", name="Guidance")).to_contain_text("Find the power and the gateway")
    assert_accessible(page)
    assert not page.evaluate(SIDEWAYS)
