"""A body leaves common rules only once nothing under them binds it, and nothing comes into force for one that left."""

from datetime import date, timedelta

import pytest
from django.utils import timezone
from time_machine import travel

from agreements.models import Accession, DataShare, EndGround
from agreements.models.accessions import bodies_bound_by
from agreements.register.rules_listed import joined_later
from agreements.reviewing import ending
from agreements.signing import actions as sign_off
from agreements.states import State
from agreements.tasks import sweep_last_days
from agreements.verifying.audit import verify_everything
from catalogue.models import DataAsset
from community.models import Notification
from datashare.lib.clock import long_date
from datashare.lib.exceptions import NotNow
from tests.agreements import schedules, stages, umbrellas
from tests.agreements.signing.signatures import signed
from tests.cast import Cast, make_asset
from tests.support.visiting import Visitor

pytestmark = pytest.mark.django_db
WHY = "Our lawyers advise it."


@pytest.fixture
def supplier(cast: Cast) -> umbrellas.Joined:
    return schedules.supplying(cast)


@pytest.fixture
def other() -> umbrellas.Joined:
    return umbrellas.made(umbrellas.NAMES[0])


@pytest.fixture
def rules(cast: Cast, supplier: umbrellas.Joined, other: umbrellas.Joined) -> DataShare:
    """Return rules of three in force: of a council, which leads, a supplier and another."""
    return umbrellas.in_force(cast, (supplier, other))


def in_days(count: int) -> date:
    return timezone.localdate() + timedelta(days=count)


def give_notice(share: DataShare, body: umbrellas.Joined, count: int) -> None:
    ending.give_notice(share=stages.fresh(share), last_day=in_days(count), reason=WHY, by=body.signatory)


def leave(share: DataShare, body: umbrellas.Joined, ground: EndGround = EndGround.UNLAWFUL) -> None:
    ending.end_at_once(share=stages.fresh(share), ground=ground, reason=WHY, by=body.signatory)


def is_bound(rules: DataShare, body: umbrellas.Joined) -> bool:
    return body.organisation.pk in bodies_bound_by(rules.agreements.get())


def test_text_out_for_signature_comes_into_force_for_no_one_that_left(
    cast: Cast, asset: DataAsset, rules: DataShare, supplier: umbrellas.Joined
) -> None:
    give_notice(rules, supplier, 100)
    with travel(timezone.now() + timedelta(days=95), tick=False):
        share = schedules.frozen(cast, asset, stages.fresh(rules))
        signed(share, cast.supplier_signatory)
    with travel(timezone.now() + timedelta(days=102), tick=False):
        sweep_last_days()
        assert not is_bound(rules, supplier)
        with pytest.raises(NotNow, match=r"left the common rules .* Reopen the text"):
            signed(stages.fresh(share), cast.acquirer_signatory)
        assert stages.fresh(share).edition.state == State.SIGNING
        assert share.agreements.get().signatures.count() == 1


def test_rules_bind_a_body_until_what_stands_under_them_does_not(
    cast: Cast, asset: DataAsset, rules: DataShare, supplier: umbrellas.Joined
) -> None:
    give_notice(rules, supplier, 100)
    share = schedules.in_force(cast, asset, stages.fresh(rules))
    with travel(timezone.now() + timedelta(days=102), tick=False):
        sweep_last_days()
        assert is_bound(rules, supplier)
        leave(share, supplier)
        sweep_last_days()
        assert not is_bound(rules, supplier)
        assert verify_everything().findings == []


def test_no_one_leaves_rules_at_once_with_a_text_out_for_signature(
    cast: Cast, asset: DataAsset, rules: DataShare, supplier: umbrellas.Joined, other: umbrellas.Joined
) -> None:
    share = schedules.frozen(cast, asset, rules)
    seen = Visitor(supplier.signatory).get("end_at_once", rules)
    assert share.reference in seen.words
    assert seen.all("//main//form") == []
    with pytest.raises(NotNow, match=f"{share.reference} is out for signature"):
        leave(rules, supplier)
    leave(rules, other)
    agreement = share.agreements.offered().get()
    sign_off.decline(agreement=agreement, reason=WHY, by=cast.supplier_signatory)
    leave(rules, supplier)
    assert stages.fresh(rules).edition.state == State.ENDED


def test_part_that_ends_with_its_agreement_needs_no_notice(
    cast: Cast, asset: DataAsset, rules: DataShare, supplier: umbrellas.Joined
) -> None:
    share = schedules.in_force(cast, asset, rules)
    day = in_days(95)
    ending.give_notice(share=share, last_day=day, reason=WHY, by=cast.acquirer_signatory)
    with pytest.raises(NotNow, match=share.reference):
        give_notice(rules, supplier, 94)
    seen = Visitor(supplier.signatory).get("give_notice", rules)
    assert seen.all("//main//form") != []
    assert f"The earliest is {long_date(day)}" in seen.words
    give_notice(rules, supplier, 125)
    with travel(timezone.now() + timedelta(days=127), tick=False):
        sweep_last_days()
        assert not is_bound(rules, supplier)


def test_rules_are_left_at_once_only_if_the_law_demands_it(rules: DataShare, supplier: umbrellas.Joined) -> None:
    seen = Visitor(supplier.signatory).get("end_at_once", rules)
    assert seen.all("//main//form//input[@name='ground']/@value") == ["no_power", "unlawful"]
    posted = Visitor(supplier.signatory).post("end_at_once", rules, ground="breach", reason=WHY)
    assert posted.status == 200
    assert posted.errors
    with pytest.raises(NotNow, match="only if the law no longer allows it"):
        leave(rules, supplier, EndGround.BREACH)
    assert is_bound(rules, supplier)


def test_body_that_joins_again_is_announced_with_the_day(cast: Cast, asset: DataAsset) -> None:
    others = tuple(umbrellas.made(name) for name in umbrellas.NAMES[:2])
    supplier, rules = schedules.supplying(cast), umbrellas.in_force(cast, others)
    leave(schedules.in_force(cast, asset, rules), supplier)
    told = Notification.objects.filter(user=others[0].lead, subject__contains="joined common rules")
    assert told.count() == 1
    with travel(timezone.now() + timedelta(days=40), tick=False):
        again = make_asset(stages.working_for(cast.supplier), "Other records")
        share = schedules.in_force(cast, again, stages.fresh(rules))
        [first, second] = joined_later(rules.agreements.get())
        assert first.endswith("It has left since")
        assert second.endswith(f"on {long_date(timezone.now())}, by signing {share.reference} (version 1)")
        assert told.count() == 2
        assert is_bound(rules, supplier)
        assert Accession.objects.standing().count() == 1
        assert verify_everything().findings == []
