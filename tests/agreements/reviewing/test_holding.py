"""A lead records a review, a lead for every other party agrees or returns it, and the review that was due is done."""

from datetime import timedelta
from typing import Any

import pytest
from dateutil.relativedelta import relativedelta
from django.core.exceptions import PermissionDenied
from django.utils import timezone
from time_machine import travel

from agreements.duties import opening
from agreements.kinds import EventKind
from agreements.models import DataShare, Duty, DutyKind, EndGround, Review, ReviewOutcome
from agreements.register.publish import publish_owed
from agreements.reviewing import ending, holding
from agreements.verifying.audit import verify_everything
from catalogue.models import DataAsset
from community.models import Notification
from datashare.lib.clock import long_date
from datashare.lib.exceptions import Incomplete, NotNow
from tests.agreements import lived, stages
from tests.agreements.overview.many import queries
from tests.agreements.signing import three
from tests.agreements.signing.signatures import signed
from tests.cast import Cast
from tests.support.visiting import Visitor

pytestmark = pytest.mark.django_db
LONG = {"project_dates": {"start": "2027-01-01", "end": "2031-12-31"}}


@pytest.fixture
def share(cast: Cast, asset: DataAsset) -> DataShare:
    share = stages.in_force(cast, asset, stages.answers_of_today() | LONG)
    opening.open_next({})
    return share


def hold(share: DataShare, cast: Cast, **other: Any) -> Review:
    given = lived.REVIEW | {"held_on": timezone.localdate()} | other
    return holding.hold(share=share, given=given, achieved=[("23,500", "Counted in May.")], by=cast.acquirer)


def answer(share: DataShare, review: Review, cast: Cast, reason: str = "") -> None:
    holding.answer(share=share, review=review.pk, agrees=not reason, reason=reason, by=cast.supplier)


def told(share: DataShare) -> list[str]:
    return list(share.events.order_by("sequence").values_list("kind", flat=True))


def test_one_that_all_agree_with_moves_the_day_in_the_register(cast: Cast, share: DataShare) -> None:
    before = share.agreements.get().review_on
    assert before is not None
    with travel(f"{before - timedelta(days=20)} 12:00:00+00:00", tick=True):
        review = hold(share, cast)
        assert share.agreements.get().review_on == before
        answer(share, review, cast)
    after = before + relativedelta(years=1)
    assert share.agreements.get().review_on == after
    assert Visitor().get("register_entry", share.reference).all("//dt[.='Review by']/../dd") == [long_date(after)]
    assert verify_everything([share]).findings == []
    assert Duty.objects.still_open().get(kind=DutyKind.REVIEW).due_on == after


def test_one_long_before_the_day_leaves_what_is_due(cast: Cast, share: DataShare) -> None:
    before = share.agreements.get().review_on
    answer(share, hold(share, cast), cast)
    assert share.agreements.get().review_on == before
    assert Review.objects.get().done_at
    assert verify_everything([share]).findings == []


def test_after_the_last_before_the_end_none_follows(cast: Cast, asset: DataAsset) -> None:
    share = lived.promised(cast, asset)
    due = share.agreements.get().review_on
    with travel(f"{due} 12:00:00+00:00", tick=True):
        answer(share, hold(share, cast), cast)
    assert share.agreements.get().review_on is None
    assert not Duty.objects.still_open().filter(kind=DutyKind.REVIEW).exists()
    assert verify_everything([share]).findings == []


def test_it_says_what_was_achieved_against_what_was_promised(cast: Cast, share: DataShare) -> None:
    hold(share, cast)
    words = Visitor(cast.supplier).get("reviews", share).words
    for said in ("Households helped", "At the start: 21,000", "26,000", "23,500", "Counted in May."):
        assert said in words
    assert "Measure: Households helped: 23,500 (target 26,000)" in Visitor(cast.supplier).get("history", share).words


def test_a_returned_one_is_recorded_again(cast: Cast, share: DataShare) -> None:
    first = hold(share, cast)
    with pytest.raises(NotNow):
        hold(share, cast)
    with pytest.raises(Incomplete):
        holding.answer(share=share, review=first.pk, agrees=False, reason=" ", by=cast.supplier)
    answer(share, first, cast, "It says nothing about the incident.")
    with pytest.raises(NotNow):
        answer(share, first, cast)
    answer(share, hold(share, cast), cast)
    assert told(share)[-3:] == [EventKind.REVIEW_RETURNED, EventKind.REVIEW_HELD, EventKind.REVIEW_AGREED]
    assert Notification.objects.filter(user=cast.supplier, subject__startswith="Agree with a review").count() == 2


def test_only_leads_record_and_only_the_others_answer(cast: Cast, share: DataShare) -> None:
    given = lived.REVIEW | {"held_on": timezone.localdate()}
    for person in (cast.acquirer_colleague, cast.supplier_signatory, cast.onlooker, cast.stranger):
        with pytest.raises(PermissionDenied):
            holding.hold(share=share, given=given, achieved=[("", "")], by=person)
    review = hold(share, cast)
    for person in (cast.acquirer, cast.supplier_colleague, cast.supplier_signatory, cast.stranger):
        with pytest.raises(PermissionDenied):
            holding.answer(share=share, review=review.pk, agrees=True, reason="", by=person)


def test_all_of_several_must_agree(cast: Cast, asset: DataAsset) -> None:
    share = three.frozen(cast, asset)
    signed(share, cast.acquirer_signatory, cast.supplier_signatory, three.director(cast))
    publish_owed()
    review = hold(share, cast)
    answer(share, review, cast)
    assert Review.objects.get().done_at is None
    holding.answer(share=share, review=review.pk, agrees=True, reason="", by=cast.stranger)
    assert Review.objects.get().done_at


def test_who_has_left_holds_up_no_review(cast: Cast, asset: DataAsset) -> None:
    share = three.in_force(cast, asset)
    publish_owed()
    review = hold(share, cast)
    answer(share, review, cast)
    with pytest.raises(NotNow, match="waits for the other organisations"):
        hold(share, cast)
    ending.end_at_once(share=share, ground=EndGround.UNLAWFUL, reason="The power is gone.", by=three.director(cast))
    visitor = Visitor(cast.acquirer)
    assert "Agreed by all who are still in the agreement" in visitor.get("reviews", share).words
    assert visitor.get("hold_review", share).status == 200
    again = hold(stages.fresh(share), cast)
    assert visitor.get("hold_review", share).status == 409
    review.refresh_from_db()
    assert review.done_at
    assert holding.awaited(again) == [share.parties.get(members__user=cast.supplier)]


def test_its_day_is_one_of_the_agreement(cast: Cast, share: DataShare) -> None:
    for days in (1, -1):
        with pytest.raises(Incomplete):
            hold(share, cast, held_on=timezone.localdate() + timedelta(days=days))


def test_an_outcome_leads_to_a_page_and_does_nothing_itself(cast: Cast, share: DataShare) -> None:
    answer(share, hold(share, cast, outcome=ReviewOutcome.SUSPEND), cast)
    assert stages.fresh(share).edition.state == "in_force"
    links = Visitor(cast.supplier).get("reviews", share).all("//main//a[.='Suspend the sharing']/@href")
    assert links == [f"/shares/{share.reference}/suspend/"]


def test_nothing_is_reviewed_before_it_is_signed(cast: Cast, asset: DataAsset) -> None:
    assert Visitor(cast.acquirer).get("reviews", stages.signing(cast, asset)).status == 409


def test_pages_record_and_agree(cast: Cast, share: DataShare) -> None:
    today, visitor = timezone.localdate(), Visitor(cast.acquirer)
    assert "Reviews" in visitor.get("overview", share).words
    assert "Times suspended" in visitor.get("hold_review", share).words
    day = {"held_on-day": str(today.day), "held_on-month": str(today.month), "held_on-year": str(today.year)}
    typed = {**day, **lived.REVIEW, "achieved_0": "23,500"}
    missing = visitor.post("hold_review", share, **{**typed, "reason": ""})
    assert missing.errors == ["Enter why"]
    assert "Nothing." in missing.words
    assert visitor.post("hold_review", share, **typed).status == 302
    review, supplier = Review.objects.get(), Visitor(cast.supplier)
    assert "Agree with it or return it" in supplier.get("reviews", share).words
    bare = supplier.post("answer_review", share, review.pk, decision="return")
    assert bare.errors == ["Enter what is wrong or missing"]
    assert supplier.post("answer_review", share, review.pk, decision="agree").status == 302
    assert "Agreed" in Visitor(cast.onlooker).get("reviews", share).words
    assert supplier.get("answer_review", share, review.pk).status == 409


def test_list_takes_as_many_queries_with_ten(cast: Cast, share: DataShare) -> None:
    visitor = Visitor(cast.onlooker)
    answer(share, hold(share, cast), cast)
    few = queries(visitor, "reviews", share)
    for _ in range(9):
        answer(share, hold(share, cast), cast)
    assert queries(visitor, "reviews", share) == few
