"""Every column of every table is legible: on a phone, on a small desktop, and on A4 paper."""

import re
from collections import Counter
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from agreements.models import Clause, DataShare
from agreements.requesting import bodies
from catalogue.models import DataAsset
from community.models import Membership, User
from tests.agreements import stages
from tests.cast import Cast
from tests.support.markup import flat

pytestmark = pytest.mark.django_db(transaction=True)

# What a reader cannot see of a table: cells beyond the edge that cuts them, or words beyond their cell.
HIDDEN = """() => [...document.querySelectorAll("table td, table th")].filter(cell => {
  const box = cell.getBoundingClientRect();
  const edge = (cell.closest(".table-scroll") || document.documentElement).getBoundingClientRect();
  const unseen = cell.closest("thead") && getComputedStyle(cell.closest("thead")).position === "absolute";
  return !unseen && box.width > 2 && (box.right > edge.right + 1 || cell.scrollWidth > cell.clientWidth + 1);
}).map(cell => cell.textContent.trim())"""
# The width of an A4 page inside the browser's own margins, in CSS pixels.
PAPER = 718
LINK = re.compile(r'href="(/(?:shares|register)/[^"#?]*)')


# So many of a kind are looked into; the clauses with the widest tables are among them.
OF_A_KIND = 4


def pages_with_tables(client: Client, starts: list[str]) -> dict[str, str]:
    """Return, of each kind of reachable page, the one whose table has the most columns."""
    waiting, known, widest, times = starts, set(starts), dict[str, tuple[int, str]](), Counter[str]()
    while waiting:
        address = waiting.pop(0)
        kind = re.sub(r"\d+", "1", address)
        times[kind] += 1
        if times[kind] > OF_A_KIND:
            continue
        response = client.get(address)
        if response.status_code != 200 or "text/html" not in response["Content-Type"]:
            continue
        text = flat(response)
        columns = max((head.count("<th") for head in re.findall(r"<thead.*?</thead>", text, re.DOTALL)), default=0)
        if columns > widest.get(kind, (0, ""))[0]:
            widest[kind] = (columns, address)
        found = set(LINK.findall(text)) - known
        known |= found
        waiting += sorted(found)
    return {kind: address for kind, (_, address) in widest.items()}


def looked_at(page: Page, server: LiveServer, addresses: dict[str, str]) -> Iterator[str]:
    """Yield what is illegible, page by page and medium by medium."""
    for address in addresses.values():
        for width, media in ((320, "screen"), (1280, "screen"), (PAPER, "print")):
            page.set_viewport_size({"width": width, "height": 900})
            page.emulate_media(media="print" if media == "print" else "screen")
            page.goto(server.url + address)
            hidden = page.evaluate(HIDDEN)
            if hidden:
                yield f"{address} at {width} ({media}): {hidden[:3]}"


def signed_in(page: Page, server: LiveServer, user: User) -> Client:
    client = Client()
    client.force_login(user)
    show_as(page, server, client)
    return client


def show_as(page: Page, server: LiveServer, client: Client) -> None:
    """Let the browser go on where this client is signed in."""
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": server.url}])


def wide_clauses(share: DataShare) -> list[str]:
    """Return the pages of the clauses whose tables have the most columns."""
    clauses = sorted(share.edition.clauses.select_related("current"), key=columns_of, reverse=True)
    return [f"/shares/{share.reference}/clause/{clause.pk}/" for clause in clauses[:2]]


def columns_of(clause: Clause) -> int:
    text = clause.current.text if clause.current else ""
    return max((line.count("|") for line in text.split("\n")), default=0)


@pytest.mark.parametrize("stage", [stages.assessing, stages.negotiating, stages.in_force])
def test_tables_of_every_page_can_be_read_on_phone_desktop_and_paper(
    stage: stages.Stage, page: Page, live_server: LiveServer, cast: Cast, asset: DataAsset
) -> None:
    share = stage(cast, asset)
    client = signed_in(page, live_server, cast.supplier)
    register = [f"/register/{share.reference}/"]
    addresses = pages_with_tables(client, [*wide_clauses(share), f"/shares/{share.reference}/", *register])
    assert len(addresses) > 2
    assert list(looked_at(page, live_server, addresses | {"desk": "/shares/", "cookies": "/cookies/"})) == []


def test_withheld_words_stack_on_a_phone(page: Page, live_server: LiveServer, cast: Cast, asset: DataAsset) -> None:
    long = "amina.okafor.of.the.records.and.archives.department@barchester-city-council.gov.uk"
    aims = f"Amina Okafor asked for it (020 7946 0123, {long})."
    share = stages.agreed(cast, asset, stages.answers_of_today() | {"aims": aims})
    signed_in(page, live_server, cast.acquirer)
    addresses = {name: f"/shares/{share.reference}/{name}/" for name in ("freeze", "freeze/register")}
    assert list(looked_at(page, live_server, addresses)) == []
    page.set_viewport_size({"width": 320, "height": 900})
    for address in addresses.values():
        page.goto(live_server.url + address)
        assert page.locator("caption", has_text="will withhold").count() == 1
        assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_grid_of_who_gives_to_whom_becomes_questions_on_a_phone(
    page: Page, live_server: LiveServer, cast: Cast, asset: DataAsset
) -> None:
    share, elsewhere = stages.draft(cast, asset), Membership.objects.get(user=cast.stranger).organisation
    bodies.add_body(
        share=share, body=elsewhere, gives=True, purpose="Help.", email=cast.stranger.email, by=cast.acquirer
    )
    signed_in(page, live_server, cast.acquirer)
    address = f"/shares/{share.reference}/request/organisations/flows/"
    assert list(looked_at(page, live_server, {"grid": address})) == []
    page.set_viewport_size({"width": 320, "height": 900})
    page.goto(live_server.url + address)
    assert page.locator(".flow-grid input:visible").count() == 6
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_tables_of_every_template_give_way_on_a_phone() -> None:
    wide = []
    for template in sorted((settings.BASE_DIR / "templates").rglob("*.html")):
        text = template.read_text()
        for table in re.finditer(r"<table[^>]*>", text):
            frame = text[: table.start()].rstrip().rpartition("<")[2]
            gives_way = "table-scroll" in frame or "stacked-table" in table[0] or "flow-grid" in table[0]
            if not gives_way and "documents" not in template.parts:
                wide.append(f"{template.name}: {table[0]}")
    assert wide == []


def test_links_on_paper_show_no_addresses(page: Page, live_server: LiveServer, db: None) -> None:
    page.emulate_media(media="print")
    page.goto(f"{live_server.url}/cookies/")
    after = "() => [...document.querySelectorAll('a')].map(link => getComputedStyle(link, '::after').content)"
    assert {content for content in page.evaluate(after) if "http" in content or "/" in content} == set()


def test_words_on_paper_take_its_width(page: Page, live_server: LiveServer, db: None) -> None:
    page.set_viewport_size({"width": PAPER, "height": 900})
    page.emulate_media(media="print")
    page.goto(f"{live_server.url}/verify/how/")
    taken = "() => document.querySelector('.govuk-grid-column-two-thirds').offsetWidth / document.body.offsetWidth"
    assert page.evaluate(taken) > 0.9
