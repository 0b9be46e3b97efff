"""Who owes a duty marks it as done with proof; the other of two may waive it; a lead enters a day that is missing."""

from datetime import timedelta
from typing import Any

import pytest
from dateutil.relativedelta import relativedelta
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from agreements.duties import actions, opening
from agreements.kinds import EventKind
from agreements.models import DataShare, Duty, DutyKind, DutyOutcome, Repeat, SuspensionGround
from agreements.register.publish import publish_owed
from agreements.reviewing import suspending
from agreements.verifying.audit import verify_everything
from catalogue.models import DataAsset
from community.models import Notification
from datashare.lib.clock import long_date
from datashare.lib.exceptions import Incomplete, NotNow
from tests.agreements import lived, stages
from tests.agreements.overview.many import queries
from tests.agreements.signing import three
from tests.agreements.signing.signatures import signed
from tests.cast import Cast, make_asset
from tests.support.visiting import Visitor

pytestmark = pytest.mark.django_db
PROOF = "Ada Byron went through the list on Monday; ticket 4711."


@pytest.fixture
def share(cast: Cast, asset: DataAsset) -> DataShare:
    return lived.promised(cast, asset)


def one(kind: DutyKind, **other: Any) -> Duty:
    return Duty.objects.still_open().get(kind=kind, **other)


def told(share: DataShare) -> list[str]:
    return list(share.events.order_by("sequence").values_list("kind", flat=True))


def test_it_is_marked_as_done_and_comes_back(cast: Cast, share: DataShare) -> None:
    duty = one(DutyKind.ACCESS_LIST)
    actions.keep(share=share, duty=duty.pk, proof=PROOF, by=cast.acquirer_colleague)
    duty.refresh_from_db()
    assert (duty.outcome, duty.proof, duty.closed_by) == (DutyOutcome.DONE, PROOF, cast.acquirer_colleague)
    assert one(DutyKind.ACCESS_LIST).due_on == timezone.localdate() + relativedelta(months=6)
    assert told(share)[-1] == EventKind.DUTY_KEPT
    assert verify_everything([share]).findings == []
    assert PROOF in Visitor(cast.supplier).get("history", share).words
    assert Notification.objects.filter(subject__startswith="Done:", user=cast.supplier).count() == 1


def test_a_review_is_recorded_and_not_only_marked_as_done(cast: Cast, share: DataShare) -> None:
    with pytest.raises(NotNow):
        actions.keep(share=share, duty=one(DutyKind.REVIEW).pk, proof="We met.", by=cast.supplier)
    assert "Record the review" in Visitor(cast.supplier).get("duties", share).words


def test_only_who_owes_it_marks_it(cast: Cast, share: DataShare) -> None:
    duty = one(DutyKind.ACCESS_LIST)
    for person in (cast.supplier, cast.acquirer_expert, cast.acquirer_signatory, cast.onlooker, cast.stranger):
        with pytest.raises(PermissionDenied):
            actions.keep(share=share, duty=duty.pk, proof=PROOF, by=person)
    supply = one(DutyKind.TRAINING, party__organisation=stages.working_for(cast.supplier))
    actions.keep(share=share, duty=supply.pk, proof=PROOF, by=cast.supplier)


def test_it_is_done_once_and_not_without_words(cast: Cast, share: DataShare) -> None:
    duty = one(DutyKind.ACCESS_LIST)
    with pytest.raises(Incomplete):
        actions.keep(share=share, duty=duty.pk, proof="  ", by=cast.acquirer)
    actions.keep(share=share, duty=duty.pk, proof=PROOF, by=cast.acquirer)
    with pytest.raises(NotNow):
        actions.keep(share=share, duty=duty.pk, proof=PROOF, by=cast.acquirer)
    with pytest.raises(NotNow):
        actions.waive(share=share, duty=duty.pk, reason="No need.", by=cast.supplier)
    assert told(share).count(EventKind.DUTY_KEPT) == 1


def test_the_other_of_two_waives_it(cast: Cast, share: DataShare) -> None:
    duty = one(DutyKind.ACCESS_LIST)
    with pytest.raises(PermissionDenied):
        actions.waive(share=share, duty=duty.pk, reason="We have no time.", by=cast.acquirer)
    with pytest.raises(PermissionDenied):
        actions.waive(share=share, duty=one(DutyKind.REVIEW).pk, reason="No need.", by=cast.supplier)
    actions.waive(share=share, duty=duty.pk, reason="No one has had access yet.", by=cast.supplier)
    duty.refresh_from_db()
    assert duty.outcome == DutyOutcome.WAIVED
    assert told(share)[-1] == EventKind.DUTY_WAIVED
    assert verify_everything([share]).findings == []


def test_one_of_several_waives_nothing(cast: Cast, asset: DataAsset) -> None:
    share = three.frozen(cast, asset)
    signed(share, cast.acquirer_signatory, cast.supplier_signatory, three.director(cast))
    publish_owed()
    opening.open_next({})
    with pytest.raises(PermissionDenied):
        actions.waive(share=share, duty=one(DutyKind.ACCESS_LIST).pk, reason="No need.", by=cast.supplier)


def test_a_lead_enters_the_day_once(cast: Cast, share: DataShare) -> None:
    duty = one(DutyKind.DELIVERY)
    assert duty.due_on is None
    with pytest.raises(NotNow):
        actions.keep(share=share, duty=duty.pk, proof=PROOF, by=cast.supplier)
    first = timezone.localdate() + timedelta(days=20)
    given: dict[str, Any] = {"share": share, "duty": duty.pk, "repeats": Repeat.HALF_YEAR}
    with pytest.raises(Incomplete):
        actions.enter_day(first=timezone.localdate() - timedelta(days=1), by=cast.acquirer, **given)
    with pytest.raises(PermissionDenied):
        actions.enter_day(first=first, by=cast.acquirer_colleague, **given)
    actions.enter_day(first=first, by=cast.acquirer, **given)
    with pytest.raises(NotNow):
        actions.enter_day(first=first, by=cast.supplier, **given)
    actions.waive(share=share, duty=duty.pk, reason="Not yet.", by=cast.acquirer)
    assert one(DutyKind.DELIVERY).due_on == first + relativedelta(months=6)
    assert verify_everything([share]).findings == []


def test_a_lead_says_that_the_words_ask_for_no_day(cast: Cast, share: DataShare) -> None:
    duty = one(DutyKind.DELIVERY)
    with pytest.raises(Incomplete):
        actions.set_aside(share=share, duty=duty.pk, reason="", by=cast.acquirer)
    actions.set_aside(share=share, duty=duty.pk, reason="Whenever we ask.", by=cast.acquirer)
    assert not Duty.objects.still_open().filter(kind=DutyKind.DELIVERY).exists()
    assert told(share)[-1] == EventKind.DUTY_WAIVED


def test_nothing_is_done_before_it_is_signed(cast: Cast, asset: DataAsset) -> None:
    share = stages.signing(cast, asset)
    assert Visitor(cast.acquirer).get("duties", share).status == 409
    with pytest.raises(NotNow):
        actions.keep(share=share, duty=1, proof=PROOF, by=cast.acquirer)


# --- Pages -----------------------------------------------------------------------------------------


def test_pages_list_and_mark_as_done(cast: Cast, share: DataShare) -> None:
    visitor, duty = Visitor(cast.acquirer), one(DutyKind.ACCESS_LIST)
    assert "Duties and dates" in visitor.get("overview", share).words
    words = visitor.get("duties", share).words
    for said in ("Review who has access to the data", "Every 3 months", "The agreement ends", "Waiting for a day"):
        assert said in words
    bare = visitor.post("keep_duty", share, duty.pk, how="")
    assert bare.errors == ["Enter how it was done"]
    assert visitor.post("keep_duty", share, duty.pk, how=PROOF).status == 302
    after = Visitor(cast.onlooker).get("duties", share)
    assert f"Done by {cast.acquirer}: {PROOF}" in after.words
    assert after.all("//main//a[contains(., 'Mark as done')]") == []


def test_pages_waive_and_enter_a_day(cast: Cast, share: DataShare) -> None:
    visitor, supply = Visitor(cast.supplier), one(DutyKind.DELIVERY)
    missing = visitor.post("date_duty", share, supply.pk, said="dated")
    assert missing.errors == ["Enter the day", "Select how often it comes back"]
    early = timezone.localdate() - timedelta(days=1)
    parts = {"first-day": str(early.day), "first-month": str(early.month), "first-year": str(early.year)}
    refused = visitor.post("date_duty", share, supply.pk, said="dated", repeats="month", **parts)
    assert refused.errors == [f"The day must be {long_date(timezone.localdate())} or later"]
    day = timezone.localdate() + timedelta(days=9)
    parts = {"first-day": str(day.day), "first-month": str(day.month), "first-year": str(day.year)}
    assert visitor.post("date_duty", share, supply.pk, said="dated", repeats="month", **parts).status == 302
    assert "Due within 30 days" in visitor.get("duties", share).words
    listed = one(DutyKind.ACCESS_LIST)
    assert visitor.post("waive_duty", share, listed.pk, reason="").errors == ["Enter why you waive it"]
    assert visitor.post("waive_duty", share, listed.pk, reason="No one has access.").status == 302
    assert "Waived by" in visitor.get("duties", share).words


def test_a_duty_of_another_data_share_is_not_found(cast: Cast, asset: DataAsset, share: DataShare) -> None:
    other = stages.in_force(cast, make_asset(stages.working_for(cast.supplier), "Records of another kind"))
    assert Visitor(cast.acquirer).get("keep_duty", other, one(DutyKind.ACCESS_LIST).pk).status == 404


def test_list_takes_as_many_queries_with_fifty_rows(cast: Cast, share: DataShare) -> None:
    visitor = Visitor(cast.acquirer)
    few = queries(visitor, "duties", share)
    duty = one(DutyKind.ACCESS_LIST)
    same = {"agreement": duty.agreement, "key": duty.key, "kind": duty.kind, "party": duty.party}
    Duty.objects.bulk_create(Duty(number=number, due_on=duty.due_on, **same) for number in range(2, 52))
    assert queries(visitor, "duties", share) == few


def test_suspended_supplies_are_shown_as_paused(cast: Cast, share: DataShare) -> None:
    first = timezone.localdate() + timedelta(days=3)
    supply = one(DutyKind.DELIVERY)
    actions.enter_day(share=share, duty=supply.pk, first=first, repeats=Repeat.MONTH, by=cast.supplier)
    assert "Due within 30 days" in Visitor(cast.acquirer).get("duties", share).words
    suspending.suspend(share=share, ground=SuspensionGround.INCIDENT, reason=lived.WHY, by=cast.supplier)
    words = Visitor(cast.acquirer).get("duties", share).words
    assert "Paused while the sharing is suspended" in words
    assert "Due within 30 days" not in words
