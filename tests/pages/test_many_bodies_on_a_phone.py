"""The main pages of data shares of three and of six bodies pass axe and scroll down only, 320 pixels wide."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from agreements.models import DataShare
from agreements.register.publish import publish_owed
from agreements.signing import actions as sign_off
from agreements.signing import freezing
from catalogue.models import DataAsset
from community.models import User
from tests.agreements import schedules, stages, umbrellas
from tests.agreements.signing import three
from tests.cast import Cast, make_asset
from tests.pages.test_tables import signed_in
from tests.plugins.axe import violations

pytestmark = pytest.mark.django_db(transaction=True)
BODIES = (*umbrellas.NAMES, "Barset Ambulance Service")


def pages_of(share: DataShare) -> list[str]:
    """Return the pages of a data share that everyone reads, with those of a clause and its section."""
    clause = next(clause for clause in share.edition.clauses.all() if clause.binds)
    names = ("", "people/", "request/", "response/", "agreement/", "assessment/", "history/")
    clauses = (f"agreement/section/{clause.section}/", f"clause/{clause.pk}/", "draft/mou/")
    return [f"/shares/{share.reference}/{name}" for name in (*names, *clauses)]


def faults_of(page: Page, server: LiveServer, addresses: list[str]) -> Iterator[str]:
    """Yield what is wrong with each page, 320 pixels wide."""
    page.set_viewport_size({"width": 320, "height": 900})
    for address in addresses:
        answer = page.goto(server.url + address)
        if answer is None or answer.status != 200:
            yield f"{address} is not shown"
        if (width := page.evaluate("document.documentElement.scrollWidth")) > 320:
            yield f"{address} is {width} pixels wide"
        yield from (f"{address}: {found}" for found in violations(page))


def of_six(cast: Cast) -> tuple[DataShare, list[User]]:
    """Return a data share of six bodies with its words out for signature, and who signs."""
    others = tuple(umbrellas.made(name) for name in BODIES)
    schedules.held_by(others[0])
    draft = stages.draft(cast, make_asset(others[0].organisation, "People helped at home"), stages.checked_answers())
    return schedules.of_several(cast, draft, others), [cast.acquirer_signatory, *(each.signatory for each in others)]


def sign_all(share: DataShare, people: list[User]) -> None:
    agreement = share.agreements.offered().select_related("words").get()
    for person in people:
        sign_off.sign(agreement=agreement, digest=agreement.words.digest, method="password", by=person)
    publish_owed()


def test_main_pages_of_three_and_six_bodies_are_usable_on_a_phone(
    page: Page, live_server: LiveServer, cast: Cast, asset: DataAsset
) -> None:
    agreed = three.agreed(cast, asset)
    signed_in(page, live_server, cast.acquirer)
    of_three = pages_of(agreed)
    assert list(faults_of(page, live_server, [*of_three, f"/shares/{agreed.reference}/freeze/"])) == []
    freezing.freeze_words(share=agreed, by=cast.acquirer)
    six, signatories = of_six(cast)
    assert six.parties.count() == 6
    signing = [f"/shares/{share.reference}/sign/" for share in (agreed, six)]
    assert list(faults_of(page, live_server, [*pages_of(six), *signing, "/shares/"])) == []
    sign_all(agreed, [cast.acquirer_signatory, cast.supplier_signatory, three.director(cast)])
    sign_all(six, signatories)
    in_force = [f"/{place}/{share.reference}/" for share in (agreed, six) for place in ("shares", "register")]
    files = [f"/shares/{share.reference}/files/" for share in (agreed, six)]
    body = umbrellas.NAMES[0].replace(" ", "+")
    assert list(faults_of(page, live_server, [*in_force, *files, "/register/", f"/register/?gives={body}"])) == []
