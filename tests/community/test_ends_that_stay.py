"""A membership that an admin ended stays ended, until the body confirms the person again."""

from collections.abc import Callable
from datetime import timedelta
from typing import TypeAlias

import pytest
from allauth.account.models import EmailAddress
from django.utils import timezone

from community.models import EmailDomain, Membership, Organisation, User
from community.organisations.confirming import confirm
from community.organisations.memberships import admit, choose, leave, move
from community.organisations.moved_domains import people_following
from tests.cast import Bodies, Cast

pytestmark = pytest.mark.django_db
Way: TypeAlias = Callable[[User], None]


def open_memberships(user: User) -> list[tuple[str, bool]]:
    """Return each open membership of a user: where, and whether it is confirmed."""
    held = Membership.objects.live().filter(user=user).select_related("organisation").order_by("pk")
    return [(membership.organisation.slug, membership.is_confirmed) for membership in held]


def change_address(user: User, email: str) -> None:
    before, user.email = user.email, email
    user.save()
    EmailAddress.objects.filter(user=user).update(email=email)
    move(user, before, email)


def by_another_address(user: User) -> None:
    change_address(user, "w.hughes@council.gov.uk")


def by_another_body_and_back(user: User) -> None:
    change_address(user, "wren@elsewhere.gov.uk")
    change_address(user, "wren@council.gov.uk")


def by_reopened_account(user: User) -> None:
    leave(user)
    user.is_active = True
    user.save()
    admit(user, user.email)


def by_domain_given_away_and_back(user: User) -> None:
    domain = EmailDomain.objects.get(pattern="council.gov.uk")
    for slug in ("elsewhere", "council"):
        with people_following():
            domain.organisation = Organisation.objects.get(slug=slug)
            domain.save()


WAYS: list[Way] = [by_another_address, by_another_body_and_back, by_reopened_account, by_domain_given_away_and_back]


def end(user: User, days: int) -> Membership:
    membership = user.memberships.get()
    membership.until = timezone.now() + timedelta(days=days)
    membership.save()
    return membership


@pytest.mark.parametrize("way", WAYS)
def test_membership_that_an_admin_ended_is_not_given_back(cast: Cast, way: Way) -> None:
    user = cast.onlooker
    end(user, 0)
    way(user)
    assert open_memberships(user) == []
    membership = choose(organisation=Organisation.objects.get(slug="council"), by=user)
    assert not membership.is_confirmed
    way(user)
    assert ("council", True) not in open_memberships(user)


@pytest.mark.parametrize("way", WAYS)
def test_who_was_confirmed_again_is_admitted_again(cast: Cast, way: Way) -> None:
    user = cast.onlooker
    end(user, 0)
    membership = choose(organisation=Organisation.objects.get(slug="council"), by=user)
    confirm(membership=membership, by=User.objects.create_superuser("sam@elsewhere.gov.uk", full_name="Sam Porter"))
    way(user)
    assert ("council", True) in open_memberships(user)


@pytest.mark.parametrize("way", WAYS)
def test_day_that_an_admin_set_stays(cast: Cast, way: Way) -> None:
    user = cast.onlooker
    day = end(user, 5).until
    way(user)
    assert [row.until for row in Membership.objects.live().filter(user=user)] == [day]


@pytest.mark.parametrize("way", WAYS)
def test_end_that_an_admin_took_back_binds_no_one(cast: Cast, way: Way) -> None:
    user = cast.onlooker
    membership = end(user, 5)
    membership.until = None
    membership.save()
    way(user)
    assert open_memberships(user) == [("council", True)]


@pytest.mark.parametrize("confirmed", [True, False])
def test_address_that_shows_the_body_confirms_what_was_declared(bodies: Bodies, confirmed: bool) -> None:
    domain = EmailDomain.objects.create(pattern="both.gov.uk")
    domain.shared_by.set([bodies.council, bodies.elsewhere])
    user = User.objects.create_user("gwen@both.gov.uk", full_name="Gwen Rees")
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    membership = choose(organisation=bodies.council, by=user)
    membership.confirmed_at = timezone.now() if confirmed else None
    membership.save()

    change_address(user, "gwen@council.gov.uk")

    assert open_memberships(user) == [("council", True)]
    membership.refresh_from_db()
    assert membership.self_declared is confirmed
