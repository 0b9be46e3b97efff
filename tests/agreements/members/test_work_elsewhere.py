"""A member of one party acts for no other; a member of a closed body's successor is treated like any other."""

import pytest
from django.utils import timezone

from agreements import policy
from agreements.kinds import EventKind
from agreements.members import actions as members
from agreements.members import ending
from agreements.models import DataShare, Event, Member
from agreements.states import Action, Role
from catalogue.models import DataAsset
from community.accounts import signing_up
from community.models import EmailDomain, Membership, Organisation, OrganisationMove, User
from tests.agreements import stages
from tests.cast import Cast
from tests.support.signing_up import PASSWORD, proved

pytestmark = pytest.mark.django_db
KIT = "kit.bell@new.gov.uk"


def revenue() -> Organisation:
    return Organisation.objects.get(slug="revenue")


def guest_of_the_acquirer(cast: Cast, share: DataShare) -> User:
    stages.with_guest(share, cast.stranger, Role.CONTRIBUTOR, by=cast.acquirer)
    return cast.stranger


def test_guest_who_comes_to_work_for_another_party_leaves(cast: Cast, asset: DataAsset) -> None:
    share = stages.negotiating(cast, asset)
    guest = guest_of_the_acquirer(cast, share)
    Membership.objects.create(user=guest, organisation=revenue())
    assert not DataShare.objects.visible_to(guest).exists()
    assert Event.objects.filter(
        share=share, kind=EventKind.ROLE_ENDED, details__text__contains=guest.full_name
    ).exists()


def test_sweep_finds_a_guest_who_works_for_another_party(cast: Cast, asset: DataAsset) -> None:
    share = stages.negotiating(cast, asset)
    guest = guest_of_the_acquirer(cast, share)
    Membership.objects.bulk_create([Membership(user=guest, organisation=revenue())])
    ending.sweep()
    assert not DataShare.objects.visible_to(guest).exists()
    assert policy.disagreements() == []


def test_guest_who_comes_to_work_for_a_body_outside_stays(cast: Cast, asset: DataAsset) -> None:
    share = stages.negotiating(cast, asset)
    guest = guest_of_the_acquirer(cast, share)
    Membership.objects.create(
        user=guest, organisation=Organisation.objects.create(name="Agency of Maps", slug="agency-of-maps")
    )
    ending.sweep()
    assert DataShare.objects.visible_to(guest).exists()


def sign_up(email: str) -> User:
    user = signing_up.finish(token=signing_up.new_link(email), full_name="Kit Bell", job_title="", password=PASSWORD)
    members.claim_invitations(user=user)
    return user


@pytest.mark.parametrize(("body", "comes_in"), [("revenue", False), ("council", True), ("elsewhere", True)])
def test_invitation_lets_no_one_of_another_party_in(cast: Cast, asset: DataAsset, body: str, comes_in: bool) -> None:
    EmailDomain.objects.create(pattern="*.gov.uk")
    share = stages.negotiating(cast, asset)
    members.invite(share=share, email=KIT, role=Role.CONTRIBUTOR, by=cast.acquirer)
    EmailDomain.objects.create(pattern="new.gov.uk", organisation=Organisation.objects.get(slug=body))
    assert DataShare.objects.visible_to(sign_up(KIT)).exists() is comes_in


def body_with_an_heir() -> Organisation:
    heir = Organisation.objects.create(name="Office for All Records", slug="all-records")
    body = revenue()
    body.superseded_by.add(heir)
    body.is_closed = True
    body.save()
    return heir


@pytest.mark.parametrize("own_word", [True, False])
def test_who_only_says_they_work_for_the_heir_is_marked(cast: Cast, asset: DataAsset, own_word: bool) -> None:
    share, person = stages.negotiating(cast, asset), cast.supplier_colleague
    Membership.objects.create(user=person, organisation=body_with_an_heir(), self_declared=own_word)
    former = Membership.objects.get(user=person, organisation=revenue())
    former.until = timezone.now()
    former.save()
    member = Member.objects.live().with_doubt().get(share=share, user=person)
    assert member.is_unconfirmed is own_word
    doubts = DataShare.objects.with_doubts().get(pk=share.pk).unconfirmed
    assert ([person.pk, member.party_id] in doubts) is own_word


def test_party_whose_work_was_moved_is_led_in_lists_too(cast: Cast, asset: DataAsset) -> None:
    share, heir = stages.negotiating(cast, asset), body_with_an_heir()
    OrganisationMove.objects.create(
        closed=revenue(), successor=heir, by=cast.stranger, reason="Merged", handlers=1, records=0
    )
    revenue().superseded_by.clear()
    Membership.objects.bulk_create([Membership(user=cast.supplier, organisation=heir)])
    Membership.objects.filter(organisation=revenue()).update(until=timezone.now())
    party = share.parties.get(organisation=revenue())
    assert Member.objects.leads().filter(party=party).exists()
    assert party.pk in (DataShare.objects.with_doubts().get(pk=share.pk).led or ())


def chain_from(body: Organisation, *steps: str) -> Organisation:
    """Close the body, then each successor, by "superseded" or "moved"; return the open one at the end."""
    support = User.objects.create_superuser("sam@elsewhere.gov.uk", full_name="Sam Porter")
    for number, step in enumerate(steps):
        heir = Organisation.objects.create(name=f"Office {number}", slug=f"office-{number}")
        if step == "moved":
            OrganisationMove.objects.create(
                closed=body, successor=heir, by=support, reason="Merged", handlers=0, records=0
            )
        else:
            body.superseded_by.add(heir)
        Organisation.objects.filter(pk=body.pk).update(is_closed=True)
        body = heir
    return body


@pytest.mark.parametrize("steps", [("superseded",) * 2, ("moved",) * 2, ("superseded", "moved", "superseded")])
def test_roles_are_kept_at_the_end_of_a_chain_of_closings(cast: Cast, asset: DataAsset, steps: tuple[str, ...]) -> None:
    share = stages.negotiating(cast, asset)
    last = chain_from(revenue(), *steps)
    Membership.objects.bulk_create([Membership(user=cast.supplier, organisation=last)])
    Membership.objects.filter(organisation=revenue()).update(until=timezone.now())
    ending.sweep()
    party = share.parties.get(organisation=revenue())
    assert policy.may(cast.supplier, Action.AGREE, stages.fresh(share))
    assert Member.objects.leads().filter(party=party).exists()
    assert party.pk in (DataShare.objects.with_doubts().get(pk=share.pk).led or ())
    assert not policy.held(cast.supplier_colleague, share), "they moved to none of them"


def test_organisation_that_has_not_closed_ends_a_chain(cast: Cast, asset: DataAsset) -> None:
    share = stages.negotiating(cast, asset)
    last = chain_from(revenue(), "superseded", "superseded")
    Organisation.objects.filter(slug="office-0").update(is_closed=False)
    Membership.objects.bulk_create([Membership(user=cast.supplier, organisation=last)])
    Membership.objects.filter(organisation=revenue()).update(until=timezone.now())
    ending.sweep()
    assert not policy.held(cast.supplier, share)


def test_circle_of_closed_bodies_comes_to_an_end(cast: Cast, asset: DataAsset) -> None:
    stages.negotiating(cast, asset)
    last = chain_from(revenue(), "superseded", "superseded")
    last.superseded_by.add(revenue())
    Organisation.objects.filter(pk=last.pk).update(is_closed=True)
    assert set(Membership.objects.acting_for(revenue())) == set(Membership.objects.filter(organisation=revenue()))
    ending.sweep()
    assert not Membership.objects.open().filter(organisation=revenue()).exists(), "no open body follows"


def test_who_only_says_they_work_there_answers_no_requests(cast: Cast, asset: DataAsset) -> None:
    person = proved(KIT, "Kit Bell")
    Membership.objects.create(user=person, organisation=revenue(), self_declared=True, handles_requests=True)
    assert person not in asset.answerers()
    Membership.objects.filter(user=cast.supplier).update(handles_requests=False)
    assert not asset.is_answered()
    Membership.objects.filter(user=person).update(confirmed_at=timezone.now())
    assert asset.is_answered()
    assert list(asset.answerers()) == [person]
