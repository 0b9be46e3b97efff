"""A flow with several receivers brings data to those that the agreement binds and that have suspended nothing."""

from datetime import timedelta

import pytest
from django.utils import timezone
from time_machine import travel

from agreements.duties.opening import open_following
from agreements.models import (
    Act,
    DataDelivery,
    DataShare,
    Duty,
    DutyKind,
    EndGround,
    Flow,
    Party,
    ReceiptResult,
    SuspensionGround,
)
from agreements.models.moving import Moving
from agreements.reviewing import ending, suspending
from agreements.supplying import actions
from agreements.verifying.audit import verify_everything
from community.models import Notification, User
from datashare.lib.exceptions import NotNow
from tests.agreements import schedules, stages, umbrellas
from tests.agreements.signing.signatures import signed
from tests.agreements.umbrellas import Joined
from tests.cast import Cast, make_asset
from tests.support.visiting import Visitor

pytestmark = pytest.mark.django_db


class Several:
    """A data share of five under common rules, and one flow of it with its giver and its receivers."""

    def __init__(self, cast: Cast) -> None:
        others = tuple(umbrellas.made(name) for name in umbrellas.NAMES)
        asset = make_asset(others[0].organisation, "Stops")
        schedules.held_by(others[0])
        draft = schedules.draft(cast, asset, umbrellas.in_force(cast, others))
        self.share: DataShare = schedules.of_several(cast, draft, others)
        signed(self.share, cast.acquirer_signatory, *(body.signatory for body in others))
        self.agreement = self.share.agreements.in_force().get()
        self.flow: Flow = Flow.objects.still_open().filter(edition=self.agreement.edition_id)[0]
        self.giver: Party = self.flow.ends.get(act=Act.GIVES).party
        self.receivers: list[Party] = [end.party for end in self.flow.ends.filter(act=Act.RECEIVES)]
        self.bodies = {body.organisation.pk: body for body in (umbrellas.leading(cast), *others)}

    def of(self, party: Party) -> Joined:
        return self.bodies[party.organisation_id]

    def suspend(self, party: Party) -> None:
        ground, by = SuspensionGround.INCIDENT, self.of(party).lead
        suspending.suspend(share=stages.fresh(self.share), ground=ground, reason="A laptop was lost.", by=by)

    def leave(self, party: Party) -> None:
        ground, by = EndGround.UNLAWFUL, self.of(party).signatory
        ending.end_at_once(share=stages.fresh(self.share), ground=ground, reason="Advice.", by=by)

    def send(self, *, is_test: bool = False) -> DataDelivery:
        given, by = {"sent_on": timezone.localdate()}, self.of(self.giver).lead
        share = stages.fresh(self.share)
        return actions.send(share=share, flow=self.flow.pk, given=given, is_test=is_test, by=by)

    def owe(self) -> Duty:
        Duty.objects.all().delete()
        given = {"kind": DutyKind.DELIVERY, "party": self.giver, "flow": self.flow, "due_on": timezone.localdate()}
        return Duty.objects.create(agreement=self.agreement, key="delivery", **given)


def subjects(person: User) -> list[str]:
    return list(Notification.objects.filter(user=person).values_list("subject", flat=True))


@pytest.fixture
def several(cast: Cast) -> Several:
    return Several(cast)


def test_supply_waits_and_is_waived_once_no_receiver_is_left(several: Several) -> None:
    duty = several.owe()
    for party in several.receivers[:-1]:
        several.suspend(party)
        assert not Duty.objects.paused().exists()
    several.suspend(several.receivers[-1])
    assert Duty.objects.paused().get() == duty
    with travel(timezone.now() + timedelta(days=1), tick=False):
        open_following({})
        assert not Duty.objects.still_open().filter(pk=duty.pk).exists()


def test_receivers_that_left_count_for_nothing(several: Several) -> None:
    duty = several.owe()
    stays, *leaving = several.receivers
    for party in leaving:
        several.leave(party)
    assert Moving.under(several.agreement).receivers(several.flow.pk) == [stays.pk]
    assert not Duty.objects.paused().exists()
    several.suspend(stays)
    assert Duty.objects.paused().get() == duty
    with pytest.raises(NotNow, match="is suspended"):
        several.send(is_test=True)


def test_supply_that_can_reach_one_receiver_is_still_owed(several: Several) -> None:
    duty = several.owe()
    for party in several.receivers[1:]:
        several.suspend(party)
    with travel(timezone.now() + timedelta(days=1), tick=False):
        open_following({})
        assert Duty.objects.still_open().filter(pk=duty.pk).exists()


def test_delivery_goes_to_whom_it_can_reach_and_only_they_are_asked(several: Several) -> None:
    suspended, *others = several.receivers
    several.suspend(suspended)
    test = several.send(is_test=True)
    assert sorted(test.went_to) == sorted(party.pk for party in others)
    given = {"result": ReceiptResult.ACCEPTED, "received_on": timezone.localdate()}
    share, by = stages.fresh(several.share), several.of(others[0]).lead
    actions.receive(share=share, delivery=test.pk, given=given, by=by)
    made = several.send()
    assert not [said for said in subjects(several.of(suspended).lead) if "was sent" in said]
    assert [said for said in subjects(several.of(others[0]).lead) if said.startswith("Data was sent")]
    left_out = Visitor(several.of(suspended).lead)
    assert "Say what arrived" not in left_out.get("supply", share).words
    assert left_out.get("receive_data", share, made.pk).status == 403
    assert "only" in Visitor(several.of(several.giver).lead).get("supply", share).words
    assert Visitor(by).get("receive_data", share, made.pk).status == 200
    assert verify_everything([several.share]).findings == []
