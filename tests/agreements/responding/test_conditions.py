"""A supplier agrees with conditions: at least one, which becomes a clause of the agreement."""

import html

import pytest

from agreements.kinds import EventKind
from agreements.models import DataShare, Decision, Outcome, Wording
from agreements.questionnaire.supplier import supplier_set
from agreements.responding import actions
from agreements.states import State
from agreements.verifying.audit import verify_everything
from catalogue.models import DataAsset
from community.models import Notification
from datashare.lib.exceptions import Conflict, Incomplete
from tests.agreements import stages
from tests.agreements.several import asked_of_two
from tests.cast import Cast
from tests.support.visiting import Visitor

WORDS = "Publish no count below five."


def decide(share: DataShare, cast: Cast, text: str = WORDS, revision: int = 0) -> Decision:
    return actions.decide(
        share=share, outcome=Outcome.CONDITIONS, reason=None, text=text, revision=revision, by=cast.supplier
    )


def answer(share: DataShare, cast: Cast, text: str, revision: int) -> None:
    step = supplier_set(share.edition.question_set).steps["conditions"]
    actions.answer_own_half(
        share=share, step=step, values={"s_conditions": text}, revision=revision, by=cast.supplier_colleague
    )


def test_conditions_become_a_clause(share: DataShare, cast: Cast) -> None:
    decide(share, cast)
    share = stages.fresh(share)
    assert share.edition.state == State.NEGOTIATING
    assert share.events.filter(kind=EventKind.NEGOTIATION_ON_CONDITIONS).count() == 1
    clause = share.edition.clauses.get(key="data.conditions")
    assert WORDS in Wording.objects.get(pk=clause.current_id or 0).text
    assert verify_everything([share]).findings == []


def test_everyone_reads_them(share: DataShare, cast: Cast) -> None:
    seen = Visitor(cast.supplier).post("decide", share, outcome="conditions", conditions=WORDS, revision="0")
    assert seen.goes_to.endswith("/response/decided/")
    assert "You agreed with conditions" in Visitor(cast.supplier).get("decided", share).words
    words = Visitor(cast.acquirer).get("response", share).words
    assert "Agreed to start negotiating, with conditions" in words
    assert WORDS in words
    told = Notification.objects.get(user=cast.acquirer, subject__startswith="Agree the clauses: ")
    assert f"with conditions. They wrote: “{WORDS}”" in told.body
    assert "agreed to start negotiating, with conditions" in Visitor(cast.onlooker).get("history", share).words


def test_form_begins_with_those_already_given(share: DataShare, cast: Cast) -> None:
    answer(share, cast, "Tell us first.", 0)
    page = Visitor(cast.supplier).get("decide", share)
    assert page.fields["conditions"] == ["Tell us first."]
    assert page.fields["revision"] == ["1"]


@pytest.mark.parametrize("given", ["", "   "])
def test_at_least_one_is_needed(given: str, share: DataShare, cast: Cast) -> None:
    seen = Visitor(cast.supplier).post("decide", share, outcome="conditions", conditions=given, revision="0")
    assert seen.errors == ["Enter at least one condition"]
    with pytest.raises(Incomplete, match="at least one condition"):
        decide(share, cast, text="")
    assert not Decision.objects.exists()


def test_colleagues_newer_conditions_are_not_overwritten_unseen(share: DataShare, cast: Cast) -> None:
    answer(share, cast, "Tell us first.", 0)
    with pytest.raises(Conflict):
        decide(share, cast)
    lead = Visitor(cast.supplier)
    seen = lead.post("decide", share, outcome="conditions", conditions=WORDS, revision="0")
    assert "Someone else changed the conditions" in seen.errors[0]
    assert "Tell us first." in seen.errors[0]
    assert seen.fields["conditions"] == [WORDS]
    again = lead.post("decide", share, outcome="conditions", conditions=WORDS, revision=seen.fields["revision"][0])
    assert again.goes_to.endswith("/response/decided/")


def test_one_of_several_suppliers_agrees_with_conditions(cast: Cast, asset: DataAsset) -> None:
    share = asked_of_two(cast, asset)
    decide(share, cast)
    assert stages.fresh(share).edition.state == State.ASSESSING
    assert share.events.filter(kind=EventKind.OWN_DATA_ON_CONDITIONS).count() == 1
    actions.decide(share=share, outcome=Outcome.ACCEPT, reason=None, text="", by=cast.stranger)
    share = stages.fresh(share)
    assert share.edition.state == State.NEGOTIATING
    texts = "\n".join(Wording.objects.filter(clause__edition=share.edition).values_list("text", flat=True))
    assert WORDS in html.unescape(texts)
