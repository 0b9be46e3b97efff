"""The lead of several invites a lead for a body that has none, once the text is being agreed."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone
from time_machine import travel

from agreements import policy
from agreements.members import coordinating
from agreements.models import DataShare, Party
from agreements.requesting import umbrella
from agreements.states import Action, Role
from agreements.verifying.audit import verify_everything
from community.models import User
from datashare.lib.exceptions import NotNow
from tests.agreements import stages, umbrellas
from tests.cast import Cast
from tests.support.visiting import Visitor

pytestmark = pytest.mark.django_db
NEW = "chief@barset-fire-and-rescue.gov.uk"


def others() -> tuple[umbrellas.Joined, ...]:
    return tuple(umbrellas.made(name) for name in umbrellas.NAMES[:2])


@pytest.fixture
def share(cast: Cast) -> DataShare:
    """Return rules that were sent to the police, and to a fire service whose lead has no account."""
    police, fire = others()
    rules = umbrellas.opened(cast)
    umbrellas.answered(rules, cast.acquirer)
    umbrella.add_body(share=rules, body=police.organisation, email=police.lead.email, by=cast.acquirer)
    umbrella.add_body(share=rules, body=fire.organisation, email=NEW, by=cast.acquirer)
    words = Visitor(cast.acquirer).get("offer", rules).words
    assert "No one can agree or sign the rules for Barset Fire and Rescue until its lead has an account." in words
    assert "Barset Police (no lead" not in words
    umbrella.offer(share=rules, by=cast.acquirer)
    return stages.fresh(rules)


def fire_in(share: DataShare) -> Party:
    return share.parties.get(organisation__name="Barset Fire and Rescue")


def test_leading_body_invites_another_lead(cast: Cast, share: DataShare) -> None:
    fire, lead = fire_in(share), User.objects.get(full_name="Lead of Barset Fire and Rescue")
    visitor = Visitor(cast.acquirer)
    place = f"/shares/{share.reference}/agreement/organisations/{fire.pk}/lead/"
    assert visitor.get("negotiating_bodies", share).all(
        "//main//a[contains(@href, '/organisations/') and contains(@href, '/lead/')]/@href"
    ) == [place]
    assert visitor.post("invite_lead", share, fire.pk).errors == ["Enter the work email address of its lead"]
    assert visitor.post("invite_lead", share, fire.pk, email=lead.email).status == 302
    share = stages.fresh(share)
    assert Action.AGREE in policy.held(lead, share)
    assert (
        visitor.get("negotiating_bodies", share).all(
            "//main//a[contains(@href, '/organisations/') and contains(@href, '/lead/')]/@href"
        )
        == []
    )
    assert visitor.get("invite_lead", share, fire.pk).status == 409
    with pytest.raises(NotNow, match="has a lead"):
        coordinating.invite_lead_of(share=share, party=fire, email=NEW, by=cast.acquirer)
    assert verify_everything().findings == []


def test_open_invitation_is_sent_again(cast: Cast, share: DataShare) -> None:
    fire = fire_in(share)
    again = Visitor(cast.acquirer).post("invite_lead", share, fire.pk, email=NEW)
    assert "was invited today" in again.errors[0]
    with travel(timezone.now() + timedelta(days=31), tick=True):
        assert Visitor(cast.acquirer).post("invite_lead", share, fire.pk, email=NEW).status == 302
        invited = share.members.get(email=NEW)
        assert not invited.has_expired
    assert share.members.filter(email=NEW).count() == 1
    assert share.members.filter(party=fire, role=Role.LEAD).count() == 1


def test_others_invite_no_one_for_it(cast: Cast, share: DataShare) -> None:
    fire, police = fire_in(share), User.objects.get(full_name="Lead of Barset Police")
    for user in (police, cast.stranger):
        with pytest.raises(PermissionDenied):
            coordinating.invite_lead_of(share=share, party=fire, email=NEW, by=user)
    assert Visitor(police).get("invite_lead", share, fire.pk).status == 403
    assert Visitor(cast.stranger).get("invite_lead", share, fire.pk).status == 404
    assert "go on without one" not in Visitor(police).get("agreement", share).words


def test_no_one_of_another_body_is_invited(cast: Cast, share: DataShare) -> None:
    seen = Visitor(cast.acquirer).post("invite_lead", share, fire_in(share).pk, email=cast.supplier.email)
    assert len(seen.errors) == 1
    assert seen.status == 200
