"""Sending an unaccepted invitation again, and withdrawing it."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from agreements import policy
from agreements.members import actions as members
from agreements.models import DataShare, Event, Member
from agreements.requesting import actions as requesting
from agreements.states import Action, Role
from community.models import Membership, Notification
from community.skills import Skill
from datashare.lib.exceptions import NotNow
from tests.agreements import stages
from tests.agreements.events import said
from tests.cast import Cast
from tests.support.signing_up import proved
from tests.support.visiting import Visitor, address

pytestmark = pytest.mark.django_db
NEW = "new.person@council.gov.uk"


@pytest.fixture
def invited(cast: Cast, share: DataShare) -> Member:
    return members.invite(share=share, email=NEW, role=Role.OBSERVER, by=cast.acquirer)


@pytest.fixture
def later(invited: Member) -> Iterator[None]:
    with time_machine.travel(timezone.now() + timedelta(days=3), tick=True):
        yield


def test_it_sends_it_again_and_says_so(cast: Cast, share: DataShare, invited: Member, later: None) -> None:
    visitor = Visitor(cast.acquirer)
    assert "Send again to new.person@council.gov.uk as an observer" in visitor.get("people", share).words
    done = visitor.post("invite_again", share, invited.pk)

    assert done.goes_to == address("people", share)
    assert f"You sent the invitation to {NEW} again." in visitor.get("people", share).words
    assert Notification.objects.filter(email=NEW).count() == 2
    assert Notification.objects.filter(email=NEW).owed().count() == 2
    newest = Event.objects.filter(share=share).last()
    assert newest is not None
    assert said(newest) == f"invited {NEW} again as an observer"


def test_it_sends_no_two_on_one_day(cast: Cast, share: DataShare, invited: Member) -> None:
    seen = Visitor(cast.acquirer).post("invite_again", share, invited.pk)

    assert seen.status == 409
    assert "was invited today" in seen.words
    assert Notification.objects.filter(email=NEW).count() == 1


def test_it_is_sent_just_after_midnight_of_a_summer_night(cast: Cast, share: DataShare, invited: Member) -> None:
    """Half past eleven on the day before in UTC."""
    Member.objects.filter(pk=invited.pk).update(since=datetime(2027, 6, 9, 11, tzinfo=UTC))
    Notification.objects.filter(email=NEW).update(key=f"invited:{invited.pk}:2027-06-09")
    with time_machine.travel(datetime(2027, 6, 9, 23, 30, tzinfo=UTC)):
        members.invite_again(member=invited, by=cast.acquirer)

    assert Notification.objects.filter(email=NEW).count() == 2


def test_invited_person_who_made_an_account_since_is_in(
    cast: Cast, share: DataShare, invited: Member, later: None
) -> None:
    user = proved(NEW)
    members.invite_again(member=invited, by=cast.acquirer)

    assert policy.may(user, Action.VIEW, share)
    told = Notification.objects.get(user=user)
    assert "Create an account" not in told.body
    assert told.address == address("overview", share)


def test_invited_person_who_works_for_the_other_side_stays_out(cast: Cast, share: DataShare) -> None:
    nia, why = "nia@somewhere.example", "She advises us on the law of health data."
    invited = members.invite(
        share=share, email=nia, role=Role.ADVISER, skill=Skill.LEGAL, outside_because=why, by=cast.acquirer
    )
    Member.objects.filter(pk=invited.pk).update(since=timezone.now() - timedelta(days=3))
    user = proved(nia)
    Membership.objects.create(user=user, organisation=stages.working_for(cast.supplier))
    with pytest.raises(NotNow, match="works for Office for Records"):
        members.invite_again(member=invited, by=cast.acquirer)

    assert not policy.may(user, Action.VIEW, share)


def test_it_sends_nothing_to_who_is_in_or_was_withdrawn(
    cast: Cast, share: DataShare, invited: Member, later: None
) -> None:
    member = share.members.live().get(user=cast.onlooker)
    with pytest.raises(NotNow, match="is already in this data share"):
        members.invite_again(member=member, by=cast.acquirer)
    members.remove(member=invited, by=cast.acquirer)
    with pytest.raises(NotNow, match="was withdrawn"):
        members.invite_again(member=invited, by=cast.acquirer)
    assert Visitor(cast.acquirer).post("invite_again", share, invited.pk).status == 404


def test_only_leads_of_the_same_side_send_it(cast: Cast, share: DataShare, invited: Member, later: None) -> None:
    for name, user in cast.everyone().items():
        if name != "acquirer":
            status = 404 if name == "stranger" else 403
            assert Visitor(user).post("invite_again", share, invited.pk).status == status, name
    with pytest.raises(PermissionDenied):
        members.invite_again(member=invited, by=cast.supplier)
    assert "Send again" not in Visitor(cast.supplier).get("people", share).words


def test_it_is_too_late_when_it_is_over(cast: Cast, share: DataShare, invited: Member, later: None) -> None:
    requesting.withdraw(share=share, reason="It ended.", by=cast.acquirer)

    assert Visitor(cast.acquirer).post("invite_again", share, invited.pk).status == 409


def test_an_invitation_is_withdrawn(cast: Cast, share: DataShare, invited: Member) -> None:
    visitor = Visitor(cast.acquirer)
    assert "Withdraw the invitation to new.person@council.gov.uk" in visitor.get("people", share).words
    page = visitor.get("remove", share, invited.pk)
    assert page.heading == f"Withdraw the invitation to {NEW}"
    assert "they cannot use it to join this data share" in page.words
    visitor.post("remove", share, invited.pk)

    assert "You withdrew the invitation." in visitor.get("people", share).words
    newest = Event.objects.filter(share=share).last()
    assert newest is not None
    assert said(newest) == f"withdrew the invitation to {NEW} as an observer"
    assert not Notification.objects.filter(email=NEW).owed().exists()
