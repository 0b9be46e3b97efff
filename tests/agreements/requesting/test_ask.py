"""Before a request: the triage, and where it leads."""

import pytest

from agreements.models import DataShare
from catalogue.models import DataAsset, Steward
from community.models import Membership
from tests.agreements import stages
from tests.agreements.requesting.asking import NEEDED, asked
from tests.agreements.stages import working_for
from tests.cast import Bodies, Cast, make_asset
from tests.support.visiting import Visitor, address

pytestmark = pytest.mark.django_db


def test_it_begins_with_what_will_happen(cast: Cast, asset: DataAsset) -> None:
    seen = Visitor(cast.acquirer).get("ask", asset.reference)

    assert seen.status == 200
    assert seen.heading == "Ask for Council tax records of households"
    assert "on behalf of Barchester City Council" in seen.words


def test_it_asks_one_question_a_page_in_order(cast: Cast, asset: DataAsset) -> None:
    visitor = Visitor(cast.acquirer)
    headings = []
    here = visitor.post("ask", asset.reference).goes_to
    for key, value in NEEDED.items():
        page = visitor.client.get(here)
        assert page.status_code == 200
        headings.append(here.rstrip("/").rpartition("/")[2])
        here = str(visitor.client.post(here, {key: value}).headers["Location"])

    assert headings == ["already-public", "figures-only", "instructions-only", "about-people", "how-often"]
    assert here == address("triage_result", asset.reference)


def test_it_says_that_a_choice_is_missing(cast: Cast, asset: DataAsset) -> None:
    seen = Visitor(cast.acquirer).post("triage_step", asset.reference, "already-public")

    assert seen.status == 200
    assert seen.title.startswith("Error: Is the data already published")
    assert seen.errors == ["Select whether the data is already published or open"]


def test_emergency_is_asked_for_its_risk_and_shows_it(cast: Cast, asset: DataAsset) -> None:
    visitor = asked(cast.acquirer, asset, {key: value for key, value in NEEDED.items() if key != "tri_kind"})
    place = ("triage_step", asset.reference, "how-often")

    assert visitor.post(*place, tri_kind="emergency").errors == ["Enter the immediate risk"]
    visitor.post(*place, tri_kind="emergency", tri_kind__risk="Homes are flooding.")
    assert "Homes are flooding." in visitor.get(*place).words
    visitor.post("triage_result", asset.reference)

    share = DataShare.objects.get()
    assert "Immediate risk: Homes are flooding." in visitor.get("overview", share.reference).words


@pytest.mark.parametrize(
    ("answers", "title", "way_on"),
    [
        ({"tri_public": "yes"}, "You do not need an agreement to use open data", "record"),
        (
            {"tri_public": "no", "tri_aggregate": "yes"},
            "You do not need an agreement to use anonymous statistics",
            "record",
        ),
        (
            {"tri_public": "no", "tri_aggregate": "no", "tri_processor": "yes"},
            "You need a processing contract, not a data sharing agreement",
            "record",
        ),
    ],
)
def test_it_says_that_no_agreement_is_needed_and_where_to_go(
    cast: Cast, asset: DataAsset, answers: dict[str, str], title: str, way_on: str
) -> None:
    visitor = asked(cast.acquirer, asset, answers)
    seen = visitor.get("triage_result", asset.reference)

    assert seen.heading == title
    assert address(f"catalogue:{way_on}", asset.reference) in seen.all("//main//a/@href")
    assert not seen.all("//main//form")
    assert visitor.post("triage_result", asset.reference).status == 200
    assert not DataShare.objects.exists()


@pytest.mark.parametrize(
    ("answers", "way_on"),
    [
        ({"tri_public": "yes"}, "https://open.example/"),
        ({"tri_public": "no", "tri_aggregate": "yes"}, "/find/?q=Council+tax+records+of+households&access=open"),
        (
            {"tri_public": "no", "tri_aggregate": "no", "tri_processor": "yes"},
            "https://www.legislation.gov.uk/eur/2016/679/article/28",
        ),
    ],
)
def test_it_names_whom_to_ask_by_role_and_mailbox(
    cast: Cast, bodies: Bodies, answers: dict[str, str], way_on: str
) -> None:
    asset = make_asset(bodies.revenue, landing="https://open.example/")
    seen = asked(cast.acquirer, asset, answers).get("triage_result", asset.reference)

    assert "The people who answer requests at Office for Records" in seen.words
    assert "mailto:data@revenue.gov.uk" in seen.all("//main//a/@href")
    assert way_on in seen.all("//main//a/@href")
    assert cast.supplier.full_name not in seen.words


def test_it_names_the_stewards_of_a_record_that_has_some(cast: Cast, asset: DataAsset) -> None:
    Steward.objects.create(asset=asset, user=cast.supplier_colleague)
    seen = asked(cast.acquirer, asset, {"tri_public": "yes"}).get("triage_result", asset.reference)

    assert "The people responsible for this record at Office for Records" in seen.words
    assert cast.supplier_colleague.full_name not in seen.words


def test_it_says_where_no_one_is_known_to_ask(cast: Cast, bodies: Bodies) -> None:
    asset = make_asset(bodies.elsewhere, contact="")
    seen = asked(cast.acquirer, asset, {"tri_public": "yes"}).get("triage_result", asset.reference)

    assert "no one at Agency for Elsewhere answers requests in this service yet" in seen.words


def test_it_says_which_agreement_is_needed(cast: Cast, asset: DataAsset) -> None:
    seen = asked(cast.acquirer, asset, NEEDED).get("triage_result", asset.reference)

    assert seen.heading == "You need a data sharing agreement"
    assert "You are asking on behalf of Barchester City Council. The supplier is Office for Records" in seen.words
    assert seen.all("//main//button") == ["Start the request"]


def test_it_knows_an_agreement_that_covers_it_already(cast: Cast, asset: DataAsset) -> None:
    share = stages.in_force(cast, asset)
    covered = {"tri_public": "no", "tri_aggregate": "no", "tri_processor": "no", "tri_existing": share.reference}
    seen = asked(cast.acquirer_colleague, asset, covered).get("triage_result", asset.reference)

    assert seen.heading == "You may not need a new agreement"
    assert share.title in seen.words
    assert address("register_entry", share) in seen.all("//main//a/@href")
    assert address("overview", share) in seen.all("//main//a/@href")
    assert not seen.all("//main//form")


def test_someone_outside_it_is_told_who_lets_them_join(cast: Cast, asset: DataAsset) -> None:
    share = stages.in_force(cast, asset)
    Membership.objects.filter(user=cast.stranger).update(organisation=working_for(cast.acquirer))
    covered = {"tri_public": "no", "tri_aggregate": "no", "tri_processor": "no", "tri_existing": share.reference}
    seen = asked(cast.stranger, asset, covered).get("triage_result", asset.reference)

    assert f"Give them the reference: {share.reference}" in seen.words
    assert address("overview", share) not in seen.all("//main//a/@href")


def test_it_goes_on_when_no_agreement_covers_it(cast: Cast, asset: DataAsset) -> None:
    stages.in_force(cast, asset)
    visitor = asked(cast.acquirer, asset, NEEDED | {"tri_existing": "none"})

    assert visitor.get("triage_result", asset.reference).heading == "You need a data sharing agreement"


def test_it_does_not_offer_agreements_of_other_bodies(cast: Cast, asset: DataAsset) -> None:
    share = stages.in_force(cast, asset)
    visitor = asked(cast.stranger, asset, {"tri_public": "no", "tri_aggregate": "no", "tri_processor": "no"})

    assert visitor.get("triage_step", asset.reference, "already-covered").status == 302
    assert share.title not in visitor.get("triage_step", asset.reference, "about-people").words


def test_it_leaves_the_answers_as_they_are_when_a_person_comes_back(cast: Cast, asset: DataAsset) -> None:
    visitor = asked(cast.acquirer, asset, {"tri_public": "no"})
    seen = visitor.get("triage_step", asset.reference, "already-public")

    assert seen.all("//input[@name='tri_public'][@checked]/@value") == ["no"]


def test_it_starts_again_from_the_first_page(cast: Cast, asset: DataAsset) -> None:
    visitor = asked(cast.acquirer, asset, {"tri_public": "yes"})
    visitor.post("ask", asset.reference)

    assert visitor.get("triage_result", asset.reference).goes_to == address("ask", asset.reference)


def test_answering_again_keeps_the_answers_and_passes_every_question(cast: Cast, asset: DataAsset) -> None:
    visitor = asked(cast.acquirer, asset, NEEDED)
    [again] = visitor.get("triage_result", asset.reference).all("//a[text()='Change your answers']/@href")

    assert again == address("triage_step", asset.reference, "already-public")
    assert visitor.get(again).fields["tri_public"] == ["no"]
    sent = visitor.post(again, tri_public="no")
    assert sent.goes_to == address("triage_step", asset.reference, "figures-only")
    assert visitor.get(sent.goes_to).fields["tri_aggregate"] == [NEEDED["tri_aggregate"]]


def test_who_can_be_reached_with_a_request_only_is_said_to_be(cast: Cast, asset: DataAsset) -> None:
    visitor = asked(cast.acquirer, asset, {"tri_public": "no", "tri_aggregate": "yes"})

    assert "Email the team that holds the data." in visitor.get("triage_result", asset.reference).words


@pytest.mark.parametrize("slug", ["how-often", "about-people", "already-covered", "no-such-question"])
def test_a_question_before_its_time_leads_back(cast: Cast, asset: DataAsset, slug: str) -> None:
    seen = Visitor(cast.acquirer).get("triage_step", asset.reference, slug)

    assert seen.goes_to == address("ask", asset.reference)


def test_someone_of_no_known_body_is_told_whom_to_ask(cast: Cast, asset: DataAsset) -> None:
    cast.acquirer.memberships.all().delete()
    visitor = Visitor(cast.acquirer)

    assert "which public body you work for" in visitor.get("ask", asset.reference).words
    assert visitor.post("triage_step", asset.reference, "already-public", tri_public="no").status == 302
    assert visitor.post("triage_result", asset.reference).status == 302
    assert not DataShare.objects.exists()


def test_a_record_of_no_one_we_know_names_its_contact(cast: Cast, bodies: Bodies) -> None:
    asset = make_asset(bodies.revenue)
    DataAsset.objects.filter(pk=asset.pk).update(publisher=None, publisher_name="Ministry of Maps")
    visitor = asked(cast.acquirer, asset, NEEDED)

    assert "Ministry of Maps" in visitor.get("ask", asset.reference).words
    assert "data@revenue.gov.uk" in visitor.get("ask", asset.reference).words
    assert visitor.post("triage_result", asset.reference).status == 302
    assert not DataShare.objects.exists()


def test_no_one_asks_their_own_body(cast: Cast, asset: DataAsset) -> None:
    visitor = asked(cast.supplier, asset, NEEDED)

    page = visitor.get("ask", asset.reference)
    assert page.heading == "Your organisation holds this data"
    assert "You work for Office for Records, which holds" in page.words
    assert visitor.post("triage_result", asset.reference).status == 302
    assert not DataShare.objects.exists()


@pytest.mark.parametrize("name", ["ask", "triage_result"])
def test_a_record_that_is_not_there_is_not_found(cast: Cast, name: str) -> None:
    assert Visitor(cast.acquirer).get(name, "no-such-record").status == 404


def test_no_one_asks_without_signing_in(asset: DataAsset) -> None:
    for page in ("ask", "triage_result"):
        assert "/accounts/login/" in Visitor().get(page, asset.reference).goes_to


def test_answer_that_contradicts_the_record_is_said(cast: Cast, asset: DataAsset) -> None:
    DataAsset.objects.filter(pk=asset.pk).update(access="restricted")
    seen = asked(cast.acquirer, asset, {"tri_public": "yes"}).get("triage_result", asset.reference)

    assert "You told us that the data is open. The record gives its access as “On request”." in seen.words
    assert "The data is open, so" not in seen.words
