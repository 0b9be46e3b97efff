"""An extension varies nothing but the last day: it asks for that and why, and the rest counts as signed."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from agreements.kinds import EventKind
from agreements.models import DataShare, Outcome
from agreements.register.publish import publish_owed
from agreements.requesting import actions as requesting
from agreements.responding import actions as responding
from agreements.signing import freezing
from agreements.varying import extending
from agreements.verifying.audit import verify_everything
from catalogue.models import DataAsset
from datashare.lib.exceptions import Incomplete, NotNow
from tests.agreements import stages
from tests.cast import Cast
from tests.support.visiting import Visitor

pytestmark = pytest.mark.django_db
WHY = "The project needs one more winter."


@pytest.fixture
def share(cast: Cast, asset: DataAsset) -> DataShare:
    share = stages.in_force(cast, asset)
    publish_owed()
    return stages.fresh(share)


def ends_on(share: DataShare) -> date:
    found = share.agreements.in_force().get().ends_on
    assert found
    return found


def test_all_but_the_dates_counts_as_signed_and_the_last_day_moves(cast: Cast, share: DataShare) -> None:
    later = ends_on(share) + timedelta(days=365)
    extending.extend(share=share, last_day=later, reason=WHY, by=cast.acquirer)
    requesting.submit(share=stages.fresh(share), declared=stages.DECLARED, by=cast.acquirer)
    responding.decide(share=stages.fresh(share), outcome=Outcome.ACCEPT, reason=None, text="", by=cast.supplier)
    share = stages.fresh(share)
    clauses = share.edition.clauses.in_text().with_agreeing()
    left = {clause.key for clause in clauses if not clause.agreeing and clause.binds != [0]}
    assert "summary.term" in left
    assert len(left) <= 5
    stages.agree_everything(share, cast)
    freezing.freeze_words(share=stages.fresh(share), by=cast.acquirer)
    words = Visitor(cast.supplier_signatory).get("sign", share).words
    assert WHY in words
    assert "Material change" in words
    stages.sign_everything(stages.fresh(share), cast)
    publish_owed()
    assert ends_on(share) == later
    assert verify_everything([share]).findings == []


def test_only_a_lead_of_who_asks_extends(cast: Cast, share: DataShare) -> None:
    later = ends_on(share) + timedelta(days=1)
    for person in (cast.supplier, cast.acquirer_colleague, cast.onlooker, cast.stranger):
        with pytest.raises(PermissionDenied):
            extending.extend(share=share, last_day=later, reason=WHY, by=person)
    assert stages.fresh(share).edition.number == 1


def test_the_new_day_is_later_and_has_a_reason(cast: Cast, share: DataShare) -> None:
    for day, reason in ((ends_on(share), WHY), (ends_on(share) + timedelta(days=1), " ")):
        with pytest.raises(Incomplete):
            extending.extend(share=share, last_day=day, reason=reason, by=cast.acquirer)


def test_not_twice_nor_beside_a_variation(cast: Cast, share: DataShare) -> None:
    later = ends_on(share) + timedelta(days=30)
    extending.extend(share=share, last_day=later, reason=WHY, by=cast.acquirer)
    with pytest.raises(NotNow):
        extending.extend(share=stages.fresh(share), last_day=later, reason=WHY, by=cast.acquirer)
    assert share.events.filter(kind=EventKind.EXTENSION_BEGUN).count() == 1


def test_page_asks_for_day_and_reason_only(cast: Cast, share: DataShare) -> None:
    visitor, later = Visitor(cast.acquirer), ends_on(share) + timedelta(days=30)
    assert "Extend the agreement" in visitor.get("overview", share).words
    assert "Extend the agreement" not in Visitor(cast.supplier).get("overview", share).words
    day = {"last_day-day": "1", "last_day-month": "1", "last_day-year": "2026"}
    wrong = visitor.post("extend", share, **day, reason=WHY)
    assert wrong.errors[0].startswith("The new last day must be after")
    assert WHY in wrong.words
    day = {"last_day-day": str(later.day), "last_day-month": str(later.month), "last_day-year": str(later.year)}
    assert visitor.post("extend", share, **day, reason=WHY).goes_to.endswith("/request/check/")
    assert visitor.get("extend", share).status == 409
    assert Visitor(cast.supplier).get("extend", share).status == 403
    assert WHY in Visitor(cast.supplier).get("history", share).words
