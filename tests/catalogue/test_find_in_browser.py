"""Finding data in a real browser: with and without JavaScript, on a phone, and with axe."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from catalogue.harvesting.importing import ImportReport
from catalogue.models import DataAsset
from tests.catalogue.conftest import record
from tests.plugins.axe import assert_accessible

Importer = Callable[..., ImportReport]
SIDEWAYS = "() => document.documentElement.scrollWidth > window.innerWidth"

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def records(transactional_db: None, import_rows: Importer) -> None:
    others = [record(number, publisher=f"Council {number}", themes=["Education"]) for number in range(2, 30)]
    import_rows(record(1, title="Otter sightings", license="Restricted"), *others)


def test_a_person_searches_filters_and_reads_without_javascript(
    page_without_javascript: Page, live_server: LiveServer, records: None
) -> None:
    page = page_without_javascript
    page.goto(f"{live_server.url}/find/")
    page.get_by_label("What are you looking for?").fill("where have otters been seen")
    page.get_by_role("button", name="Search").click()
    expect(page.get_by_role("heading", name="1 record for")).to_be_visible()
    page.get_by_label("On request").check()
    page.get_by_role("button", name="Apply filters").click()
    page.get_by_role("link", name="Otter sightings").click()
    expect(page.get_by_role("heading", level=1, name="Otter sightings")).to_be_visible()


@pytest.mark.parametrize(
    "address", ["/find/", "/find/?q=gritting&theme=Education", "/find/?q=qqqxz", f"/find/?q={'x' * 300}", "record"]
)
@pytest.mark.parametrize("width", [320, 1200])
def test_every_page_is_accessible_and_fits_a_phone(
    page: Page, live_server: LiveServer, records: None, address: str, width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    wanted = DataAsset.objects.get(title="Otter sightings").get_absolute_url() if address == "record" else address
    page.goto(live_server.url + wanted)
    assert not page.evaluate(SIDEWAYS)
    assert_accessible(page)


def test_filters_are_folded_on_a_phone_and_beside_the_results_on_a_desk(
    page: Page, live_server: LiveServer, records: None
) -> None:
    page.set_viewport_size({"width": 320, "height": 800})
    page.goto(f"{live_server.url}/find/")
    apply = page.get_by_role("button", name="Apply filters")
    expect(apply).to_be_hidden()
    page.get_by_role("heading", name="Filters").click()
    expect(apply).to_be_visible()
    page.set_viewport_size({"width": 1200, "height": 800})
    page.reload()
    expect(apply).to_be_visible()
