"""A proposal before three organisations: one rejects it, another may still accept it, and all see who stands where."""

import pytest

from agreements.models import Clause, DataShare, Outcome, Proposal
from agreements.negotiating import actions
from agreements.negotiating.readiness import obstacles_to_freezing
from agreements.overview.desk import act_on, awaited_on
from agreements.overview.desk_facts import facts_for
from agreements.responding import actions as responding
from catalogue.models import DataAsset
from community.models import User
from datashare.lib.exceptions import Conflict
from tests.agreements import stages
from tests.agreements.negotiating.clauses import whole_clauses
from tests.agreements.several import asked_of_two
from tests.cast import Cast
from tests.support.visiting import Visitor

pytestmark = pytest.mark.django_db


@pytest.fixture
def share(cast: Cast, asset: DataAsset) -> DataShare:
    """Return a data share that three organisations negotiate: one asks, two give."""
    asked = asked_of_two(cast, asset)
    for person in (cast.supplier, cast.stranger):
        responding.decide(share=stages.fresh(asked), outcome=Outcome.ACCEPT, reason=None, text="", by=person)
    return stages.fresh(asked)


@pytest.fixture
def clause(share: DataShare) -> Clause:
    return whole_clauses(share)[0]


@pytest.fixture
def proposal(clause: Clause, cast: Cast) -> Proposal:
    text = f"{clause.current.text if clause.current else ''}\n\nWe meet twice a year."
    return actions.propose(
        clause=clause, based_on=clause.current_id or 0, text=text, reason="It helps.", by=cast.acquirer
    )


def todo(share: DataShare, user: User) -> tuple[str, str] | None:
    """Return what the list of data shares asks of a user."""
    listed = DataShare.objects.read_by(user).get(pk=share.pk)
    return act_on(listed, facts_for(user, [listed]))


def test_one_rejection_leaves_it_to_the_others(proposal: Proposal, share: DataShare, cast: Cast) -> None:
    assert todo(share, cast.supplier) == todo(share, cast.stranger) == ("Decide on 1 proposal", "proposals")

    actions.reject(proposal=proposal, note="We meet as it is.", by=cast.supplier)
    proposal.refresh_from_db()

    assert proposal.is_open
    assert todo(share, cast.stranger) == ("Decide on 1 proposal", "proposals")
    assert todo(share, cast.supplier) != ("Decide on 1 proposal", "proposals")


def test_it_closes_when_all_others_have_rejected_it(proposal: Proposal, cast: Cast) -> None:
    actions.reject(proposal=proposal, note="We meet as it is.", by=cast.supplier)
    actions.reject(proposal=proposal, note="We meet as it is.", by=cast.supplier)
    actions.reject(proposal=proposal, note="Once is enough.", by=cast.stranger)
    proposal.refresh_from_db()

    assert proposal.state == Proposal.State.REJECTED
    assert [rejection.note for rejection in proposal.rejections.all()] == ["We meet as it is.", "Once is enough."]


def test_another_may_still_accept_it(proposal: Proposal, clause: Clause, cast: Cast) -> None:
    actions.reject(proposal=proposal, note="We meet as it is.", by=cast.supplier)
    actions.accept(proposal=proposal, by=cast.stranger)
    clause.refresh_from_db()

    assert clause.current_id == proposal.wording_id
    agreed = set(clause.current.agreements.values_list("by", flat=True)) if clause.current else set()
    assert agreed == {cast.stranger.pk, cast.acquirer.pk}


def test_who_rejected_it_may_accept_it_after_all(proposal: Proposal, clause: Clause, cast: Cast) -> None:
    actions.reject(proposal=proposal, note="We meet as it is.", by=cast.supplier)
    actions.accept(proposal=proposal, by=cast.supplier)
    clause.refresh_from_db()
    assert clause.current_id == proposal.wording_id


def test_who_rejected_it_agrees_the_words_that_stand(proposal: Proposal, clause: Clause, cast: Cast) -> None:
    share, wording = clause.edition.share, {clause.pk: clause.current_id or 0}
    before = facts_for(cast.supplier, [DataShare.objects.read_by(cast.supplier).get(pk=share.pk)]).ready[share.pk]
    actions.reject(proposal=proposal, note="We meet as it is.", by=cast.supplier)
    facts = facts_for(cast.supplier, [DataShare.objects.read_by(cast.supplier).get(pk=share.pk)]).ready[share.pk]
    grown = {party for party, count in facts.clauses.items() if count > before.clauses[party]}
    assert grown == {proposal.rejections.get().party_id}

    assert actions.agree(share=share, wordings=wording, by=cast.supplier) == 1
    with pytest.raises(Conflict, match="has proposed different wording"):
        actions.agree(share=share, wordings=wording, by=cast.stranger)


def test_everyone_sees_who_stands_where(proposal: Proposal, share: DataShare, clause: Clause, cast: Cast) -> None:
    actions.reject(proposal=proposal, note="We meet as it is.", by=cast.supplier)
    name = str(proposal.rejections.get().party)

    for person in (cast.acquirer, cast.supplier, cast.stranger):
        page = Visitor(person).get("clause", share, clause.pk)
        assert f"{name} rejected this on" in page.words
        assert "Reason: We meet as it is." in page.words
    assert f"{name} rejected this on" in Visitor(cast.stranger).get("proposals", share).words
    assert "There are no proposals to decide." in Visitor(cast.supplier).get("proposals", share).words


def test_every_reason_stays_once_all_have_rejected_it(
    proposal: Proposal, share: DataShare, clause: Clause, cast: Cast
) -> None:
    actions.reject(proposal=proposal, note="We meet as it is.", by=cast.supplier)
    actions.reject(proposal=proposal, note="Once is enough.", by=cast.stranger)

    words = Visitor(cast.acquirer).get("clause", share, clause.pk).words
    assert "the last of the other organisations rejected the proposal" in words
    assert words.count("Reason: Once is enough.") == words.count("Reason: We meet as it is.") == 1


def test_it_is_in_the_way_of_signatures_while_one_may_accept_it(
    proposal: Proposal, share: DataShare, cast: Cast
) -> None:
    actions.reject(proposal=proposal, note="We meet as it is.", by=cast.supplier)
    assert any("proposal" in obstacle for obstacle in obstacles_to_freezing(stages.fresh(share)))
    actions.reject(proposal=proposal, note="Once is enough.", by=cast.stranger)
    assert not any("proposal" in obstacle for obstacle in obstacles_to_freezing(stages.fresh(share)))


def test_the_list_waits_only_for_who_has_not_decided(proposal: Proposal, share: DataShare, cast: Cast) -> None:
    actions.reject(proposal=proposal, note="We meet as it is.", by=cast.supplier)
    for current in share.edition.clauses.values_list("current", "edition__share__parties"):
        wording, party = current
        share.parties.get(pk=party).agreed.create(wording_id=wording, by=cast.acquirer)
    listed = DataShare.objects.read_by(cast.acquirer).get(pk=share.pk)
    facts = facts_for(cast.acquirer, [listed])
    waits = awaited_on(listed, facts)
    assert waits.endswith("to accept or reject the proposals")
    assert str(proposal.rejections.get().party) not in waits


def test_the_overview_names_several_suppliers_as_such(share: DataShare, cast: Cast) -> None:
    headings = Visitor(cast.acquirer).get("overview", share).all("//h2/text()")
    assert "Suppliers" in headings
    assert "Acquirer" in headings
