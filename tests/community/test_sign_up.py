"""Accounts are for people of known public bodies, and are made by the person who opens the mailbox."""

from datetime import timedelta

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.core.mail import EmailMessage
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from community.accounts import signing_up
from community.models import EmailDomain, Membership, Organisation, SignUpLink, User
from datashare.lib.exceptions import NotNow
from tests.support import markup
from tests.support.markup import flat
from tests.support.signing_up import PASSWORD, ask, finish, link_in, sign_up

pytestmark = pytest.mark.django_db
AMINA = "amina@barchester.gov.uk"


@pytest.fixture(autouse=True)
def council(db: None) -> Organisation:
    body = Organisation.objects.create(name="Barchester City Council", slug="barchester")
    EmailDomain.objects.create(pattern="barchester.gov.uk", organisation=body)
    EmailDomain.objects.create(pattern="*.nhs.uk")
    return body


def account(email: str = AMINA, *, proved: bool = True, active: bool = True) -> User:
    user = User.objects.create_user(email, PASSWORD, full_name="Amina Okafor", is_active=active)
    EmailAddress.objects.create(user=user, email=email, verified=proved, primary=True)
    return user


def test_link_in_the_mailbox_makes_the_account_and_signs_in(
    client: Client, council: Organisation, mailoutbox: list[EmailMessage]
) -> None:
    assert ask(client, AMINA)["Location"] == "/accounts/confirm-email/"
    assert not User.objects.exists(), "nothing is kept before the mailbox is proved"

    [mail] = mailoutbox
    assert mail.subject == "Finish creating your account – Design a data share"
    assert mail.to == [AMINA]
    answer = finish(client, link_in(mail), job_title="Data officer")
    assert (answer.status_code, answer["Location"]) == (302, "/")
    user = User.objects.get(email=AMINA)
    assert (user.full_name, user.job_title, user.check_password(PASSWORD)) == ("Amina Okafor", "Data officer", True)
    assert Membership.objects.live().get(user=user).organisation == council
    assert client.get("/account/").status_code == 200


@pytest.mark.parametrize("email", ["amina@gmail.com", "amina@barchester.gov.uk.example", "amina@notbarchester.gov.uk"])
def test_address_of_no_public_body_is_told_whom_to_ask(client: Client, settings: Settings, email: str) -> None:
    settings.SUPPORT_EMAIL = "help@service.gov.uk"
    page = markup.page(ask(client, email).content)
    words = page.xpath("string(//p[@id='id_email-error'])")
    assert "Enter a work email address from a public body" in words
    assert "help@service.gov.uk" in words
    assert page.xpath("string(//title)").startswith("Error: Create an account")
    assert page.xpath("//input[@id='id_email']/@value") == [email]
    assert not SignUpLink.objects.exists()


def test_pattern_without_an_organisation_makes_no_member(client: Client) -> None:
    sign_up(client, "sam@trust.nhs.uk")
    assert not Membership.objects.exists()
    assert User.objects.filter(email="sam@trust.nhs.uk").exists()


@pytest.mark.parametrize("kind", ["none", "proved", "unproved", "closed"])
def test_page_is_the_same_with_and_without_an_account(
    client: Client, mailoutbox: list[EmailMessage], kind: str
) -> None:
    if kind != "none":
        account(proved=kind != "unproved", active=kind != "closed")
    answer = ask(client, AMINA)
    assert (answer.status_code, answer["Location"]) == (302, "/accounts/confirm-email/")
    assert len(mailoutbox) == 1, "the owner of the mailbox is told"
    subject, link = {
        "proved": ("You already have an account", "/accounts/login/"),
        "closed": ("Your account is closed", "/help/"),
    }.get(kind, ("Finish creating your account", "/accounts/signup/link/"))
    assert mailoutbox[0].subject.startswith(subject)
    assert link in str(mailoutbox[0].body)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"password1": "short", "password2": "short"}, "Password must be at least 12 characters"),
        ({"password2": "three random wordz"}, "Enter the same password in both boxes"),
        ({"full_name": ""}, "Enter your full name"),
        ({"full_name": "x" * 151}, "150 characters or fewer"),
        ({"full_name": "a\x00b"}, "cannot store"),
    ],
)
def test_finish_says_what_to_put_right(
    client: Client, mailoutbox: list[EmailMessage], changes: dict[str, str], message: str
) -> None:
    ask(client, AMINA)
    page = markup.page(finish(client, link_in(mailoutbox[0]), **changes).content)
    assert message in page.xpath("string(//div[@class='govuk-error-summary'])")
    assert not User.objects.exists()


@pytest.mark.parametrize(
    ("email", "message"),
    [
        ("", "Enter your email address"),
        ("not an address", "correct format"),
        ("a\x00@barchester.gov.uk", "not store"),
    ],
)
def test_ask_says_what_to_put_right(client: Client, email: str, message: str) -> None:
    assert message in markup.page(ask(client, email).content).xpath("string(//div[@class='govuk-error-summary'])")


def test_link_works_once(client: Client, mailoutbox: list[EmailMessage]) -> None:
    ask(client, AMINA)
    link = link_in(mailoutbox[0])
    finish(client, link)
    thief = Client()
    assert finish(thief, link, password1="another three words", password2="another three words").status_code == 410
    assert User.objects.get().check_password(PASSWORD)
    assert "_auth_user_id" not in thief.session
    with pytest.raises(NotNow):
        signing_up.finish(token=link.split("/")[-2], full_name="Thief", job_title="", password="x")


def test_link_holds_two_hours(client: Client, mailoutbox: list[EmailMessage]) -> None:
    ask(client, AMINA)
    with time_machine.travel(timezone.now() + timedelta(hours=2, minutes=1)):
        answer = finish(client, link_in(mailoutbox[0]))
    assert answer.status_code == 410
    assert b"This link no longer works" in answer.content
    assert not User.objects.exists()


def test_earlier_links_end_when_one_is_used(client: Client) -> None:
    first, second = signing_up.new_link(AMINA), signing_up.new_link(AMINA)
    signing_up.finish(token=second, full_name="Amina Okafor", job_title="", password=PASSWORD)
    assert signing_up.link_of(first) is None
    assert not SignUpLink.objects.exists()


def test_database_keeps_no_token(client: Client, mailoutbox: list[EmailMessage]) -> None:
    ask(client, AMINA)
    token = link_in(mailoutbox[0]).split("/")[-2]
    assert token not in str(SignUpLink.objects.values().get())


def test_opening_a_link_only_looks(client: Client, mailoutbox: list[EmailMessage]) -> None:
    ask(client, AMINA)
    for _ in range(3):
        assert Client().get(link_in(mailoutbox[0]))["Location"] == "/accounts/signup/finish/"
    assert not User.objects.exists()
    assert SignUpLink.objects.count() == 1


def test_invitation_is_remembered_to_the_end(client: Client, mailoutbox: list[EmailMessage]) -> None:
    page = client.get("/accounts/signup/?next=/shares/DS-1/")
    assert 'name="next" value="/shares/DS-1/"' in flat(page)
    ask(client, AMINA, next="/shares/DS-1/")
    answer = finish(Client(), link_in(mailoutbox[0]))
    assert answer["Location"] == "/shares/DS-1/", "in another browser, too"


@pytest.mark.parametrize("page", ["https://evil.example/", "//evil.example", "javascript:alert(1)", "/" + "x" * 400])
def test_sign_up_leads_nowhere_else(client: Client, mailoutbox: list[EmailMessage], page: str) -> None:
    ask(client, AMINA, next=page)
    assert finish(client, link_in(mailoutbox[0]))["Location"] == "/"


def test_mail_to_one_mailbox_is_limited(client: Client, mailoutbox: list[EmailMessage]) -> None:
    for _ in range(5):
        assert ask(client, AMINA).status_code == 302
    assert len(mailoutbox) == 1


@pytest.mark.parametrize("typed", [AMINA, "Amina@Barchester.gov.uk"])
def test_another_user_cannot_use_up_the_limit_of_sign_up(
    client: Client, mailoutbox: list[EmailMessage], typed: str
) -> None:
    other = Client()
    sign_up(other, "oliver@barchester.gov.uk")
    mailoutbox.clear()
    other.post("/accounts/email/", {"email": typed, "action_add": ""})
    [attempt] = mailoutbox
    assert "You can create your own account with this email address:" in attempt.body
    assert "/accounts/signup/" in attempt.body

    ask(client, AMINA)
    assert mailoutbox[-1].subject.startswith("Finish creating your account")
    assert finish(client, link_in(mailoutbox[-1])).status_code == 302
    assert User.objects.get(email=AMINA).is_active


def test_sign_up_does_not_use_up_the_limit_of_a_change_of_address(
    client: Client, mailoutbox: list[EmailMessage]
) -> None:
    sign_up(client, "oliver@barchester.gov.uk")
    ask(Client(), AMINA)
    client.post("/accounts/email/", {"email": AMINA, "action_add": ""})
    assert mailoutbox[-1].subject.startswith("Confirm your email address")


def test_change_of_address_follows_someone_to_a_new_body(
    client: Client, council: Organisation, mailoutbox: list[EmailMessage]
) -> None:
    other = Organisation.objects.create(name="Office for Records", slug="records")
    EmailDomain.objects.create(pattern="records.gov.uk", organisation=other)
    sign_up(client, AMINA)
    client.post("/accounts/email/", {"email": "amina@records.gov.uk", "action_add": ""})
    assert Membership.objects.live().get().organisation == council, "the new address is not confirmed yet"
    client.post(link_in(mailoutbox[-1]))
    assert Membership.objects.live().get().organisation == other
    assert User.objects.get().email == "amina@records.gov.uk"
