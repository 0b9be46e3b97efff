"""Home lists what the reader's organisation owes: what is due waits for them, the rest comes up."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from agreements.models import DataShare, Duty, DutyKind
from catalogue.models import DataAsset
from tests.agreements import lived
from tests.agreements.overview.many import queries
from tests.cast import Cast
from tests.support.visiting import Visitor

pytestmark = pytest.mark.django_db
ACCESS = "Review who has access to the data"


@pytest.fixture
def share(cast: Cast, asset: DataAsset) -> DataShare:
    return lived.promised(cast, asset)


def due_in(days: int, kind: DutyKind = DutyKind.ACCESS_LIST) -> date:
    day = timezone.localdate() + timedelta(days=days)
    Duty.objects.filter(kind=kind).update(due_on=day)
    return day


def rows(visitor: Visitor, caption: str) -> list[str]:
    return visitor.get("shares").all(f"//table[caption[.='{caption}']]/tbody/tr/td[1]")


def test_what_comes_up_is_listed_for_who_owes_it(cast: Cast, share: DataShare) -> None:
    due_in(59)
    assert any(row.startswith(ACCESS) for row in rows(Visitor(cast.acquirer), "Coming up"))
    assert any(row.startswith(ACCESS) for row in rows(Visitor(cast.acquirer_colleague), "Coming up"))
    for person in (cast.supplier, cast.acquirer_signatory, cast.onlooker):
        assert not any(row.startswith(ACCESS) for row in rows(Visitor(person), "Coming up"))
    due_in(61)
    assert not any(row.startswith(ACCESS) for row in rows(Visitor(cast.acquirer), "Coming up"))


def test_what_is_due_or_overdue_waits_for_them(cast: Cast, share: DataShare) -> None:
    due_in(0)
    visitor = Visitor(cast.acquirer)
    assert [row.startswith(ACCESS) for row in rows(visitor, "Waiting for you")] == [True]
    due_in(-3, DutyKind.TRAINING)
    [row] = rows(visitor, "Waiting for you")
    assert row.startswith("2 duties are due or overdue")
    assert [row.startswith("Confirm that everyone") for row in rows(Visitor(cast.supplier), "Waiting for you")] == [
        True
    ]


def test_a_review_is_listed_once(cast: Cast, share: DataShare) -> None:
    share.agreements.update(review_on=due_in(20, DutyKind.REVIEW))
    found = [row for row in rows(Visitor(cast.acquirer), "Coming up") if row.startswith("Review the agreement")]
    assert len(found) == 1


def test_it_takes_as_many_queries_with_fifty_duties(cast: Cast, share: DataShare) -> None:
    day, visitor = due_in(20), Visitor(cast.acquirer)
    few = queries(visitor, "shares")
    duty = Duty.objects.get(kind=DutyKind.ACCESS_LIST)
    same = {"agreement": duty.agreement, "key": duty.key, "kind": duty.kind, "party": duty.party, "due_on": day}
    Duty.objects.bulk_create(Duty(number=number, **same) for number in range(2, 52))
    assert queries(visitor, "shares") == few
