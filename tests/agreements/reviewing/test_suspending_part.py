"""One of several suspends what it gives and receives, and the sharing between the others goes on."""

import json
from datetime import timedelta

import pytest
from django.utils import timezone
from time_machine import travel

from agreements.duties.opening import open_following
from agreements.kinds import EventKind
from agreements.models import (
    DataShare,
    Duty,
    DutyKind,
    EndGround,
    Flow,
    Party,
    RegisterEntry,
    Suspension,
    SuspensionGround,
)
from agreements.register.export import json_pieces
from agreements.reviewing import ending, suspending
from agreements.standing.paused import awaited_to_lift, to_lift
from agreements.states import State
from agreements.supplying import actions as supplying
from agreements.verifying.audit import verify_everything
from catalogue.models import DataAsset
from datashare.lib.exceptions import NotNow
from tests.agreements import stages
from tests.agreements.signing import three
from tests.cast import Cast
from tests.support.visiting import Visitor

pytestmark = pytest.mark.django_db
WHY = "A laptop was lost."


@pytest.fixture
def share(cast: Cast, asset: DataAsset) -> DataShare:
    """Return a data share in force of one that receives and two that give."""
    return three.in_force(cast, asset)


def suspend(share: DataShare, by: object) -> Suspension:
    ground = SuspensionGround.INCIDENT
    return suspending.suspend(share=stages.fresh(share), ground=ground, reason=WHY, by=by)  # type: ignore[arg-type]


def state(share: DataShare) -> str:
    return stages.fresh(share).edition.state


def giver_of(share: DataShare, cast: Cast) -> Party:
    return share.parties.get(organisation=stages.working_for(cast.supplier))


def flow_of(share: DataShare, party: Party) -> Flow:
    return share.edition.flows.given_by(party).get()


def send_test(share: DataShare, flow: Flow, by: object) -> None:
    given = {"sent_on": timezone.localdate()}
    supplying.send(share=stages.fresh(share), flow=flow.pk, given=given, is_test=True, by=by)  # type: ignore[arg-type]


def test_one_that_gives_suspends_its_part_alone(cast: Cast, share: DataShare) -> None:
    made = suspend(share, cast.supplier)
    assert not made.is_whole
    assert state(share) == State.IN_FORCE
    event = share.events.order_by("-sequence")[0]
    assert event.kind == EventKind.PART_SUSPENDED
    assert verify_everything([share]).findings == []
    with pytest.raises(NotNow, match="suspended already"):
        suspend(share, cast.supplier)


def test_only_its_own_flow_stops(cast: Cast, share: DataShare) -> None:
    suspend(share, cast.supplier)
    with pytest.raises(NotNow, match="is suspended"):
        send_test(share, flow_of(share, giver_of(share, cast)), cast.supplier)
    send_test(share, flow_of(share, three.third(share, cast)), cast.stranger)
    words = Visitor(cast.supplier).get("supply", share).words
    assert "Suspended: the sharing to and from" in words
    assert Visitor(cast.supplier).get("supply", share).all("//main//a[contains(., 'Record a test')]") == []
    assert Visitor(cast.stranger).get("supply", share).all("//main//a[contains(., 'Record a')]")


def test_who_receives_in_every_flow_suspends_all(cast: Cast, share: DataShare) -> None:
    assert suspend(share, cast.acquirer).is_whole
    assert state(share) == State.SUSPENDED
    with pytest.raises(NotNow):
        suspend(share, cast.supplier)


def test_those_whom_it_concerns_resume_it(cast: Cast, share: DataShare) -> None:
    made = suspend(share, cast.supplier)
    assert {str(party) for party in awaited_to_lift(made)} == {
        str(stages.working_for(cast.supplier)),
        str(stages.working_for(cast.acquirer)),
    }
    assert to_lift([share.pk]) == {share.pk: {party.pk for party in awaited_to_lift(made)}}
    with pytest.raises(NotNow, match="does not concern"):
        suspending.agree_to_lift(share=share, why="Found.", by=cast.stranger)
    assert not suspending.agree_to_lift(share=share, why="Found.", by=cast.supplier)
    assert suspending.agree_to_lift(share=stages.fresh(share), why="Found.", by=cast.acquirer)
    assert share.events.order_by("-sequence")[0].kind == EventKind.PART_RESUMED
    assert to_lift([share.pk]) == {}
    assert verify_everything([share]).findings == []
    send_test(share, flow_of(share, giver_of(share, cast)), cast.supplier)


def test_two_parts_stand_beside_each_other_and_are_resumed_one_by_one(cast: Cast, share: DataShare) -> None:
    first, second = suspend(share, cast.supplier), suspend(share, cast.stranger)
    with pytest.raises(NotNow, match="see what is suspended"):
        suspending.agree_to_lift(share=share, why="Found.", by=cast.acquirer)
    for by in (cast.acquirer, cast.stranger):
        suspending.agree_to_lift(share=stages.fresh(share), why="Found.", by=by, of=second.pk)
    assert [found.pk for found in Suspension.objects.standing()] == [first.pk]


def test_part_of_who_left_is_suspended_no_more(cast: Cast, share: DataShare) -> None:
    suspend(share, cast.stranger)
    ground = EndGround.NO_POWER
    ending.end_at_once(share=stages.fresh(share), ground=ground, reason="Repealed.", by=three.director(cast))
    assert not Suspension.objects.standing().exists()
    assert not share.events.filter(kind=EventKind.PART_RESUMED).exists()
    assert verify_everything([share]).findings == []


def test_register_check_and_export_name_whose_part_is_suspended(cast: Cast, share: DataShare) -> None:
    suspend(share, cast.supplier)
    name = str(stages.working_for(cast.supplier))
    entry = Visitor().get("register_entry", share.reference).words
    assert f"Sharing suspended to and from {name}, since" in entry
    assert WHY not in entry
    checked = Visitor().get("verify", query={"reference": share.reference}).words
    assert f"is suspended to and from these organisations: {name}" in checked
    document = json.loads("".join(json_pieces(RegisterEntry.objects.listed(), at=timezone.now())))
    [row] = document["agreements"]
    assert row["suspended_for"] == [name]
    assert row["state"] == "in_force"


def test_supply_of_its_flow_is_no_duty_meanwhile(cast: Cast, share: DataShare) -> None:
    agreement, today = share.agreements.get(), timezone.localdate()
    both = [giver_of(share, cast), three.third(share, cast)]
    Duty.objects.all().delete()
    for party in both:
        given = {"kind": DutyKind.DELIVERY, "party": party, "flow": flow_of(share, party), "due_on": today}
        Duty.objects.create(agreement=agreement, key=f"delivery:{party.pk}", **given)
    suspend(share, cast.supplier)
    assert [duty.party for duty in Duty.objects.paused()] == both[:1]
    assert "Paused while the sharing is suspended" in Visitor(cast.supplier).get("duties", share).words
    with travel(timezone.now() + timedelta(days=1), tick=False):
        open_following({})
    assert [duty.party for duty in Duty.objects.still_open()] == both[1:]


def test_pages_suspend_and_resume_a_part(cast: Cast, share: DataShare) -> None:
    lead, name = Visitor(cast.supplier), str(stages.working_for(cast.supplier))
    assert f"Suspend the sharing to and from {name}" in lead.get("overview", share).words
    form = lead.get("suspend", share)
    assert form.heading == f"Suspend the sharing to and from {name}"
    assert "the sharing between the others goes on" in form.words
    assert lead.post("suspend", share, ground="incident", reason=WHY).status == 302
    seen = lead.get("overview", share)
    assert "Suspended in part" in seen.words
    assert f"{name}, since" in seen.words
    assert f"Suspend the sharing to and from {name}" not in seen.words
    [link] = seen.tree.xpath("//main//a[starts-with(., 'Resume the sharing')]/@href")
    assert lead.post(str(link), why="Found.").status == 302
    assert "Resume the sharing" not in lead.get("overview", share).words
    assert "Resume the sharing" not in Visitor(cast.stranger).get("overview", share).words
    desk = Visitor(cast.acquirer).get("agreements:shares").words
    assert "Agree that the sharing can resume" in desk
    assert Visitor(cast.stranger).post(str(link), why="Found.").status == 409
    assert Visitor(cast.acquirer).post(str(link), why="Found.").status == 302
    assert "Suspended in part" not in lead.get("overview", share).words


def test_resume_page_has_its_form_for_whom_it_waits(cast: Cast, share: DataShare) -> None:
    suspend(share, cast.supplier)
    other = Visitor(cast.stranger).get("lift_suspension", share)
    assert other.all("//main//form") == []
    assert f"This does not concern {stages.working_for(cast.stranger)}" in other.words
    lead = Visitor(cast.supplier)
    assert lead.get("lift_suspension", share).all("//main//form")
    assert lead.post("lift_suspension", share, why="").status == 200
    assert lead.post("lift_suspension", share, why="Found.").status == 302
    after = lead.get("lift_suspension", share)
    assert after.all("//main//form") == []
    assert "has agreed that the sharing can resume" in after.words


def test_resume_page_is_of_the_one_that_waits_and_says_what_still_stands(cast: Cast, share: DataShare) -> None:
    suspend(share, cast.supplier)
    suspend(share, cast.stranger)
    for lead in (cast.supplier, cast.stranger):
        page = Visitor(lead).get("lift_suspension", share)
        assert f"Resume the sharing to and from {stages.working_for(lead)}" in page.heading
        assert Visitor(lead).post("lift_suspension", share, why="Found.").status == 302
    both = Visitor(cast.acquirer)
    for rest in ("has resumed, except to and from organisations whose part is still suspended.", "has resumed."):
        [address] = both.get("lift_suspension", share).all("//main//form/@action")
        assert both.post(address, why="Found.").status == 302
        assert rest in both.get("overview", share).words
    assert "still suspended" not in both.get("overview", share).words
    assert not Suspension.objects.standing().exists()


def test_part_that_is_resumed_under_a_whole_suspension_does_not_resume(cast: Cast, share: DataShare) -> None:
    suspend(share, cast.supplier)
    suspend(share, cast.acquirer)
    assert state(share) == State.SUSPENDED
    part = Suspension.objects.get(is_whole=False)
    visitors = Visitor(cast.supplier), Visitor(cast.acquirer)
    for visitor in visitors:
        address = f"/shares/{share.reference}/resume/?of={part.pk}"
        assert visitor.post(address, why="Found.").status == 302
    words = visitors[1].get("overview", share).words
    assert "no longer suspends its part, but all sharing is still suspended." in words
    assert "has resumed" not in words


def test_whole_suspension_by_one_without_a_part_is_for_all_others(cast: Cast, asset: DataAsset) -> None:
    """As after a variation that leaves out a body that closed: no flow of it is left, and it has not signed."""
    share = three.without_third(cast, asset)
    third = three.third(share, cast)
    Flow.objects.filter(ends__party=third).update(closed_at=timezone.now())
    made = Suspension(agreement=share.agreements.get(), party=third, by=cast.stranger, ground="incident", reason=WHY)
    made.save()
    assert set(awaited_to_lift(made)) == set(share.parties.exclude(pk=third.pk))
    made.is_whole = False
    made.save()
    assert awaited_to_lift(made) == []
