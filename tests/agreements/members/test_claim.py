"""Invitations to people without an account."""

from datetime import timedelta

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.core.mail import EmailMessage
from django.test import Client
from django.utils import timezone

from agreements import policy
from agreements.members import actions as members
from agreements.models import DataShare
from agreements.states import Action, Role, Side
from community.models import Notification, User
from tests.agreements import stages
from tests.cast import PASSWORD, Cast, make_asset
from tests.support.signing_up import ask, finish, link_in, sign_up
from tests.support.visiting import Visitor

pytestmark = pytest.mark.django_db
NEW = "new.person@council.gov.uk"


@pytest.fixture
def invited(cast: Cast, share: DataShare) -> DataShare:
    members.invite(share=share, email=NEW, role=Role.CONTRIBUTOR, by=cast.acquirer)
    return share


def signed_up(client: Client) -> User:
    assert sign_up(client, NEW, full_name="Nia Bell").status_code == 302
    return User.objects.get(email=NEW)


def test_they_are_let_in_when_they_confirm_their_address(
    client: Client, invited: DataShare, mailoutbox: list[EmailMessage]
) -> None:
    ask(client, NEW)
    assert not User.objects.filter(email=NEW).exists(), "no one has shown yet that the address is theirs"
    finish(client, link_in(mailoutbox[-1]))
    user = User.objects.get(email=NEW)

    assert policy.held(user, invited) == stages.actions_for(Side.ACQUIRER, Role.CONTRIBUTOR)
    assert Visitor(user).get("overview", invited).status == 200
    assert invited.title in Visitor(user).get("shares").words
    assert policy.disagreements() == []


def test_they_are_let_in_when_they_sign_in(client: Client, cast: Cast, invited: DataShare) -> None:
    user = User.objects.create_user("old@council.gov.uk", PASSWORD, full_name="Nia Bell")
    User.objects.filter(pk=user.pk).update(email=NEW)
    EmailAddress.objects.create(user=user, email=NEW, verified=True, primary=True)
    answer = client.post("/accounts/login/", {"login": NEW, "password": PASSWORD})

    assert answer.status_code == 302
    assert policy.may(user, Action.VIEW, invited)


def test_an_invitation_that_was_taken_back_lets_no_one_in(client: Client, cast: Cast, invited: DataShare) -> None:
    members.remove(member=invited.members.live().get(email=NEW), by=cast.acquirer)
    user = signed_up(client)

    assert policy.held(user, invited) == frozenset()
    assert Visitor(user).get("overview", invited).status == 404


def test_it_brings_no_one_into_what_they_were_not_invited_to(client: Client, cast: Cast, invited: DataShare) -> None:
    other = stages.draft(cast, make_asset(cast.supplier.memberships.get().organisation, "Another list"))
    user = signed_up(client)

    assert list(DataShare.objects.visible_to(user)) == [invited]
    assert policy.held(user, other) == frozenset()


def test_no_one_comes_to_act_for_both_sides(cast: Cast, invited: DataShare) -> None:
    User.objects.filter(pk=cast.supplier.pk).update(email=NEW)
    cast.supplier.refresh_from_db()

    assert members.claim_invitations(user=cast.supplier) == 0
    assert policy.held(cast.supplier, invited) == stages.actions_for(Side.SUPPLIER, Role.LEAD)


def test_claiming_twice_changes_nothing(cast: Cast, invited: DataShare) -> None:
    user = User.objects.create_user(NEW, full_name="Nia Bell")

    assert [members.claim_invitations(user=user) for _ in range(2)] == [1, 0]
    assert policy.disagreements() == []


def test_an_invitation_that_has_expired_lets_no_one_in_and_says_so(
    client: Client, cast: Cast, invited: DataShare
) -> None:
    with time_machine.travel(timezone.now() + timedelta(days=31)):
        assert "The invitation expired on" in Visitor(cast.acquirer).get("people", invited).words
        user = signed_up(client)

        assert policy.held(user, invited) == frozenset()
        told = Notification.objects.get(user=user)
        assert told.subject == "Your invitation to a data share has expired"
        assert cast.acquirer.email in told.body
        assert invited.title not in told.subject + told.body
        again = Visitor(cast.acquirer).post("invite", invited, email=NEW, role="contributor")
        assert "The invitation has expired" in " ".join(again.errors)


def test_an_invitation_sent_again_holds_as_long_again(cast: Cast, invited: DataShare) -> None:
    member = invited.members.live().get(email=NEW)
    with time_machine.travel(timezone.now() + timedelta(days=31)):
        members.invite_again(member=member, by=cast.acquirer)
        user = User.objects.create_user(NEW, PASSWORD, full_name="Nia Bell")
        assert members.claim_invitations(user=user) == 1
        assert policy.may(user, Action.VIEW, invited)
