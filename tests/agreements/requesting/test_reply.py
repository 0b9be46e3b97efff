"""Replying to the comments of a returned request: beside each comment, and to all of it."""

import pytest

from agreements.models import DataShare, Outcome, Verdict
from agreements.requesting import actions as requesting
from agreements.requesting.forms import LONGEST
from agreements.responding import actions as responding
from agreements.states import State
from catalogue.models import DataAsset
from community.models import Notification
from datashare.lib.exceptions import NotNow
from tests.agreements import stages
from tests.agreements.requesting.walking import typed_answers
from tests.agreements.stages import DECLARED
from tests.cast import Cast
from tests.support.visiting import Visitor

pytestmark = pytest.mark.django_db
REPLY = "Because younger people heat their homes otherwise."
NOTE = "We answered your question about the purpose."


@pytest.fixture
def share(cast: Cast, asset: DataAsset) -> DataShare:
    """Return a returned share, with a question about the purpose."""
    return stages.returned(cast, asset, typed_answers())


def test_there_is_a_box_beside_each_comment_and_one_for_all_of_it(cast: Cast, share: DataShare) -> None:
    page = Visitor(cast.acquirer).get("check", share)

    assert page.all("//main//form//textarea/@name") == ["reply_purpose", "note"]
    assert "The supplier will see your replies when you send the request again" in page.words


def test_it_goes_with_the_new_round_to_the_supplier(cast: Cast, share: DataShare) -> None:
    sent = Visitor(cast.acquirer).post("check", share, **DECLARED, reply_purpose=REPLY, note=NOTE)

    assert sent.status == 302
    newest = share.edition.rounds.get(number=2)
    assert (newest.note, newest.replies) == (NOTE, {"purpose": REPLY})
    supplier = Visitor(cast.supplier)
    assert f"Acquirer’s reply: {REPLY}" in supplier.get("response", share).words
    assert f"with round 2: {NOTE}" in supplier.get("response", share).words
    assert f"Acquirer’s reply: {REPLY}" in supplier.get("respond_section", share, "purpose").words
    history = supplier.get("history", share).words
    assert NOTE in history
    assert f"Reply on “What you want to do” {REPLY}" in history


def test_the_supplier_is_told_a_short_note_and_not_a_long_one(cast: Cast, share: DataShare) -> None:
    Visitor(cast.acquirer).post("check", share, **DECLARED, note=NOTE)
    told = Notification.objects.filter(user=cast.supplier, subject__startswith="Respond to a request again").get()

    assert NOTE in told.body
    stages.verdict_on(share, cast.supplier, "purpose", Verdict.QUESTION, "Why?")
    responding.decide(share=share, outcome=Outcome.RETURN, reason=None, text="Once more.", by=cast.supplier)
    long = "We thought about it for a while. " * 20
    Visitor(cast.acquirer).post("check", share, **DECLARED, note=long)
    newest = Notification.objects.filter(user=cast.supplier, subject__startswith="Respond to a request again").last()
    assert newest is not None
    assert "We thought about it" not in newest.body


def test_nothing_need_be_said(cast: Cast, share: DataShare) -> None:
    Visitor(cast.acquirer).post("check", share, **DECLARED, reply_purpose="", note="")

    newest = share.edition.rounds.get(number=2)
    assert (newest.note, newest.replies) == ("", {})
    assert "Acquirer’s reply" not in Visitor(cast.supplier).get("response", share).words


def test_what_was_typed_is_kept_when_something_else_is_wrong(cast: Cast, share: DataShare) -> None:
    seen = Visitor(cast.acquirer).post("check", share, considered=["law"], reply_purpose=REPLY, note=NOTE)

    assert seen.errors
    assert seen.fields["reply_purpose"] == [REPLY]
    assert seen.fields["note"] == [NOTE]
    assert share.edition.rounds.count() == 1


def test_it_is_kept_even_when_an_answer_went_missing_meanwhile(cast: Cast, share: DataShare) -> None:
    share.edition.answers.filter(key="aims").delete()
    seen = Visitor(cast.acquirer).post("check", share, **DECLARED, reply_purpose=REPLY)

    assert "Answer the question “What are you trying to achieve?”" in seen.errors
    assert seen.fields["reply_purpose"] == [REPLY]


def test_a_reply_that_is_too_long_is_refused_and_kept(cast: Cast, share: DataShare) -> None:
    seen = Visitor(cast.acquirer).post("check", share, **DECLARED, reply_purpose="x" * (LONGEST + 1))

    assert seen.title.startswith("Error: ")
    assert seen.errors[0].startswith(f"Your reply on “What you want to do” must be {LONGEST:,} characters or fewer")
    assert stages.fresh(share).edition.state == State.RETURNED


def test_a_section_without_a_comment_takes_no_reply(cast: Cast, share: DataShare) -> None:
    sent = requesting.submit(share=share, declared=DECLARED, by=cast.acquirer, replies={"legal": "By the way."})

    assert sent.replies == {}


def test_a_first_request_asks_for_none_and_keeps_none(cast: Cast, asset: DataAsset) -> None:
    share = stages.draft(cast, asset, typed_answers())

    assert not Visitor(cast.acquirer).get("check", share).all("//main//form//textarea")
    Visitor(cast.acquirer).post("check", share, **DECLARED, note=NOTE, reply_purpose=REPLY)
    sent = share.edition.rounds.get()
    assert (sent.note, sent.replies) == ("", {})


def test_no_one_but_a_lead_replies(cast: Cast, share: DataShare) -> None:
    assert not Visitor(cast.acquirer_colleague).get("check", share).all("//main//form//textarea")
    for user, status in [(cast.acquirer_colleague, 403), (cast.supplier, 403), (cast.stranger, 404)]:
        assert Visitor(user).post("check", share, **DECLARED, note=NOTE).status == status
    assert share.edition.rounds.count() == 1


def test_it_is_too_late_once_it_is_sent(cast: Cast, share: DataShare) -> None:
    requesting.submit(share=share, declared=DECLARED, by=cast.acquirer)
    stages.verdict_on(share, cast.supplier, "purpose", Verdict.AGREE)

    assert Visitor(cast.acquirer).post("check", share, **DECLARED, note=NOTE).status == 409
    with pytest.raises(NotNow):
        requesting.submit(share=stages.fresh(share), declared=DECLARED, by=cast.acquirer, note=NOTE)
    assert share.edition.rounds.count() == 2


def test_the_acquirer_reads_the_reply_beside_the_decision_that_follows(cast: Cast, share: DataShare) -> None:
    requesting.submit(share=share, declared=DECLARED, by=cast.acquirer, note=NOTE, replies={"purpose": REPLY})
    stages.verdict_on(share, cast.supplier, "purpose", Verdict.AGREE)
    responding.decide(share=share, outcome=Outcome.RETURN, reason=None, text="One more thing.", by=cast.supplier)

    words = Visitor(cast.acquirer).get("response", share).words
    assert NOTE in words
    assert REPLY in words
