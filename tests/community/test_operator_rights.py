"""The operator grants rights to the admin; this is recorded, and the user notified."""

import pytest
from django.core.management import CommandError, call_command

from community.models import Notification, User
from tests.cast import Cast
from tests.community.test_support_help import signed_in

pytestmark = pytest.mark.django_db


def say(email: str, rights: str) -> None:
    call_command("admin_rights", email, rights, "--why", "Works at the service desk", verbosity=0)


def test_it_makes_someone_support_and_takes_it_back(cast: Cast) -> None:
    person, theirs = cast.onlooker, signed_in(cast.onlooker)
    say(person.email.upper(), "support")
    after = User.objects.get(pk=person.pk)
    assert after.is_staff
    assert after.is_superuser
    assert after.history.latest().history_change_reason == "support: Works at the service desk"
    assert Notification.objects.filter(user=person, body__contains="Works at the service desk").count() == 1
    assert theirs.get("/account/").status_code == 302, "what they may do has changed: they sign in again"
    say(person.email, "none")
    after = User.objects.get(pk=person.pk)
    assert (after.is_staff, after.is_superuser) == (False, False)


def test_it_makes_an_organisation_admin_once_there_is_the_group(cast: Cast) -> None:
    with pytest.raises(CommandError, match="make_organisation_admins"):
        say(cast.onlooker.email, "organisation-admin")
    call_command("make_organisation_admins", verbosity=0)
    say(cast.onlooker.email, "organisation-admin")
    after = User.objects.get(pk=cast.onlooker.pk)
    assert (after.is_staff, after.is_superuser) == (True, False)
    assert after.has_perm("community.change_membership")
    say(cast.onlooker.email, "support")
    assert not User.objects.get(pk=cast.onlooker.pk).groups.exists()


def test_it_knows_no_one_else(cast: Cast) -> None:
    with pytest.raises(CommandError, match="open account"):
        say("no.one@elsewhere.gov.uk", "support")
