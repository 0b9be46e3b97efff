"""Who sends a request may say by when it needs the answer; both sides see the day."""

from datetime import timedelta

import pytest
from django.utils import timezone

from agreements.models import AnswerDate, DataShare
from agreements.requesting import actions as requesting
from catalogue.models import DataAsset
from datashare.lib.clock import long_date
from tests.agreements import stages
from tests.cast import Cast
from tests.support.visiting import Visitor

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(cast: Cast, asset: DataAsset) -> DataShare:
    return stages.draft(cast, asset, stages.checked_answers())


def posted(days: int) -> dict[str, str]:
    day = timezone.localdate() + timedelta(days=days)
    return {"answer_by-day": str(day.day), "answer_by-month": str(day.month), "answer_by-year": str(day.year)}


def test_day_is_asked_for_at_sending_and_shown_to_both(draft: DataShare, cast: Cast) -> None:
    assert "By when do you need an answer?" in Visitor(cast.acquirer).get("check", draft).words
    Visitor(cast.acquirer).post("check", draft, **stages.DECLARED, **posted(9))
    share, day = stages.fresh(draft), timezone.localdate() + timedelta(days=9)
    assert AnswerDate.objects.get(party__gives=True, met_at=None).on == day
    words = f"Office for Records was asked to answer by {long_date(day)}"
    for user in (cast.acquirer, cast.supplier):
        assert words in Visitor(user).get("overview", share).words


def test_supplier_can_name_another_day(draft: DataShare, cast: Cast) -> None:
    Visitor(cast.acquirer).post("check", draft, **stages.DECLARED, **posted(9))
    share = stages.fresh(draft)
    AnswerDate.objects.filter(party__gives=True).update(on=timezone.localdate() + timedelta(days=20), named=True)
    assert "said that it will answer by" in Visitor(cast.acquirer).get("overview", share).words


def test_day_that_is_over_is_refused_and_nothing_is_lost(draft: DataShare, cast: Cast) -> None:
    seen = Visitor(cast.acquirer).post("check", draft, **stages.DECLARED, **posted(-1))
    assert seen.errors == ["The date by which you need an answer must be today or in the future"]
    assert stages.fresh(draft).edition.rounds.count() == 0
    assert len(seen.tree.xpath("//input[@type='checkbox'][@checked]")) == 6


def test_without_a_day_the_usual_one_stands(draft: DataShare, cast: Cast) -> None:
    requesting.submit(share=draft, declared=stages.DECLARED, by=cast.acquirer)
    assert "Office for Records should answer by" in Visitor(cast.supplier).get("overview", stages.fresh(draft)).words
