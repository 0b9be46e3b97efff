"""Ending a membership of a data share."""

import pytest
from django.core.exceptions import PermissionDenied

from agreements import policy
from agreements.members import actions as members
from agreements.models import DataShare, Event, Member
from agreements.requesting import actions as requesting
from agreements.states import Action, Role
from community.models import User
from datashare.lib.exceptions import NotNow
from tests.agreements import stages
from tests.agreements.events import said
from tests.cast import Cast, make_asset
from tests.support.visiting import Visitor, address

pytestmark = pytest.mark.django_db


def member(share: DataShare, user: User, role: Role | None = None) -> Member:
    found = share.members.live().filter(user=user)
    return (found.filter(role=role) if role else found).get()


def test_it_says_what_they_lose_and_then_does_it(cast: Cast, share: DataShare) -> None:
    visitor, leaving = Visitor(cast.acquirer), member(share, cast.acquirer_colleague)
    page = visitor.get("remove", share, leaving.pk)
    assert page.heading == "Remove Bryn Davies"
    assert "they can no longer see this data share, its documents or its history" in page.words
    assert member(share, cast.acquirer_colleague)

    done = visitor.post("remove", share, leaving.pk)
    assert done.goes_to == address("people", share)
    assert not share.members.live().filter(user=cast.acquirer_colleague).exists()
    assert "You removed Bryn Davies." in visitor.get("people", share).words


def test_lead_who_leaves_is_spoken_to_and_returns_to_the_list(cast: Cast, share: DataShare) -> None:
    members.invite(
        share=share,
        email=cast.acquirer_colleague.email,
        role=Role.LEAD,
        by=cast.acquirer,
    )
    visitor, leaving = Visitor(cast.acquirer), member(share, cast.acquirer)
    assert visitor.get("remove", share, leaving.pk).goes_to == address("leave", share, leaving.pk)
    page = visitor.get("leave", share, leaving.pk)
    assert page.heading == "Leave this data share"
    assert "you can no longer see this data share" in page.words

    assert visitor.post("leave", share, leaving.pk).goes_to == address("shares")
    assert f"You left {share.reference} as a lead." in visitor.get("shares").words


def test_it_holds_on_the_very_next_request(cast: Cast, share: DataShare) -> None:
    leaving = Visitor(cast.acquirer_colleague)
    assert leaving.get("overview", share).status == 200
    members.remove(member=member(share, cast.acquirer_colleague), by=cast.acquirer)

    for name in ("overview", "request", "people", "history", "agreement", "files", "evidence"):
        assert leaving.get(name, share).status == 404, name
    assert share.title not in leaving.get("shares").words
    assert policy.held(cast.acquirer_colleague, share) == frozenset()
    assert policy.disagreements() == []


def test_the_history_says_who_and_as_what(cast: Cast, share: DataShare) -> None:
    members.remove(member=member(share, cast.acquirer_expert), by=cast.acquirer)

    newest = Event.objects.filter(share=share).last()
    assert newest is not None
    assert said(newest) == "removed Chidi Eze as a legal adviser"


def test_another_role_stays(cast: Cast, share: DataShare) -> None:
    members.invite(share=share, email=cast.onlooker.email, role=Role.CONTRIBUTOR, by=cast.acquirer)
    members.remove(member=member(share, cast.onlooker, Role.CONTRIBUTOR), by=cast.acquirer)

    assert policy.held(cast.onlooker, share) == {Action.VIEW}
    assert Visitor(cast.onlooker).get("overview", share).status == 200


def test_removing_twice_is_removing_once(cast: Cast, share: DataShare) -> None:
    leaving = member(share, cast.acquirer_expert)
    members.remove(member=leaving, by=cast.acquirer)
    before = Event.objects.filter(share=share).count()
    members.remove(member=leaving, by=cast.acquirer)

    assert Event.objects.filter(share=share).count() == before
    assert Visitor(cast.acquirer).post("remove", share, leaving.pk).status == 404


def test_the_last_lead_stays(cast: Cast, share: DataShare) -> None:
    seen = Visitor(cast.acquirer).post("leave", share, member(share, cast.acquirer).pk)

    assert seen.status == 200
    assert "You are the only lead for Barchester City Council" in seen.words
    with pytest.raises(NotNow, match="Invite another lead first"):
        members.remove(member=member(share, cast.acquirer), by=cast.acquirer)
    assert member(share, cast.acquirer)


def test_a_lead_who_has_no_account_yet_is_not_enough(cast: Cast, share: DataShare) -> None:
    members.invite(share=share, email="new@council.gov.uk", role=Role.LEAD, by=cast.acquirer)

    with pytest.raises(NotNow, match="You are the only lead"):
        members.remove(member=member(share, cast.acquirer), by=cast.acquirer)


def test_a_lead_may_go_when_there_is_another(cast: Cast, share: DataShare) -> None:
    members.invite(share=share, email=cast.acquirer_colleague.email, role=Role.LEAD, by=cast.acquirer)
    members.remove(member=member(share, cast.acquirer), by=cast.acquirer)

    assert policy.held(cast.acquirer, share) == frozenset()
    assert Visitor(cast.acquirer).get("overview", share).status == 404


def test_the_other_side_removes_no_one_here(cast: Cast, share: DataShare) -> None:
    theirs = member(share, cast.acquirer_colleague)

    assert Visitor(cast.supplier).get("remove", share, theirs.pk).status == 403
    assert Visitor(cast.supplier).post("remove", share, theirs.pk).status == 403
    with pytest.raises(PermissionDenied):
        members.remove(member=theirs, by=cast.supplier)
    assert address("remove", share, theirs.pk) not in Visitor(cast.supplier).get("people", share).all("//a/@href")


def test_only_leads_remove(cast: Cast, share: DataShare) -> None:
    leaving = member(share, cast.acquirer_colleague)
    for name, user in cast.everyone().items():
        if name in {"acquirer", "supplier"}:
            continue
        status = 404 if name == "stranger" else 403
        assert Visitor(user).get("remove", share, leaving.pk).status == status, name
        assert Visitor(user).post("remove", share, leaving.pk).status == status, name
    assert member(share, cast.acquirer_colleague)


def test_a_member_of_another_data_share_is_not_found(cast: Cast, share: DataShare) -> None:
    other = stages.draft(cast, make_asset(cast.supplier.memberships.get().organisation, "Another list"))
    theirs = member(other, cast.acquirer_colleague)

    assert Visitor(cast.acquirer).post("remove", share, theirs.pk).status == 404
    assert member(other, cast.acquirer_colleague)


def test_it_is_too_late_when_it_is_over(cast: Cast, share: DataShare) -> None:
    leaving = member(share, cast.acquirer_colleague)
    requesting.withdraw(share=share, reason="It ended.", by=cast.acquirer)

    assert Visitor(cast.acquirer).post("remove", share, leaving.pk).status == 409
