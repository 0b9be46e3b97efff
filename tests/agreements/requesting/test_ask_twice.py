"""Asking again for a record that one's organisation already asks for."""

import pytest

from agreements.members import actions as members
from agreements.models import DataShare
from agreements.requesting import actions as requesting
from agreements.states import Role
from catalogue.models import DataAsset
from tests.agreements import stages
from tests.agreements.requesting.asking import NEEDED, asked
from tests.cast import Bodies, Cast, make_asset
from tests.support.visiting import Visitor, address

pytestmark = pytest.mark.django_db
SAYS = "has already drafted a request for this data"


def opened(cast: Cast, asset: DataAsset) -> DataShare:
    """Return a share opened by the lead alone, without other members."""
    body = stages.working_for(cast.acquirer)
    return requesting.open_request(assets=[asset], triage={}, organisation=body, by=cast.acquirer)


def test_own_open_request_is_offered_to_go_on_with(cast: Cast, asset: DataAsset) -> None:
    share = opened(cast, asset)

    seen = Visitor(cast.acquirer).get("ask", asset.reference)

    assert f"Barchester City Council {SAYS}" in seen.words
    assert address("overview", share) in seen.all("//main//a/@href")
    assert f"The lead is {cast.acquirer}" in seen.words
    assert seen.all("//main//form//button") == ["Start another request"]


def test_draft_beside_a_request_is_not_said_to_be_asked(cast: Cast, asset: DataAsset) -> None:
    stages.submitted(cast, asset)
    assert "has already asked for this data" in Visitor(cast.acquirer).get("ask", asset.reference).words
    opened(cast, asset)
    words = Visitor(cast.acquirer).get("ask", asset.reference).words
    assert "has already asked for, or drafted a request for, this data" in words


def test_request_a_colleague_takes_part_in_is_offered(cast: Cast, asset: DataAsset) -> None:
    share = opened(cast, asset)
    members.invite(share=share, email=cast.acquirer_colleague.email, role=Role.OBSERVER, by=cast.acquirer)

    assert share.reference in Visitor(cast.acquirer_colleague).get("ask", asset.reference).words


@pytest.mark.parametrize("person", ["acquirer_colleague", "stranger"])
def test_request_a_person_may_not_see_is_not_disclosed(person: str, cast: Cast, asset: DataAsset) -> None:
    share = opened(cast, asset)

    seen = Visitor(cast.everyone()[person]).get("ask", asset.reference)

    assert SAYS not in seen.words
    assert share.reference not in seen.words
    assert str(cast.acquirer) not in seen.words
    assert seen.all("//main//form//button") == ["Start"]


def test_start_without_saying_another_opens_nothing(cast: Cast, asset: DataAsset) -> None:
    opened(cast, asset)
    visitor = Visitor(cast.acquirer)

    seen = visitor.post("ask", asset.reference)

    assert seen.status == 200
    assert SAYS in seen.words
    assert DataShare.objects.count() == 1


def test_another_request_is_opened_knowingly(cast: Cast, asset: DataAsset) -> None:
    first = opened(cast, asset)
    visitor = Visitor(cast.acquirer)
    visitor.post("ask", asset.reference, another="yes")
    for key, slug in (
        ("tri_public", "already-public"),
        ("tri_aggregate", "figures-only"),
        ("tri_processor", "instructions-only"),
        ("tri_personal", "about-people"),
        ("tri_kind", "how-often"),
    ):
        visitor.post("triage_step", asset.reference, slug, **{key: NEEDED[key]})

    sent = visitor.post("triage_result", asset.reference)

    second = DataShare.objects.exclude(pk=first.pk).get()
    assert sent.goes_to == address("request", second)
    assert SAYS in visitor.get("ask", asset.reference).words


def test_request_opened_elsewhere_during_triage_is_said(cast: Cast, asset: DataAsset) -> None:
    visitor = asked(cast.acquirer, asset, NEEDED)
    opened(cast, asset)

    sent = visitor.post("triage_result", asset.reference)

    assert sent.goes_to == address("ask", asset.reference)
    assert SAYS in visitor.get(sent.goes_to).words
    assert DataShare.objects.count() == 1


def test_pressing_the_last_button_twice_opens_one(cast: Cast, asset: DataAsset) -> None:
    visitor = asked(cast.acquirer, asset, NEEDED)

    for _ in range(2):
        assert visitor.post("triage_result", asset.reference).status == 302

    assert DataShare.objects.count() == 1


@pytest.mark.parametrize("stage", [stages.refused, stages.withdrawn])
def test_request_that_is_over_is_no_reason_to_stop(stage: stages.Stage, cast: Cast, asset: DataAsset) -> None:
    stage(cast, asset)

    assert SAYS not in Visitor(cast.acquirer).get("ask", asset.reference).words


@pytest.mark.parametrize("stage", [stages.submitted, stages.returned, stages.negotiating, stages.signing])
def test_request_under_way_is_offered_at_each_stage(stage: stages.Stage, cast: Cast, asset: DataAsset) -> None:
    share = stage(cast, asset)

    words = Visitor(cast.acquirer_colleague).get("ask", asset.reference).words

    assert share.reference in words
    assert share.edition.get_state_display() in words


def test_request_for_another_record_is_no_reason_to_stop(cast: Cast, asset: DataAsset, bodies: Bodies) -> None:
    opened(cast, make_asset(bodies.revenue, "Another record"))

    assert SAYS not in Visitor(cast.acquirer).get("ask", asset.reference).words


def test_supplying_body_is_not_told_that_it_asks(cast: Cast, asset: DataAsset, bodies: Bodies) -> None:
    """It supplies its own records; its own requests are separate."""
    stages.submitted(cast, asset)
    council = make_asset(bodies.council, "Records of the council")

    assert SAYS not in Visitor(cast.supplier).get("ask", council.reference).words


def test_answers_of_an_old_request_ask_before_a_second_one(cast: Cast, asset: DataAsset) -> None:
    old, going_on = stages.withdrawn(cast, asset), opened(cast, asset)
    visitor = Visitor(cast.acquirer)

    seen = visitor.post("reuse", old, asset=asset.reference)

    assert seen.status == 200
    assert going_on.reference in seen.words
    assert DataShare.objects.count() == 2
    again = visitor.post("reuse", old, asset=asset.reference, another="yes")
    assert again.status == 302
    assert DataShare.objects.count() == 3
