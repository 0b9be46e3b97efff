"""Reopening the text out for signature."""

import pytest

from agreements.kinds import EventKind
from agreements.models import DataShare, Event, Signature
from agreements.states import State
from catalogue.models import DataAsset
from community.models import Notification
from tests.agreements import stages
from tests.agreements.negotiating.clauses import send, whole_clauses
from tests.agreements.signing.signatures import newest, signed
from tests.cast import Cast
from tests.support.visiting import Visitor

pytestmark = pytest.mark.django_db
STAGE = stages.signing
REASON = "The retention period is wrong."


@pytest.mark.parametrize("person", ["acquirer", "supplier"])
def test_a_lead_of_either_side_takes_the_words_back(person: str, cast: Cast, share: DataShare) -> None:
    visitor = Visitor(cast.everyone()[person])
    assert "signatures already given will be cancelled" in visitor.get("reopen", share).words

    seen = visitor.post("reopen", share, reason=REASON)

    assert seen.goes_to == f"/shares/{share.reference}/agreement/"
    assert stages.fresh(share).edition.state == State.NEGOTIATING
    assert newest(share).taken_back_at is not None
    assert REASON in Visitor(cast.onlooker).get("history", share).words
    told = Notification.objects.filter(subject__startswith="Signing stopped")
    assert told.count() == len(cast.everyone()) - 2


def test_the_clauses_can_be_changed_again_and_the_old_words_and_signatures_stay(cast: Cast, share: DataShare) -> None:
    signed(share, cast.acquirer_signatory)
    old = newest(share)

    Visitor(cast.acquirer).post("reopen", share, reason=REASON)

    assert send(cast.supplier, whole_clauses(share)[0]).status == 302
    assert Signature.objects.filter(agreement=old).count() == 1
    page = Visitor(cast.onlooker).get("frozen_words", share, old.number)
    assert page.heading == "Version 1 of the agreement, as offered for signature"
    assert Visitor(cast.acquirer_signatory).get("signature_given", share).status == 404


@pytest.mark.parametrize("reason", ["", " ", "x" * 4001])
def test_it_asks_for_a_reason(reason: str, cast: Cast, share: DataShare) -> None:
    assert len(Visitor(cast.acquirer).post("reopen", share, reason=reason).errors) == 1
    assert stages.fresh(share).edition.state == State.SIGNING


def test_taking_back_twice_is_too_late_the_second_time(cast: Cast, share: DataShare) -> None:
    Visitor(cast.acquirer).post("reopen", share, reason=REASON)

    assert Visitor(cast.supplier).post("reopen", share, reason=REASON).status == 409
    assert Event.objects.filter(share=share, kind=EventKind.TEXT_REOPENED).count() == 1


@pytest.mark.parametrize(
    ("person", "status"),
    [
        ("acquirer_colleague", 403),
        ("acquirer_signatory", 403),
        ("supplier_expert", 403),
        ("onlooker", 403),
        ("stranger", 404),
    ],
)
def test_it_refuses_who_may_not(person: str, status: int, cast: Cast, share: DataShare) -> None:
    visitor = Visitor(cast.everyone()[person])

    assert visitor.get("reopen", share).status == status
    assert visitor.post("reopen", share, reason=REASON).status == status
    assert stages.fresh(share).edition.state == State.SIGNING


@pytest.mark.parametrize("stage", [stages.negotiating, stages.in_force])
def test_it_refuses_at_the_wrong_moment(stage: stages.Stage, cast: Cast, asset: DataAsset) -> None:
    share = stage(cast, asset)

    assert Visitor(cast.acquirer).post("reopen", share, reason=REASON).status == 409
    assert stages.fresh(share).edition.state == share.edition.state
