"""Support actions on an account: recorded, notified, and never enough to act as the user."""

import re
from datetime import timedelta

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.core.exceptions import PermissionDenied
from django.core.mail import EmailMessage
from django.db import DatabaseError, transaction
from django.test import Client, RequestFactory
from django.utils import timezone
from pytest_django import Settings

from community.accounts.support import help_with, signing_waits_until
from community.models import AccountHelp, Help, Notification, User
from datashare.lib.exceptions import NotNow
from tests.cast import PASSWORD, Cast
from tests.community.test_admin_rights import SECRET, browser
from tests.support.markup import flat

pytestmark = pytest.mark.django_db
WHY = "She rang from her desk telephone, and her line manager confirmed it."


@pytest.fixture
def support(cast: Cast) -> User:
    return User.objects.create_superuser("sam@elsewhere.gov.uk", full_name="Sam Porter")


def signed_in(user: User) -> Client:
    client = Client()
    client.post("/accounts/login/", {"login": user.email, "password": PASSWORD})
    assert client.get("/account/").status_code == 200
    return client


def helped(client: Client, person: User, act: str, reason: str = WHY) -> str:
    answer = client.post(f"/admin/community/user/{person.pk}/help/", {"act": act, "reason": reason}, follow=True)
    return flat(answer)


def test_the_page_says_what_support_cannot_do(support: User, cast: Cast) -> None:
    page = flat(browser(support).get(f"/admin/community/user/{cast.supplier.pk}/help/"))
    assert "You cannot set anyone’s password, second step or email address" in page
    assert page.count('type="radio"') == len(Help)


def test_a_link_for_a_new_password_goes_to_the_person_alone(
    support: User, cast: Cast, mailoutbox: list[EmailMessage]
) -> None:
    page = helped(browser(support), cast.supplier, "reset_link")
    [mail] = mailoutbox
    assert mail.to == [cast.supplier.email]
    link = re.search(r"/accounts/password/reset/key/\S+", str(mail.body))
    assert link
    assert link[0] not in page
    assert "Done. We have recorded this" in page
    done = AccountHelp.objects.get()
    assert (done.person, done.by, done.act, done.reason) == (cast.supplier, support, "reset_link", WHY)


def test_it_signs_someone_out_everywhere(support: User, cast: Cast) -> None:
    theirs, others = signed_in(cast.supplier), signed_in(cast.stranger)
    helped(browser(support), cast.supplier, "end_sessions")
    assert theirs.get("/account/").status_code == 302
    assert others.get("/account/").status_code == 200
    assert Notification.objects.get(user=cast.supplier).subject == "Support staff signed you out everywhere"
    assert signing_waits_until(cast.supplier) is None


def test_a_lost_second_step_is_removed_told_and_kept_from_signing_for_a_day(support: User, cast: Cast) -> None:
    theirs = signed_in(cast.supplier)
    TOTP.activate(cast.supplier, SECRET)
    helped(browser(support), cast.supplier, "remove_factors")

    assert not Authenticator.objects.filter(user=cast.supplier).exists()
    assert theirs.get("/account/").status_code == 302
    told = Notification.objects.get(user=cast.supplier)
    assert (told.email, told.subject) == (cast.supplier.email, "Support staff removed your second step")
    assert "Sam Porter" in told.body
    assert WHY in told.body
    until = signing_waits_until(cast.supplier)
    assert until is not None
    assert timedelta(hours=23) < until - timezone.now() <= timedelta(hours=24)
    assert signing_waits_until(cast.stranger) is None
    TOTP.activate(cast.supplier, SECRET)
    assert signing_waits_until(cast.supplier), "setting one up again proves nothing about who does"
    with time_machine.travel(until + timedelta(seconds=1)):
        assert signing_waits_until(cast.supplier) is None


def test_the_mail_says_where_to_report_it(support: User, cast: Cast, settings: Settings) -> None:
    settings.SUPPORT_EMAIL = "help@service.example"
    TOTP.activate(cast.supplier, SECRET)
    helped(browser(support), cast.supplier, "remove_factors")

    told = Notification.objects.get(user=cast.supplier)
    assert "tell the team that runs this service (help@service.example) now." in told.body


def test_it_removes_nothing_where_there_is_nothing(support: User, cast: Cast) -> None:
    assert "no second step to remove" in helped(browser(support), cast.supplier, "remove_factors")
    assert not AccountHelp.objects.exists()


@pytest.mark.parametrize(
    ("given", "error"),
    [
        ({"act": "", "reason": WHY}, "Select what you want to do"),
        ({"act": "set_password", "reason": WHY}, "Select what you want to do from the list"),
        ({"act": "end_sessions", "reason": " \u200b"}, "Enter the reason"),
        ({"act": "end_sessions", "reason": "x" * 501}, "500 characters or fewer"),
    ],
)
def test_it_wants_an_act_and_a_reason(support: User, cast: Cast, given: dict[str, str], error: str) -> None:
    answer = browser(support).post(f"/admin/community/user/{cast.supplier.pk}/help/", given)
    assert answer.status_code == 200
    assert error in flat(answer)
    assert not AccountHelp.objects.exists()


@pytest.mark.parametrize("person", ["supplier", "onlooker"])
def test_no_one_else_may(cast: Cast, person: str) -> None:
    by = cast.everyone()[person]
    User.objects.filter(pk=cast.onlooker.pk).update(is_staff=True)
    by.refresh_from_db()
    request = RequestFactory().get("/")
    with pytest.raises(PermissionDenied):
        help_with(person=cast.stranger, act=Help.END_SESSIONS, reason=WHY, by=by, request=request)
    assert browser(by).get(f"/admin/community/user/{cast.stranger.pk}/help/").status_code in {302, 403}


def test_no_one_does_it_to_themselves_or_to_a_closed_account(support: User, cast: Cast) -> None:
    request = RequestFactory().get("/")
    with pytest.raises(NotNow, match="your own account"):
        help_with(person=support, act=Help.REMOVE_FACTORS, reason=WHY, by=support, request=request)
    cast.supplier.is_active = False
    with pytest.raises(NotNow, match="closed"):
        help_with(person=cast.supplier, act=Help.RESET_LINK, reason=WHY, by=support, request=request)


def test_the_record_is_never_changed(support: User, cast: Cast) -> None:
    helped(browser(support), cast.supplier, "end_sessions")
    for change in (lambda: AccountHelp.objects.update(reason="another"), lambda: AccountHelp.objects.all().delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
