"""Replying to the comments of a returned request: beside each comment, and to all of it."""

import pytest

from agreements.models import DataShare, Outcome, Verdict
from agreements.requesting import actions as requesting
from agreements.requesting.forms import LONGEST
from agreements.requesting.replies import written_for
from agreements.responding import actions as responding
from agreements.states import State
from catalogue.models import DataAsset
from community.models import Notification, User
from datashare.lib.exceptions import Incomplete, NotNow
from tests.agreements import stages
from tests.agreements.requesting.walking import typed_answers
from tests.agreements.stages import DECLARED
from tests.cast import Cast
from tests.support.visiting import Seen, Visitor, address

pytestmark = pytest.mark.django_db
REPLY = "Because younger people heat their homes otherwise."
NOTE = "We answered your question about the purpose."


@pytest.fixture
def share(cast: Cast, asset: DataAsset) -> DataShare:
    """Return a returned share, with a question about the purpose."""
    return stages.returned(cast, asset, typed_answers())


def write(share: DataShare, by: User, note: str = "", **by_section: str) -> None:
    revision = written_for(share).revision
    requesting.write_replies(share=share, note=note, by_section=by_section, revision=revision, by=by)


def reply(visitor: Visitor, share: DataShare, **typed: str) -> Seen:
    """Save replies on their page, as it is shown now."""
    return visitor.post("replies", share, revision=written_for(share).revision, **typed)


def test_there_is_a_box_beside_each_comment_and_one_for_all_of_it(cast: Cast, share: DataShare) -> None:
    page = Visitor(cast.acquirer).get("replies", share)

    assert page.all("//main//form//textarea/@name") == ["reply_purpose", "note"]
    assert "The supplier will see them when you send the request again" in page.words


def test_replies_are_saved_before_anything_else_is_opened(cast: Cast, share: DataShare) -> None:
    visitor = Visitor(cast.acquirer)
    assert address("replies", share) in visitor.get("request", share).all("//main//a/@href")
    assert reply(visitor, share, reply_purpose=REPLY, note=NOTE).goes_to == address("check", share)
    check = visitor.get("check", share)
    assert not check.all("//main//form//textarea"), "nothing typed there can be lost"
    assert REPLY in check.words
    assert address("replies", share) in check.all("//main//a/@href")
    assert visitor.get("step", share, "aims", query={"from": "check"}).status == 200
    assert visitor.get("replies", share).fields["reply_purpose"] == [REPLY]
    assert REPLY not in Visitor(cast.supplier).get("response", share).words


def test_reply_saved_for_later_leads_to_the_questions(cast: Cast, share: DataShare) -> None:
    assert reply(Visitor(cast.acquirer), share, reply_purpose=REPLY, later="yes").goes_to == address("request", share)


def test_colleagues_replies_are_not_overwritten_unseen(cast: Cast, share: DataShare) -> None:
    reply(Visitor(cast.acquirer_colleague), share, note=NOTE)
    seen = Visitor(cast.acquirer).post("replies", share, revision=0, reply_purpose=REPLY)
    assert seen.status == 409
    assert NOTE in seen.words
    assert seen.fields["reply_purpose"] == [REPLY]
    again = Visitor(cast.acquirer).post("replies", share, revision=seen.fields["revision"][0], reply_purpose=REPLY)
    assert again.status == 302
    assert written_for(share).by_section == {"purpose": REPLY}


@pytest.mark.parametrize("saved", [True, False], ids=["saved once", "never saved"])
@pytest.mark.parametrize("section", ["purpose", "benefits"])
def test_page_of_an_earlier_return_replaces_nothing_and_loses_nothing(
    section: str, saved: bool, cast: Cast, share: DataShare
) -> None:
    visitor, colleague = Visitor(cast.acquirer), Visitor(cast.acquirer_colleague)
    if saved:
        reply(visitor, share, note=NOTE)
    opened = visitor.get("replies", share).fields["revision"]
    visitor.post("check", share, **DECLARED)
    stages.verdict_on(stages.fresh(share), cast.supplier, section, Verdict.QUESTION, "And now?")
    responding.decide(share=share, outcome=Outcome.RETURN, reason=None, text="Once more.", by=cast.supplier)
    shown = colleague.get("replies", share).fields["revision"]
    if saved:
        assert colleague.post("replies", share, revision=shown, note="Ours.").status == 302
    before = written_for(stages.fresh(share))

    seen = visitor.post("replies", share, revision=opened, reply_purpose=REPLY)

    assert seen.status == 409
    assert "has returned the request again" in seen.words
    assert any(REPLY in text for text in seen.all("//main//textarea[@readonly]"))
    assert written_for(stages.fresh(share)) == before


@pytest.mark.parametrize("left_out", ["considered", "risks_read"])
def test_declarations_are_made_again_for_each_sending(cast: Cast, share: DataShare, left_out: str) -> None:
    visitor = Visitor(cast.acquirer)
    assert share.edition.answers.filter(key=left_out).exists(), "they were made for round 1"
    assert not visitor.get("check", share).all("//main//input[@type='checkbox'][@checked]")
    declared = {key: value for key, value in DECLARED.items() if key != left_out}
    assert visitor.post("check", share, **declared).errors
    with pytest.raises(Incomplete):
        requesting.submit(share=share, declared=declared, by=cast.acquirer)
    assert share.edition.rounds.count() == 1


def test_it_goes_with_the_new_round_to_the_supplier(cast: Cast, share: DataShare) -> None:
    reply(Visitor(cast.acquirer), share, reply_purpose=REPLY, note=NOTE)
    sent = Visitor(cast.acquirer).post("check", share, **DECLARED)

    assert sent.status == 302
    assert not written_for(share), "the next round begins without them"
    newest = share.edition.rounds.get(number=2)
    assert (newest.note, newest.replies) == (NOTE, {"purpose": REPLY})
    supplier = Visitor(cast.supplier)
    assert f"Acquirer’s reply: {REPLY}" in supplier.get("response", share).words
    assert f"with round 2: {NOTE}" in supplier.get("response", share).words
    assert f"Acquirer’s reply: {REPLY}" in supplier.get("respond_section", share, "purpose").words
    history = supplier.get("history", share).words
    assert NOTE in history
    assert f"Reply to the comment on “What you want to do” {REPLY}" in history


def test_the_supplier_is_told_a_short_note_and_not_a_long_one(cast: Cast, share: DataShare) -> None:
    write(share, cast.acquirer, NOTE)
    Visitor(cast.acquirer).post("check", share, **DECLARED)
    told = Notification.objects.filter(user=cast.supplier, subject__startswith="Respond to a request again").get()

    assert NOTE in told.body
    stages.verdict_on(share, cast.supplier, "purpose", Verdict.QUESTION, "Why?")
    responding.decide(share=share, outcome=Outcome.RETURN, reason=None, text="Once more.", by=cast.supplier)
    long = "We thought about it for a while. " * 20
    write(stages.fresh(share), cast.acquirer, long)
    Visitor(cast.acquirer).post("check", share, **DECLARED)
    newest = Notification.objects.filter(user=cast.supplier, subject__startswith="Respond to a request again").last()
    assert newest is not None
    assert "We thought about it" not in newest.body


def test_nothing_need_be_said(cast: Cast, share: DataShare) -> None:
    reply(Visitor(cast.acquirer), share, reply_purpose="", note="")
    Visitor(cast.acquirer).post("check", share, **DECLARED)

    newest = share.edition.rounds.get(number=2)
    assert (newest.note, newest.replies) == ("", {})
    assert "Acquirer’s reply" not in Visitor(cast.supplier).get("response", share).words


def test_what_was_typed_is_kept_when_something_else_is_wrong(cast: Cast, share: DataShare) -> None:
    reply(Visitor(cast.acquirer), share, reply_purpose=REPLY, note=NOTE)
    seen = Visitor(cast.acquirer).post("check", share, considered=["law"])

    assert seen.errors
    assert REPLY in seen.words
    assert NOTE in seen.words
    assert share.edition.rounds.count() == 1


def test_it_is_kept_even_when_an_answer_went_missing_meanwhile(cast: Cast, share: DataShare) -> None:
    reply(Visitor(cast.acquirer), share, reply_purpose=REPLY)
    share.edition.answers.filter(key="aims").delete()
    seen = Visitor(cast.acquirer).post("check", share, **DECLARED)

    assert "Answer the question “What are you trying to achieve?”" in seen.errors
    assert written_for(share).by_section == {"purpose": REPLY}


def test_a_reply_that_is_too_long_is_refused_and_kept(cast: Cast, share: DataShare) -> None:
    seen = reply(Visitor(cast.acquirer), share, reply_purpose="x" * (LONGEST + 1))

    assert seen.title.startswith("Error: ")
    assert seen.errors[0].startswith(
        f"Your reply to the comment on “What you want to do” must be {LONGEST:,} characters or fewer"
    )
    assert seen.fields["reply_purpose"] == ["x" * (LONGEST + 1)]
    assert stages.fresh(share).edition.state == State.RETURNED


def test_a_section_without_a_comment_takes_no_reply(cast: Cast, share: DataShare) -> None:
    write(share, cast.acquirer, legal="By the way.")
    sent = requesting.submit(share=share, declared=DECLARED, by=cast.acquirer)

    assert sent.replies == {}


def test_a_first_request_asks_for_none_and_keeps_none(cast: Cast, asset: DataAsset) -> None:
    share = stages.draft(cast, asset, typed_answers())

    assert not Visitor(cast.acquirer).get("check", share).all("//main//form//textarea")
    assert Visitor(cast.acquirer).get("replies", share).status == 409
    assert reply(Visitor(cast.acquirer), share, note=NOTE, reply_purpose=REPLY).status == 409
    Visitor(cast.acquirer).post("check", share, **DECLARED)
    sent = share.edition.rounds.get()
    assert (sent.note, sent.replies) == ("", {})


def test_who_answers_replies_and_only_a_lead_sends(cast: Cast, share: DataShare) -> None:
    assert reply(Visitor(cast.acquirer_colleague), share, note=NOTE).status == 302
    for user, status in [(cast.onlooker, 403), (cast.supplier, 403), (cast.stranger, 404)]:
        assert reply(Visitor(user), share, note=NOTE).status == status
    for user, status in [(cast.acquirer_colleague, 403), (cast.supplier, 403), (cast.stranger, 404)]:
        assert Visitor(user).post("check", share, **DECLARED).status == status
    assert share.edition.rounds.count() == 1


def test_it_is_too_late_once_it_is_sent(cast: Cast, share: DataShare) -> None:
    requesting.submit(share=share, declared=DECLARED, by=cast.acquirer)
    stages.verdict_on(share, cast.supplier, "purpose", Verdict.AGREE)

    assert reply(Visitor(cast.acquirer), share, note=NOTE).status == 409
    assert Visitor(cast.acquirer).post("check", share, **DECLARED).status == 409
    with pytest.raises(NotNow):
        requesting.submit(share=stages.fresh(share), declared=DECLARED, by=cast.acquirer)
    assert share.edition.rounds.count() == 2


def test_the_acquirer_reads_the_reply_beside_the_decision_that_follows(cast: Cast, share: DataShare) -> None:
    write(share, cast.acquirer, NOTE, purpose=REPLY)
    requesting.submit(share=share, declared=DECLARED, by=cast.acquirer)
    stages.verdict_on(share, cast.supplier, "purpose", Verdict.AGREE)
    responding.decide(share=share, outcome=Outcome.RETURN, reason=None, text="One more thing.", by=cast.supplier)

    words = Visitor(cast.acquirer).get("response", share).words
    assert NOTE in words
    assert REPLY in words
