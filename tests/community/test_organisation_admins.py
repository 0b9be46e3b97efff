"""Organisation admins see and change their own organisation's data, and no other's."""

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.http import HttpRequest
from django.test import RequestFactory
from django.utils import timezone

from catalogue.models import DataAsset, Steward
from community.management.commands.make_organisation_admins import GROUP, RIGHTS
from community.models import Membership, Organisation, User
from tests.cast import Bodies, Cast, make_asset


@pytest.fixture
def asked(cast: Cast) -> HttpRequest:
    """Return a request of the council's organisation admin."""
    call_command("make_organisation_admins", verbosity=0)
    person = cast.acquirer
    User.objects.filter(pk=person.pk).update(is_staff=True)
    Membership.objects.filter(user=person).update(is_admin=True)
    person.groups.add(Group.objects.get(name=GROUP))
    request = RequestFactory().get("/admin/")
    request.user = User.objects.get(pk=person.pk)
    return request


def site(model: type) -> admin.ModelAdmin:  # type: ignore[type-arg]
    return admin.site.get_model_admin(model)


def test_the_group_has_the_rights_it_names(asked: HttpRequest) -> None:
    assert {
        name for name in RIGHTS if asked.user.has_perm(f"community.{name}") or asked.user.has_perm(f"catalogue.{name}")
    } == set(RIGHTS)


def test_they_see_the_memberships_of_their_own_body(asked: HttpRequest, bodies: Bodies) -> None:
    seen = site(Membership).get_queryset(asked)
    assert {membership.organisation for membership in seen} == {bodies.council}


def test_they_cannot_give_anyone_to_another_body(asked: HttpRequest, bodies: Bodies, cast: Cast) -> None:
    form = site(Membership).get_form(asked)
    data = {"user": cast.onlooker.pk, "handles_requests": True, "since_0": "2026-11-21", "since_1": "09:00:00"}
    refused = form({**data, "organisation": bodies.revenue.pk})
    assert "organisation" in refused.errors
    assert "user" in form({**data, "organisation": bodies.council.pk, "user": cast.stranger.pk}).errors
    Membership.objects.filter(user=cast.onlooker).update(until=timezone.now())
    assert form({**data, "organisation": bodies.council.pk}).is_valid()


def test_they_change_no_accounts(asked: HttpRequest, cast: Cast) -> None:
    assert site(User).has_view_permission(asked)
    assert not site(User).has_change_permission(asked, cast.supplier)
    assert not site(User).has_delete_permission(asked, cast.supplier)


def test_they_see_the_records_of_their_own_body(asked: HttpRequest, bodies: Bodies, cast: Cast) -> None:
    own, other = make_asset(bodies.council, "Gritting routes"), make_asset(bodies.revenue)
    Steward.objects.create(asset=other, user=cast.supplier)
    assert list(site(DataAsset).get_queryset(asked)) == [own]
    assert not site(Steward).get_queryset(asked).exists()
    form = site(Steward).get_form(asked)
    assert "asset" in form({"asset": other.pk, "user": cast.acquirer.pk}).errors


def test_support_staff_see_everything(asked: HttpRequest, bodies: Bodies) -> None:
    asked.user = User.objects.create_superuser(
        "support@council.gov.uk", "a long enough password", full_name="Sam Porter"
    )
    assert {membership.organisation for membership in site(Membership).get_queryset(asked)} == set(
        Organisation.objects.all()
    )
    assert site(User).has_change_permission(asked)
