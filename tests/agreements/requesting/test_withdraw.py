"""Withdrawing a request."""

import pytest

from agreements.models import DataShare, Event
from agreements.requesting import actions as requesting
from agreements.states import State
from catalogue.models import DataAsset
from community.models import Notification
from datashare.lib.exceptions import NotNow
from tests.agreements import stages
from tests.agreements.events import changed
from tests.agreements.stages import working_for
from tests.cast import Cast
from tests.support.visiting import Visitor, address

pytestmark = pytest.mark.django_db
REASON = "The project ended."


@pytest.fixture
def share(cast: Cast, asset: DataAsset) -> DataShare:
    return stages.submitted(cast, asset)


def test_it_is_withdrawn_with_the_reason_in_the_history(cast: Cast, share: DataShare) -> None:
    visitor = Visitor(cast.acquirer)
    assert visitor.get("withdraw", share).heading == "Withdraw this request"
    done = visitor.post("withdraw", share, reason=REASON)

    assert done.goes_to == address("overview", share)
    assert stages.fresh(share).edition.state == State.WITHDRAWN
    overview = visitor.get("overview", share)
    assert "withdrew the request on" in overview.words
    assert (
        "It had reached step 2 of 5: Response. You cannot reopen this request, but you can make a new one."
        in overview.words
    )
    assert "We told everyone else in this data share" in overview.words
    newest = Event.objects.filter(share=share).last()
    assert newest is not None
    assert (newest.from_state, newest.to_state) == (State.SUBMITTED, State.WITHDRAWN)
    assert changed(newest) == [{"what": "Reason", "before": "", "after": REASON}]


def test_everyone_else_is_told(cast: Cast, share: DataShare) -> None:
    Visitor(cast.acquirer).post("withdraw", share, reason=REASON)

    told = Notification.objects.filter(subject__startswith="Request withdrawn: ").values_list("user", flat=True)
    everyone = {user.pk for name, user in cast.everyone().items() if name not in {"acquirer", "stranger"}}
    assert set(told) == everyone


def test_withdraw_by_the_only_member_tells_no_one(cast: Cast, asset: DataAsset) -> None:
    share = requesting.open_request(
        assets=[asset], triage={}, organisation=working_for(cast.acquirer), by=cast.acquirer
    )
    visitor = Visitor(cast.acquirer)

    assert "We will tell everyone" not in visitor.get("withdraw", share).words
    visitor.post("withdraw", share, reason=REASON)

    overview = visitor.get("overview", share)
    assert "You withdrew the request." in overview.words
    assert "We told everyone" not in overview.words


def test_a_reason_is_asked_for(cast: Cast, share: DataShare) -> None:
    seen = Visitor(cast.acquirer).post("withdraw", share, reason="  ")

    assert seen.errors == ["Enter why you are withdrawing"]
    assert stages.fresh(share).edition.state == State.SUBMITTED


@pytest.mark.parametrize("stage", [stages.draft, stages.assessing, stages.returned, stages.negotiating, stages.signing])
def test_it_can_be_done_until_the_agreement_is_in_force(cast: Cast, asset: DataAsset, stage: stages.Stage) -> None:
    share = stage(cast, asset)
    requesting.withdraw(share=share, reason=REASON, by=cast.acquirer)

    assert stages.fresh(share).edition.state == State.WITHDRAWN


@pytest.mark.parametrize("stage", [stages.in_force, stages.refused, stages.withdrawn])
def test_it_is_too_late_once_it_is_over(cast: Cast, asset: DataAsset, stage: stages.Stage) -> None:
    share = stage(cast, asset)

    assert Visitor(cast.acquirer).get("withdraw", share).status == 409
    assert Visitor(cast.acquirer).post("withdraw", share, reason=REASON).status == 409
    with pytest.raises(NotNow):
        requesting.withdraw(share=share, reason=REASON, by=cast.acquirer)
    assert stages.fresh(share).edition.state == share.edition.state


def test_only_a_lead_of_the_acquirer_withdraws(cast: Cast, share: DataShare) -> None:
    for name, user in cast.everyone().items():
        if name == "acquirer":
            continue
        status = 404 if name == "stranger" else 403
        assert Visitor(user).get("withdraw", share).status == status, name
        assert Visitor(user).post("withdraw", share, reason=REASON).status == status, name
        if name != "stranger":
            assert "Withdraw this request" not in Visitor(user).get("overview", share).words
    assert stages.fresh(share).edition.state == State.SUBMITTED
