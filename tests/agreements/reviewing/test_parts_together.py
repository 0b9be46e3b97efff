"""Parts that are suspended one by one can stop all data together: then no page or mail says that it goes on."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agreements.models import DataShare, EndGround, RegisterEntry, Suspension, SuspensionGround
from agreements.models.moving import Moving
from agreements.register import export
from agreements.reviewing import ending, suspending
from agreements.states import State
from agreements.verifying.audit import verify_everything
from catalogue.models import DataAsset
from community.models import Notification, User
from tests.agreements import schedules, stages, umbrellas
from tests.agreements.signing import three
from tests.agreements.signing.signatures import signed
from tests.cast import Cast, make_asset
from tests.support.visiting import Visitor

pytestmark = pytest.mark.django_db
SUSPENDED = "In force, sharing suspended"


@pytest.fixture
def share(cast: Cast, asset: DataAsset) -> DataShare:
    """Return a data share in force of one that receives and two that give."""
    return three.in_force(cast, asset)


def suspend(share: DataShare, by: User) -> Suspension:
    ground = SuspensionGround.INCIDENT
    return suspending.suspend(share=stages.fresh(share), ground=ground, reason="A laptop was lost.", by=by)


def last_mail(person: User) -> str:
    return Notification.objects.filter(user=person).order_by("-pk")[0].body


def checked(share: DataShare) -> str:
    return Visitor().get("verify", query={"reference": share.reference}).words


def test_both_givers_suspended_is_said_wherever_it_stands(cast: Cast, share: DataShare) -> None:
    suspend(share, cast.supplier)
    assert "All sharing that is not suspended goes on." in last_mail(cast.acquirer)
    assert SUSPENDED not in Visitor().get("register_entry", share.reference).words
    form = Visitor(cast.stranger).get("suspend", share).words
    assert "the sharing between the others goes on" not in form
    assert f"the sharing to and from {stages.working_for(cast.supplier)} is suspended already" in form
    assert not suspend(share, cast.stranger).is_whole
    assert stages.fresh(share).edition.state == State.IN_FORCE
    assert "No data moves under the agreement now" in last_mail(cast.acquirer)
    assert SUSPENDED in Visitor().get("register_entry", share.reference).words
    assert "no data moves under it now" in checked(share)
    overview = Visitor(cast.acquirer).get("overview", share).words
    assert SUSPENDED in overview
    assert "So no data moves under the agreement now." in overview
    assert verify_everything([share]).findings == []


def test_mail_of_what_resumes_says_what_does_not(cast: Cast, share: DataShare) -> None:
    first = suspend(share, cast.supplier)
    suspend(share, cast.stranger)
    for by in (cast.supplier, cast.acquirer):
        suspending.agree_to_lift(share=stages.fresh(share), why="Found.", by=by, of=first.pk)
    name = stages.working_for(cast.stranger)
    assert f"The sharing to and from {name} is still suspended. Other data may" in last_mail(cast.acquirer)
    for by in (cast.stranger, cast.acquirer):
        suspending.agree_to_lift(share=stages.fresh(share), why="Found.", by=by)
    assert "Data may be supplied again." in last_mail(cast.supplier)
    assert "no data moves" not in checked(share)


def test_flow_of_who_left_counts_for_nothing(cast: Cast, share: DataShare) -> None:
    ending.end_at_once(share=share, ground=EndGround.NO_POWER, reason="Repealed.", by=three.director(cast))
    form = Visitor(cast.supplier).get("suspend", share)
    assert form.heading == "Suspend the sharing"
    assert suspend(share, cast.supplier).is_whole
    assert stages.fresh(share).edition.state == State.SUSPENDED
    assert Moving.under(share.agreements.get()).pairs() == set()


def test_export_says_that_no_data_moves(cast: Cast, share: DataShare) -> None:
    entries = RegisterEntry.objects.listed()
    suspend(share, cast.supplier)
    assert '"no_data_moves": false' in "".join(export.json_pieces(entries, at=share.opened_at))
    suspend(share, cast.stranger)
    assert '"no_data_moves": true' in "".join(export.json_pieces(entries, at=share.opened_at))


def test_overview_needs_no_more_queries_for_more_parts(cast: Cast) -> None:
    others = tuple(umbrellas.made(name) for name in umbrellas.NAMES)
    asset = make_asset(others[0].organisation, "Stops")
    schedules.held_by(others[0])
    share = schedules.of_several(cast, schedules.draft(cast, asset, umbrellas.in_force(cast, others)), others)
    signed(share, cast.acquirer_signatory, *(body.signatory for body in others))
    counts = []
    for body in (others[2], others[3], others[1]):
        suspend(share, body.lead)
        visitor = Visitor(cast.acquirer)
        visitor.get("overview", share)
        with CaptureQueriesContext(connection) as queries:
            visitor.get("overview", share)
        counts.append(len(queries))
    assert counts == counts[:1] * 3
