"""A body joins common rules by signing an agreement under them: all others in the rules are told of it."""

import pytest

from agreements.models import DataShare
from catalogue.models import DataAsset
from community.models import Notification
from tests.agreements import schedules, umbrellas
from tests.agreements.umbrellas import TITLE
from tests.cast import Cast, make_asset
from tests.support.visiting import Visitor

pytestmark = pytest.mark.django_db
SUBJECT = f"Office for Records joined common rules: {TITLE}"


@pytest.fixture
def others() -> tuple[umbrellas.Joined, ...]:
    return tuple(umbrellas.made(name) for name in umbrellas.NAMES[:2])


@pytest.fixture
def umbrella(cast: Cast, others: tuple[umbrellas.Joined, ...]) -> DataShare:
    """Return rules of the council, which asks for data, the police and the fire service."""
    return umbrellas.in_force(cast, others)


def test_leads_of_the_rules_are_told_once(
    cast: Cast, asset: DataAsset, umbrella: DataShare, others: tuple[umbrellas.Joined, ...]
) -> None:
    share = schedules.in_force(cast, asset, umbrella)
    told = Notification.objects.filter(subject=SUBJECT)
    assert {message.user for message in told} == {cast.acquirer, *(body.lead for body in others)}
    assert told.count() == 3
    assert all(f"by signing {share.reference} (version 1)" in message.body for message in told)
    assert {message.address for message in told} == {f"/shares/{umbrella.reference}/"}
    assert Visitor(others[0].lead).get("overview", umbrella).status == 200


def test_who_joined_before_is_told_of_the_next(cast: Cast, asset: DataAsset, umbrella: DataShare) -> None:
    schedules.in_force(cast, asset, umbrella)
    hospitals = umbrellas.made(umbrellas.NAMES[2])
    schedules.held_by(hospitals)
    later = cast.__class__(**{**cast.everyone(), "supplier": hospitals.lead, "supplier_signatory": hospitals.signatory})
    schedules.in_force(later, make_asset(hospitals.organisation, "Beds"), umbrella)
    told = Notification.objects.filter(subject=f"{hospitals.organisation} joined common rules: {TITLE}")
    before = told.get(user=cast.supplier)
    assert before.address == f"/register/{umbrella.reference}/"
    assert not told.filter(user=hospitals.lead).exists()


def test_no_one_is_told_where_no_one_new_joins(cast: Cast, asset: DataAsset, umbrella: DataShare) -> None:
    schedules.in_force(cast, asset, umbrella)
    Notification.objects.all().delete()
    schedules.in_force(cast, make_asset(asset.publisher or schedules.supplying(cast).organisation, "Other"), umbrella)
    assert not Notification.objects.filter(subject__contains="joined common rules").exists()
