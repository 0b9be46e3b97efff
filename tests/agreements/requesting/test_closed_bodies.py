"""A closed body is not asked for data, and asks for none; users are led to its successor."""

from datetime import date

import pytest

from agreements.models import DataShare, Outcome, Party
from agreements.requesting import actions as requesting
from agreements.responding import actions as responding
from catalogue.models import DataAsset
from community.models import Organisation, User
from community.organisations.moving import move_organisation
from datashare.lib.exceptions import NotNow
from tests.agreements import stages
from tests.cast import Bodies, Cast
from tests.support.visiting import Visitor

pytestmark = pytest.mark.django_db
SAID = "Office for Records closed on 1 October 2026. Agency for Elsewhere replaced it."


def close(body: Organisation, *followers: Organisation) -> None:
    body.is_closed, body.closed_on = True, date(2026, 10, 1)
    body.save()
    body.superseded_by.set(followers)


def submitted(share: DataShare, by: User) -> None:
    requesting.submit(share=share, declared=stages.DECLARED, by=by)


def test_record_of_closed_body_asks_for_no_request(cast: Cast, bodies: Bodies, asset: DataAsset) -> None:
    needs, answered = (
        "Before you ask for this data",
        "No one at Office for Records answers requests in this service yet",
    )
    before = Visitor(cast.acquirer).get("catalogue:record", asset.reference).words
    close(bodies.revenue, bodies.elsewhere)
    words = Visitor(cast.acquirer).get("catalogue:record", asset.reference).words

    assert needs in before
    assert needs not in words
    assert answered not in words


def test_record_of_closed_body_leads_to_followers(cast: Cast, bodies: Bodies, asset: DataAsset) -> None:
    close(bodies.revenue, bodies.elsewhere)
    page = Visitor(cast.acquirer).get("catalogue:record", asset.reference)
    assert SAID in page.words
    assert "Ask for this data" not in page.words
    assert "/find/?publisher=Agency+for+Elsewhere" in page.all("//main//a/@href")


def test_search_marks_record_of_closed_body(cast: Cast, bodies: Bodies, asset: DataAsset) -> None:
    assert "Office for Records ·" in Visitor().get("/find/").words
    close(bodies.revenue, bodies.elsewhere)
    assert "Office for Records (closed) ·" in Visitor().get("/find/").words


def test_asking_closed_body_is_refused_with_followers(cast: Cast, bodies: Bodies, asset: DataAsset) -> None:
    close(bodies.revenue, bodies.elsewhere, bodies.council)
    page = Visitor(cast.stranger).get("ask", asset.reference)
    assert page.heading == "Office for Records has closed"
    assert "Agency for Elsewhere and Barchester City Council replaced it." in page.words
    answer = Visitor(cast.stranger).post("ask", asset.reference)
    assert answer.heading == "Office for Records has closed"


def test_asking_closed_body_without_follower_names_support(cast: Cast, bodies: Bodies, asset: DataAsset) -> None:
    close(bodies.revenue)
    page = Visitor(cast.acquirer).get("ask", asset.reference)
    assert "We do not know which organisation replaced it." in page.words
    assert "To find out which organisation holds its data now, ask" in page.words


def test_triage_of_closed_body_leads_to_the_refusal(cast: Cast, bodies: Bodies, asset: DataAsset) -> None:
    visitor = Visitor(cast.acquirer)
    first = visitor.post("ask", asset.reference).goes_to
    close(bodies.revenue, bodies.elsewhere)
    assert visitor.get(first).goes_to == f"/ask/{asset.reference}/"


def test_person_of_closed_body_is_led_to_say_where_they_work(cast: Cast, bodies: Bodies, asset: DataAsset) -> None:
    close(bodies.council, bodies.elsewhere)
    page = Visitor(cast.acquirer).get("ask", asset.reference)
    assert page.heading == "Barchester City Council has closed"
    assert "/account/organisation/" in page.all("//main//a/@href")
    unlisted = Visitor(cast.acquirer).get("ask_unlisted")
    assert unlisted.heading == "Barchester City Council has closed"


@pytest.mark.parametrize("side", ["council", "revenue"])
def test_opening_request_with_closed_body_is_refused(cast: Cast, bodies: Bodies, asset: DataAsset, side: str) -> None:
    close(getattr(bodies, side), bodies.elsewhere)
    with pytest.raises(NotNow, match="closed on 1 October 2026"):
        requesting.open_request(assets=[asset], triage={}, organisation=bodies.council, by=cast.acquirer)
    assert not DataShare.objects.exists()


@pytest.mark.parametrize("side", ["council", "revenue"])
def test_sending_draft_to_or_for_closed_body_is_refused(
    cast: Cast, bodies: Bodies, asset: DataAsset, side: str
) -> None:
    share = stages.draft(cast, asset)
    close(getattr(bodies, side), bodies.elsewhere)
    with pytest.raises(NotNow, match="Agency for Elsewhere replaced it"):
        submitted(share, cast.acquirer)
    assert not share.edition.rounds.exists()


def test_draft_says_that_its_holder_closed(cast: Cast, bodies: Bodies, asset: DataAsset) -> None:
    share = stages.draft(cast, asset)
    close(bodies.revenue, bodies.elsewhere)
    page = Visitor(cast.acquirer).get("overview", share)
    assert SAID in page.words
    assert "withdraw the request and make a new one" in page.words


@pytest.mark.parametrize("reader", ["acquirer", "supplier"])
def test_leads_of_both_sides_read_that_one_closed(cast: Cast, bodies: Bodies, asset: DataAsset, reader: str) -> None:
    share = stages.submitted(cast, asset)
    close(bodies.revenue, bodies.elsewhere)
    assert SAID in Visitor(getattr(cast, reader)).get("overview", share).words


def test_agreement_in_force_says_so_here_and_in_the_register(cast: Cast, bodies: Bodies, asset: DataAsset) -> None:
    share = stages.in_force(cast, asset)
    close(bodies.revenue, bodies.elsewhere)
    assert "Ask your lawyers" in Visitor(cast.acquirer).get("overview", share).words
    assert SAID in Visitor().get("register_entry", share).words


def test_request_that_came_back_goes_to_the_same_people_after_a_move(
    cast: Cast, bodies: Bodies, asset: DataAsset
) -> None:
    share = stages.submitted(cast, asset)
    responding.decide(share=share, outcome=Outcome.RETURN, reason=None, text="Say why.", by=cast.supplier)
    close(bodies.revenue, bodies.elsewhere)
    support = User.objects.create_superuser("support@service.gov.uk", "a long password", full_name="Sam Porter")
    move_organisation(closed=bodies.revenue, successor=bodies.elsewhere, reason="Order", by=support)
    submitted(share, cast.acquirer)
    assert set(Party.objects.filter(share=share).values_list("organisation__slug", flat=True)) == {
        "council",
        "revenue",
    }
