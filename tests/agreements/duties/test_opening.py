"""The duties of an agreement are read from its signed words once, and come back as the words say."""

from datetime import date, timedelta
from typing import Any

import pytest
from dateutil.relativedelta import relativedelta
from django.utils import timezone
from time_machine import travel

from agreements.duties import actions, opening
from agreements.models import (
    Agreement,
    DataShare,
    DutiesRead,
    Duty,
    DutyKind,
    DutyOutcome,
    EndGround,
    Repeat,
    SuspensionGround,
)
from agreements.register.publish import publish_owed
from agreements.reviewing import disposing, ending, suspending
from agreements.signing import freezing
from catalogue.models import DataAsset
from tests.agreements import lived, stages
from tests.agreements.signing import three
from tests.agreements.signing.signatures import signed
from tests.cast import Cast, make_asset

pytestmark = pytest.mark.django_db


def supplied(every: str, **other: Any) -> dict[str, Any]:
    """Return answers with supplies as often as this, the first of them in 30 days."""
    given = {"frequency": {"chosen": every, "detail": ""}, "needed_by": stages.in_days(30)}
    return stages.answers_of_today() | given | other


def monthly(cast: Cast, asset: DataAsset, **other: Any) -> DataShare:
    """Return a data share in force with a supply every month, its duties opened."""
    share = stages.in_force(cast, asset, supplied("monthly", **other))
    opening.open_next({})
    return share


def days(share: DataShare, kind: DutyKind) -> list[date | None]:
    rows = Duty.objects.filter(agreement__share=share, kind=kind)
    return list(rows.order_by("number").values_list("due_on", flat=True))


def follow(on: date) -> None:
    with travel(f"{on} 00:15:00+00:00", tick=False):
        assert opening.open_following({}) is None


def test_each_dated_promise_of_the_words_becomes_a_row(cast: Cast, asset: DataAsset) -> None:
    share = monthly(cast, asset)
    agreement = share.agreements.get()
    today = timezone.localdate()
    found = {(row.kind, str(row.party or "")): row for row in Duty.objects.select_related("party__organisation")}
    asks, gives = str(stages.working_for(cast.acquirer)), str(stages.working_for(cast.supplier))
    assert {key: (row.due_on, row.repeats) for key, row in found.items()} == {
        ("delivery", gives): (today + timedelta(days=30), Repeat.MONTH),
        ("review", ""): (agreement.review_on, Repeat.YEAR),
        ("report", asks): (date(2028, 3, 31), Repeat.ONCE),
        ("access_list", asks): (today + relativedelta(months=3), Repeat.QUARTER),
        ("training", asks): (today + relativedelta(years=1), Repeat.YEAR),
        ("training", gives): (today + relativedelta(years=1), Repeat.YEAR),
    }
    assert found["access_list", asks].clause.endswith("Access")
    assert found["report", asks].words == "Report what was achieved: Households helped"


def test_opening_twice_or_in_another_worker_opens_once(cast: Cast, asset: DataAsset) -> None:
    share = monthly(cast, asset)
    agreement = share.agreements.get()
    count = Duty.objects.count()
    opening.open_next({})
    assert not opening.open_duties(agreement.pk, share.pk)
    assert Duty.objects.count() == count


def test_it_waits_until_the_register_has_read_the_days(cast: Cast, asset: DataAsset) -> None:
    share = stages.in_force(cast, asset)
    share.agreements.get().register_job.__class__.objects.update(done_at=None)
    opening.open_next({})
    assert not DutiesRead.objects.exists()


def test_one_that_cannot_be_read_holds_up_no_other(cast: Cast, asset: DataAsset) -> None:
    broken = stages.in_force(cast, asset)
    other = stages.in_force(cast, make_asset(stages.working_for(cast.supplier), "Records of another kind"))
    Agreement.objects.filter(share=broken).update(in_force_at=timezone.now().replace(year=9999, month=12, day=20))
    assert opening.open_next({}) is None
    assert set(Duty.objects.values_list("agreement__share", flat=True)) == {other.pk}


def test_words_that_give_no_day_wait_for_a_lead(cast: Cast, asset: DataAsset) -> None:
    share = stages.agreed(cast, asset, supplied("monthly"))
    for key, text in (
        ("delivery.access", "The acquirer will look at the list of those who have access now and then."),
        ("purpose.measures", "Success is judged by the households helped."),
        ("assurance.people", "Everyone who handles the data is trained from time to time."),
        ("delivery.route", "The data goes by the interface that both run, once a season."),
    ):
        stages.reword(share, cast, key, text)
    stages.agree_everything(share, cast)
    freezing.freeze_words(share=stages.fresh(share), by=cast.acquirer)
    stages.sign_everything(share, cast)
    opening.open_next({})
    undated = Duty.objects.filter(due_on=None).order_by("kind")
    assert list(undated.values_list("kind", flat=True)) == ["access_list", "delivery", "report", "training", "training"]


def test_a_supply_on_demand_is_due_on_no_day(cast: Cast, asset: DataAsset) -> None:
    share = stages.in_force(cast, asset, supplied("on_demand"))
    opening.open_next({})
    assert days(share, DutyKind.DELIVERY) == []


def test_a_toolkit_that_lapses_waits_for_its_day(cast: Cast, asset: DataAsset) -> None:
    share = monthly(cast, asset, controls={"chosen": ["dspt"], "dspt": "Standards met", "more": ""})
    row = Duty.objects.get(agreement__share=share, kind=DutyKind.ASSURANCE)
    assert (row.due_on, row.repeats) == (None, Repeat.YEAR)
    assert row.words.endswith(": Data Security and Protection Toolkit")


def test_each_of_several_has_its_own(cast: Cast, asset: DataAsset) -> None:
    share = three.frozen(cast, asset)
    signed(share, cast.acquirer_signatory, cast.supplier_signatory, three.director(cast))
    publish_owed()
    opening.open_next({})
    supplying = Duty.objects.filter(agreement__share=share, kind=DutyKind.DELIVERY)
    assert {str(row.party) for row in supplying} == {three.GIVES, str(stages.working_for(cast.stranger))}
    assert {row.about for row in supplying} == {f"to {three.ASKS}"}
    assert Duty.objects.filter(agreement__share=share, kind=DutyKind.TRAINING).count() == 3
    assert Duty.objects.filter(agreement__share=share, kind=DutyKind.ACCESS_LIST).count() == 1


# --- What comes back -------------------------------------------------------------------------------


def test_the_next_supply_opens_when_the_day_of_one_is_over(cast: Cast, asset: DataAsset) -> None:
    share = monthly(cast, asset)
    [first] = days(share, DutyKind.DELIVERY)
    assert first is not None
    follow(first)
    assert len(days(share, DutyKind.DELIVERY)) == 1
    for _ in range(2):
        follow(first + timedelta(days=1))
    assert days(share, DutyKind.DELIVERY) == [first, first + relativedelta(months=1)]


def test_a_worker_that_was_away_opens_each_that_was_missed(cast: Cast, asset: DataAsset) -> None:
    share = monthly(cast, asset)
    [first] = days(share, DutyKind.DELIVERY)
    assert first is not None
    follow(first + relativedelta(months=3, days=1))
    assert days(share, DutyKind.DELIVERY) == [first + relativedelta(months=month) for month in range(5)]


def test_months_are_counted_from_the_first_day(cast: Cast, asset: DataAsset) -> None:
    share = monthly(cast, asset)
    last = date(2028, 1, 31)
    Agreement.objects.filter(share=share).update(ends_on=None)
    Duty.objects.filter(agreement__share=share, kind=DutyKind.DELIVERY).update(due_on=last, counts_from=last)
    follow(date(2028, 4, 1))
    assert days(share, DutyKind.DELIVERY)[1:] == [date(2028, 2, 29), date(2028, 3, 31), date(2028, 4, 30)]


def test_nothing_comes_back_after_the_last_day(cast: Cast, asset: DataAsset) -> None:
    share = monthly(cast, asset)
    [first] = days(share, DutyKind.DELIVERY)
    assert first is not None
    Agreement.objects.filter(share=share).update(ends_on=first + timedelta(days=20))
    follow(first + timedelta(days=1))
    assert days(share, DutyKind.DELIVERY) == [first]


def test_what_is_done_late_comes_back_on_the_next_day_to_come(cast: Cast, asset: DataAsset) -> None:
    share = monthly(cast, asset)
    [first] = days(share, DutyKind.ACCESS_LIST)
    assert first is not None
    row = Duty.objects.get(kind=DutyKind.ACCESS_LIST)
    with travel(f"{first + relativedelta(months=4)} 12:00:00+00:00", tick=True):
        actions.keep(share=share, duty=row.pk, proof="Ada went through it.", by=cast.acquirer)
    assert days(share, DutyKind.ACCESS_LIST) == [first, timezone.localdate() + relativedelta(months=9)]


# --- Suspended, ended ------------------------------------------------------------------------------


def test_no_supply_is_owed_of_a_day_while_suspended(cast: Cast, asset: DataAsset) -> None:
    share = monthly(cast, asset)
    [first] = days(share, DutyKind.DELIVERY)
    assert first is not None
    with travel(f"{first - timedelta(days=3)} 12:00:00+00:00", tick=True):
        suspending.suspend(share=share, ground=SuspensionGround.INCIDENT, reason="Lost.", by=cast.supplier)
    with travel(f"{first + timedelta(days=3)} 12:00:00+00:00", tick=True):
        for lead in (cast.acquirer, cast.supplier):
            suspending.agree_to_lift(share=share, why="Found.", by=lead)
    follow(first + timedelta(days=12))
    waived, following = Duty.objects.filter(kind=DutyKind.DELIVERY).order_by("number")
    assert (waived.outcome, waived.proof) == (DutyOutcome.WAIVED, opening.WHILE_SUSPENDED)
    assert (following.outcome, following.due_on) == ("", first + relativedelta(months=1))


def test_of_an_ended_agreement_only_the_list_of_access_goes_on(cast: Cast, asset: DataAsset) -> None:
    share = monthly(cast, asset)
    ending.end_at_once(share=share, ground=EndGround.NO_POWER, reason="Revoked.", by=cast.supplier_signatory)
    alive = Duty.objects.alive().still_open()
    assert list(alive.values_list("kind", flat=True)) == [DutyKind.ACCESS_LIST]
    made = disposing.certify(
        share=share, given=lived.CERTIFICATE | {"destroyed_on": timezone.localdate()}, by=cast.acquirer
    )
    assert alive.exists()
    disposing.answer(share=share, certificate=made.pk, accepts=True, reason="", by=cast.supplier)
    assert not Duty.objects.alive().still_open().exists()
