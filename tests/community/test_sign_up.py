"""Accounts are for people of known public bodies."""

import re

import pytest
from django.core.mail import EmailMessage
from django.test import Client
from pytest_django import Settings

from community.models import EmailDomain, Membership, Organisation, User
from tests.support import markup

pytestmark = pytest.mark.django_db
SIGN_UP = "/accounts/signup/"


@pytest.fixture
def council() -> Organisation:
    body = Organisation.objects.create(name="Barchester City Council", slug="barchester")
    EmailDomain.objects.create(pattern="barchester.gov.uk", organisation=body)
    EmailDomain.objects.create(pattern="*.nhs.uk")
    return body


def person(**changes: str) -> dict[str, str]:
    words = {"full_name": "Amina Okafor", "email": "amina@barchester.gov.uk"}
    return words | {"password1": "three random words", "password2": "three random words"} | changes


def open_link(client: Client, mail: EmailMessage) -> None:
    link = re.search(r"https?://testserver(\S+)", str(mail.body))
    assert link
    client.post(link[1])


def test_it_makes_a_member_of_somebody_who_confirmed_their_address(
    client: Client, council: Organisation, mailoutbox: list[EmailMessage]
) -> None:
    answer = client.post(SIGN_UP, person())
    assert answer.status_code == 302
    user = User.objects.get(email="amina@barchester.gov.uk")
    assert user.full_name == "Amina Okafor"
    assert not Membership.objects.exists(), "nobody has shown yet that the address is theirs"

    [mail] = mailoutbox
    assert mail.subject == "Confirm your e-mail address to finish your account – Design a data share"
    assert "Amina Okafor gave this address" in str(mail.body)
    assert "example.com" not in str(mail.body)
    open_link(client, mail)
    assert Membership.objects.live().get(user=user).organisation == council


def test_it_lets_nobody_in_before_the_address_is_confirmed(client: Client, council: Organisation) -> None:
    client.post(SIGN_UP, person())
    answer = client.post("/accounts/login/", {"login": "amina@barchester.gov.uk", "password": "three random words"})
    assert answer["Location"] == "/accounts/confirm-email/"
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("email", ["amina@gmail.com", "amina@barchester.gov.uk.example", "amina@notbarchester.gov.uk"])
def test_it_tells_others_why_not_and_whom_to_ask(
    client: Client, council: Organisation, settings: Settings, email: str
) -> None:
    settings.SUPPORT_EMAIL = "help@service.gov.uk"
    page = markup.page(client.post(SIGN_UP, person(email=email)).content)
    words = page.xpath("string(//p[@id='id_email-error'])")
    assert "Accounts are for people who work for a public body" in words
    assert "help@service.gov.uk" in words
    assert page.xpath("string(//title)").startswith("Error: Create an account")
    assert page.xpath("//input[@id='id_full_name']/@value") == ["Amina Okafor"]
    assert not User.objects.exists()


def test_it_knows_a_pattern_without_an_organisation(
    client: Client, council: Organisation, mailoutbox: list[EmailMessage]
) -> None:
    client.post(SIGN_UP, person(email="sam@trust.nhs.uk"))
    open_link(client, mailoutbox[0])
    assert not Membership.objects.exists()
    assert User.objects.filter(email="sam@trust.nhs.uk").exists()


def test_it_does_not_say_who_has_an_account(
    client: Client, council: Organisation, mailoutbox: list[EmailMessage]
) -> None:
    User.objects.create_user("amina@barchester.gov.uk", "three random words", full_name="Amina Okafor")
    answer = client.post(SIGN_UP, person())
    assert answer["Location"] == "/accounts/confirm-email/"
    assert mailoutbox[0].subject.startswith("You already have an account")


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"password1": "short", "password2": "short"}, "too short"),
        ({"password2": "three random wordz"}, "same password"),
        ({"full_name": ""}, "Enter your full name"),
        ({"full_name": "x" * 151}, "150 characters or fewer"),
        ({"full_name": "a\x00b"}, "cannot be stored"),
        ({"email": ""}, "Enter your e-mail address"),
        ({"email": "not an address"}, "correct format"),
        ({"email": "a\x00@barchester.gov.uk"}, "cannot be stored"),
    ],
)
def test_it_says_what_to_put_right(
    client: Client, council: Organisation, changes: dict[str, str], message: str
) -> None:
    page = markup.page(client.post(SIGN_UP, person(**changes)).content)
    assert message in page.xpath("string(//div[@class='govuk-error-summary'])")
    assert not User.objects.exists()


def test_it_follows_somebody_to_a_new_body(
    client: Client, council: Organisation, mailoutbox: list[EmailMessage]
) -> None:
    other = Organisation.objects.create(name="Office for Records", slug="records")
    EmailDomain.objects.create(pattern="records.gov.uk", organisation=other)
    client.post(SIGN_UP, person())
    open_link(client, mailoutbox[-1])
    client.post("/accounts/login/", {"login": "amina@barchester.gov.uk", "password": "three random words"})
    client.post("/accounts/email/", {"email": "amina@records.gov.uk", "action_add": ""})
    assert Membership.objects.live().get().organisation == council, "the new address is not confirmed yet"
    open_link(client, mailoutbox[-1])
    assert Membership.objects.live().get().organisation == other
    assert User.objects.get().email == "amina@records.gov.uk"
