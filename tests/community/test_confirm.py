"""Confirming that a user works for an organisation: who may, what it gives, what a refusal ends."""

from typing import Any

import pytest
from django.contrib.messages.storage.fallback import FallbackStorage
from django.core.exceptions import PermissionDenied
from django.forms import modelform_factory
from django.test import RequestFactory
from django.urls import reverse
from pytest_django import Settings

from agreements import policy
from agreements.models import DataShare
from agreements.requesting import actions as requesting
from agreements.states import Action
from community.models import EmailDomain, Membership, Notification, Organisation, User
from community.organisations import confirming, memberships
from community.organisations.confirm_page import confirm_page
from community.organisations.membership_admin import MembershipForm
from datashare.lib.exceptions import NotNow
from tests.agreements import stages
from tests.cast import Cast, make_asset
from tests.community.test_choose_organisation import at, someone
from tests.support.visiting import Visitor

pytestmark = pytest.mark.django_db


@pytest.fixture
def ministry(db: None) -> Organisation:
    EmailDomain.objects.create(pattern="*.gov.uk")
    return Organisation.objects.create(name="Ministry of Defence", slug="mod")


@pytest.fixture
def staff(db: None) -> User:
    return User.objects.create_superuser("support@demo.gov.uk", "x", full_name="Sam Porter")


@pytest.fixture
def claim(ministry: Organisation, staff: User) -> Membership:
    return memberships.choose(organisation=ministry, by=someone("sam@unlisted.gov.uk"))


def admin_of(body: Organisation, **fields: Any) -> User:
    user = someone(f"admin{User.objects.count()}@unlisted.gov.uk")
    Membership.objects.create(user=user, organisation=body, is_admin=True, **fields)
    return user


def test_a_claim_waits_and_says_for_whom(claim: Membership) -> None:
    assert not claim.is_confirmed
    words = Visitor(claim.user).get("/account/").words
    assert "Until the team that runs this service confirms this" in words
    assert "you cannot send it, sign an agreement or be the only lead." in words


@pytest.mark.parametrize("pattern", ["mod.gov.uk", "*.mod.uk"])
def test_a_body_with_domains_takes_no_ones_word(ministry: Organisation, pattern: str) -> None:
    EmailDomain.objects.create(pattern=pattern, organisation=ministry)
    sam = someone("sam@unlisted.gov.uk")
    seen = at(sam, "q=ministry", organisation="mod")
    address = f"one that ends in {pattern.removeprefix('*') if '*' in pattern else f'@{pattern}'}"
    assert seen.errors[0].startswith(f"Change your email address to {address}, or ask an admin of Ministry of Defence")
    assert seen.status == 200
    with pytest.raises(NotNow):
        memberships.choose(organisation=ministry, by=sam)
    assert not Membership.objects.exists()


def test_its_admins_are_asked_else_support(ministry: Organisation, staff: User) -> None:
    memberships.choose(organisation=ministry, by=someone("first@unlisted.gov.uk"))
    assert Notification.objects.get().user == staff
    admin = admin_of(ministry)
    admin_of(ministry, self_declared=True)
    memberships.choose(organisation=ministry, by=someone("second@unlisted.gov.uk"))
    assert list(Notification.objects.exclude(user=staff).values_list("user", flat=True)) == [admin.pk]


def test_support_is_asked_by_mail_where_it_has_no_account(ministry: Organisation, settings: Settings) -> None:
    settings.SUPPORT_EMAIL = "help@service.gov.uk"
    memberships.choose(organisation=ministry, by=someone("sam@unlisted.gov.uk"))
    assert Notification.objects.get().email == "help@service.gov.uk"


def test_confirming_is_recorded_told_and_done_once(claim: Membership, staff: User) -> None:
    for _ in range(2):
        confirming.confirm(membership=claim, by=staff)
    kept = Membership.objects.get(pk=claim.pk)
    assert (kept.is_confirmed, kept.confirmed_by, kept.self_declared) == (True, staff, True)
    assert kept.history.latest().history_change_reason == "Confirmed by Sam Porter"
    assert Notification.objects.filter(user=claim.user, subject__startswith="We have confirmed").count() == 1


@pytest.mark.parametrize("who", ["self", "colleague", "other admin", "unconfirmed admin", "closed admin"])
def test_no_one_else_confirms(claim: Membership, ministry: Organisation, who: str) -> None:
    by = {
        "self": lambda: claim.user,
        "colleague": lambda: Membership.objects.create(user=someone("c@unlisted.gov.uk"), organisation=ministry).user,
        "other admin": lambda: admin_of(Organisation.objects.create(name="Other", slug="other")),
        "unconfirmed admin": lambda: admin_of(ministry, self_declared=True),
        "closed admin": lambda: closed(admin_of(ministry)),
    }[who]()
    with pytest.raises(PermissionDenied):
        confirming.confirm(membership=claim, by=by)
    with pytest.raises(PermissionDenied):
        confirming.refuse(membership=claim, reason="No", by=by)


def closed(user: User) -> User:
    user.is_active = False
    user.save()
    return user


def test_support_does_not_confirm_itself(claim: Membership) -> None:
    User.objects.filter(pk=claim.user_id).update(is_superuser=True, is_staff=True)
    with pytest.raises(PermissionDenied):
        confirming.confirm(membership=claim, by=User.objects.get(pk=claim.user_id))


def test_refusing_ends_it_and_every_role(cast: Cast, claim: Membership, staff: User) -> None:
    triage: dict[str, Any] = {}
    asset = make_asset(Membership.objects.get(user=cast.supplier).organisation)
    share = requesting.open_request(assets=[asset], triage=triage, organisation=claim.organisation, by=claim.user)
    assert policy.may(claim.user, Action.ANSWER, share)
    confirming.refuse(membership=claim, reason="No one there knows you.", by=staff)
    assert not DataShare.objects.visible_to(claim.user).exists()
    assert policy.disagreements() == []
    told = Notification.objects.get(user=claim.user, subject__contains="could not confirm")
    assert "No one there knows you." in told.body
    with pytest.raises(NotNow, match="has ended"):
        confirming.confirm(membership=claim, by=staff)


def test_what_is_confirmed_is_not_refused(claim: Membership, staff: User) -> None:
    confirming.confirm(membership=claim, by=staff)
    with pytest.raises(NotNow, match="Enter an end date"):
        confirming.refuse(membership=claim, reason="No", by=staff)


def test_confirmed_they_send_the_request(cast: Cast, staff: User, ministry: Organisation) -> None:
    asset = make_asset(Membership.objects.get(user=cast.supplier).organisation)
    Membership.objects.filter(user=cast.acquirer).update(self_declared=True)
    share = stages.draft(cast, asset)
    confirming.confirm(membership=Membership.objects.get(user=cast.acquirer), by=staff)
    requesting.submit(share=share, declared=stages.DECLARED, by=cast.acquirer)
    assert share.edition.rounds.exists()


def in_admin(user: User, path: str, **posted: str) -> Any:
    """Return the response of an admin page, past the sign-in with a second step."""
    request = RequestFactory().post(path, posted) if posted else RequestFactory().get(path)
    request.user = user
    request.session = {}  # type: ignore[assignment]
    request._messages = FallbackStorage(request)  # type: ignore[attr-defined]
    return request


def test_the_page_asks_and_records(claim: Membership, ministry: Organisation) -> None:
    admin = admin_of(ministry)
    page = reverse("admin:community_membership_confirm", args=[claim.pk])
    shown = confirm_page(in_admin(admin, page), claim.pk)
    shown.render()  # type: ignore[attr-defined]
    assert b"sam@unlisted.gov.uk" in shown.content
    without_reason = confirm_page(in_admin(admin, page, answer="no"), claim.pk)
    assert without_reason.status_code == 200
    assert Membership.objects.waiting().filter(pk=claim.pk).exists()
    assert confirm_page(in_admin(admin, page, answer="yes"), claim.pk).status_code == 302
    assert Membership.objects.get(pk=claim.pk).confirmed_by == admin


def test_the_page_is_for_no_one_else(claim: Membership) -> None:
    elsewhere = admin_of(Organisation.objects.create(name="Other", slug="other"))
    page = reverse("admin:community_membership_confirm", args=[claim.pk])
    with pytest.raises(PermissionDenied):
        confirm_page(in_admin(elsewhere, page, answer="yes"), claim.pk)
    assert Visitor(elsewhere).get(page).status == 302


@pytest.mark.parametrize("field", ["handles_requests", "is_admin"])
def test_an_unconfirmed_person_is_given_nothing_to_look_after(claim: Membership, field: str) -> None:
    form = modelform_factory(Membership, form=MembershipForm, fields=["handles_requests", "is_admin", "since"])
    assert not form({field: "on", "since": claim.since}, instance=claim).is_valid()
    assert form({"since": claim.since}, instance=claim).is_valid()
