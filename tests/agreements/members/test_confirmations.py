"""The pages of a request and a response go by what an expert confirmed, and not by the answer that names one."""

from datetime import timedelta

import pytest
from django.utils import timezone

from agreements.drafting.drafts import circumstances_for
from agreements.drafting.library.checked import digest_beneath
from agreements.members import checking
from agreements.models import DataShare, ExpertCheck, ExpertResult
from agreements.requesting import actions as requesting
from agreements.states import Role
from catalogue.models import DataAsset
from community.models import User
from tests.agreements import stages
from tests.cast import Cast
from tests.support.visiting import Visitor

pytestmark = pytest.mark.django_db
STOP = "No legal adviser has checked the request for Barchester City Council."
FLAG = "No legal adviser is named to check this request yet."
DONE = "Checked by"


@pytest.fixture
def draft(cast: Cast, asset: DataAsset) -> DataShare:
    """Return a request whose answer names no legal adviser."""
    return stages.draft(cast, asset, stages.checked_answers() | {"legal_check": {"chosen": "not_yet"}})


def asked(share: DataShare, by: User, expert: User) -> ExpertCheck:
    member = share.members.live().get(user=expert, role=Role.ADVISER)
    due = timezone.localdate() + timedelta(days=9)
    return checking.ask_expert(share=share, member=member, due=due, words="", by=by)


def confirm(check: ExpertCheck, by: User) -> None:
    s = circumstances_for(stages.fresh(check.edition.share), check.party)
    about = digest_beneath(s, checking.facts_of_party(s, check.party), check.skill)
    checking.answer_check(check=check, result=ExpertResult.CONFIRMED, words="", about=about, by=by)


def send(share: DataShare, cast: Cast) -> DataShare:
    requesting.submit(share=stages.fresh(share), declared=stages.DECLARED, by=cast.acquirer)
    return stages.fresh(share)


@pytest.mark.parametrize("page", ["request", "check"])
def test_confirmed_check_lifts_what_the_answer_says(draft: DataShare, cast: Cast, page: str) -> None:
    assert STOP in Visitor(cast.acquirer).get(page, draft).words
    confirm(asked(draft, cast.acquirer, cast.acquirer_expert), cast.acquirer_expert)
    assert STOP not in Visitor(cast.acquirer).get(page, draft).words


def test_check_page_says_who_confirmed(draft: DataShare, cast: Cast) -> None:
    assert DONE not in Visitor(cast.acquirer).get("check", draft).words
    confirm(asked(draft, cast.acquirer, cast.acquirer_expert), cast.acquirer_expert)
    seen = Visitor(cast.acquirer).get("check", draft).words
    assert f"{DONE} {cast.acquirer_expert} (legal adviser), for Barchester City Council, on" in seen


def test_check_that_is_awaited_is_named_to_those_who_ask(cast: Cast, asset: DataAsset) -> None:
    draft = stages.draft(cast, asset, stages.checked_answers())
    words = f"{cast.acquirer_expert} (legal adviser) was asked to check the answers for Barchester City Council"
    assert words not in Visitor(cast.acquirer).get("check", draft).words
    asked(draft, cast.acquirer, cast.acquirer_expert)
    assert words in Visitor(cast.acquirer).get("check", draft).words


def test_supplier_reads_who_confirmed_in_place_of_the_warning(draft: DataShare, cast: Cast) -> None:
    warned = Visitor(cast.supplier).get("respond_section", send(draft, cast), "legal").words
    assert FLAG in warned
    assert DONE not in warned


def test_supplier_reads_no_warning_of_a_confirmed_check(draft: DataShare, cast: Cast) -> None:
    confirm(asked(draft, cast.acquirer, cast.acquirer_expert), cast.acquirer_expert)
    share = send(draft, cast)
    seen = Visitor(cast.supplier).get("respond_section", share, "legal").words
    assert FLAG not in seen
    assert f"{DONE} {cast.acquirer_expert} (legal adviser)" in seen
    assert STOP not in Visitor(cast.supplier).get("decide", share).words
    assert f"{DONE} {cast.acquirer_expert} (legal adviser)" in Visitor(cast.supplier).get("request", share).words


def test_supplier_reads_nothing_of_a_check_that_is_awaited(draft: DataShare, cast: Cast) -> None:
    asked(draft, cast.acquirer, cast.acquirer_expert)
    share = send(draft, cast)
    for page in ("decide", "request"):
        assert "was asked to check the answers" not in Visitor(cast.supplier).get(page, share).words
    assert STOP in Visitor(cast.supplier).get("decide", share).words
