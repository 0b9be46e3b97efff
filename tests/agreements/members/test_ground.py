"""A role ends when the user no longer qualifies for it, for any reason."""

from collections.abc import Callable
from datetime import timedelta
from typing import TypeAlias

import pytest
import time_machine
from django.test import TestCase
from django.utils import timezone

from agreements import policy
from agreements.kinds import EventKind
from agreements.members import actions as members
from agreements.members import ending
from agreements.models import DataShare, Event, Member, SharePermission
from agreements.negotiating import actions as negotiating
from agreements.states import Action, Role
from catalogue.models import DataAsset, Steward
from community.models import EmailDomain, Membership, Notification, Organisation, User
from community.organisations import confirming, memberships
from tests.agreements import stages
from tests.cast import Cast
from tests.support.visiting import Visitor

pytestmark = pytest.mark.django_db
End: TypeAlias = Callable[[User], object]


def revenue() -> Organisation:
    return Organisation.objects.get(slug="revenue")


def at_work(user: User) -> Membership:
    return Membership.objects.get(user=user)


def ends_today(user: User) -> None:
    membership = at_work(user)
    membership.until = timezone.now()
    membership.save()


def made_inactive(user: User) -> None:
    user.is_active = False
    user.save()


def is_refused(user: User) -> None:
    Membership.objects.filter(user=user).update(self_declared=True)
    staff = User.objects.create_superuser("support@elsewhere.gov.uk", "x", full_name="Sam Porter")
    confirming.refuse(membership=at_work(user), reason="No one there knows them.", by=staff)


def body_closes(user: User) -> None:
    """Close the organisation as an import writes it, for many organisations at once."""
    Organisation.objects.filter(pk=at_work(user).organisation_id).update(is_closed=True)
    ending.sweep()


def body_closes_in_the_admin(user: User) -> None:
    body = at_work(user).organisation
    body.is_closed = True
    with TestCase.captureOnCommitCallbacks(execute=True):
        body.save()


def unseen(user: User) -> None:
    """End the membership without signals, so that only the sweep finds it."""
    Membership.objects.filter(user=user).update(until=timezone.now())
    ending.sweep()


def unseen_account(user: User) -> None:
    User.objects.filter(pk=user.pk).update(is_active=False)
    ending.sweep()


ENDS: list[End] = [
    lambda user: memberships.move(user, user.email, "amina@elsewhere.gov.uk"),
    lambda user: memberships.move(user, user.email, "amina@unlisted.example"),
    memberships.leave,
    ends_today,
    made_inactive,
    is_refused,
    body_closes,
    body_closes_in_the_admin,
    unseen,
    unseen_account,
]


@pytest.mark.parametrize("end", ENDS)
@pytest.mark.parametrize("part", ["supplier_colleague", "supplier_signatory", "supplier_expert"])
def test_every_role_ends_with_its_ground(cast: Cast, asset: DataAsset, end: End, part: str) -> None:
    share, person = stages.negotiating(cast, asset), User.objects.get(pk=getattr(cast, part).pk)
    end(person)

    assert not Member.objects.live().filter(share=share, user=person).exists()
    assert not SharePermission.objects.filter(user=person).exists()
    assert policy.disagreements() == []
    assert Visitor(User.objects.get(pk=person.pk)).get("overview", share).status in {302, 404}
    newest = Event.objects.get(share=share, kind=EventKind.ROLE_ENDED, details__text__contains=person.full_name)
    assert newest.cause
    assert person.full_name not in newest.cause + newest.subject


def test_a_leaver_reads_nothing_private_and_agrees_nothing(cast: Cast, asset: DataAsset) -> None:
    share = stages.negotiating(cast, asset)
    clause = share.edition.clauses.first()
    assert clause
    negotiating.comment(clause=clause, text="Our lowest offer", private=True, by=cast.supplier)
    memberships.move(cast.supplier_colleague, cast.supplier_colleague.email, "tom@elsewhere.gov.uk")

    gone = Visitor(cast.supplier_colleague)
    assert gone.get("clause", share, clause.pk).status == 404
    assert gone.post("agree_clauses", share, clause=[clause.pk]).status == 404
    assert not Member.objects.live().filter(share=share, user=cast.supplier_colleague).exists()


def test_leads_of_both_sides_are_told(cast: Cast, asset: DataAsset) -> None:
    share = stages.negotiating(cast, asset)
    ends_today(cast.supplier_colleague)

    here = Notification.objects.filter(topic=share.reference)
    own = here.get(user=cast.supplier, subject__startswith="Someone from your organisation has left")
    assert "Tom Fletcher" in own.body
    assert own.address == f"/shares/{share.reference}/people/"
    assert Notification.objects.filter(user=cast.acquirer, subject__startswith="Someone has left").exists()
    assert Notification.objects.filter(
        user=cast.supplier_colleague, subject__startswith="You no longer act for"
    ).exists()


def test_a_set_end_holds_from_its_moment_on(cast: Cast, asset: DataAsset) -> None:
    share = stages.negotiating(cast, asset)
    membership = at_work(cast.supplier_colleague)
    membership.until = timezone.now() + timedelta(days=3)
    membership.save()
    assert Visitor(cast.supplier_colleague).get("overview", share).status == 200

    with time_machine.travel(timezone.now() + timedelta(days=3, minutes=1), tick=True):
        assert not DataShare.objects.visible_to(cast.supplier_colleague).exists(), "before anything swept"
        assert not policy.held(cast.supplier_colleague, share)
        ending.sweep()
        ending.sweep()
        assert policy.disagreements() == []
        assert Event.objects.filter(share=share, kind=EventKind.ROLE_ENDED).count() == 1


def test_a_set_end_that_is_put_off_is_put_off_for_roles(cast: Cast, asset: DataAsset) -> None:
    share = stages.negotiating(cast, asset)
    membership = at_work(cast.supplier_colleague)
    for until in (timezone.now() + timedelta(days=3), None):
        membership.until = until
        membership.save()
    with time_machine.travel(timezone.now() + timedelta(days=4), tick=True):
        ending.sweep()
        assert DataShare.objects.visible_to(cast.supplier_colleague).exists()
    assert not Event.objects.filter(share=share, kind=EventKind.ROLE_ENDED).exists()


def test_an_address_of_the_same_body_keeps_everything(cast: Cast, asset: DataAsset) -> None:
    stages.negotiating(cast, asset)
    EmailDomain.objects.create(pattern="records.gov.uk", organisation=revenue())
    memberships.move(cast.supplier, cast.supplier.email, "sunita@records.gov.uk")

    assert DataShare.objects.visible_to(cast.supplier).exists()
    assert at_work(cast.supplier).handles_requests


def test_a_guest_stays_until_their_address_moves(cast: Cast, asset: DataAsset) -> None:
    share = stages.draft(cast, asset)
    members.invite(share=share, email=cast.stranger.email, role=Role.OBSERVER, by=cast.acquirer)
    ending.sweep()
    assert DataShare.objects.visible_to(cast.stranger).exists()

    memberships.move(cast.stranger, cast.stranger.email, "zoe@revenue.gov.uk")
    assert not DataShare.objects.visible_to(cast.stranger).exists()


def test_a_new_membership_does_not_bring_roles_back(cast: Cast, asset: DataAsset) -> None:
    share = stages.negotiating(cast, asset)
    ends_today(cast.supplier_colleague)
    Membership.objects.create(user=cast.supplier_colleague, organisation=at_work(cast.supplier).organisation)
    ending.sweep()
    assert not policy.held(cast.supplier_colleague, share)


def test_a_steward_who_left_answers_for_no_record(cast: Cast, asset: DataAsset) -> None:
    Steward.objects.create(asset=asset, user=cast.supplier_colleague)
    ends_today(cast.supplier_colleague)
    assert cast.supplier_colleague not in asset.answerers()


def test_others_of_the_body_keep_their_roles(cast: Cast, asset: DataAsset) -> None:
    share = stages.negotiating(cast, asset)
    ends_today(cast.supplier_colleague)
    assert policy.may(cast.supplier, Action.AGREE, share)
    assert policy.may(cast.acquirer, Action.AGREE, share)


def test_roles_go_over_to_who_takes_the_place_of_a_body(cast: Cast, asset: DataAsset) -> None:
    share = stages.negotiating(cast, asset)
    heir = Organisation.objects.create(name="Office for All Records", slug="all-records")
    revenue().superseded_by.add(heir)
    body_closes_in_the_admin(cast.supplier_colleague)
    assert policy.may(cast.supplier_colleague, Action.AGREE, stages.fresh(share)), "another follows"
    Membership.objects.create(user=cast.supplier, organisation=heir)
    for person in (cast.supplier, cast.supplier_colleague):
        membership = Membership.objects.get(user=person, organisation=revenue())
        membership.until = timezone.now()
        membership.save()

    assert policy.may(cast.supplier, Action.AGREE, stages.fresh(share))
    assert not policy.held(cast.supplier_colleague, share)
