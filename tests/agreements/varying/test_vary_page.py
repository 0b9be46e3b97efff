"""A lead begins a new version of an agreement in force from the overview."""

import pytest

from agreements.models import DataShare
from agreements.states import State
from agreements.verifying.audit import verify_everything
from catalogue.models import DataAsset
from community.models import Notification
from tests.agreements import lived, stages
from tests.cast import Cast
from tests.support.visiting import Visitor

pytestmark = pytest.mark.django_db


@pytest.fixture
def share(cast: Cast, asset: DataAsset) -> DataShare:
    return stages.in_force(cast, asset)


def test_a_lead_of_either_side_begins_one_and_everyone_is_told(cast: Cast, share: DataShare) -> None:
    visitor = Visitor(cast.supplier)
    assert "Vary the agreement" in visitor.get("overview", share).words
    assert visitor.post("vary", share).goes_to == f"/shares/{share.reference}/"
    assert stages.fresh(share).edition.number == 2
    assert share.editions.standing().get().number == 1
    assert Notification.objects.filter(subject__startswith="Variation begun", user=cast.acquirer).exists()
    assert verify_everything([share]).findings == []


def test_only_leads_begin_one_and_only_one_at_a_time(cast: Cast, share: DataShare) -> None:
    for person in (cast.acquirer_colleague, cast.supplier_signatory, cast.onlooker):
        assert Visitor(person).post("vary", share).status == 403
    assert Visitor(cast.stranger).get("vary", share).status == 404
    assert Visitor(cast.acquirer).post("vary", share).status == 302
    assert Visitor(cast.acquirer).post("vary", share).status == 409


def test_what_is_in_force_is_still_suspended_while_it_is_varied(cast: Cast, share: DataShare) -> None:
    visitor = Visitor(cast.acquirer)
    visitor.post("vary", share)
    assert visitor.post("suspend", share, ground="incident", reason=lived.WHY).status == 302
    assert share.editions.standing().get().state == State.SUSPENDED
    assert stages.fresh(share).edition.state == State.DRAFT
    seen = visitor.get("overview", share)
    assert "Suspended; variation: draft" in seen.words
    assert "In force, sharing suspended" in Visitor().get("register_entry", share.reference).words
    for lead in (cast.acquirer, cast.supplier):
        assert Visitor(lead).post("lift_suspension", share, why="It was found.").status == 302
    assert share.editions.standing().get().state == State.IN_FORCE
    assert verify_everything([share]).findings == []


def test_nothing_that_has_ended_is_varied(cast: Cast, asset: DataAsset) -> None:
    share = lived.ended(cast, asset)
    assert Visitor(cast.acquirer).get("vary", share).status == 409
