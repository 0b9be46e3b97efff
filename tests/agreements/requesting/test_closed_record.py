"""A record that stopped taking requests: said on its page, in the triage, in the draft and on sending."""

from collections.abc import Callable

import pytest

from agreements.models import DataShare
from agreements.requesting import actions as requesting
from agreements.states import State
from catalogue.models import DataAsset, Kind
from datashare.lib.exceptions import Incomplete, NotNow
from tests.agreements import stages
from tests.agreements.requesting.asking import NEEDED, asked
from tests.agreements.requesting.walking import typed_answers
from tests.agreements.stages import DECLARED
from tests.cast import Cast
from tests.support.visiting import Visitor, address

pytestmark = pytest.mark.django_db
SAYS = "no longer accepts requests"
HEADING = "You cannot ask for"


def close(asset: DataAsset) -> None:
    DataAsset.objects.filter(pk=asset.pk).update(accepts_requests=False)


def define(asset: DataAsset) -> None:
    DataAsset.objects.filter(pk=asset.pk).update(kind=Kind.DEFINITION)


@pytest.mark.parametrize("how", [close, define])
def test_closed_record_says_so_and_leads_on(cast: Cast, asset: DataAsset, how: Callable[[DataAsset], None]) -> None:
    how(asset)
    seen = Visitor(cast.acquirer).get("ask", asset.reference)

    assert seen.status == 200
    assert seen.heading == f"{HEADING} {asset.title}"
    assert seen.all("//main//form") == []
    ways = seen.all("//main//a/@href")
    assert address("catalogue:record", asset.reference) in ways
    assert any(way.startswith(address("catalogue:search")) for way in ways)


def test_record_closed_during_triage_opens_nothing(cast: Cast, asset: DataAsset) -> None:
    visitor = asked(cast.acquirer, asset, NEEDED)
    assert visitor.get("triage_result", asset.reference).all("//main//form") != []
    close(asset)

    sent = visitor.post("triage_result", asset.reference)
    step = visitor.post("triage_step", asset.reference, "already-public", tri_public="no")

    assert {sent.goes_to, step.goes_to} == {address("ask", asset.reference)}
    assert HEADING in visitor.get(sent.goes_to).heading
    assert visitor.post("ask", asset.reference).status == 409
    assert not DataShare.objects.exists()


def test_triage_answers_stand_when_the_record_takes_requests_again(cast: Cast, asset: DataAsset) -> None:
    visitor = asked(cast.acquirer, asset, NEEDED)
    close(asset)
    visitor.post("triage_result", asset.reference)
    DataAsset.objects.update(accepts_requests=True)

    assert visitor.post("triage_result", asset.reference).status == 302
    assert DataShare.objects.get().assets.get() == asset


def test_action_opens_nothing_for_a_closed_record(cast: Cast, asset: DataAsset) -> None:
    close(asset)
    asset.refresh_from_db()
    body = stages.working_for(cast.acquirer)

    with pytest.raises(NotNow, match=HEADING):
        requesting.open_request(assets=[asset], triage={}, organisation=body, by=cast.acquirer)


def test_draft_of_a_closed_record_is_not_sent_and_keeps_its_words(cast: Cast, asset: DataAsset) -> None:
    share, visitor = stages.draft(cast, asset, typed_answers()), Visitor(cast.acquirer)
    before = share.edition.answers.as_mapping()
    close(asset)

    seen = visitor.post("check", share, **DECLARED)

    assert seen.errors == [f"“{asset.title}” {SAYS}. Your request was not sent"]
    assert seen.fields["considered"] == DECLARED["considered"]
    assert stages.fresh(share).edition.state == State.DRAFT
    assert not share.edition.rounds.exists()
    assert share.edition.answers.as_mapping() == before
    with pytest.raises(Incomplete, match=SAYS):
        requesting.submit(share=share, declared=DECLARED, by=cast.acquirer)


@pytest.mark.parametrize("holder", ["no one", "the acquirer"])
def test_draft_of_a_record_that_no_one_else_holds_is_not_sent(holder: str, cast: Cast, asset: DataAsset) -> None:
    share, visitor = stages.draft(cast, asset, typed_answers()), Visitor(cast.acquirer)
    own = stages.working_for(cast.acquirer)
    DataAsset.objects.update(publisher=own if holder == "the acquirer" else None)

    seen = visitor.post("check", share, **DECLARED)

    assert seen.errors == [f"“{asset.title}” {SAYS}. Your request was not sent"]
    assert stages.fresh(share).edition.state == State.DRAFT
    assert not share.edition.rounds.exists()


@pytest.mark.parametrize("page", ["overview", "request", "check"])
def test_draft_of_a_closed_record_says_so_before_sending(page: str, cast: Cast, asset: DataAsset) -> None:
    share = stages.draft(cast, asset, typed_answers())
    visitor = Visitor(cast.acquirer)
    assert SAYS not in visitor.get(page, share).words
    close(asset)

    seen = visitor.get(page, share)

    assert f"“{asset.title}” {SAYS}" in seen.words
    if page != "overview":
        ways = seen.all("//main//a/@href")
        assert address("withdraw", share) in ways
        assert f"mailto:{asset.contact}" in ways


def test_draft_can_be_sent_once_the_record_takes_requests_again(cast: Cast, asset: DataAsset) -> None:
    share = stages.draft(cast, asset, typed_answers())
    close(asset)
    Visitor(cast.acquirer).post("check", share, **DECLARED)
    DataAsset.objects.update(accepts_requests=True)

    assert Visitor(cast.acquirer).post("check", share, **DECLARED).goes_to == address("sent", share)


def test_request_that_came_back_is_sent_again_to_a_closed_record(cast: Cast, asset: DataAsset) -> None:
    """The supplier returned it, so it goes on."""
    share = stages.returned(cast, asset, typed_answers())
    close(asset)

    assert SAYS not in Visitor(cast.acquirer).get("check", share).words
    assert Visitor(cast.acquirer).post("check", share, **DECLARED).goes_to == address("sent", share)
