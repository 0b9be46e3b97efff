"""Between rounds each side reads exactly what changed: answers, the supplier's own, and its responses."""

import pytest

from agreements.models import DataShare, Outcome, Verdict
from agreements.questionnaire.question_sets import question_set
from agreements.questionnaire.supplier import supplier_set
from agreements.requesting import actions as requesting
from agreements.responding import actions
from catalogue.models import DataAsset
from tests.agreements import stages
from tests.agreements.several import asked_of_two
from tests.cast import Cast
from tests.support.visiting import Visitor


def change(share: DataShare, cast: Cast, **answers: object) -> None:
    places = question_set(share.edition.question_set).places
    for key, value in answers.items():
        kept = share.edition.answers.filter(key=key).first()
        requesting.answer(
            share=share,
            step=places[key].step,
            values={key: value},
            revision=kept.revision if kept else 0,
            by=cast.acquirer,
        )


def send_again(share: DataShare, cast: Cast) -> DataShare:
    requesting.submit(share=stages.fresh(share), declared=stages.DECLARED, by=cast.acquirer)
    return stages.fresh(share)


@pytest.fixture
def again(cast: Cast, asset: DataAsset) -> DataShare:
    """Return a request whose second round has other aims and one answer less."""
    share = stages.returned(cast, asset)
    change(share, cast, aims="Count empty homes.", who_benefits="")
    return send_again(share, cast)


def test_each_side_reads_the_changed_answers_only(again: DataShare, cast: Cast) -> None:
    places = question_set(again.edition.question_set).places
    before = stages.answers_of_today()["aims"]
    for person in (cast.acquirer, cast.supplier, cast.onlooker):
        seen = Visitor(person).get("round_changes", again, 2)
        assert seen.all("//main//dt") == [places["aims"].question.ask, places["who_benefits"].question.ask]
        changed, removed = seen.all("//main//dd")
        assert changed == f"Changed Before {' '.join(before.split())} Now Count empty homes."
        assert removed.startswith("Removed Before ")
        assert "2 answers differ" in seen.words


def test_pages_of_both_sides_lead_to_it(again: DataShare, cast: Cast) -> None:
    link = f"/shares/{again.reference}/response/changes/2/"
    for person, page in ((cast.acquirer, "request"), (cast.supplier, "response")):
        assert link in Visitor(person).get(page, again).all("//main//a/@href"), page
    actions.decide(share=again, outcome=Outcome.ACCEPT, reason=None, text="", by=cast.supplier)
    assert link in Visitor(cast.acquirer).get("response", again).all("//main//a/@href")


def test_round_without_a_change_says_so(cast: Cast, asset: DataAsset) -> None:
    share = send_again(stages.returned(cast, asset), cast)
    assert "No answers changed." in Visitor(cast.supplier).get("round_changes", share, 2).words


@pytest.mark.parametrize("number", [0, 1, 3, 2**40])
def test_there_is_no_page_of_another_round(number: int, again: DataShare, cast: Cast) -> None:
    assert Visitor(cast.acquirer).get("round_changes", again, number).status == 404


def test_what_the_supplier_changed_is_there_once_it_decides(again: DataShare, cast: Cast) -> None:
    step = supplier_set(again.edition.question_set).steps["conditions"]
    values = {"s_conditions": "Publish nothing."}
    actions.answer_own_half(share=again, step=step, values=values, revision=0, by=cast.supplier)
    stages.verdict_on(again, cast.supplier, "purpose", Verdict.CANNOT_AGREE, "Too wide.", "Ask Victor.")
    asker = Visitor(cast.acquirer)
    assert "Publish nothing." not in asker.get("round_changes", again, 2).words

    actions.decide(share=again, outcome=Outcome.RETURN, reason=None, text="", by=cast.supplier)
    words = asker.get("round_changes", again, 2).words
    assert "Response of Office for Records" in words
    assert "Before: Question asked: Why only people over 66?Now: Cannot agree: Too wide." in words
    assert "New Now Publish nothing." in words
    assert "Victor" not in words


def test_no_supplier_reads_what_another_changed(cast: Cast, asset: DataAsset) -> None:
    share = asked_of_two(cast, asset)
    for text in ("Marmalade one.", "Marmalade two."):
        stages.verdict_on(stages.fresh(share), cast.supplier, "purpose", Verdict.QUESTION, text)
        for supplier in (cast.supplier, cast.stranger):
            actions.decide(share=stages.fresh(share), outcome=Outcome.RETURN, reason=None, text="Say.", by=supplier)
        if text == "Marmalade one.":
            share = send_again(share, cast)
    share = stages.fresh(share)
    assert "Marmalade two." in Visitor(cast.acquirer).get("round_changes", share, 2).words
    assert "Marmalade two." in Visitor(cast.supplier).get("round_changes", share, 2).words
    assert "Marmalade" not in Visitor(cast.stranger).get("round_changes", share, 2).words
