"""An adviser from outside the public sector: invited by a lead with a reason, for one data share, and marked."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from agreements import policy
from agreements.members import actions as members
from agreements.members import checking
from agreements.models import DataShare, Member
from agreements.states import ADVISING, Role
from community.accounts import signing_up
from community.models import Notification, SignUpLink, User
from community.skills import Skill
from datashare.lib.exceptions import NotNow
from tests.agreements import stages
from tests.agreements.members.test_checks import CONFIRM, answer
from tests.cast import Cast
from tests.support.signing_up import PASSWORD
from tests.support.visiting import Visitor

pytestmark = pytest.mark.django_db
LAWYER = "kit.bell@lawfirm.example"
WHY = "Our own lawyers have no one for data protection."


def invite(share: DataShare, by: User, reason: str = WHY) -> Member:
    return members.invite(
        share=share, email=LAWYER, role=Role.ADVISER, skill=Skill.LEGAL, outside_because=reason, by=by
    )


def comes_in() -> User:
    user = signing_up.finish(token=signing_up.new_link(LAWYER), full_name="Kit Bell", job_title="", password=PASSWORD)
    members.claim_invitations(user=user)
    return user


def ask_for_link(client: Client, address: str, email: str = LAWYER) -> bool:
    """Return whether the sign-up page takes this address."""
    client.post(address, {"email": email})
    return SignUpLink.objects.filter(email=email).exists()


def test_lead_invites_with_a_reason_that_everyone_reads(share: DataShare, cast: Cast) -> None:
    given = {"email": LAWYER, "role": "adviser", "skill": "legal"}
    seen = Visitor(cast.acquirer).post("invite", share, **given)
    assert seen.errors == ["Enter why you need an adviser from outside the public sector"]
    assert seen.fields["email"] == [LAWYER]
    assert Visitor(cast.acquirer).post("invite", share, **given, outside_because=WHY).status == 302
    for reader in (cast.acquirer, cast.supplier):
        words = Visitor(reader).get("people", share).words
        assert "From outside the public sector" in words
        assert f"Invited because: {WHY}" in words
        assert WHY in Visitor(reader).get("history", share).words


@pytest.mark.parametrize("role", [role for role in Role if role != Role.ADVISER])
def test_outsider_is_an_adviser_and_nothing_else(share: DataShare, cast: Cast, role: Role) -> None:
    seen = Visitor(cast.acquirer).post("invite", share, email=LAWYER, role=role, office="Partner", outside_because=WHY)
    assert seen.errors[0].startswith("lawfirm.example is not on our list of public bodies.")
    with pytest.raises(NotNow):
        members.invite(share=share, email=LAWYER, role=role, outside_because=WHY, by=cast.acquirer)
    assert not Member.objects.filter(email=LAWYER).exists()


def test_reason_is_kept_for_outsiders_only(share: DataShare, cast: Cast) -> None:
    with pytest.raises(NotNow, match="Enter why"):
        invite(share, cast.acquirer, " ")
    inside = members.invite(
        share=share, email="n@council.gov.uk", role=Role.OBSERVER, outside_because=WHY, by=cast.acquirer
    )
    assert inside.outside_because == ""


def test_only_the_invitation_lets_the_address_sign_up(share: DataShare, cast: Cast, client: Client) -> None:
    invite(share, cast.acquirer)
    link = Notification.objects.get(email=LAWYER).address
    assert not ask_for_link(client, "/accounts/signup/")
    assert not ask_for_link(client, link, "someone.else@lawfirm.example")
    assert ask_for_link(client, link)


def test_withdrawn_or_expired_invitation_lets_no_one_in(share: DataShare, cast: Cast, client: Client) -> None:
    member = invite(share, cast.acquirer)
    link = Notification.objects.get(email=LAWYER).address
    Member.objects.filter(pk=member.pk).update(since=timezone.now() - timedelta(days=31))
    assert not ask_for_link(client, link)
    Member.objects.filter(pk=member.pk).update(since=timezone.now())
    members.remove(member=stages.fresh(share).members.get(pk=member.pk), by=cast.acquirer)
    assert not ask_for_link(client, link)


def test_outsider_advises_here_and_opens_nothing_else(share: DataShare, cast: Cast) -> None:
    invite(share, cast.acquirer)
    lawyer = comes_in()
    assert policy.held(lawyer, stages.fresh(share)) <= ADVISING
    assert Visitor(lawyer).get("overview", share).status == 200
    assert "We do not recognise your email address" in Visitor(lawyer).get(reverse("organisation")).words
    members.remove(member=share.members.live().get(user=lawyer), by=cast.acquirer)
    assert Visitor(lawyer).get("overview", share).status == 404


def test_outsiders_check_is_marked_where_it_is_printed(share: DataShare, cast: Cast) -> None:
    invite(share, cast.acquirer)
    lawyer = comes_in()
    member = share.members.live().get(user=lawyer)
    check = checking.ask_expert(share=share, member=member, due=timezone.localdate(), words="", by=cast.acquirer)
    answer(check, lawyer, CONFIRM)
    reader = Visitor(cast.acquirer)
    assert "Kit Bell (legal adviser, from outside it)" in reader.get("draft", share, "mou").words
    assert "(from outside Barchester City Council)" in reader.get("expert_check", share, check.pk).words
    assert "Kit Bell, from outside the public sector" in reader.get("people", share).words
    assert f"from outside it: {LAWYER}" in Visitor(cast.supplier).get("history", share).words
