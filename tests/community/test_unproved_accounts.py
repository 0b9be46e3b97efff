"""Nothing typed for an account without its mailbox survives; no mailbox confirms another person's account."""

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import TOTP
from allauth.mfa.utils import is_mfa_enabled
from allauth.socialaccount.models import SocialAccount
from django.core.mail import EmailMessage
from django.test import Client
from django.utils import timezone

from agreements.members import actions as members
from agreements.models import Member
from agreements.states import Role
from catalogue.models import DataAsset
from community.accounts import signing_up
from community.models import Membership, User
from tests.agreements import stages
from tests.cast import PASSWORD, Bodies, Cast
from tests.support.signing_up import PASSWORD as OWN
from tests.support.signing_up import finish, link_in

pytestmark = pytest.mark.django_db
NEW = "nia.bell@council.gov.uk"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@pytest.fixture
def squatter(bodies: Bodies) -> User:
    """Return an account made with a colleague's address, with its maker's own ways to sign in."""
    user = User.objects.create_user(NEW, PASSWORD, full_name="Not Nia")
    EmailAddress.objects.create(user=user, email=NEW, verified=False, primary=True)
    SocialAccount.objects.create(user=user, provider="elsewhere", uid="17")
    TOTP.activate(user, SECRET)
    Membership.objects.create(user=user, organisation=bodies.council)
    return user


def signed_in(client: Client) -> bool:
    return client.get("/account/").status_code == 200


def test_place_that_ends_later_ends_with_the_unproved_account(bodies: Bodies, squatter: User) -> None:
    later = timezone.now() + timedelta(days=30)
    Membership.objects.create(user=squatter, organisation=bodies.revenue, until=later, handles_requests=True)
    signing_up.finish(token=signing_up.new_link(NEW), full_name="Nia Bell", job_title="", password=OWN)
    assert [row.organisation for row in Membership.objects.live().filter(user=squatter)] == [bodies.council]


def is_owners_alone(user: User) -> None:
    user = User.objects.get(pk=user.pk)
    assert (user.full_name, user.check_password(OWN), user.check_password(PASSWORD)) == ("Nia Bell", True, False)
    assert not SocialAccount.objects.filter(user=user).exists()
    assert not is_mfa_enabled(user)
    assert EmailAddress.objects.get(user=user).verified


def test_owner_who_signs_up_takes_nothing_over(squatter: User, mailoutbox: list[EmailMessage]) -> None:
    client = Client()
    client.post("/accounts/signup/", {"email": NEW})
    assert mailoutbox[-1].subject.startswith("Finish creating your account")
    finish(client, link_in(mailoutbox[-1]), full_name="Nia Bell")
    is_owners_alone(squatter)
    assert signed_in(client)


def test_link_the_attacker_had_sent_serves_the_owner(squatter: User, mailoutbox: list[EmailMessage]) -> None:
    attacker, owner = Client(), Client()
    attacker.post("/accounts/login/", {"login": NEW, "password": PASSWORD})
    link = link_in(mailoutbox[-1])

    shown = owner.get(link, follow=True)
    assert b"You then choose your name and password" in shown.content
    answer = owner.post(link)
    assert answer["Location"] == "/accounts/signup/finish/"
    assert not EmailAddress.objects.get(user=squatter).verified, "opening the link alone confirms nothing"
    owner.post(answer["Location"], {"full_name": "Nia Bell", "password1": OWN, "password2": OWN})
    is_owners_alone(squatter)
    assert not signed_in(attacker)
    attacker.post("/accounts/login/", {"login": NEW, "password": PASSWORD})
    assert not signed_in(attacker)


def test_forgotten_password_of_an_unproved_account_begins_again(squatter: User, mailoutbox: list[EmailMessage]) -> None:
    client = Client()
    client.post("/accounts/password/reset/", {"email": NEW})
    finish(client, link_in(mailoutbox[-1]), full_name="Nia Bell")
    is_owners_alone(squatter)
    assert signed_in(client)


def test_session_of_the_attacker_ends(squatter: User, mailoutbox: list[EmailMessage]) -> None:
    attacker = Client()
    attacker.force_login(squatter)
    assert signed_in(attacker)
    client = Client()
    client.post("/accounts/signup/", {"email": NEW})
    finish(client, link_in(mailoutbox[-1]), full_name="Nia Bell")
    assert not signed_in(attacker)


def test_invitation_waits_for_the_mailbox(
    cast: Cast, asset: DataAsset, squatter: User, mailoutbox: list[EmailMessage]
) -> None:
    share = stages.draft(cast, asset)
    members.invite(share=share, email=NEW, role=Role.SIGNATORY, office="Director", by=cast.acquirer)
    assert Member.objects.get(email=NEW).user is None, "an account that no one has proved is no one's"
    client = Client()
    client.post("/accounts/signup/", {"email": NEW, "next": f"/shares/{share.reference}/"})
    answer = finish(client, link_in(mailoutbox[-1]), full_name="Nia Bell")
    assert answer["Location"] == f"/shares/{share.reference}/"
    assert Member.objects.get(email=NEW).user == squatter
    assert client.get(answer["Location"]).status_code == 200


def test_account_that_was_closed_is_not_opened_by_signing_up(squatter: User, mailoutbox: list[EmailMessage]) -> None:
    User.objects.filter(pk=squatter.pk).update(is_active=False)
    Client().post("/accounts/signup/", {"email": NEW})
    assert mailoutbox[-1].subject.startswith("Your account is closed")


def change_to(client: Client, user: User, email: str, mailoutbox: list[EmailMessage]) -> str:
    client.post("/accounts/login/", {"login": user.email, "password": PASSWORD})
    client.post("/accounts/email/", {"email": email, "action_add": ""})
    return link_in(mailoutbox[-1])


def test_change_of_address_is_confirmed_by_its_account_alone(cast: Cast, mailoutbox: list[EmailMessage]) -> None:
    attacker, other = Client(), Client()
    link = change_to(attacker, cast.stranger, NEW, mailoutbox)

    other.get(link)
    assert b"We will not change its email address" in other.get("/accounts/confirm-email/kept/").content
    other.post(link)
    assert User.objects.get(pk=cast.stranger.pk).email == cast.stranger.email
    other.post("/accounts/login/", {"login": cast.supplier.email, "password": PASSWORD})
    assert b"Another account asked" in other.get("/accounts/confirm-email/kept/").content
    other.post("/accounts/confirm-email/kept/")
    assert User.objects.get(pk=cast.stranger.pk).email == cast.stranger.email
    assert signed_in(other)

    attacker.post(link)
    assert User.objects.get(pk=cast.stranger.pk).email == NEW


def test_link_of_a_change_works_after_signing_in(cast: Cast, mailoutbox: list[EmailMessage]) -> None:
    link = change_to(Client(), cast.stranger, NEW, mailoutbox)
    phone = Client()
    phone.get(link)
    kept = "/accounts/confirm-email/kept/"
    signed = phone.post("/accounts/login/", {"login": cast.stranger.email, "password": PASSWORD, "next": kept})
    assert signed["Location"] == kept
    phone.post(kept)
    assert User.objects.get(pk=cast.stranger.pk).email == NEW


def test_unproved_account_does_not_bar_a_change_of_address(
    cast: Cast, squatter: User, mailoutbox: list[EmailMessage]
) -> None:
    client = Client()
    assert client.post(change_to(client, cast.stranger, NEW, mailoutbox)).status_code == 302
    assert User.objects.get(email=NEW) == cast.stranger
    squatter.refresh_from_db()
    assert (squatter.is_active, squatter.email) == (False, f"{squatter.pk}@closed.invalid")


def test_sign_up_ends_another_accounts_wish_for_the_address(cast: Cast, mailoutbox: list[EmailMessage]) -> None:
    link = change_to(Client(), cast.stranger, NEW, mailoutbox)
    signing_up.finish(token=signing_up.new_link(NEW), full_name="Nia Bell", job_title="", password=OWN)
    back = Client()
    back.post("/accounts/login/", {"login": cast.stranger.email, "password": PASSWORD})
    assert back.post(link).status_code == 410
    assert User.objects.get(pk=cast.stranger.pk).email == cast.stranger.email
