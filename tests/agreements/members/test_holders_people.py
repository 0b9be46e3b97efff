"""The acquirer cannot bring in the people who answer for the data that it asks for."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from agreements.kinds import Cause, EventKind
from agreements.members import actions as members
from agreements.members import ending
from agreements.models import DataShare, Event, Member
from agreements.requesting import actions as requesting
from agreements.states import Role, Side
from catalogue.models import DataAsset, Steward
from community.models import EmailDomain, Membership, Notification, Organisation, User
from datashare.lib.exceptions import NotNow
from tests.agreements import stages
from tests.agreements.events import said
from tests.cast import Cast, make_asset
from tests.support.signing_up import proved
from tests.support.visiting import Visitor

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(cast: Cast) -> DataShare:
    return stages.draft(cast, held(cast, "Another list"))


def held(cast: Cast, title: str) -> DataAsset:
    return make_asset(stages.working_for(cast.supplier), title)


def send(share: DataShare, cast: Cast) -> None:
    requesting.submit(share=stages.fresh(share), declared=stages.DECLARED, by=cast.acquirer)


def steward_from_elsewhere(cast: Cast, draft: DataShare) -> User:
    Steward.objects.create(asset=draft.assets.get(), user=cast.stranger)
    return cast.stranger


@pytest.mark.parametrize("role", ["contributor", "observer", "lead", "signatory"])
def test_invite_before_sending_refuses_the_holders_people(cast: Cast, draft: DataShare, role: str) -> None:
    for email in (cast.supplier.email, "no.account@revenue.gov.uk"):
        seen = Visitor(cast.acquirer).post("invite", draft, email=email, role=role, office="Director")
        [error] = seen.errors
        assert error.startswith("This person works for Office for Records, which holds the data.")
        assert seen.all("//*[@id='id_email-error']"), "it stands next to the field"
    send(draft, cast)
    assert draft.members.get(user=cast.supplier).party.side == Side.SUPPLIER


def test_invite_refuses_a_steward_who_works_elsewhere(cast: Cast, draft: DataShare) -> None:
    steward = steward_from_elsewhere(cast, draft)
    with pytest.raises(NotNow, match="answers requests for data that Office for Records holds"):
        members.invite(share=draft, email=steward.email, role=Role.CONTRIBUTOR, by=cast.acquirer)
    send(draft, cast)
    assert draft.members.get(user=steward).party.side == Side.SUPPLIER


def test_invite_takes_a_person_who_works_for_both(cast: Cast, draft: DataShare) -> None:
    Membership.objects.create(user=cast.supplier, organisation=stages.working_for(cast.acquirer))
    members.invite(share=draft, email=cast.supplier.email, role=Role.OBSERVER, by=cast.acquirer)
    send(draft, cast)
    mail = Notification.objects.get(key__startswith=f"mailbox:{draft.reference}")
    assert "take part in this one for another organisation" in mail.body
    assert "No one at" not in mail.body


def test_claim_leaves_an_invitation_of_the_holders_people_open(cast: Cast, draft: DataShare) -> None:
    EmailDomain.objects.create(pattern="new.gov.uk")
    members.invite(share=draft, email="kit@new.gov.uk", role=Role.OBSERVER, by=cast.acquirer)
    kit = proved("kit@new.gov.uk")
    Membership.objects.create(user=kit, organisation=stages.working_for(cast.supplier))
    assert members.claim_invitations(user=kit) == 0


def test_guest_who_comes_to_work_for_the_holder_leaves_the_draft(cast: Cast, draft: DataShare) -> None:
    stages.with_guest(draft, cast.stranger, Role.CONTRIBUTOR, by=cast.acquirer)
    Membership.objects.create(user=cast.stranger, organisation=stages.working_for(cast.supplier))
    assert not DataShare.objects.visible_to(cast.stranger).exists()
    event = Event.objects.filter(share=draft, kind=EventKind.ROLE_ENDED).get()
    assert event.cause == Cause.WORKS_ELSEWHERE
    assert said(event).endswith(Cause.WORKS_ELSEWHERE.label)


def test_sweep_ends_the_role_of_a_later_steward(cast: Cast, draft: DataShare) -> None:
    stages.with_guest(draft, cast.stranger, Role.CONTRIBUTOR, by=cast.acquirer)
    steward_from_elsewhere(cast, draft)
    ending.sweep()
    assert not Member.objects.live().filter(share=draft, user=cast.stranger).exists()


@pytest.mark.parametrize("came", ["steward", "member"])
def test_sending_lets_a_later_answerer_in_for_the_holder(cast: Cast, draft: DataShare, came: str) -> None:
    stages.with_guest(draft, cast.stranger, Role.CONTRIBUTOR, by=cast.acquirer)
    Membership.objects.filter(user=cast.supplier).update(handles_requests=False)
    if came == "steward":
        steward_from_elsewhere(cast, draft)
    else:
        body, since = stages.working_for(cast.supplier), timezone.now() - timedelta(minutes=1)
        works = Membership(user=cast.stranger, organisation=body, handles_requests=True, since=since)
        Membership.objects.bulk_create([works])
    send(draft, cast)
    member = Member.objects.live().get(share=draft, user=cast.stranger)
    assert (member.party.side, member.role) == (Side.SUPPLIER, Role.LEAD)
    assert not Notification.objects.filter(key__startswith="mailbox:").exists()


def test_sending_is_refused_to_a_guest_who_answers_for_the_data(cast: Cast, draft: DataShare) -> None:
    stages.with_guest(draft, cast.stranger, Role.LEAD, by=cast.acquirer)
    steward_from_elsewhere(cast, draft)
    with pytest.raises(PermissionDenied, match="You do not work for Barchester City Council"):
        requesting.submit(share=draft, declared=stages.DECLARED, by=cast.stranger)


def test_mailbox_is_told_that_no_one_answers_where_that_is_true(cast: Cast, draft: DataShare) -> None:
    Membership.objects.filter(user=cast.supplier).update(handles_requests=False)
    send(draft, cast)
    mail = Notification.objects.get(key__startswith=f"mailbox:{draft.reference}")
    assert "No one at Office for Records answers requests" in mail.body


def test_guest_of_a_body_outside_stays_after_sending(cast: Cast, draft: DataShare) -> None:
    Organisation.objects.create(name="Agency of Maps", slug="maps")
    stages.with_guest(draft, cast.stranger, Role.CONTRIBUTOR, by=cast.acquirer)
    send(draft, cast)
    assert Member.objects.live().filter(share=draft, user=cast.stranger).exists()


def typed_in(question: str, email: str) -> dict[str, str]:
    pieces = {"chosen": "other", "name": "Sunita Rao", "role": "Head of data", "email": email}
    return {f"{question}__{piece}": value for piece, value in pieces.items()}


@pytest.mark.parametrize("question", ["lead", "accountable"])
@pytest.mark.parametrize("email", ["supplier@revenue.gov.uk", "no.account@revenue.gov.uk"])
def test_answers_name_none_of_the_holders_people(cast: Cast, draft: DataShare, question: str, email: str) -> None:
    seen = Visitor(cast.acquirer).post("step", draft, question, **typed_in(question, email))
    assert seen.errors[0].startswith("This person works for Office for Records, which holds the data.")
    assert seen.all(f"//*[@id='id_{question}__email-error']"), "it stands next to the field"


@pytest.mark.parametrize(("question", "email"), [("lead", "kit@council.gov.uk"), ("dpo", "dpo@revenue.gov.uk")])
def test_answers_name_who_may_be_named(cast: Cast, draft: DataShare, question: str, email: str) -> None:
    """A data protection officer may serve several organisations."""
    slug = {"dpo": "data-protection-officer"}.get(question, question)
    visitor = Visitor(cast.acquirer)
    revision = visitor.get("step", draft, slug).fields["revision"][0]
    seen = visitor.post("step", draft, slug, revision=revision, **typed_in(question, email))
    assert seen.status == 302, seen.errors
