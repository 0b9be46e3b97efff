"""A clause about a flow binds its ends: agreement is counted among them, and others neither agree nor decide."""

import pytest

from agreements.models import Clause, DataShare, Outcome, Party, Proposal
from agreements.negotiating import actions
from agreements.negotiating.readiness import obstacles_to_freezing
from agreements.overview.desk_facts import facts_for
from agreements.responding import actions as responding
from catalogue.models import DataAsset
from community.models import User
from datashare.lib.exceptions import NotNow
from tests.agreements import stages
from tests.agreements.negotiating.clauses import proposed, whole_clauses
from tests.agreements.several import asked_of_two
from tests.cast import Cast
from tests.support.visiting import Visitor

pytestmark = pytest.mark.django_db


@pytest.fixture
def share(cast: Cast, asset: DataAsset) -> DataShare:
    """Return a data share that a council, which asks, negotiates with an office and an agency, which give."""
    asked = asked_of_two(cast, asset)
    for person in (cast.supplier, cast.stranger):
        responding.decide(share=stages.fresh(asked), outcome=Outcome.ACCEPT, reason=None, text="", by=person)
    return stages.fresh(asked)


def party(share: DataShare, user: User) -> Party:
    return share.parties.get(members__user=user)


@pytest.fixture
def clause(share: DataShare, cast: Cast) -> Clause:
    """Return a clause without a gap that binds the council and the office."""
    found = whole_clauses(share)[0]
    found.binds = [party(share, cast.acquirer).pk, party(share, cast.supplier).pk]
    found.save(update_fields=["binds"])
    return found


def missing(share: DataShare, name: str) -> str:
    return next(found for found in obstacles_to_freezing(stages.fresh(share)) if found.startswith(name))


def test_drafted_entries_bind_the_ends_of_their_flow(share: DataShare, cast: Cast) -> None:
    council, office, agency = (party(share, user).pk for user in (cast.acquirer, cast.supplier, cast.stranger))
    binds = dict(share.edition.clauses.values_list("key", "binds"))
    assert binds[f"schedule.flow__{office}"] == sorted([council, office])
    assert binds[f"schedule.giving__{agency}"] == sorted([council, agency])
    assert binds[f"schedule.receiving__{council}"] == sorted([council, office, agency])
    assert binds["retention.period"] == binds[f"schedule.party__{council}"] == []


def test_clauses_of_two_bodies_bind_both(cast: Cast, asset: DataAsset) -> None:
    plain = stages.negotiating(cast, asset)
    facts = plain.edition.clauses.filter(key__in=("approval.advice", "approval.decisions"))
    assert [clause.binds for clause in facts] == [[0], [0]]
    assert {tuple(clause.binds) for clause in plain.edition.clauses.all() if clause not in facts} == {()}


def test_others_have_nothing_to_agree(share: DataShare, clause: Clause, cast: Cast) -> None:
    wording = {clause.pk: clause.current_id or 0}
    with pytest.raises(NotNow, match="does not bind Agency for Elsewhere"):
        actions.agree(share=share, wordings=wording, by=cast.stranger)
    for user in (cast.acquirer, cast.supplier):
        assert actions.agree(share=share, wordings=wording, by=user) == 1
    page = Visitor(cast.stranger).get("clause", share, clause.pk).words
    assert "This clause binds Barchester City Council and Office for Records." in page
    assert "Agency for Elsewhere has not agreed" not in page
    assert "Agree this wording" not in page
    listed = Visitor(cast.acquirer).get("agreement", share).words
    assert "Binds Barchester City Council and Office for Records" in listed


def test_it_waits_for_the_bound_alone(share: DataShare, clause: Clause, cast: Cast) -> None:
    total = share.edition.clauses.filter(binds=[]).count()
    own = share.edition.clauses.filter(binds__contains=[party(share, cast.stranger).pk]).count()
    assert missing(share, "Agency for Elsewhere") == f"Agency for Elsewhere must still agree {total + own} clauses."
    listed = DataShare.objects.read_by(cast.stranger).get(pk=share.pk)
    ready = facts_for(cast.stranger, [listed]).ready[share.pk]
    assert ready.left[party(share, cast.stranger).pk] == total + own


def test_others_may_propose_but_not_decide(share: DataShare, clause: Clause, cast: Cast) -> None:
    offered = proposed(clause, cast.stranger)
    assert offered.is_open
    other = proposed(clause, cast.acquirer, text="The office sends the data on Mondays.")
    with pytest.raises(NotNow, match="does not bind Agency for Elsewhere"):
        actions.accept(proposal=other, by=cast.stranger)
    with pytest.raises(NotNow, match="does not bind Agency for Elsewhere"):
        actions.reject(proposal=other, note="Not on Mondays.", by=cast.stranger)
    assert "on Mondays" not in Visitor(cast.stranger).get("proposals", share).words
    listed = DataShare.objects.read_by(cast.stranger).get(pk=share.pk)
    assert facts_for(cast.stranger, [listed]).proposals[share.pk][party(share, cast.stranger).pk] == 0
    actions.reject(proposal=other, note="Not on Mondays.", by=cast.supplier)
    other.refresh_from_db()
    assert other.state == Proposal.State.REJECTED
    actions.accept(proposal=offered, by=cast.supplier)
    clause.refresh_from_db()
    assert clause.current_id == offered.wording_id
