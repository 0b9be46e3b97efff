"""Support staff erase a person in the admin: with the address typed, a reason, and their second step."""

import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core.exceptions import PermissionDenied
from django.test import Client

from agreements.members.erasure import obstacle_to_erasing
from community.models import Erasure, User
from tests.cast import PASSWORD, Cast
from tests.community.test_admin_rights import SECRET, browser
from tests.support.markup import flat

pytestmark = pytest.mark.django_db
WHY = "Asked for on 12 November."


@pytest.fixture
def support(cast: Cast) -> User:
    return User.objects.create_superuser("sam@elsewhere.gov.uk", full_name="Sam Porter")


def code() -> str:
    return str(format_hotp_value(hotp_value(SECRET, int(time.time()) // 30)))


def page(person: User) -> str:
    return f"/admin/community/erasure/of/{person.pk}/"


def erased(client: Client, person: User, **given: str) -> str:
    asked = {"email": person.email, "reason": WHY, "proof": code(), **given}
    return flat(client.post(page(person), asked, follow=True))


def test_support_erases_a_person_with_all_that_it_asks(support: User, cast: Cast) -> None:
    client = browser(support)
    before = flat(client.get(page(cast.supplier)))
    assert "You cannot undo it" in before
    assert page(cast.supplier) in flat(client.get(f"/admin/community/user/{cast.supplier.pk}/change/"))

    seen = erased(client, cast.supplier)

    assert "Erased and recorded" in seen
    assert WHY in seen
    assert "Sunita" not in seen
    record = Erasure.objects.get()
    assert (record.person_id, record.by, record.reason) == (cast.supplier.pk, support, WHY)
    assert User.objects.get(pk=cast.supplier.pk).full_name == "Erased person"


@pytest.mark.parametrize(
    ("given", "error"),
    [
        ({"email": "supplier.colleague@revenue.gov.uk"}, "Enter the email address of the person on this page"),
        ({"email": ""}, "Enter the person’s email address"),
        ({"reason": " "}, "Enter why"),
        ({"reason": "Sunita Rao asked"}, "Remove the person’s name and address from the reason"),
        ({"proof": "000000"}, "Code is incorrect. Nothing was erased"),
        ({"proof": ""}, "Enter the code from your app"),
        ({"proof": PASSWORD}, "Code is incorrect. Nothing was erased"),
    ],
)
def test_what_is_missing_or_wrong_erases_nothing(support: User, cast: Cast, given: dict[str, str], error: str) -> None:
    support.set_password(PASSWORD)
    support.save()
    seen = erased(browser(support), cast.supplier, **given)
    assert error in seen
    assert given.get("reason", WHY).strip() in seen
    assert not Erasure.objects.exists()
    assert User.objects.get(pk=cast.supplier.pk).full_name == "Sunita Rao"


@pytest.mark.parametrize("who", ["themselves", "another of support", "one who was erased"])
def test_who_cannot_be_erased_is_said_without_a_form(support: User, cast: Cast, who: str) -> None:
    client = browser(support)
    other = User.objects.create_superuser("pat@elsewhere.gov.uk", full_name="Pat Lane")
    person = {"themselves": support, "another of support": other}.get(who, cast.onlooker)
    if person == cast.onlooker:
        erased(client, person)
    count = Erasure.objects.count()
    words = {"themselves": "your own account", "another of support": "member of support staff"}.get(
        who, "were erased on"
    )
    person.refresh_from_db()
    for seen in (flat(client.get(page(person))), erased(client, person)):
        assert words in seen
        assert 'name="proof"' not in seen
    assert Erasure.objects.count() == count


@pytest.mark.parametrize("person", ["supplier", "onlooker", "stranger"])
def test_others_are_refused_by_page_and_by_verb(cast: Cast, person: str) -> None:
    by = cast.everyone()[person]
    User.objects.filter(pk=cast.onlooker.pk).update(is_staff=True)
    by.refresh_from_db()
    with pytest.raises(PermissionDenied):
        obstacle_to_erasing(cast.acquirer, by)
    client = browser(by)
    assert client.get(page(cast.acquirer)).status_code in {302, 403}
    erased(client, cast.acquirer)
    assert client.get("/admin/community/erasure/").status_code in {302, 403}
    assert not Erasure.objects.exists()


def test_support_without_an_app_proves_the_second_step_first(support: User, cast: Cast) -> None:
    client = browser(support)
    Authenticator.objects.filter(user=support).update(type=Authenticator.Type.WEBAUTHN)
    seen = flat(client.get(page(cast.supplier)))
    assert "Confirm your second step again" in seen
    assert 'name="reason"' not in seen
    erased(client, cast.supplier)
    assert not Erasure.objects.exists()


def test_the_page_of_no_one_is_not_found(support: User, cast: Cast) -> None:
    assert browser(support).get("/admin/community/erasure/of/999999999/").status_code == 404
