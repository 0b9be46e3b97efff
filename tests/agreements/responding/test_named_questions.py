"""A response to a section names the questions that it is about, and the acquirer gets links to them."""

import pytest

from agreements.models import DataShare, Outcome, SectionResponse, Verdict
from agreements.questionnaire.question_sets import question_set
from agreements.requesting import actions as requesting
from agreements.responding import actions
from tests.agreements import stages
from tests.cast import Cast
from tests.support.visiting import Visitor


def respond(share: DataShare, cast: Cast, **given: object) -> None:
    data = {"verdict": "question", "note": "Which ones?", "revision": "0", **given}
    Visitor(cast.supplier).post("respond_section", share, "purpose", **data)


def returned(share: DataShare, cast: Cast) -> DataShare:
    respond(share, cast, questions=["aims", "how_helps"])
    actions.decide(share=share, outcome=Outcome.RETURN, reason=None, text="", by=cast.supplier)
    return stages.fresh(share)


def ask_of(share: DataShare, key: str) -> str:
    return question_set(share.edition.question_set).places[key].question.ask


def test_form_offers_the_questions_of_the_section(share: DataShare, cast: Cast) -> None:
    seen = Visitor(cast.supplier).get("respond_section", share, "purpose")
    offered = seen.all("//input[@name='questions']/@value")
    assert "aims" in offered
    assert "items" not in offered


def test_acquirer_gets_links_to_them(share: DataShare, cast: Cast) -> None:
    share = returned(share, cast)
    reader = Visitor(cast.acquirer)
    for page in ("request", "replies"):
        seen = reader.get(page, share)
        links = seen.all("//main//a[contains(., 'named in the comment')]/@href")
        assert [link.rstrip("/").rpartition("/")[2] for link in links] == ["aims", "how-the-data-helps"], page
        assert reader.get(links[0]).status == 200
    assert ask_of(share, "aims") in reader.get("response", share).words
    assert f"(about “{ask_of(share, 'aims')}” and" in reader.get("history", share).words


def test_they_stay_in_the_form_and_in_the_next_round(share: DataShare, cast: Cast) -> None:
    respond(share, cast, questions=["aims"])
    seen = Visitor(cast.supplier).get("respond_section", share, "purpose")
    assert seen.fields["questions"] == ["aims"]
    actions.decide(share=share, outcome=Outcome.RETURN, reason=None, text="Say more.", by=cast.supplier)
    requesting.submit(share=stages.fresh(share), declared=stages.DECLARED, by=cast.acquirer)
    assert "questions" not in Visitor(cast.supplier).get("respond_section", share, "purpose").fields


def test_agreeing_names_none(share: DataShare, cast: Cast) -> None:
    respond(share, cast, verdict="agree", note="", questions=["aims"])
    assert SectionResponse.objects.get().questions == []


@pytest.mark.parametrize("wrong", ["items", "nothing", "<script>", "s_hold"])
def test_questions_of_another_section_are_refused(wrong: str, share: DataShare, cast: Cast) -> None:
    data = {"verdict": "question", "note": "Why?", "revision": "0", "questions": [wrong]}
    assert len(Visitor(cast.supplier).post("respond_section", share, "purpose", **data).errors) == 1
    assert not SectionResponse.objects.exists()


def test_same_response_twice_is_one(share: DataShare, cast: Cast) -> None:
    section = next(part for part in question_set(share.edition.question_set).sections if part.key == "purpose")
    for revision in (0, 1, 1):
        actions.respond(
            share=share,
            section=section,
            verdict=Verdict.QUESTION,
            note="Why?",
            private_note="",
            questions=["aims"],
            revision=revision,
            by=cast.supplier,
        )
    assert SectionResponse.objects.get().revision == 1
