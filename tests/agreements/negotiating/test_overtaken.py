"""Both sides fill the same clause: no answer is lost, and no party agrees words with a gap."""

from typing import Any

import pytest

from agreements.answers import kept_of, revision_of
from agreements.drafting.missing import missing_in
from agreements.kinds import EventKind
from agreements.members import actions as members
from agreements.members.actions import party_of
from agreements.models import Clause, ClauseAgreement, DataShare, Event, Outcome, Proposal
from agreements.negotiating import actions as negotiating
from agreements.negotiating import late_answers
from agreements.negotiating.readiness import obstacles_to_freezing
from agreements.questionnaire.supplier import question_for
from agreements.wording.gaps import gaps_in, has_gap
from catalogue.models import DataAsset
from community.models import User
from datashare.lib.exceptions import NotNow
from tests.agreements import stages
from tests.agreements.events import changed, said
from tests.agreements.negotiating.clauses import current_of, proposed, text_of
from tests.cast import Cast
from tests.support.visiting import Visitor

pytestmark = pytest.mark.django_db
GATEWAY, THEIRS = {"chosen": "implied"}, {"chosen": "agree", "why": ""}


@pytest.fixture
def share(cast: Cast, asset: DataAsset) -> DataShare:
    """Return an ordinary request in negotiation, without either side's gateway."""
    share = stages.submitted(cast, asset)
    share.edition.answers.filter(key="gateway").delete()
    stages._decide(share, cast, Outcome.ACCEPT)
    return stages.fresh(share)


@pytest.fixture
def clause(share: DataShare) -> Clause:
    """Return the clause that lacks both."""
    clauses = share.edition.clauses.select_related("current")
    return next(found for found in clauses if {"gateway", "s_gateway"} <= set(gaps_in(text_of(found))))


def answered(share: DataShare, key: str, value: Any, by: User) -> None:
    asked = question_for(share.edition.question_set, key)
    assert asked is not None
    seen = revision_of(kept_of(share, asked.place.step, party_of(share, by)))
    late_answers.fill(share=share, step=asked.place.step, cleaned={key: value}, revision=seen, by=by)


def offered(clause: Clause, by: User) -> Proposal:
    party = members.party_of(clause.edition.share, by)
    return Proposal.objects.get(wording__clause=clause, wording__party=party, state=Proposal.State.OPEN)


def both_answered(share: DataShare, clause: Clause, cast: Cast) -> None:
    """Answer for both: the acquirer first; the supplier's words fill both gaps, and it accepts those that fill one."""
    answered(share, "gateway", GATEWAY, cast.acquirer)
    answered(share, "s_gateway", THEIRS, cast.supplier_expert)
    negotiating.accept(proposal=offered(clause, cast.acquirer), by=cast.supplier)


def test_what_was_answered_is_proposed_again_in_the_new_words(cast: Cast, share: DataShare, clause: Clause) -> None:
    both_answered(share, clause, cast)

    assert gaps_in(text_of(clause)) == ("s_gateway",)
    again = offered(clause, cast.supplier)
    assert not has_gap(again.wording.text)
    assert (again.wording.author, again.wording.based_on_id) == (cast.supplier_expert, current_of(clause))
    assert "the service proposed it again" in again.reason
    found = next(item for item in missing_in(share) if item.key == "s_gateway")
    assert found.is_proposed
    negotiating.accept(proposal=again, by=cast.acquirer)
    assert not has_gap(text_of(clause))


def test_the_history_says_so(cast: Cast, share: DataShare, clause: Clause) -> None:
    both_answered(share, clause, cast)

    event = Event.objects.filter(share=share).order_by("-sequence")[0]
    assert event.kind == EventKind.PROPOSALS_ACCEPTED
    assert said(event).endswith(". The service proposed the answers of Office for Records again in the new wording")
    changes = changed(event)
    assert changes[-1]["what"].startswith("Proposed again for Office for Records: wording of clause")
    old = Proposal.objects.get(wording__clause=clause, state=Proposal.State.OVERTAKEN)
    assert old.decision_note == "The service proposed this answer again in the new wording."
    assert (
        "The service proposed this answer again in the new wording."
        in Visitor(cast.onlooker).get("clause", share, clause.pk).words
    )


def test_it_goes_the_other_way_round_too(cast: Cast, share: DataShare, clause: Clause) -> None:
    answered(share, "s_gateway", THEIRS, cast.supplier)
    answered(share, "gateway", GATEWAY, cast.acquirer_colleague)

    negotiating.accept(proposal=offered(clause, cast.supplier), by=cast.acquirer)

    again = offered(clause, cast.acquirer)
    assert not has_gap(again.wording.text)
    assert again.wording.author == cast.acquirer_colleague


def test_words_that_someone_wrote_keep_every_word(cast: Cast, share: DataShare, clause: Clause) -> None:
    answered(share, "s_gateway", THEIRS, cast.supplier)
    own = proposed(clause, cast.acquirer, "By [[gap:s_gateway]] and [[gap:gateway]], as we all know.")

    negotiating.accept(proposal=own, by=cast.supplier)

    text = offered(clause, cast.supplier).wording.text
    assert gaps_in(text) == ("gateway",)
    assert text.endswith("and [[gap:gateway]], as we all know.")


def test_words_without_a_stored_answer_are_overtaken(cast: Cast, share: DataShare, clause: Clause) -> None:
    proposed(clause, cast.supplier, "We agree, and [[gap:gateway]].")
    own = proposed(clause, cast.acquirer, "By [[gap:s_gateway]] and what we said.")

    negotiating.accept(proposal=own, by=cast.supplier)

    assert not Proposal.objects.filter(wording__clause=clause, state=Proposal.State.OPEN).exists()
    assert "The service proposed" not in said(Event.objects.filter(share=share).order_by("-sequence")[0])


def test_a_refused_acceptance_proposes_nothing(cast: Cast, share: DataShare, clause: Clause) -> None:
    answered(share, "gateway", GATEWAY, cast.acquirer)
    answered(share, "s_gateway", THEIRS, cast.supplier)
    mine, count = offered(clause, cast.acquirer), Proposal.objects.count()

    for person in (cast.acquirer, cast.supplier_expert, cast.onlooker):
        assert Visitor(person).post("accept", share, mine.pk).status == 403
    assert Visitor(cast.stranger).post("accept", share, mine.pk).status == 404
    assert Proposal.objects.count() == count


def test_no_one_agrees_words_with_a_gap(cast: Cast, share: DataShare, clause: Clause) -> None:
    answered(share, "gateway", GATEWAY, cast.acquirer)
    negotiating.accept(proposal=offered(clause, cast.acquirer), by=cast.supplier)

    assert not ClauseAgreement.objects.filter(wording=current_of(clause)).exists()
    with pytest.raises(NotNow, match="cannot be agreed until the missing answer is given"):
        negotiating.agree(share=share, wordings={clause.pk: current_of(clause)}, by=cast.acquirer)
    visitor = Visitor(cast.acquirer)
    assert visitor.post("agree_clauses", share, clause=f"{clause.pk}:{current_of(clause)}").status == 409
    assert "has not agreed yet" in visitor.get("clause", share, clause.pk).words
    for clause_with_gap in share.edition.clauses.filter(current__text__contains="[[gap:"):
        assert not ClauseAgreement.objects.filter(wording=clause_with_gap.current_id).exists()


def test_home_says_what_waits_and_not_freeze(cast: Cast, share: DataShare, clause: Clause) -> None:
    """All else is agreed, and one clause still has a gap."""
    answered(share, "gateway", GATEWAY, cast.acquirer)
    for proposal in Proposal.objects.filter(wording__clause__edition__share=share, state=Proposal.State.OPEN):
        negotiating.accept(proposal=proposal, by=cast.supplier)
    for lead in (cast.acquirer, cast.supplier):
        party = members.party_of(share, lead)
        left = share.edition.clauses.binding(party).exclude(current__agreements__party=party)
        left = left.exclude(current__text__contains="[[gap:")
        negotiating.agree(share=share, wordings={one.pk: one.current_id or 0 for one in left}, by=lead)

    for lead in (cast.acquirer, cast.supplier):
        assert "Freeze the text" not in Visitor(lead).get("shares").words
        assert "Everyone has agreed every clause" not in Visitor(lead).get("overview", share).words
    said = "\n".join(obstacles_to_freezing(share))
    assert "Office for Records must still agree" in said
    assert "Answer “Do you agree with the gateway?”" in said
