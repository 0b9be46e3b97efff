"""The overview of a data share: what happens next, the last events."""

import pytest

from agreements.members import actions as members
from agreements.models import DataShare
from agreements.requesting import actions as requesting
from agreements.states import Role
from catalogue.models import DataAsset
from tests.agreements import stages
from tests.agreements.overview.many import more_events, queries
from tests.cast import Cast
from tests.support.visiting import Visitor, address

pytestmark = pytest.mark.django_db


def test_it_offers_the_one_act_that_is_this_persons(cast: Cast, share: DataShare) -> None:
    page = Visitor(cast.supplier).get("overview", share)

    [button] = page.tree.xpath("//main//a[contains(@class, 'govuk-button')]")
    assert button.text_content() == "Respond to the request from Barchester City Council"
    assert button.get("href") == address("response", share)


def test_it_says_whom_others_wait_for(cast: Cast, share: DataShare) -> None:
    page = Visitor(cast.acquirer).get("overview", share)

    assert "Waiting for Office for Records to respond." in page.words
    assert not page.all("//main//a[contains(@class, 'govuk-button')]")


def test_an_adviser_is_asked_to_advise(cast: Cast, asset: DataAsset) -> None:
    share = stages.negotiating(cast, asset)
    page = Visitor(cast.acquirer_expert).get("overview", share)

    assert page.all("//main//a[contains(@class, 'govuk-button')]") == ["Advise on the clauses"]


def test_it_shows_where_the_data_share_is(cast: Cast, share: DataShare) -> None:
    page = Visitor(cast.acquirer).get("overview", share)

    assert page.title.startswith("Overview – Heating help records")
    assert share.reference in page.words
    assert page.all("//ol[@class='steps']/li") == [
        "Request done",
        "Response now",
        "Agreement to come",
        "Signatures to come",
        "In force to come",
    ]
    [current] = page.tree.xpath("//li[@aria-current='step']")
    assert current.text_content().split()[0] == "Response"
    assert page.all("//nav[@aria-label='Pages of this data share']//a[@aria-current='page']") == ["Overview"]
    assert len(page.all("//h1")) == 1


def test_it_shows_the_last_five_events_newest_first(cast: Cast, share: DataShare) -> None:
    more_events(share, cast, 7)
    said = Visitor(cast.acquirer).get("overview", share).all("//ol[contains(@class, 'event-list')]/li")

    assert len(said) == 5
    newest = share.events.count()
    assert said[0].endswith(f"Amina Okafor (Barchester City Council) invited Person {newest} as an observer")


def test_it_names_the_data_and_both_sides(cast: Cast, share: DataShare, asset: DataAsset) -> None:
    page = Visitor(cast.supplier).get("overview", share)

    assert address("catalogue:record", asset.reference) in page.all("//main//a/@href")
    assert "Barchester City Council" in page.words
    assert "Office for Records" in page.words


def test_the_supplier_to_be_is_named_before_it_is_sent(cast: Cast, asset: DataAsset) -> None:
    share = stages.draft(cast, asset)

    assert "Office for Records (will see this when you send it)" in Visitor(cast.acquirer).get("overview", share).words


def test_strangers_find_nothing(cast: Cast, share: DataShare) -> None:
    assert Visitor(cast.stranger).get("overview", share).status == 404
    assert Visitor(cast.acquirer).get("overview", "DS-0000-0000").status == 404
    assert "/accounts/login/" in Visitor().get("overview", share).goes_to


@pytest.mark.parametrize(
    ("stage", "where", "line"),
    [
        (stages.draft, "Step 1 of 5: Request", ["Request now", "Response to come"]),
        (stages.refused, "Refused at step 2 of 5: Response", ["Request done", "Response refused here"]),
        (stages.withdrawn, "Withdrawn at step 2 of 5: Response", ["Request done", "Response withdrawn here"]),
        (stages.in_force, "Step 5 of 5: In force", ["Request done", "Response done"]),
    ],
)
def test_the_steps_say_where_it_is_or_stopped(
    cast: Cast, asset: DataAsset, stage: stages.Stage, where: str, line: list[str]
) -> None:
    share = stage(cast, asset)
    page = Visitor(cast.acquirer).get("overview", share)

    assert page.all("//details/summary")[0] == where
    assert page.all("//ol[@class='steps']/li")[:2] == line
    stopped = share.edition.state in {"refused", "withdrawn"}
    assert (page.all("//ol[@class='steps']/li")[-1] == "In force not reached") == stopped
    assert len(page.all("//li[@aria-current='step']")) == (0 if stopped else 1)
    assert page.all("//nav[@aria-label='Pages of this data share']//summary") == [
        "Pages of this data share You are on: Overview"
    ]


def test_it_stops_where_it_was_withdrawn(cast: Cast, asset: DataAsset) -> None:
    share = stages.signing(cast, asset)
    requesting.withdraw(share=share, reason="", by=cast.acquirer)

    summary = Visitor(cast.supplier).get("overview", share).all("//details/summary")[0]
    assert summary == "Withdrawn at step 4 of 5: Signatures"


@pytest.mark.parametrize("name", ["overview", "people", "history", "request", "response", "agreement", "files"])
def test_more_of_everything_takes_no_more_queries(cast: Cast, share: DataShare, name: str) -> None:
    visitor = Visitor(cast.acquirer)
    queries(visitor, name, share)
    few = queries(visitor, name, share)
    more_events(share, cast, 200)
    for number in range(20):
        members.invite(share=share, email=f"person{number}@council.gov.uk", role=Role.OBSERVER, by=cast.acquirer)

    assert queries(visitor, name, share) == few
