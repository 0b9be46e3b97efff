"""Signing in through an organisation's own OpenID Connect provider: a real one, on loopback."""

import re
from datetime import timedelta
from typing import Any

import pytest
import requests
import time_machine
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from django.core.exceptions import ImproperlyConfigured
from django.core.mail import EmailMessage
from django.http import HttpRequest
from django.test import Client, RequestFactory
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from agreements.models import Signature
from catalogue.models import DataAsset
from community.accounts.reauthentication import proved_just_now
from community.models import EmailDomain, Membership, Organisation, User
from datashare import providers
from tests.agreements import stages
from tests.cast import Cast
from tests.community.conftest import Configure
from tests.plugins.axe import assert_accessible
from tests.support import markup
from tests.support.markup import flat
from tests.support.provider import Provider

pytestmark = pytest.mark.django_db
LOGIN = "/accounts/oidc/barchester/login/?process=login"
AMINA = {"sub": "a-17", "name": "Amina Okafor", "email": "amina@barchester.gov.uk", "email_verified": True}


@pytest.fixture
def council() -> Organisation:
    body = Organisation.objects.create(name="Barchester City Council", slug="barchester")
    EmailDomain.objects.create(pattern="barchester.gov.uk", organisation=body)
    return body


@pytest.fixture
def amina() -> User:
    user = User.objects.create_user("amina@barchester.gov.uk", "three random words", full_name="Amina Okafor")
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def walk(client: Client, provider: Provider, claims: dict[str, Any], start: str = LOGIN) -> Any:
    """Return our response after the button on our page and the provider's sign-in."""
    provider.person = claims
    there = client.post(start)
    assert there["Location"].startswith(f"{provider.url}/authorization?"), there["Location"]
    back = requests.post(there["Location"], allow_redirects=False, timeout=5).headers["Location"]
    return client.get(back.removeprefix("http://testserver"))


def signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def test_the_button_is_there_only_where_a_provider_is(client: Client, configure: Configure) -> None:
    for address in ("/accounts/login/", "/accounts/signup/"):
        assert b"Barchester sign-in" not in client.get(address).content
    configure()
    for address in ("/accounts/login/", "/accounts/signup/"):
        page = markup.page(client.get(address).content)
        assert page.xpath("//button[normalize-space()='Sign in with Barchester sign-in']")


def test_the_button_may_lead_to_the_provider_and_nowhere_else(
    client: Client, provider: Provider, configure: Configure
) -> None:
    configure(form_origins=["https://federation.example/adfs"])
    policy = client.get("/accounts/login/").headers["Content-Security-Policy"]
    assert f"form-action 'self' {provider.url} https://federation.example;" in policy + ";"


def test_a_new_person_of_a_known_body_becomes_its_member(
    client: Client, provider: Provider, configure: Configure, council: Organisation
) -> None:
    configure()
    answer = walk(client, provider, AMINA, start=f"{LOGIN}&next=/account/")
    assert answer["Location"] == "/account/"
    user = User.objects.get()
    assert (user.email, user.full_name, user.has_usable_password()) == (AMINA["email"], "Amina Okafor", False)
    assert Membership.objects.live().get(user=user).organisation == council
    assert b"Barchester City Council" in client.get("/account/").content


def test_it_knows_the_person_again_whatever_the_provider_now_says_of_addresses(
    client: Client, provider: Provider, configure: Configure, council: Organisation
) -> None:
    configure()
    walk(client, provider, AMINA)
    other = Client()
    walk(other, provider, AMINA | {"email": "amina.smith@elsewhere.example", "email_verified": False})
    assert signed_in(other)
    assert User.objects.get().email == "amina@barchester.gov.uk"


@pytest.mark.parametrize(
    "email", ["amina@barchester.gov.u\u212a", "am\u0131na@barchester.gov.uk", '"amina"@barchester.gov.uk']
)
def test_a_lookalike_told_by_a_provider_is_not_taken(
    client: Client, provider: Provider, configure: Configure, amina: User, email: str
) -> None:
    configure(email_authentication=True)
    EmailDomain.objects.get_or_create(pattern="*.gov.uk")
    answer = walk(client, provider, AMINA | {"email": email})
    assert answer["Location"] == "/accounts/3rdparty/signup/", "they are asked for an address"
    page = markup.page(client.post(answer["Location"], {"full_name": "Amina Okafor", "email": email}).content)
    assert page.xpath("//p[@id='id_email-error']")
    assert User.objects.get() == amina
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("verified", [False, "false", None, "no"])
def test_an_address_no_one_has_verified_makes_no_member(
    client: Client,
    provider: Provider,
    configure: Configure,
    council: Organisation,
    mailoutbox: list[EmailMessage],
    verified: object,
) -> None:
    configure()
    answer = walk(client, provider, AMINA | {"email_verified": verified})
    assert answer["Location"] == "/accounts/confirm-email/"
    assert not signed_in(client)
    assert not Membership.objects.exists()
    link = re.search(r"https?://testserver(\S+)", str(mailoutbox[0].body))
    assert link
    client.post(link[1])
    assert Membership.objects.get().organisation == council, "now the person has shown that the address is theirs"


def test_the_word_of_a_provider_counts_for_its_own_domains_only(
    client: Client, provider: Provider, configure: Configure, council: Organisation
) -> None:
    configure(email_domains=["*.nhs.uk"], email_authentication=True)
    walk(client, provider, AMINA)
    assert not signed_in(client)
    assert not Membership.objects.exists()


def test_an_unknown_domain_is_told_why_not(
    client: Client, provider: Provider, configure: Configure, council: Organisation
) -> None:
    configure()
    answer = walk(client, provider, AMINA | {"email": "amina@gmail.com"})
    page = markup.page(answer.content)
    assert page.xpath("string(//h1)") == "You cannot create an account with that email address"
    assert page.xpath("//main//a[normalize-space()='Ask us to add it']")
    assert not User.objects.exists()
    assert not signed_in(client)


def test_an_account_that_is_there_is_never_opened_on_the_word_of_any_provider(
    client: Client,
    provider: Provider,
    configure: Configure,
    amina: User,
    council: Organisation,
    mailoutbox: list[EmailMessage],
) -> None:
    configure()
    answer = walk(client, provider, AMINA)
    assert answer["Location"] == "/accounts/confirm-email/", "the same answer as for a new address"
    assert not signed_in(client)
    assert not SocialAccount.objects.exists()
    assert mailoutbox[0].to == [amina.email]
    assert mailoutbox[0].subject.startswith("You already have an account")


def test_a_trusted_provider_opens_it_and_the_person_is_told(
    client: Client, provider: Provider, configure: Configure, amina: User, mailoutbox: list[EmailMessage]
) -> None:
    configure(email_authentication=True, email_domains=["barchester.gov.uk"])
    EmailDomain.objects.create(pattern="barchester.gov.uk")
    walk(client, provider, AMINA)
    assert client.session["_auth_user_id"] == str(amina.pk)
    linked = SocialAccount.objects.get()
    assert (linked.user, linked.uid) == (amina, "a-17")
    assert linked.extra_data == {"userinfo": {name: AMINA[name] for name in ("sub", "email", "name")}}
    assert mailoutbox[0].subject.startswith("You can now sign in through your organisation")
    assert User.objects.get().has_usable_password(), "the old way in still works"


def test_a_trusted_provider_that_has_not_verified_the_address_opens_nothing(
    client: Client, provider: Provider, configure: Configure, amina: User, council: Organisation
) -> None:
    configure(email_authentication=True)
    walk(client, provider, AMINA | {"email_verified": "false"})
    assert not signed_in(client)
    assert not SocialAccount.objects.exists()


def test_who_took_someone_elses_address_first_is_locked_out(
    client: Client, provider: Provider, configure: Configure, amina: User, council: Organisation
) -> None:
    """An unconfirmed account's password is removed by its true owner."""
    EmailAddress.objects.update(verified=False)
    configure(email_authentication=True)
    walk(client, provider, AMINA)
    assert not User.objects.get().has_usable_password()


def test_an_account_that_is_closed_stays_closed(
    client: Client, provider: Provider, configure: Configure, council: Organisation
) -> None:
    configure()
    walk(client, provider, AMINA)
    User.objects.update(is_active=False)
    other = Client()
    assert walk(other, provider, AMINA)["Location"] == "/accounts/inactive/"
    assert not signed_in(other)


@pytest.mark.parametrize("name", [None, "x" * 151, "Amina\0Okafor", "Amina \ud800", ""])
def test_it_asks_for_a_name_that_the_provider_does_not_tell(
    client: Client, provider: Provider, configure: Configure, council: Organisation, name: str | None
) -> None:
    configure()
    answer = walk(client, provider, AMINA | {"name": name})
    assert answer["Location"] == "/accounts/3rdparty/signup/"
    page = markup.page(client.get(answer["Location"]).content)
    assert page.xpath("string(//h1)") == "Finish creating your account"
    assert page.xpath("//input[@name='email']/@value") == [AMINA["email"]]
    empty = client.post(answer["Location"], {"full_name": "", "email": AMINA["email"]})
    assert b"Enter your full name" in empty.content
    client.post(answer["Location"], {"full_name": "Amina Okafor", "email": AMINA["email"]})
    assert Membership.objects.get().user.full_name == "Amina Okafor"


def test_another_address_typed_on_the_way_is_not_believed(
    client: Client, provider: Provider, configure: Configure, council: Organisation
) -> None:
    revenue = Organisation.objects.create(name="Office for Records", slug="records")
    EmailDomain.objects.create(pattern="records.gov.uk", organisation=revenue)
    configure()
    answer = walk(client, provider, AMINA | {"name": ""})
    client.post(answer["Location"], {"full_name": "Amina Okafor", "email": "boss@records.gov.uk"})
    assert not Membership.objects.filter(organisation=revenue).exists()


def test_it_says_when_the_provider_is_away(client: Client, provider: Provider, configure: Configure) -> None:
    configure()
    provider.answers = False
    answer = client.post(LOGIN)
    assert answer.status_code == 503
    assert "You could not sign in through your organisation" in markup.page(answer.content).xpath("string(//h1)")


def test_it_says_when_the_provider_goes_away_in_the_middle(
    client: Client, provider: Provider, configure: Configure
) -> None:
    configure()
    there = client.post(LOGIN)["Location"]
    back = requests.post(there, allow_redirects=False, timeout=5).headers["Location"]
    provider.answers = False
    answer = client.get(back.removeprefix("http://testserver"))
    assert "You could not sign in through your organisation" in markup.page(answer.content).xpath("string(//h1)")


@pytest.mark.parametrize("query", ["", "?state=made-up&code=x", "?error=access_denied&state=x", "?code=%00&state=%00"])
def test_a_callback_that_no_one_asked_for_signs_no_one_in(
    client: Client, provider: Provider, configure: Configure, query: str
) -> None:
    configure()
    answer = client.get(f"/accounts/oidc/barchester/login/callback/{query}")
    assert answer.status_code == 401
    assert not signed_in(client)


def test_a_code_works_once(client: Client, provider: Provider, configure: Configure, council: Organisation) -> None:
    configure()
    provider.person = AMINA
    there = client.post(LOGIN)["Location"]
    back = requests.post(there, allow_redirects=False, timeout=5).headers["Location"].removeprefix("http://testserver")
    thief = Client()
    assert thief.get(back).status_code == 401, "the state belongs to another browser"
    client.get(back)
    assert signed_in(client)


def test_a_provider_that_is_not_configured_is_no_page(client: Client, provider: Provider) -> None:
    assert client.post("/accounts/oidc/barchester/login/").status_code == 404


def test_it_connects_and_removes_for_someone_signed_in(
    client: Client, provider: Provider, configure: Configure, amina: User
) -> None:
    configure()
    client.post("/accounts/login/", {"login": amina.email, "password": "three random words"})
    client.post("/accounts/reauthenticate/", {"password": "three random words"})
    assert "Connect your account at Barchester sign-in" in flat(client.get("/accounts/3rdparty/"))
    walk(client, provider, AMINA, start="/accounts/oidc/barchester/login/?process=connect")
    page = markup.page(client.get("/accounts/3rdparty/").content)
    assert "Barchester sign-in, as amina@barchester.gov.uk" in page.xpath("string(//main)")
    assert b"Select the account to disconnect" in client.post("/accounts/3rdparty/", {}).content
    client.post("/accounts/3rdparty/", {"account": SocialAccount.objects.get().pk})
    assert not SocialAccount.objects.exists()


def test_the_last_way_in_is_not_removed(
    client: Client, provider: Provider, configure: Configure, council: Organisation
) -> None:
    configure()
    walk(client, provider, AMINA)
    answer = client.post("/accounts/3rdparty/", {"account": SocialAccount.objects.get().pk})
    assert b"Set a password first" in answer.content
    assert SocialAccount.objects.exists()


def request_of(client: Client, user: User) -> HttpRequest:
    request = RequestFactory().get("/")
    request.session, request.user = client.session, user
    return request


def test_a_sign_in_through_the_provider_is_proof_for_five_minutes(
    client: Client, provider: Provider, configure: Configure, council: Organisation
) -> None:
    configure()
    with time_machine.travel("2026-11-21T10:00:00Z", tick=False) as clock:
        walk(client, provider, AMINA)
        user = User.objects.get()
        clock.move_to("2026-11-21T10:04:59Z")
        assert proved_just_now(request_of(client, user), user) == "socialaccount"
        clock.move_to("2026-11-21T10:05:00Z")
        assert proved_just_now(request_of(client, user), user) is None
        walk(client, provider, AMINA)
        assert proved_just_now(request_of(client, user), user) == "socialaccount"


def test_a_signatory_signs_with_it(
    client: Client, provider: Provider, configure: Configure, cast: Cast, asset: DataAsset
) -> None:
    share = stages.signing(cast, asset)
    digest = share.agreements.get().words.digest
    signatory = cast.acquirer_signatory
    signatory.set_unusable_password()
    signatory.save()
    SocialAccount.objects.create(user=signatory, provider="barchester", uid="d-4")
    configure()
    page = f"/shares/{share.reference}/sign/"
    given = {"digest": digest, "read": "yes", "authority": "yes"}
    with time_machine.travel(timezone.now() + timedelta(minutes=1), tick=False) as clock:
        walk(client, provider, {"sub": "d-4", "email": signatory.email, "email_verified": True})
        clock.shift(301)
        client.post(page, given)
        assert not Signature.objects.exists(), "the sign-in is too old"
        walk(client, provider, {"sub": "d-4", "email": signatory.email, "email_verified": True})
        answer = client.post(page, given)
    assert answer["Location"] == f"/shares/{share.reference}/signed/"
    assert Signature.objects.get().method == "socialaccount"


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({}, "JSON list"),
        (["x"], "JSON list"),
        ([{"name": "A"}], "lacks provider_id, client_id"),
        ([{"name": "A", "provider_id": "a", "client_id": "c"}], "lacks server_url"),
        (
            [{"name": "A", "provider_id": "a", "client_id": "c", "settings": {"server_url": "http://a.example"}}],
            "https",
        ),
        ([{"name": "A", "provider_id": "a", "client_id": "c", "settings": {"server_url": "https://a"}}] * 2, "same"),
    ],
)
def test_production_refuses_a_provider_that_cannot_work(given: Any, words: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=words):
        providers.checked(given, encrypted=True)


@pytest.mark.django_db(transaction=True)
def test_it_walks_in_a_browser(
    page: Page, live_server: LiveServer, provider: Provider, configure: Configure, settings: Settings
) -> None:
    body = Organisation.objects.create(name="Barchester City Council", slug="barchester")
    EmailDomain.objects.create(pattern="barchester.gov.uk", organisation=body)
    configure()
    provider.person = AMINA
    refused: list[str] = []
    page.on("console", lambda line: refused.append(line.text) if "Content Security Policy" in line.text else None)
    page.goto(f"{live_server.url}/account/")
    assert_accessible(page)
    page.get_by_role("button", name="Sign in with Barchester sign-in").click()
    page.get_by_role("button", name="Continue as yourself").click()
    expect(page).to_have_title("Your account – Design a data share")
    expect(page.get_by_role("link", name="Standard answers of Barchester City Council")).to_be_visible()
    page.goto(f"{live_server.url}/accounts/3rdparty/")
    assert_accessible(page)
    assert not refused
    # Without the provider's origin the browser stops the form, and the person stays where they are.
    settings.CONTENT_SECURITY_POLICY = {
        "DIRECTIVES": settings.CONTENT_SECURITY_POLICY["DIRECTIVES"] | {"form-action": ["'self'"]}
    }
    page.get_by_role("button", name="Sign out").click()
    page.goto(f"{live_server.url}/accounts/login/")
    with page.expect_console_message(lambda line: "form-action" in line.text):
        page.get_by_role("button", name="Sign in with Barchester sign-in").click()
