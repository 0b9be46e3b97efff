"""Leads of who owes a duty are reminded 30 and 7 days before, on the day, and once when it is overdue."""

from datetime import date, timedelta

import pytest
from time_machine import travel

from agreements.duties.reminding import remind_next
from agreements.models import DataShare, Duty, DutyKind, DutyOutcome, Repeat, SuspensionGround
from agreements.reviewing import suspending
from catalogue.models import DataAsset
from community.models import Notification
from tests.agreements import lived
from tests.cast import Cast

pytestmark = pytest.mark.django_db
DUE = date(2028, 6, 30)


@pytest.fixture
def share(cast: Cast, asset: DataAsset) -> DataShare:
    """Return a data share in which only the list of who has access is due on a day near."""
    share = lived.promised(cast, asset)
    Duty.objects.update(due_on=date(2029, 1, 1))
    share.agreements.update(ends_on=None, ends_by="")
    Duty.objects.filter(kind=DutyKind.ACCESS_LIST).update(due_on=DUE)
    return share


def reminded(share: DataShare) -> list[str]:
    found = Notification.objects.filter(topic=share.reference, key__startswith="duty:").order_by("pk")
    return [note.subject.partition(":")[0] for note in found]


def run_on(day: date) -> None:
    with travel(f"{day} 07:15:00+00:00", tick=False):
        assert remind_next({}) is None


def test_its_leads_are_reminded_once_a_moment(cast: Cast, share: DataShare) -> None:
    counts = []
    for left in (31, 30, 29, 7, 6, 0, -1, -2, -5):
        run_on(DUE - timedelta(days=left))
        run_on(DUE - timedelta(days=left))
        counts.append(len(reminded(share)))
    assert counts == [0, 1, 1, 2, 2, 3, 4, 4, 4]
    assert reminded(share) == [*["Due by 30 June 2028"] * 3, "Overdue"]
    assert {note.user for note in Notification.objects.filter(key__startswith="duty:")} == {cast.acquirer}


def test_a_worker_that_was_away_says_late_that_it_is_overdue(share: DataShare) -> None:
    run_on(DUE + timedelta(days=10))
    assert reminded(share) == ["Overdue"]


def test_no_one_is_reminded_of_what_is_done(share: DataShare) -> None:
    Duty.objects.filter(kind=DutyKind.ACCESS_LIST).update(outcome=DutyOutcome.DONE, closed_at="2028-06-01T00:00Z")
    run_on(DUE)
    assert reminded(share) == []


def test_a_day_that_moved_is_reminded_of_again(share: DataShare) -> None:
    run_on(DUE - timedelta(days=30))
    Duty.objects.filter(kind=DutyKind.ACCESS_LIST).update(due_on=DUE + timedelta(days=100))
    run_on(DUE - timedelta(days=7))
    assert len(reminded(share)) == 1
    run_on(DUE + timedelta(days=70))
    assert len(reminded(share)) == 2


def test_what_comes_back_every_month_is_announced_a_week_before(cast: Cast, share: DataShare) -> None:
    Duty.objects.filter(kind=DutyKind.DELIVERY).update(due_on=DUE, repeats=Repeat.MONTH)
    Duty.objects.filter(kind=DutyKind.ACCESS_LIST).update(due_on=date(2029, 1, 1))
    for left, count in ((30, 0), (7, 1), (0, 2), (-1, 3)):
        run_on(DUE - timedelta(days=left))
        assert len(reminded(share)) == count


def test_no_one_is_reminded_of_a_supply_while_suspended(cast: Cast, share: DataShare) -> None:
    Duty.objects.filter(kind=DutyKind.ACCESS_LIST).update(due_on=date(2029, 1, 1))
    Duty.objects.filter(kind=DutyKind.DELIVERY).update(due_on=DUE)
    suspending.suspend(share=share, ground=SuspensionGround.INCIDENT, reason=lived.WHY, by=cast.supplier)
    run_on(DUE)
    assert reminded(share) == []


def test_reminder_says_where_each_kind_is_recorded(share: DataShare) -> None:
    Duty.objects.filter(kind=DutyKind.DELIVERY).update(due_on=DUE)
    run_on(DUE)
    told = Notification.objects.filter(key__startswith="duty:")
    supply, access = told.get(subject__contains="Supply the data"), told.get(subject__contains="access")
    assert supply.address == f"/shares/{share.reference}/supply/"
    assert supply.body.endswith("When the data has been sent, record the delivery under Supply.")
    assert access.address == f"/shares/{share.reference}/duties/"
    assert access.body.endswith("mark it as done and say what shows that.")
