"""Signing in, rate limits, and the second step that staff need."""

import base64
import hmac
import struct
import time

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import TOTP
from django.test import Client

from community.models import Notification, User
from tests.support import markup
from tests.support.markup import flat

pytestmark = pytest.mark.django_db
PASSWORD = "three random words"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@pytest.fixture
def amina() -> User:
    return with_account("amina@barchester.gov.uk", "Amina Okafor")


@pytest.fixture
def staff() -> User:
    return with_account("sam@service.gov.uk", "Sam Staff", is_staff=True, is_superuser=True)


def with_account(email: str, name: str, **more: bool) -> User:
    user = User.objects.create_user(email, PASSWORD, full_name=name, **more)
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    return user


def sign_in(client: Client, user: User, password: str = PASSWORD, next_page: str = "") -> str:
    answer = client.post("/accounts/login/", {"login": user.email, "password": password, "next": next_page})
    return answer.headers.get("Location", "")


def code_now() -> str:
    """Return what an authenticator app shows (RFC 6238)."""
    message = struct.pack(">Q", int(time.time()) // 30)
    digest = hmac.new(base64.b32decode(SECRET), message, "sha1").digest()
    start = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[start : start + 4])[0] & 0x7FFFFFFF) % 10**6:06d}"


def test_it_signs_in_and_goes_back_to_the_page(client: Client, amina: User) -> None:
    assert sign_in(client, amina, next_page="/account/") == "/account/"
    assert b"Amina Okafor" in client.get("/account/").content


def test_it_never_sends_anyone_elsewhere(client: Client, amina: User) -> None:
    assert not sign_in(client, amina, next_page="https://elsewhere.example/").startswith("http")


def test_it_does_not_say_which_of_the_two_was_wrong(client: Client, amina: User) -> None:
    for email in (amina.email, "no.one@barchester.gov.uk"):
        answer = client.post("/accounts/login/", {"login": email, "password": "wrong"})
        page = markup.page(answer.content)
        assert "Email address or password is incorrect" in page.xpath("string(//div[@role='alert'])")
        assert page.xpath("string(//title)").startswith("Error: Sign in")
        assert page.xpath("//input[@id='id_login']/@value") == [email]


@pytest.mark.parametrize("bad", ["", "\x00", "\u202e", "<script>", "x" * 1_000_000])
def test_it_answers_bad_input(client: Client, amina: User, bad: str) -> None:
    answer = client.post("/accounts/login/", {"login": f"a{bad}@b", "password": bad})
    assert answer.status_code == 200
    assert b"There is a problem" in answer.content
    assert b"<script>@b" not in answer.content


def test_it_stops_someone_who_guesses(client: Client, amina: User) -> None:
    for _ in range(6):
        sign_in(client, amina, password="a guess that is wrong")
    answer = client.post("/accounts/login/", {"login": amina.email, "password": PASSWORD})
    assert b"You have tried too many times" in answer.content
    assert "_auth_user_id" not in client.session


def test_it_stops_a_flood_with_a_page(client: Client, amina: User) -> None:
    statuses = [client.post("/accounts/password/reset/", {"email": amina.email}).status_code for _ in range(30)]
    assert 429 in statuses
    answer = client.post("/accounts/password/reset/", {"email": amina.email})
    assert b"You have tried too many times" in answer.content


def test_it_lets_no_one_in_whose_account_is_closed(client: Client, amina: User) -> None:
    User.objects.filter(pk=amina.pk).update(is_active=False)
    sign_in(client, amina)
    assert "_auth_user_id" not in client.session


def test_it_asks_for_the_second_step(client: Client, amina: User) -> None:
    TOTP.activate(amina, SECRET)
    assert sign_in(client, amina) == "/accounts/2fa/authenticate/"
    assert client.get("/account/").status_code == 302
    wrong = client.post("/accounts/2fa/authenticate/", {"code": "000000"})
    assert b"Code is incorrect or has expired" in wrong.content
    right = client.post("/accounts/2fa/authenticate/", {"code": code_now()})
    assert right.status_code == 302
    assert client.get("/account/").status_code == 200


@pytest.mark.parametrize(
    "address",
    [
        "/account/", "/account/notifications/", "/accounts/email/", "/accounts/password/change/", "/accounts/2fa/",
        "/accounts/sessions/", "/accounts/2fa/webauthn/", "/accounts/3rdparty/", "/accounts/logout/",
    ],
)  # fmt: skip
def test_it_keeps_an_account_for_its_owner_in_the_same_frame(client: Client, amina: User, address: str) -> None:
    assert client.get(address)["Location"].startswith("/accounts/login/?next=") or address == "/accounts/logout/"
    sign_in(client, amina)
    page = markup.page(client.get(address).content)
    assert page.xpath("//footer//a[text()='Cookies']")
    assert len(page.xpath("//h1")) == 1
    assert page.xpath("string(//title)").endswith(" – Design a data share")


def test_it_lists_and_ends_sessions(amina: User) -> None:
    here, there = Client(), Client()
    sign_in(here, amina)
    sign_in(there, amina)
    assert b"Sign out everywhere else" in here.get("/accounts/sessions/").content
    here.post("/accounts/sessions/")
    assert there.get("/account/").status_code == 302
    assert here.get("/account/").status_code == 200


def test_it_reads_notifications_and_only_ones_own(client: Client, amina: User, staff: User) -> None:
    for user, subject in ((amina, "Answer HM Treasury"), (staff, "For Sam alone")):
        Notification.objects.create(user=user, email=user.email, subject=subject, body="Read it.", key=subject)
    sign_in(client, amina)
    page = flat(client.get("/account/notifications/"))
    assert "Answer HM Treasury" in page
    assert "For Sam alone" not in page
    client.post("/account/notifications/read/")
    assert list(Notification.objects.unread().values_list("user", flat=True)) == [staff.pk]


def test_it_changes_no_notification_by_looking(client: Client, amina: User) -> None:
    sign_in(client, amina)
    assert client.get("/account/notifications/read/").status_code == 405


def test_the_admin_is_closed_to_everyone_but_staff(client: Client, amina: User) -> None:
    assert client.get("/admin/")["Location"].startswith("/admin/login/")
    assert client.get("/admin/login/?next=/admin/")["Location"] == "/accounts/login/?next=/admin/"
    sign_in(client, amina)
    assert client.get("/admin/login/?next=/admin/")["Location"] == "/"


def test_the_admin_sends_staff_to_set_up_a_second_step(client: Client, staff: User) -> None:
    sign_in(client, staff)
    assert client.get("/admin/").status_code == 302
    assert client.get("/admin/login/?next=/admin/")["Location"] == "/accounts/2fa/"


def test_the_admin_opens_after_the_second_step(client: Client, staff: User) -> None:
    TOTP.activate(staff, SECRET)
    sign_in(client, staff, next_page="/admin/")
    client.post("/accounts/2fa/authenticate/", {"code": code_now()})
    page = client.get("/admin/")
    assert page.status_code == 200
    assert b"Design a data share: admin" in page.content
    assert client.get("/admin/community/user/").status_code == 200


def test_the_admin_opens_to_staff_who_have_just_set_up_a_second_step(client: Client, staff: User) -> None:
    sign_in(client, staff)
    TOTP.activate(staff, SECRET)
    assert client.get("/admin/").status_code == 200


def test_the_admin_wants_the_second_step_used_and_not_just_owned(client: Client, staff: User) -> None:
    TOTP.activate(staff, SECRET)
    client.force_login(staff)
    assert client.get("/admin/").status_code == 302
    assert client.get("/admin/login/?next=/admin/")["Location"] == "/accounts/2fa/reauthenticate/?next=/admin/"
    client.post("/accounts/2fa/reauthenticate/?next=/admin/", {"code": code_now()})
    assert client.get("/admin/").status_code == 200
