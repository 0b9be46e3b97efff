"""The command that finds addresses not in canonical form, and closes their accounts."""

from collections.abc import Iterator
from io import StringIO

import pytest
from allauth.account.models import EmailAddress
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client

from community.models import EmailDomain, User
from tests.cast import PASSWORD, Cast
from tests.support.seeds import as_owner

pytestmark = pytest.mark.django_db(transaction=True)
LOOKALIKE = "acqu\u0131rer@council.gov.uk"
HELD = {
    "community_user": "user_address_in_the_one_form",
    "account_emailaddress": "library_address_in_the_one_form",
    "community_emaildomain": "domain_in_the_one_form",
}


@pytest.fixture
def lookalike(cast: Cast) -> Iterator[User]:
    """Yield an account from before the canonical form: its look-alike address was stored, and never confirmed."""
    with as_owner() as owner:
        kept = {
            name: owner.execute(
                "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = %s", [name]
            ).fetchone()
            for name in HELD.values()
        }
        for table, name in HELD.items():
            owner.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
    try:
        yield stored(LOOKALIKE)
    finally:
        connection.close()
        with as_owner() as owner:
            for table, name in HELD.items():
                definition = str((kept[name] or [""])[0]).removesuffix(" NOT VALID")
                owner.execute(f"ALTER TABLE {table} ADD CONSTRAINT {name} {definition} NOT VALID")


def stored(email: str) -> User:
    user = User(email=email, full_name="Amina Okafor")
    user.set_password(PASSWORD)
    user.save()
    EmailAddress.objects.create(user=user, email=email, verified=False, primary=True)
    return user


def run(*options: str) -> str:
    out = StringIO()
    call_command("find_lookalikes", *options, stdout=out)
    return out.getvalue()


def run_with_faults() -> str:
    out = StringIO()
    with pytest.raises(CommandError) as problem:
        call_command("find_lookalikes", stdout=out)
    assert problem.value.returncode == 1
    return out.getvalue() + str(problem.value)


def test_lookalike_locks_no_one_out(cast: Cast, lookalike: User) -> None:
    for active in (True, False):
        User.objects.filter(pk=lookalike.pk).update(is_active=active)
        answer = Client().post("/accounts/login/", {"login": cast.acquirer.email, "password": PASSWORD})
        assert (answer.status_code, answer["Location"]) == (302, "/")
        answer = Client().post("/accounts/login/", {"login": LOOKALIKE, "password": PASSWORD})
        assert (answer.status_code, b"plain letters" in answer.content) == (200, True)


def test_what_stands_is_found_and_closed(cast: Cast, lookalike: User) -> None:
    EmailDomain.objects.create(pattern="counc\u0131l.gov.uk")
    said = run_with_faults()
    assert (
        f"account {lookalike.pk}: 'acqu\\u0131rer@council.gov.uk', looks like acquirer@council.gov.uk "
        "(never confirmed, never signed in)"
    ) in said
    assert "email domain" in said
    assert "2 addresses are not in the standard form." in said

    EmailDomain.objects.filter(pattern="counc\u0131l.gov.uk").delete()
    assert "1 accounts closed or rid of the address." in run("--close")
    lookalike.refresh_from_db()
    assert (lookalike.email, lookalike.is_active) == (f"{lookalike.pk}@closed.invalid", False)
    assert not EmailAddress.objects.filter(user=lookalike).exists()
    assert run() == "Every address is in the standard form.\n"
    assert User.objects.get(pk=cast.acquirer.pk).is_active


def test_without_any_it_says_so(cast: Cast) -> None:
    assert run() == "Every address is in the standard form.\n"


def test_account_with_a_good_address_of_its_own_loses_only_the_other(cast: Cast, lookalike: User) -> None:
    EmailAddress.objects.filter(user=lookalike).update(user=cast.acquirer, primary=False)
    User.objects.filter(pk=lookalike.pk).update(email="other@council.gov.uk")

    assert f"beside {cast.acquirer.email!a}, which stays" in run_with_faults()
    run("--close")

    kept = User.objects.get(pk=cast.acquirer.pk)
    assert (kept.is_active, kept.email) == (True, cast.acquirer.email)
    assert not EmailAddress.objects.filter(email=LOOKALIKE).exists()
