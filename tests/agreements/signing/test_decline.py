"""Declining to sign: with a reason, all members notified, and the text reopened."""

import pytest

from agreements.kinds import EventKind
from agreements.members import actions as members
from agreements.models import DataShare, Event
from agreements.signing import actions as signing
from agreements.states import Role, State
from catalogue.models import DataAsset
from community.models import Notification
from datashare.lib.exceptions import NotNow
from tests.agreements import stages
from tests.agreements.signing.signatures import newest, sign, signed
from tests.agreements.stages import confirmed
from tests.cast import Cast
from tests.support.markup import flat
from tests.support.visiting import Visitor

pytestmark = pytest.mark.django_db
STAGE = stages.signing
REASON = "Clause 4.2 names the wrong Act."


@pytest.mark.parametrize("person", ["acquirer_signatory", "supplier_signatory"])
def test_the_words_go_back_and_everyone_is_told(person: str, cast: Cast, share: DataShare) -> None:
    user = cast.everyone()[person]

    seen = Visitor(user).post("decline", share, reason=REASON)

    assert seen.goes_to == f"/shares/{share.reference}/"
    assert stages.fresh(share).edition.state == State.NEGOTIATING
    assert newest(share).taken_back_at is not None
    everyone = {member.email for name, member in cast.everyone().items() if name != "stranger"}
    told = Notification.objects.filter(subject__startswith="A signatory declined")
    assert set(told.values_list("email", flat=True)) == everyone - {user.email}
    assert REASON in Visitor(cast.onlooker).get("history", share).words


def test_signatures_given_so_far_no_longer_count(cast: Cast, share: DataShare) -> None:
    signed(share, cast.acquirer_signatory)

    Visitor(cast.supplier_signatory).post("decline", share, reason=REASON)
    Visitor(cast.acquirer).post("freeze", share, order="any", **confirmed(share))
    sign(cast.supplier_signatory, share)

    assert newest(share).number == 2
    assert stages.fresh(share).edition.state == State.SIGNING
    sign(cast.acquirer_signatory, share)
    assert stages.fresh(share).edition.state == State.IN_FORCE


def test_the_page_says_what_declining_does_and_changes_nothing(cast: Cast, share: DataShare) -> None:
    seen = Visitor(cast.acquirer_signatory).get("decline", share)

    assert "the clauses can be changed again" in seen.words
    assert "we will tell everyone else in this data share, and they can read your reason" in seen.words
    assert stages.fresh(share).edition.state == State.SIGNING


@pytest.mark.parametrize("reason", ["", "  \n", "x" * 4001, "a\x00b"])
def test_it_asks_for_a_reason(reason: str, cast: Cast, share: DataShare) -> None:
    seen = Visitor(cast.acquirer_signatory).post("decline", share, reason=reason)

    assert seen.status == 200
    assert len(seen.errors) == 1
    assert stages.fresh(share).edition.state == State.SIGNING


def test_declining_twice_is_too_late_the_second_time(cast: Cast, share: DataShare) -> None:
    visitor = Visitor(cast.acquirer_signatory)
    visitor.post("decline", share, reason=REASON)

    assert visitor.post("decline", share, reason=REASON).status == 409
    assert Event.objects.filter(share=share, kind=EventKind.SIGNATURE_DECLINED).count() == 1


def test_words_that_were_replaced_meanwhile_are_not_declined(cast: Cast, share: DataShare) -> None:
    old = newest(share)
    signing.reopen(share=share, reason="One word.", by=cast.acquirer)
    Visitor(cast.acquirer).post("freeze", share, order="any", **confirmed(share))

    with pytest.raises(NotNow, match="A different text is now out for signature"):
        signing.decline(agreement=old, reason=REASON, by=cast.acquirer_signatory)
    assert stages.fresh(share).edition.state == State.SIGNING


def test_only_the_named_signatory_declines(cast: Cast, share: DataShare) -> None:
    with pytest.raises(NotNow, match="Name another signatory on the page where people sign it"):
        members.invite(share=share, email=cast.supplier_colleague.email, role=Role.SIGNATORY, by=cast.supplier)

    assert Visitor(cast.supplier_colleague).post("decline", share, reason=REASON).status == 403
    assert stages.fresh(share).edition.state == State.SIGNING


@pytest.mark.parametrize(
    ("person", "status"),
    [("acquirer", 403), ("supplier", 403), ("supplier_expert", 403), ("onlooker", 403), ("stranger", 404)],
)
def test_it_refuses_who_may_not(person: str, status: int, cast: Cast, share: DataShare) -> None:
    visitor = Visitor(cast.everyone()[person])

    assert visitor.get("decline", share).status == status
    assert visitor.post("decline", share, reason=REASON).status == status
    assert stages.fresh(share).edition.state == State.SIGNING


@pytest.mark.parametrize("stage", [stages.negotiating, stages.in_force])
def test_it_refuses_at_the_wrong_moment(stage: stages.Stage, cast: Cast, asset: DataAsset) -> None:
    share = stage(cast, asset)

    seen = Visitor(cast.acquirer_signatory).post("decline", share, reason=REASON)

    assert seen.status == 409
    assert REASON in flat(seen.response)
    assert stages.fresh(share).edition.state == share.edition.state


def test_the_reason_stands_where_the_clauses_are(share: DataShare, cast: Cast) -> None:
    """The lead who would freeze again first reads why a signatory declined."""
    agreement = share.agreements.get()
    signing.decline(agreement=agreement, reason="Clause 10 keeps it too long.", by=cast.acquirer_signatory)
    assert "Clause 10 keeps it too long." in Visitor(cast.supplier).get("agreement", share).words
