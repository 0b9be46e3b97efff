"""Leads are reminded of a review and of the last day 90, 30 and 7 days before and on the day: each once, none lost."""

from datetime import date, timedelta

import pytest
from django.utils import timezone
from time_machine import travel

from agreements.models import Agreement, DataShare, Disposal, Ending
from agreements.reviewing import disposing
from agreements.reviewing.reminding import due_moment, remind_next, remind_of_disposals
from catalogue.models import DataAsset
from community.models import Notification
from tests.agreements import lived, stages
from tests.cast import Cast

pytestmark = pytest.mark.django_db
LAST, BEGUN = date(2028, 6, 30), date(2027, 1, 4)


@pytest.fixture
def share(cast: Cast, asset: DataAsset) -> DataShare:
    share = stages.in_force(cast, asset)
    Agreement.objects.filter(share=share).update(ends_on=LAST, ends_by=Ending.TERM, review_on=None)
    return share


def reminded(share: DataShare) -> int:
    return Notification.objects.filter(topic=share.reference, subject__startswith="Ends on").count()


def run_on(day: date) -> None:
    with travel(f"{day} 07:05:00+00:00", tick=False):
        assert remind_next({}) is None


def test_each_lead_is_reminded_once_a_moment(share: DataShare) -> None:
    counts = []
    for left in (91, 90, 89, 30, 29, 7, 6, 0):
        run_on(LAST - timedelta(days=left))
        run_on(LAST - timedelta(days=left))
        counts.append(reminded(share))
    assert counts == [0, 2, 2, 4, 4, 6, 6, 8]


def test_a_worker_that_was_away_reminds_late_and_once(share: DataShare) -> None:
    run_on(LAST - timedelta(days=90))
    run_on(LAST - timedelta(days=22))
    assert reminded(share) == 4
    run_on(LAST + timedelta(days=10))
    assert reminded(share) == 6


def test_a_day_that_moved_is_reminded_of_again_and_the_old_one_no_more(share: DataShare) -> None:
    run_on(LAST - timedelta(days=90))
    moved = LAST + timedelta(days=200)
    Agreement.objects.filter(share=share).update(ends_on=moved)
    run_on(LAST - timedelta(days=30))
    assert reminded(share) == 2
    run_on(moved - timedelta(days=90))
    assert reminded(share) == 4


def test_two_workers_at_once_remind_once(share: DataShare) -> None:
    for _ in range(2):
        run_on(LAST - timedelta(days=90))
    assert reminded(share) == 2


@pytest.mark.parametrize(
    ("today", "moment"),
    [
        (LAST - timedelta(days=91), None),
        (LAST - timedelta(days=31), 90),
        (LAST, 0),
        (LAST + timedelta(days=14), 0),
        (LAST + timedelta(days=15), None),
    ],
)
def test_newest_moment_counts(today: date, moment: int | None) -> None:
    assert due_moment(LAST, today, BEGUN) == moment


def test_no_reminder_is_sent_of_a_moment_before_the_agreement() -> None:
    assert due_moment(LAST, LAST - timedelta(days=20), LAST - timedelta(days=25)) is None
    assert due_moment(LAST, LAST - timedelta(days=7), LAST - timedelta(days=25)) == 7


def test_who_owes_a_disposal_is_reminded_until_it_is_certified(cast: Cast, asset: DataAsset) -> None:
    share = lived.ended(cast, asset)
    due = Disposal.objects.get().due_on

    def on(left: int) -> int:
        with travel(f"{due - timedelta(days=left)} 07:10:00+00:00", tick=False):
            assert remind_of_disposals({}) is None
        found = Notification.objects.filter(topic=share.reference, subject__startswith="Certify the disposal by")
        assert {note.user for note in found} <= {cast.acquirer}
        return found.count()

    assert [on(left) for left in (31, 30, 8, 7)] == [0, 1, 1, 2]
    disposing.certify(share=share, given=lived.CERTIFICATE | {"destroyed_on": timezone.localdate()}, by=cast.acquirer)
    assert on(0) == 2
