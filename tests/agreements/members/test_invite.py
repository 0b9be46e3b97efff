"""Inviting someone to a data share, with a role."""

import pytest
from allauth.account.models import EmailAddress
from django.test import Client

from agreements import policy
from agreements.kinds import EventKind
from agreements.members import actions as members
from agreements.models import DataShare, Event, Member
from agreements.requesting import actions as requesting
from agreements.states import Role, Side
from community.models import Membership, Notification, User
from community.skills import Skill
from datashare.lib.exceptions import NotNow
from tests.agreements import stages
from tests.agreements.events import said
from tests.cast import Cast, make_asset
from tests.support.signing_up import proved
from tests.support.visiting import Visitor, address

pytestmark = pytest.mark.django_db
NEW = "new.person@council.gov.uk"


@pytest.fixture
def newcomer(cast: Cast) -> User:
    """Return a user who works for the acquirer and is no member yet."""
    user = proved("nia.bell@council.gov.uk")
    Membership.objects.create(user=user, organisation=stages.working_for(cast.acquirer))
    return user


def test_it_says_what_each_role_may_do_before_inviting(cast: Cast, share: DataShare) -> None:
    page = Visitor(cast.acquirer).get("invite", share)

    assert page.heading == "Invite someone to this data share"
    assert "The person you invite will join this data share for Barchester City Council." in page.words
    for words in (
        "Read everything, but change nothing.",
        "Sign the agreement for the organisation, or decline to sign.",
    ):
        assert words in page.words


def test_someone_with_an_account_is_in_at_once(cast: Cast, share: DataShare, newcomer: User) -> None:
    invited = Visitor(cast.acquirer).post("invite", share, email="Nia.Bell@council.gov.uk", role="contributor")

    assert invited.goes_to == address("people", share)
    member = share.members.live().get(user=newcomer)
    assert (member.role, member.party.organisation.slug, member.invited_by) == (
        Role.CONTRIBUTOR,
        "council",
        cast.acquirer,
    )
    assert Visitor(newcomer).get("overview", share).status == 200
    assert "Nia Bell" in Visitor(cast.supplier).get("people", share).words


def test_someone_without_an_account_is_written_to(cast: Cast, share: DataShare) -> None:
    Visitor(cast.acquirer).post("invite", share, email=NEW, role="adviser", skill="security")

    member = share.members.live().get(email=NEW)
    assert (member.user, member.skill) == (None, Skill.SECURITY)
    told = Notification.objects.get(email=NEW)
    assert told.user is None
    assert told.address.startswith(f"/accounts/signup/?next={address('overview', share)}&invitation=")
    assert f"invited you to the data share “{share.title}” as a security adviser." in told.body
    assert "create an account with this email address" in told.body
    assert "Invited, but has no account yet" in Visitor(cast.acquirer).get("people", share).words


def test_sign_up_from_an_invitation_knows_the_address(cast: Cast, share: DataShare, client: Client) -> None:
    members.invite(share=share, email=NEW, role=Role.OBSERVER, by=cast.acquirer)
    told = Notification.objects.get(email=NEW)

    page = client.get(told.address).content.decode()

    assert f'value="{NEW}"' in page
    assert f"{cast.acquirer} invited you to the data share “{share.title}”." in page


@pytest.mark.parametrize("token", ["", "invited:1:2026-11-28", "invited:1:2026-11-28:forged", "\0"])
def test_sign_up_with_a_forged_invitation(cast: Cast, share: DataShare, client: Client, token: str) -> None:
    members.invite(share=share, email=NEW, role=Role.OBSERVER, by=cast.acquirer)

    page = client.get("/accounts/signup/", {"invitation": token}).content.decode()

    assert NEW not in page
    assert "invited you" not in page


def test_invited_member_is_not_told_to_ignore_it(cast: Cast, share: DataShare, newcomer: User) -> None:
    members.invite(share=share, email=newcomer.email, role=Role.OBSERVER, by=cast.acquirer)

    told = Notification.objects.get(user=newcomer, subject__startswith="You are invited")
    assert "as an observer." in told.body
    assert told.why == f"You get this because {cast.acquirer} invited you to this data share."


@pytest.mark.parametrize("role", list(Role))
def test_a_role_brings_exactly_its_permissions(cast: Cast, share: DataShare, newcomer: User, role: Role) -> None:
    members.invite(share=share, email=newcomer.email, role=role, skill=Skill.LEGAL, office="Director", by=cast.acquirer)

    assert policy.held(newcomer, share) == stages.actions_for(Side.ACQUIRER, role)
    assert policy.disagreements() == []


def test_the_history_says_so(cast: Cast, share: DataShare, newcomer: User) -> None:
    members.invite(share=share, email=newcomer.email, role=Role.ADVISER, skill=Skill.LEGAL, by=cast.acquirer)

    newest = Event.objects.filter(share=share).last()
    assert newest is not None
    assert said(newest) == "invited Nia Bell as a legal adviser"
    assert newest.kind == EventKind.MEMBER_INVITED


def test_inviting_twice_is_inviting_once(cast: Cast, share: DataShare) -> None:
    visitor, before = Visitor(cast.acquirer), Event.objects.filter(share=share).count()
    first, second = (visitor.post("invite", share, email=NEW, role="observer") for _ in range(2))

    assert (first.status, second.status) == (302, 200)
    [error] = second.errors
    assert error.startswith(f"{NEW} was invited as an observer on ")
    assert "You can send the invitation again or withdraw it" in error
    assert share.members.filter(email=NEW).count() == 1
    assert Event.objects.filter(share=share).count() == before + 1
    assert Notification.objects.filter(email=NEW).count() == 1


def test_it_says_that_someone_is_here_in_that_role(cast: Cast, share: DataShare) -> None:
    seen = Visitor(cast.acquirer).post("invite", share, email=cast.onlooker.email, role="observer")

    assert seen.errors == ["Wren Hughes is already in this data share as an observer"]
    assert share.members.filter(user=cast.onlooker).count() == 1


def test_one_person_may_hold_two_roles(cast: Cast, share: DataShare) -> None:
    members.invite(share=share, email=cast.onlooker.email, role=Role.SIGNATORY, office="Clerk", by=cast.acquirer)

    assert policy.held(cast.onlooker, share) == stages.actions_for(Side.ACQUIRER, Role.OBSERVER) | stages.actions_for(
        Side.ACQUIRER, Role.SIGNATORY
    )


@pytest.mark.parametrize(
    ("typed", "error"),
    [
        ({"email": "", "role": "observer"}, "Enter their work email address"),
        ({"email": "nonsense", "role": "observer"}, "Enter an email address in the correct format"),
        ({"email": NEW}, "Select their role"),
        ({"email": NEW, "role": "king"}, "Select their role"),
        ({"email": NEW, "role": "adviser"}, "Select what they advise on"),
        ({"email": NEW, "role": "signatory"}, "Enter the position they sign as"),
        ({"email": "friend@gmail.com", "role": "observer"}, "gmail.com is not on our list of public bodies"),
    ],
)
def test_what_is_wrong_is_said(cast: Cast, share: DataShare, typed: dict[str, str], error: str) -> None:
    seen = Visitor(cast.acquirer).post("invite", share, **typed)

    assert seen.status == 200
    assert seen.title.startswith("Error: ")
    [shown] = seen.errors
    assert shown.startswith(error)
    assert not share.members.filter(email=typed["email"]).exists() or typed["email"] == ""


def test_no_one_acts_for_both_sides(cast: Cast, share: DataShare) -> None:
    for role in ("lead", "observer"):
        seen = Visitor(cast.acquirer).post("invite", share, email=cast.supplier.email, role=role)
        [shown] = seen.errors
        assert shown.startswith("This person is already in this data share for another organisation. They can")
    assert share.members.live().filter(user=cast.supplier).count() == 1


def test_no_one_acts_for_both_sides_under_an_old_address(cast: Cast, share: DataShare) -> None:
    for rows in (User.objects.filter(pk=cast.supplier.pk), EmailAddress.objects.filter(user=cast.supplier)):
        rows.update(email="sunita@council.gov.uk")

    with pytest.raises(NotNow):
        members.invite(share=share, email="sunita@council.gov.uk", role=Role.OBSERVER, by=cast.acquirer)


def test_the_suppliers_people_stay_on_the_side_they_are_on(cast: Cast) -> None:
    asset = make_asset(stages.working_for(cast.supplier), "Another list")
    share = stages.draft(cast, asset)
    Membership.objects.create(user=cast.supplier, organisation=stages.working_for(cast.acquirer))
    members.invite(share=share, email=cast.supplier.email, role=Role.OBSERVER, by=cast.acquirer)
    requesting.submit(share=share, declared=stages.DECLARED, by=cast.acquirer)

    assert [member.role for member in share.members.live().filter(user=cast.supplier)] == [Role.OBSERVER]


def test_only_leads_invite(cast: Cast, share: DataShare) -> None:
    leads = {"acquirer", "supplier"}
    for name, user in cast.everyone().items():
        status = 404 if name == "stranger" else 200 if name in leads else 403
        assert Visitor(user).get("invite", share).status == status, name
        if name not in leads:
            assert Visitor(user).post("invite", share, email=NEW, role="observer").status == status, name
            if name != "stranger":
                assert "Invite someone" not in Visitor(user).get("people", share).words
    assert not Member.objects.filter(email=NEW).exists()


@pytest.mark.parametrize("end", [stages.withdrawn, stages.refused])
def test_it_is_too_late_when_it_is_over(cast: Cast, end: stages.Stage) -> None:
    share = end(cast, make_asset(cast.supplier.memberships.get().organisation, "Another list"))

    assert Visitor(cast.acquirer).get("invite", share).status == 409
    assert Visitor(cast.acquirer).post("invite", share, email=NEW, role="observer").status == 409


def test_someone_of_the_other_body_is_refused(cast: Cast, share: DataShare, newcomer: User) -> None:
    """They would read the private comments of the other side."""
    for email in (newcomer.email, "no.one.yet@council.gov.uk"):
        page = Visitor(cast.supplier).post("invite", share, email=email, role="observer")
        assert "works for Barchester City Council" in " ".join(page.errors)
    assert not policy.held(newcomer, share)


def test_a_role_of_the_other_side_is_said_of_its_organisation(cast: Cast, share: DataShare) -> None:
    words = Visitor(cast.supplier).get("people", share).words

    assert "Decide for the organisation and invite people. Between two organisations, also freeze the text" in words
    assert "your organisation" not in words
