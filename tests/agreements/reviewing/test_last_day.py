"""A lead enters the last day where the signed words do not say it plainly; the others are told why and can object."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from agreements.models import DataShare, RegisterJob
from agreements.register.publish import publish_owed
from agreements.reviewing import ending
from agreements.signing import freezing
from agreements.verifying.audit import verify_everything
from catalogue.models import DataAsset
from community.models import Notification
from datashare.lib.exceptions import Incomplete, NotNow
from tests.agreements import stages
from tests.agreements.signing import three
from tests.cast import Cast
from tests.support.visiting import Visitor

pytestmark = pytest.mark.django_db


@pytest.fixture
def share(cast: Cast, asset: DataAsset) -> DataShare:
    return stages.in_force(cast, asset)


def in_days(days: int) -> date:
    return timezone.localdate() + timedelta(days=days)


def last_day(share: DataShare) -> date | None:
    return share.agreements.get().ends_on


def test_last_day_of_reworded_words_is_entered_by_a_lead(cast: Cast, asset: DataAsset) -> None:
    share = stages.agreed(cast, asset)
    stages.reword(share, cast, "summary.term", "This agreement takes effect when all have signed. It ends in spring.")
    stages.agree_everything(share, cast)
    freezing.freeze_words(share=stages.fresh(share), by=cast.acquirer)
    stages.sign_everything(share, cast)
    assert last_day(share) is None
    assert "Enter the last day" in Visitor(cast.supplier).get("overview", share).words
    day = in_days(90)
    parts = {"last_day-day": str(day.day), "last_day-month": str(day.month), "last_day-year": str(day.year)}
    seen = Visitor(cast.supplier).post("enter_end", share, **parts)
    assert seen.errors == ["Enter which words of the agreement give that day"]
    assert Visitor(cast.supplier).post("enter_end", share, why="It says in spring.", **parts).status == 302
    assert last_day(share) == day
    notes = Notification.objects.filter(topic=share.reference, subject__startswith="Last day of the agreement")
    assert {note.user for note in notes} >= {cast.acquirer, cast.acquirer_signatory}
    assert all("It says in spring." in note.body and str(cast.supplier) in note.body for note in notes)
    assert verify_everything([share]).findings == []
    with pytest.raises(NotNow):
        ending.enter_last_day(share=share, last_day=in_days(91), why="It says so.", by=cast.acquirer)


def test_no_one_but_a_lead_enters_the_last_day(cast: Cast, share: DataShare) -> None:
    share.agreements.update(ends_on=None, ends_by="")
    for person in (cast.acquirer_colleague, cast.supplier_signatory, cast.stranger):
        with pytest.raises(PermissionDenied):
            ending.enter_last_day(share=share, last_day=in_days(40), why="So it says.", by=person)


@pytest.mark.parametrize("days", [-1, 0, 1, 29])
def test_a_last_day_that_leaves_the_others_no_time_to_object_is_refused(
    cast: Cast, share: DataShare, days: int
) -> None:
    share.agreements.update(ends_on=None, ends_by="")
    with pytest.raises(Incomplete, match="so that everyone can object"):
        ending.enter_last_day(share=share, last_day=in_days(days), why="So it says.", by=cast.acquirer)
    with pytest.raises(Incomplete, match="Say which words"):
        ending.enter_last_day(share=share, last_day=in_days(30), why=" ", by=cast.acquirer)
    assert last_day(share) is None
    ending.enter_last_day(share=share, last_day=in_days(30), why="So it says.", by=cast.acquirer)
    assert last_day(share) == in_days(30)


def test_no_last_day_is_entered_before_the_service_has_read_the_words(cast: Cast, share: DataShare) -> None:
    share.agreements.update(ends_on=None, ends_by="")
    RegisterJob.objects.filter(agreement__share=share).update(done_at=None)
    assert "Enter the last day" not in Visitor(cast.supplier).get("overview", share).words
    assert Visitor(cast.supplier).get("enter_end", share).status == 409
    with pytest.raises(NotNow, match="has not read the signed words yet"):
        ending.enter_last_day(share=share, last_day=in_days(60), why="So it says.", by=cast.supplier)
    publish_owed()
    assert last_day(share) is not None


def test_who_never_signed_or_has_left_enters_no_last_day(cast: Cast, asset: DataAsset) -> None:
    share = three.without_third(cast, asset)
    share.agreements.update(ends_on=None, ends_by="")
    with pytest.raises(NotNow, match="does not bind"):
        ending.enter_last_day(share=share, last_day=in_days(60), why="So it says.", by=cast.stranger)
    assert last_day(share) is None
