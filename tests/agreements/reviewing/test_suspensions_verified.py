"""The check of all evidence finds suspensions and a lead that the rows tell otherwise than the history."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from agreements.models import DataShare, EndGround, Party, Suspension, SuspensionGround
from agreements.negotiating import handing_over
from agreements.reviewing import ending, suspending
from agreements.verifying.audit import verify_everything
from catalogue.models import DataAsset
from community.models import User
from tests.agreements import stages
from tests.agreements.signing import three
from tests.cast import Cast
from tests.security.four import HOSPITAL, RECEIVES, negotiating, people_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def share(cast: Cast, asset: DataAsset) -> DataShare:
    """Return a data share in force of one that receives and two that give."""
    return three.in_force(cast, asset)


def suspend(share: DataShare, by: User) -> Suspension:
    ground = SuspensionGround.INCIDENT
    return suspending.suspend(share=stages.fresh(share), ground=ground, reason="A laptop was lost.", by=by)


def findings(share: DataShare) -> str:
    return "\n".join(map(str, verify_everything([share]).findings))


def test_each_way_to_change_a_suspension_is_found(cast: Cast, share: DataShare) -> None:
    made = suspend(share, cast.supplier)
    assert findings(share) == ""
    third = three.third(share, cast)
    now = timezone.now()
    changes: dict[str, dict[str, Any]] = {
        "stands, or was lifted": {"lifted_at": now},
        "its party": {"party": third},
        "its by": {"by": cast.acquirer},
        "its ground": {"ground": SuspensionGround.UNLAWFUL},
        "its at": {"at": now - timedelta(days=3)},
        "of all sharing": {"is_whole": True},
    }
    for said, change in changes.items():
        before = {name: getattr(made, name) for name in change}
        Suspension.objects.filter(pk=made.pk).update(**change)
        assert said in findings(share)
        Suspension.objects.filter(pk=made.pk).update(**before)
    assert findings(share) == ""
    Suspension.objects.filter(pk=made.pk).delete()
    assert f"suspension {made.pk} is missing" in findings(share)


def test_suspension_without_an_event_is_found(cast: Cast, share: DataShare) -> None:
    given = {"party": three.third(share, cast), "is_whole": False, "ground": "incident", "by": cast.stranger}
    Suspension.objects.create(agreement=share.agreements.get(), reason="Because.", **given)
    assert "is told of by no event" in findings(share)


def test_what_was_resumed_left_or_ended_is_as_told(cast: Cast, share: DataShare) -> None:
    first = suspend(share, cast.supplier)
    for by in (cast.supplier, cast.acquirer):
        suspending.agree_to_lift(share=stages.fresh(share), why="Found.", by=by)
    assert findings(share) == ""
    Suspension.objects.filter(pk=first.pk).update(lifted_at=None)
    assert "stands, or was lifted" in findings(share)
    first.refresh_from_db()
    Suspension.objects.filter(pk=first.pk).update(lifted_at=share.events.order_by("-sequence")[0].at)
    second = suspend(share, cast.stranger)
    ground = EndGround.NO_POWER
    ending.end_at_once(share=stages.fresh(share), ground=ground, reason="Repealed.", by=three.director(cast))
    assert findings(share) == ""
    Suspension.objects.filter(pk=second.pk).update(lifted_at=None)
    assert "before its party left" in findings(share)
    second.refresh_from_db()
    Suspension.objects.filter(pk=second.pk).update(lifted_at=timezone.now())
    suspend(share, cast.supplier)
    ending.end_at_once(share=stages.fresh(share), ground=ground, reason="Repealed.", by=cast.acquirer_signatory)
    assert findings(share) == ""


def test_suspension_moved_to_another_version_is_found(cast: Cast, share: DataShare) -> None:
    made = suspend(share, cast.supplier)
    three.variation_in_force(share, cast)
    assert findings(share) == ""
    Suspension.objects.filter(pk=made.pk).update(agreement=share.agreements.get(number=1))
    assert "stands under another version" in findings(share)


def test_lead_swapped_in_the_rows_is_found(cast: Cast, asset: DataAsset) -> None:
    people = people_of(cast)
    share = stages.fresh(negotiating(cast, people, asset))
    hospital, council = share.parties.get(organisation__name=HOSPITAL), share.parties.get(is_lead=True)
    for former, lead in ((council, hospital), (hospital, council)):
        _lead(share, former, lead)
        assert ("leads, the rows name" in findings(share)) is (lead == hospital)
    handing_over.offer_lead(share=stages.fresh(share), to=hospital, reason="Please.", by=cast.acquirer)
    assert "lead_offered_to" not in findings(share)
    handing_over.take_lead(share=stages.fresh(share), by=people[RECEIVES])
    assert "lead" not in findings(share)
    _lead(share, hospital, council)
    assert "leads, the rows name" in findings(share)


def _lead(share: DataShare, former: Party, lead: Party) -> None:
    share.parties.filter(pk=former.pk).update(is_lead=False)
    share.parties.filter(pk=lead.pk).update(is_lead=True)
