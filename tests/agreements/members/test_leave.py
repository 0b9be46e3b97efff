"""Leaving a data share by oneself, in any role."""

import pytest
from django.core.exceptions import PermissionDenied

from agreements import policy
from agreements.members import actions as members
from agreements.models import DataShare, EventDetails, Member
from agreements.states import Action, Role
from catalogue.models import DataAsset
from community.models import Notification, User
from community.skills import Skill
from tests.agreements import stages
from tests.agreements.events import said
from tests.cast import Cast
from tests.support.visiting import Visitor, address

pytestmark = pytest.mark.django_db
# Everyone with one role who is not the only lead of a party.
WHO = [
    "acquirer_colleague",
    "acquirer_expert",
    "acquirer_signatory",
    "onlooker",
    "supplier_colleague",
    "supplier_expert",
]


def role_of(share: DataShare, user: User) -> Member:
    return share.members.live().get(user=user)


@pytest.mark.parametrize("who", WHO)
def test_every_member_leaves_by_themselves(cast: Cast, asset: DataAsset, who: str) -> None:
    share, user = stages.negotiating(cast, asset), cast.everyone()[who]
    mine, visitor = role_of(share, user), Visitor(user)
    assert address("leave", share, mine.pk) in visitor.get("people", share).all("//main//a/@href")
    assert visitor.get("leave", share, mine.pk).heading == "Leave this data share"
    assert visitor.post("leave", share, mine.pk).goes_to == address("shares")
    assert policy.held(user, share) == frozenset()
    assert policy.disagreements() == []
    gone = visitor.get("overview", share)
    assert gone.status == 404
    assert address("shares") in gone.all("//main//a/@href")
    assert visitor.post("leave", share, mine.pk).status == 404


def test_history_and_notifications_say_left(cast: Cast, asset: DataAsset) -> None:
    share = stages.negotiating(cast, asset)
    members.leave(member=role_of(share, cast.acquirer_expert), by=cast.acquirer_expert)
    newest = EventDetails.objects.filter(event__share=share).latest("event__sequence")
    assert f"{newest.said_by} {said(newest.event)}" == "Chidi Eze (Barchester City Council) left as a legal adviser"
    assert newest.event.action == Action.LEFT
    for reader in (cast.acquirer, cast.supplier):
        assert "Chidi Eze (Barchester City Council) left as" in Visitor(reader).get("history", share).words
        told = Notification.objects.filter(user=reader, body__contains="left as a legal adviser").get()
        assert "removed" not in told.body


def test_only_lead_is_told_at_once_to_invite_another(cast: Cast, asset: DataAsset) -> None:
    share = stages.submitted(cast, asset)
    for user in (cast.acquirer, cast.supplier):
        mine, visitor = role_of(share, user), Visitor(user)
        page = visitor.get("leave", share, mine.pk)
        assert "Invite another lead." in page.words
        assert not page.all("//main//form")
        [link] = [link for link in page.all("//main//a/@href") if link.startswith(address("invite", share))]
        assert visitor.get(link).all("//input[@name='role'][@checked]/@value") == ["lead"]
        assert visitor.post("leave", share, mine.pk).status == 200
        assert role_of(share, user) == mine


def test_only_lead_leaves_what_is_over(cast: Cast, asset: DataAsset) -> None:
    share = stages.refused(cast, asset)
    assert Visitor(cast.acquirer).post("leave", share, role_of(share, cast.acquirer).pk).status == 302
    assert not policy.held(cast.acquirer, share)


def test_one_of_two_roles_is_named_and_the_other_stays(cast: Cast, asset: DataAsset) -> None:
    share = stages.negotiating(cast, asset)
    members.invite(share=share, email=cast.onlooker.email, role=Role.ADVISER, skill=Skill.SECURITY, by=cast.acquirer)
    adviser = share.members.live().get(user=cast.onlooker, role=Role.ADVISER)
    visitor = Visitor(cast.onlooker)
    page = visitor.get("leave", share, adviser.pk)
    assert page.heading == "Stop being a security adviser"
    assert "You stay in this data share as an observer." in page.words
    assert visitor.post("leave", share, adviser.pk).goes_to == address("people", share)
    assert "You are still an observer there." in visitor.get("people", share).words
    assert role_of(share, cast.onlooker).role == Role.OBSERVER


def test_no_one_leaves_for_another(cast: Cast, asset: DataAsset) -> None:
    share = stages.submitted(cast, asset)
    theirs = role_of(share, cast.acquirer_colleague)
    for user in (cast.acquirer, cast.supplier, cast.stranger):
        assert Visitor(user).post("leave", share, theirs.pk).status == 404
    with pytest.raises(PermissionDenied):
        members.leave(member=theirs, by=cast.onlooker)
    assert role_of(share, cast.acquirer_colleague) == theirs
