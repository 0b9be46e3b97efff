"""Any party suspends the sharing at once; it resumes when every party has agreed. The agreement stays in force."""

import pytest
from django.core.exceptions import PermissionDenied

from agreements.kinds import EventKind
from agreements.models import DataShare, RegisterEntry, RegisterJob, SuspensionGround
from agreements.register.publish import publish_owed
from agreements.reviewing import suspending
from agreements.standing.paused import awaited_to_lift
from agreements.states import State
from agreements.verifying.audit import verify_everything
from catalogue.models import DataAsset
from community.models import Notification
from datashare.lib.exceptions import NotNow
from tests.agreements import lived, stages
from tests.cast import Cast
from tests.support.visiting import Visitor

pytestmark = pytest.mark.django_db


@pytest.fixture
def share(cast: Cast, asset: DataAsset) -> DataShare:
    return lived.suspended(cast, asset)


def state(share: DataShare) -> str:
    return stages.fresh(share).edition.state


def test_everyone_is_told_at_once_and_why(cast: Cast, share: DataShare) -> None:
    told = Notification.objects.filter(topic=share.reference, subject__startswith="Sharing suspended")
    assert {note.user for note in told} == {*cast.everyone().values()} - {cast.stranger, cast.supplier}
    assert all(lived.WHY in note.body for note in told)


def test_the_agreement_stays_in_force(share: DataShare) -> None:
    assert state(share) == State.SUSPENDED
    assert share.agreements.in_force().count() == 1
    assert verify_everything([share]).findings == []


def test_register_and_check_say_since_when_and_not_why(share: DataShare) -> None:
    seen = Visitor().get("register_entry", share.reference)
    assert "In force, sharing suspended" in seen.words
    assert lived.WHY not in seen.words
    assert "In force, sharing suspended" in Visitor().get("verify", query={"reference": share.reference}).words
    found = Visitor().get("register", query={"state": "suspended"})
    assert share.title in found.words
    assert share.title not in Visitor().get("register", query={"state": "in_force"}).words


def test_it_resumes_when_every_party_has_agreed(cast: Cast, share: DataShare) -> None:
    assert not suspending.agree_to_lift(share=share, why="The laptop was encrypted.", by=cast.supplier)
    assert state(share) == State.SUSPENDED
    assert suspending.agree_to_lift(share=share, why="It was found.", by=cast.acquirer)
    assert state(share) == State.IN_FORCE
    kinds = list(share.events.order_by("sequence").values_list("kind", flat=True))[-3:]
    assert kinds == [EventKind.LIFTING_AGREED, EventKind.LIFTING_AGREED, EventKind.SHARING_RESUMED]
    assert verify_everything([share]).findings == []


def test_one_party_counts_once(cast: Cast, share: DataShare) -> None:
    for _ in range(2):
        assert not suspending.agree_to_lift(share=share, why="Found.", by=cast.supplier)
    assert share.events.filter(kind=EventKind.LIFTING_AGREED).count() == 1
    assert state(share) == State.SUSPENDED


def test_it_can_be_suspended_again(cast: Cast, share: DataShare) -> None:
    for lead in (cast.supplier, cast.acquirer):
        suspending.agree_to_lift(share=share, why="Found.", by=lead)
    suspending.suspend(share=share, ground=SuspensionGround.UNLAWFUL, reason="New advice.", by=cast.acquirer)
    assert state(share) == State.SUSPENDED
    suspended = awaited_to_lift(share.agreements.get().suspensions.standing().get())
    assert len(suspended) == 2


def test_it_is_suspended_once_at_a_time(cast: Cast, share: DataShare) -> None:
    with pytest.raises(NotNow):
        suspending.suspend(share=share, ground=SuspensionGround.UNLAWFUL, reason="New advice.", by=cast.acquirer)


@pytest.mark.parametrize(
    "name", ["acquirer_colleague", "acquirer_signatory", "acquirer_expert", "onlooker", "stranger"]
)
def test_only_a_lead_suspends_and_lifts(cast: Cast, asset: DataAsset, name: str) -> None:
    share, person = stages.in_force(cast, asset), getattr(cast, name)
    with pytest.raises(PermissionDenied):
        suspending.suspend(share=share, ground=SuspensionGround.UNLAWFUL, reason="New advice.", by=person)
    suspending.suspend(share=share, ground=SuspensionGround.UNLAWFUL, reason="New advice.", by=cast.acquirer)
    with pytest.raises(PermissionDenied):
        suspending.agree_to_lift(share=share, why="Gone.", by=person)


def test_nothing_that_is_not_in_force_is_suspended(cast: Cast, asset: DataAsset) -> None:
    share = stages.signing(cast, asset)
    with pytest.raises(NotNow):
        suspending.suspend(share=share, ground=SuspensionGround.UNLAWFUL, reason="New advice.", by=cast.acquirer)


def test_a_form_without_words_is_told_so_and_keeps_what_was_typed(cast: Cast, asset: DataAsset) -> None:
    share = stages.in_force(cast, asset)
    seen = Visitor(cast.acquirer).post("suspend", share, ground="", reason="We had a call.")
    assert seen.errors == ["Select why you suspend the sharing"]
    assert "We had a call." in seen.words
    assert state(share) == State.IN_FORCE


def test_pages_suspend_and_resume(cast: Cast, asset: DataAsset) -> None:
    share = stages.in_force(cast, asset)
    visitor = Visitor(cast.acquirer)
    assert "Suspend the sharing" in visitor.get("overview", share).words
    assert visitor.post("suspend", share, ground="at_risk", reason="Letters went astray.").status == 302
    assert "Letters went astray." in visitor.get("overview", share).words
    for lead in (cast.acquirer, cast.supplier):
        assert Visitor(lead).post("lift_suspension", share, why="They were found.").status == 302
    assert state(share) == State.IN_FORCE
    assert "Suspend the sharing" in visitor.get("overview", share).words


def test_an_entry_that_is_still_owed_is_written_while_suspended(share: DataShare) -> None:
    RegisterEntry.objects.all().delete()
    RegisterJob.objects.update(done_at=None)
    assert publish_owed() == 1
    assert verify_everything([share]).findings == []
