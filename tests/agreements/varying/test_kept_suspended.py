"""A variation that comes into force lifts no suspension: what is suspended stays so under the later version."""

import pytest
from django.utils import timezone

from agreements.kinds import EventKind
from agreements.models import DataShare, Suspension, SuspensionGround
from agreements.reviewing import suspending
from agreements.standing.paused import to_lift
from agreements.states import State
from agreements.supplying import actions as supplying
from agreements.verifying.audit import verify_everything
from catalogue.models import DataAsset
from community.models import Notification, User
from datashare.lib.exceptions import NotNow
from tests.agreements import stages
from tests.agreements.signing import three
from tests.agreements.signing.signatures import signed
from tests.cast import Cast
from tests.support.visiting import Visitor

pytestmark = pytest.mark.django_db


def suspend(share: DataShare, by: User) -> Suspension:
    ground = SuspensionGround.INCIDENT
    return suspending.suspend(share=stages.fresh(share), ground=ground, reason="A laptop was lost.", by=by)


def test_part_stays_suspended_under_the_next_version(cast: Cast, asset: DataAsset) -> None:
    share = three.in_force(cast, asset)
    made = suspend(share, cast.supplier)
    suspending.agree_to_lift(share=stages.fresh(share), why="Found.", by=cast.supplier)
    share = three.variation_in_force(share, cast)
    agreement = share.agreements.in_force().get()
    assert (agreement.number, share.edition.state) == (2, State.IN_FORCE)
    assert [row.pk for row in agreement.suspensions.standing()] == [made.pk]
    assert share.events.filter(kind=EventKind.PART_KEPT_SUSPENDED, subject=f"suspension:{made.pk}").count() == 1
    assert not share.events.filter(kind=EventKind.PART_RESUMED).exists()
    assert verify_everything([share]).findings == []
    name = str(stages.working_for(cast.supplier))
    assert f"Sharing suspended to and from {name}, since" in Visitor().get("register_entry", share.reference).words
    assert "Suspended in part" in Visitor(cast.supplier).get("overview", share).words
    told = Notification.objects.filter(user=cast.stranger, subject__startswith="Sharing with one organisation still")
    assert f"kept the sharing to and from {name} suspended under version 2" in told.get().body
    # Who agreed that the reason has gone need not agree again; the other whom it concerns must.
    assert to_lift([share.pk]) == {share.pk: {share.parties.get(is_lead=True).pk}}
    flow = share.edition.flows.given_by(made.party).get()
    given = {"sent_on": timezone.localdate()}
    with pytest.raises(NotNow, match="is suspended"):
        supplying.send(share=share, flow=flow.pk, given=given, is_test=True, by=cast.supplier)
    assert suspending.agree_to_lift(share=stages.fresh(share), why="Found.", by=cast.acquirer)
    assert verify_everything([share]).findings == []


def test_whole_suspension_makes_the_next_version_suspended(cast: Cast, asset: DataAsset) -> None:
    share = three.in_force(cast, asset)
    suspend(share, cast.stranger)
    suspend(share, cast.acquirer)
    share = three.variation_in_force(share, cast)
    assert share.edition.state == State.SUSPENDED
    assert Suspension.objects.standing().filter(agreement__number=2).count() == 2
    kinds = [event.kind for event in share.events.order_by("-sequence")[1:4]]
    assert kinds == [EventKind.PART_KEPT_SUSPENDED, EventKind.SHARING_KEPT_SUSPENDED, EventKind.BROUGHT_INTO_FORCE]
    assert verify_everything([share]).findings == []


def test_freeze_and_sign_pages_name_what_stays_suspended(cast: Cast, asset: DataAsset) -> None:
    share = three.in_force(cast, asset)
    suspend(share, cast.supplier)
    name, said = (
        stages.working_for(cast.supplier),
        "What is suspended stays suspended when this version comes into force",
    )
    share = three.variation_frozen(share, cast)
    words = Visitor(cast.acquirer_signatory).get("sign", share).words
    assert said in words
    assert f"The sharing to and from {name}, since" in words
    Visitor(cast.acquirer).post("reopen", share, reason="One more look.")
    assert said in Visitor(cast.acquirer).get("freeze", share).words


def test_variation_with_nothing_suspended_says_and_records_nothing(cast: Cast, asset: DataAsset) -> None:
    share = three.variation_frozen(three.in_force(cast, asset), cast)
    assert "What is suspended stays" not in Visitor(cast.acquirer_signatory).get("sign", share).words
    signed(share, cast.acquirer_signatory, cast.supplier_signatory, three.director(cast))
    assert not Suspension.objects.exists()
