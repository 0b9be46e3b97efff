"""Who asks and a supplier write about a question of the request, until one of them says that it is resolved."""

import pytest
from django.core.exceptions import PermissionDenied

from agreements.kinds import EventKind
from agreements.models import DataShare, Outcome, Party, QuestionThread, ThreadPost
from agreements.responding import actions, discussing
from agreements.verifying.audit import verify_everything
from catalogue.models import DataAsset
from community.models import Notification
from datashare.lib.exceptions import Incomplete, NotNow
from tests.agreements import stages
from tests.agreements.several import asked_of_two
from tests.cast import Cast
from tests.support.visiting import Visitor


def supplier_of(share: DataShare) -> Party:
    return share.parties.filter(gives=True).order_by("pk")[0]


def write(share: DataShare, cast: Cast, text: str = "Which marmalade Act?") -> ThreadPost:
    return discussing.write(share=share, supplier=supplier_of(share), key="aims", text=text, by=cast.supplier)


def test_question_and_reply_without_a_new_round(share: DataShare, cast: Cast) -> None:
    asking, asked = Visitor(cast.supplier_expert), Visitor(cast.acquirer)
    giver = supplier_of(share)
    link = f"/shares/{share.reference}/questions/ask/purpose/"
    assert link in Visitor(cast.supplier).get("respond_section", share, "purpose").all("//main//a/@href")
    assert "aims" in asking.get(link).all("//input[@name='key']/@value")
    assert asking.post(link).errors == ["Select the question it is about", "Enter your message"]
    assert asking.post(link, key="items", text="Why?").errors != []
    done = asking.post(link, key="aims", text="Which marmalade Act?")
    assert done.goes_to.endswith(f"/questions/{giver.pk}/aims/")
    told = Notification.objects.get(user=cast.acquirer, subject__startswith="Reply to a question: ")
    assert told.address.endswith("/questions/")
    assert "See 1 question about the request that is not resolved" in asked.get("response", share).words
    assert "Which marmalade Act?" in asked.get("questions", share).words
    assert asked.post("question_thread", share, giver.pk, "aims", text="The Marmalade Act 2020.").status == 302
    assert "The Marmalade Act 2020." in asking.get("question_thread", share, giver.pk, "aims").words
    assert asking.post("resolve_question", share, giver.pk, "aims").goes_to.endswith("/questions/")
    assert "Resolved: Una Kelly said so" in asked.get("questions", share).words
    assert share.edition.rounds.count() == 1
    assert verify_everything([stages.fresh(share)]).findings == []


def test_post_opens_what_was_resolved(share: DataShare, cast: Cast) -> None:
    write(share, cast)
    for _ in range(2):
        discussing.resolve(share=share, supplier=supplier_of(share), key="aims", by=cast.acquirer)
    assert share.events.filter(kind=EventKind.QUESTION_RESOLVED).count() == 1
    write(share, cast, "And which section?")
    assert QuestionThread.objects.get().resolved_at is None


def test_same_words_twice_are_one_post(share: DataShare, cast: Cast) -> None:
    assert write(share, cast) == write(share, cast)
    assert share.events.filter(kind=EventKind.QUESTION_DISCUSSED).count() == 1


def test_history_tells_of_it(share: DataShare, cast: Cast) -> None:
    write(share, cast)
    words = Visitor(cast.onlooker).get("history", share).words
    assert "wrote about “Aims”" in words
    assert "Which marmalade Act?" in words


@pytest.mark.parametrize("text", ["", "  ", "x" * 4001])
def test_message_is_needed_and_not_too_long(text: str, share: DataShare, cast: Cast) -> None:
    seen = Visitor(cast.supplier).post("question_thread", share, supplier_of(share).pk, "aims", text=text)
    assert len(seen.errors) == 1
    assert not ThreadPost.objects.exists()


def test_unknown_questions_and_bodies_are_refused(share: DataShare, cast: Cast) -> None:
    visitor, giver = Visitor(cast.supplier), supplier_of(share)
    lead = share.parties.get(is_lead=True)
    assert visitor.get("question_thread", share, giver.pk, "nothing").status == 404
    assert visitor.get("question_thread", share, lead.pk, "aims").status == 404
    assert visitor.post("resolve_question", share, giver.pk, "aims").status == 404
    assert visitor.get("ask_question", share, "nothing").status == 404
    assert Visitor(cast.acquirer).get("ask_question", share, "purpose").status == 403
    with pytest.raises(Incomplete):
        discussing.write(share=share, supplier=giver, key="considered", text="Why?", by=cast.supplier)
    with pytest.raises(Incomplete):
        write(share, cast, "")


def test_observers_and_signatories_read_only(share: DataShare, cast: Cast) -> None:
    write(share, cast)
    giver = supplier_of(share)
    for person in (cast.onlooker, cast.supplier_signatory):
        visitor = Visitor(person)
        assert "Which marmalade Act?" in visitor.get("question_thread", share, giver.pk, "aims").words
        assert visitor.post("question_thread", share, giver.pk, "aims", text="Me too.").status == 403
        assert visitor.post("resolve_question", share, giver.pk, "aims").status == 403


def test_it_is_read_only_once_decided(share: DataShare, cast: Cast) -> None:
    write(share, cast)
    actions.decide(share=share, outcome=Outcome.ACCEPT, reason=None, text="", by=cast.supplier)
    with pytest.raises(NotNow):
        write(share, cast, "One more.")
    seen = Visitor(cast.supplier).get("question_thread", share, supplier_of(share).pk, "aims")
    assert "Which marmalade Act?" in seen.words
    assert "Your message" not in seen.words


def test_no_other_supplier_reads_or_writes(cast: Cast, asset: DataAsset) -> None:
    share = asked_of_two(cast, asset)
    write(share, cast)
    giver, other = supplier_of(share), Visitor(cast.stranger)
    assert other.get("question_thread", share, giver.pk, "aims").status == 404
    assert other.post("question_thread", share, giver.pk, "aims", text="Hm.").status == 404
    for page in ("questions", "history", "response", "overview"):
        assert "marmalade" not in other.get(page, share).response.content.decode(), page
    with pytest.raises(PermissionDenied):
        discussing.write(share=share, supplier=giver, key="aims", text="Hm.", by=cast.stranger)
    assert not Notification.objects.filter(user=cast.stranger, subject__startswith="Reply to a question").exists()
    assert Notification.objects.filter(user=cast.acquirer, subject__startswith="Reply to a question").exists()
