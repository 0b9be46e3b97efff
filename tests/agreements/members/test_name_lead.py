"""A party without a lead: those responsible for the organisation, or support, name one."""

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from agreements import policy
from agreements.kinds import EventKind
from agreements.members import naming
from agreements.models import DataShare, Event, Party
from agreements.states import Action
from catalogue.models import DataAsset
from community.models import Membership, Notification, User
from datashare.lib.exceptions import NotNow
from tests.agreements import stages
from tests.cast import Cast
from tests.support.markup import flat
from tests.support.visiting import Visitor, address

pytestmark = pytest.mark.django_db


def leave(user: User) -> None:
    for membership in Membership.objects.filter(user=user):
        membership.until = timezone.now()
        membership.save()


def look_after(user: User, **what: bool) -> User:
    Membership.objects.filter(user=user).update(**what)
    return user


@pytest.fixture
def share(cast: Cast, asset: DataAsset) -> DataShare:
    return stages.negotiating(cast, asset)


@pytest.fixture
def party(share: DataShare) -> Party:
    return share.parties.get(gives=True)


@pytest.fixture
def staff(db: None) -> User:
    return User.objects.create_superuser("support@elsewhere.gov.uk", "x", full_name="Sam Porter")


@pytest.mark.parametrize("what", ["is_admin", "handles_requests"])
def test_who_looks_after_the_body_is_asked_and_names(cast: Cast, share: DataShare, party: Party, what: str) -> None:
    asked = look_after(cast.supplier_expert, **{what: True})
    leave(cast.supplier)
    told = Notification.objects.get(address__startswith=f"/leads/{share.reference}/")
    assert told.user == asked
    assert share.title not in told.body + told.subject

    assert "Office for Records no longer has a lead in this data share" in Visitor(asked).get(told.address).words
    done = Visitor(asked).post(told.address, email=cast.supplier_colleague.email)
    assert done.goes_to == address("shares")
    assert policy.may(cast.supplier_colleague, Action.AGREE, share)
    assert policy.disagreements() == []
    assert Event.objects.filter(share=share, kind=EventKind.LEAD_NAMED).get().details.actor == asked
    assert Notification.objects.filter(user=cast.supplier_colleague, subject__startswith="You are the lead").exists()
    assert Visitor(asked).get(told.address).status == 404, "once there is a lead again"


def test_support_is_asked_where_no_one_looks_after_it(cast: Cast, share: DataShare, party: Party, staff: User) -> None:
    leave(cast.supplier)
    told = Notification.objects.get(address__startswith=f"/leads/{share.reference}/")
    assert told.user == staff
    naming.name_lead(party=party, email=cast.supplier_colleague.email, by=staff)
    assert policy.may(cast.supplier_colleague, Action.AGREE, share)
    assert Visitor(staff).get("overview", share).status == 404


@pytest.mark.parametrize("part", ["acquirer", "supplier_colleague", "stranger"])
def test_no_one_else_names(cast: Cast, share: DataShare, party: Party, part: str) -> None:
    look_after(cast.stranger, is_admin=True)
    leave(cast.supplier)
    person = getattr(cast, part)
    page = address("name_lead", share.reference, party.pk)
    assert Visitor(person).get(page).status == Visitor(person).post(page, email=person.email).status == 404
    with pytest.raises(PermissionDenied):
        naming.name_lead(party=party, email=cast.supplier_colleague.email, by=person)


@pytest.mark.parametrize("email", ["zoe.nowhere@gov.uk", "stranger@elsewhere.gov.uk", "supplier@revenue.gov.uk"])
def test_only_who_works_there_is_named(cast: Cast, share: DataShare, party: Party, staff: User, email: str) -> None:
    leave(cast.supplier)
    seen = Visitor(staff).post("name_lead", share.reference, party.pk, email=email)
    assert seen.errors == ["Enter the email address of someone with a confirmed account at Office for Records"]
    assert 'value="' + email in flat(seen.response)


def test_an_unconfirmed_person_is_not_named(cast: Cast, share: DataShare, party: Party, staff: User) -> None:
    leave(cast.supplier)
    look_after(cast.supplier_colleague, self_declared=True)
    with pytest.raises(NotNow):
        naming.name_lead(party=party, email=cast.supplier_colleague.email, by=staff)


def test_support_names_never_itself(cast: Cast, share: DataShare, party: Party, staff: User) -> None:
    leave(cast.supplier)
    Membership.objects.create(user=staff, organisation=party.organisation)
    with pytest.raises(NotNow, match="cannot name themselves"):
        naming.name_lead(party=party, email=staff.email, by=staff)


def test_a_party_with_a_lead_gets_no_other(cast: Cast, share: DataShare, party: Party, staff: User) -> None:
    with pytest.raises(NotNow, match="has a lead"):
        naming.name_lead(party=party, email=cast.supplier_colleague.email, by=staff)
    assert Visitor(staff).get("name_lead", share.reference, party.pk).status == 404


def test_the_overview_of_both_sides_says_it(cast: Cast, share: DataShare) -> None:
    leave(cast.supplier)
    for person in (cast.supplier_colleague, cast.acquirer):
        assert "Office for Records no longer has a lead" in Visitor(person).get("overview", share).words


def test_nothing_is_asked_for_what_is_over(cast: Cast, asset: DataAsset, staff: User) -> None:
    over = stages.withdrawn(cast, asset)
    leave(cast.supplier)
    assert not Notification.objects.filter(address__startswith=f"/leads/{over.reference}/").exists()
