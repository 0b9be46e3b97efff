"""While clauses are agreed, the text prints who checked what, and what was asked and not confirmed stops it."""

import pytest

from agreements.drafting.drafts import circumstances_for
from agreements.models import DataShare, ExpertResult, StopKind
from agreements.negotiating.stopping import standing_stops
from catalogue.models import DataAsset
from tests.agreements import stages
from tests.agreements.members.test_checks import CONFIRM, answer, ask, change_power
from tests.cast import Cast
from tests.support.visiting import Visitor

pytestmark = pytest.mark.django_db


@pytest.fixture
def share(cast: Cast, asset: DataAsset) -> DataShare:
    return stages.negotiating(cast, asset, stages.checked_answers())


def printed(share: DataShare) -> str:
    clause = share.edition.clauses.get(key="consultation.experts")
    assert clause.current
    return clause.current.text


def stops(share: DataShare) -> list[str]:
    parties = list(share.parties.bound().select_related("organisation"))
    found = standing_stops(stages.fresh(share), parties)
    return [each.stop.says for each in found if each.stop.kind in (StopKind.LEGAL_CHECK, StopKind.PROTECTION_CHECK)]


def test_confirmation_is_written_into_the_text_of_record(share: DataShare, cast: Cast) -> None:
    assert "Still to be checked by" in printed(share)
    answer(ask(share, cast.acquirer_expert, cast.acquirer), cast.acquirer_expert, CONFIRM, "Only for our own files.")
    assert "| Law | Chidi Eze (legal adviser) |" in printed(share)
    for reader, reads in ((cast.acquirer, True), (cast.supplier, False)):
        words = Visitor(reader).get("history", share, query={"kind": "check_confirmed"}).words
        assert "confirmed answers as a legal adviser" in words
        assert "Wording of a clause" in words
        assert ("Only for our own files." in words) == reads


def test_words_that_people_wrote_stay(share: DataShare, cast: Cast) -> None:
    clause = share.edition.clauses.get(key="consultation.experts")
    assert clause.current
    clause.wordings.filter(pk=clause.current.pk).update(text="We asked everyone.")
    answer(ask(share, cast.acquirer_expert, cast.acquirer), cast.acquirer_expert)
    assert printed(share) == "We asked everyone."


def test_what_was_asked_and_not_confirmed_stops_the_agreement(share: DataShare, cast: Cast) -> None:
    assert stops(share) == []
    check = ask(share, cast.acquirer_expert, cast.acquirer)
    assert "Chidi Eze (legal adviser) was asked to check the answers for Barchester City Council by" in stops(share)[0]
    answer(check, cast.acquirer_expert, ExpertResult.REFUSED, "Not like this.")
    assert "did not confirm the answers that they checked for Barchester City Council" in stops(share)[0]
    answer(check, cast.acquirer_expert, CONFIRM)
    assert stops(share) == []
    change_power(share)
    assert "an answer has changed since" in stops(share)[0]
    assert circumstances_for(stages.fresh(share), None).facts.checks


def test_confirmation_lifts_the_stop_of_an_answer(cast: Cast, asset: DataAsset) -> None:
    unchecked = {**stages.answers_of_today(), "legal_check": {"chosen": "not_yet"}}
    share = stages.negotiating(cast, asset, unchecked)
    assert "No legal adviser has checked the request for Barchester City Council." in stops(share)
    answer(ask(share, cast.acquirer_expert, cast.acquirer), cast.acquirer_expert)
    assert not [line for line in stops(share) if "legal adviser" in line]
