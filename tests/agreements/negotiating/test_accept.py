"""Accepting the wording that another organisation proposes."""

import pytest
from django.utils import timezone

from agreements.kinds import EventKind
from agreements.members import actions as members
from agreements.models import Clause, ClauseAgreement, DataShare, Event, Proposal
from agreements.states import Role
from catalogue.models import DataAsset
from community.models import Membership, User
from community.skills import Skill
from tests.agreements import stages
from tests.agreements.events import changed, said
from tests.agreements.negotiating.clauses import OTHER_WORDS, current_of, proposed, text_of, whole_clauses
from tests.cast import Cast
from tests.support.visiting import Visitor

pytestmark = pytest.mark.django_db


@pytest.fixture
def proposal(cast: Cast, clause: Clause) -> Proposal:
    """Return a proposal by the supplier."""
    return proposed(clause, cast.supplier)


def state_of(proposal: Proposal) -> str:
    return Proposal.objects.get(pk=proposal.pk).state


@pytest.mark.parametrize("person", ["acquirer", "acquirer_colleague"])
def test_it_gives_the_clause_the_proposed_words(person: str, cast: Cast, clause: Clause, proposal: Proposal) -> None:
    user = cast.everyone()[person]

    seen = Visitor(user).post("accept", clause.edition.share, proposal.pk)

    assert seen.goes_to == f"/shares/{clause.edition.share.reference}/clause/{clause.pk}/"
    assert text_of(clause) == OTHER_WORDS
    assert state_of(proposal) == Proposal.State.ACCEPTED
    assert ClauseAgreement.objects.filter(wording=proposal.wording_id).count() == 2


def test_the_history_says_from_what_to_what(cast: Cast, clause: Clause, proposal: Proposal) -> None:
    before = text_of(clause)

    Visitor(cast.acquirer).post("accept", clause.edition.share, proposal.pk)

    event = Event.objects.get(share=clause.edition.share, kind=EventKind.PROPOSALS_ACCEPTED)
    assert changed(event) == [{"what": "Wording", "before": before, "after": OTHER_WORDS}]
    assert "accepted the proposal from Office for Records" in said(event)


def test_other_open_proposals_are_overtaken(cast: Cast, clause: Clause, proposal: Proposal) -> None:
    rival = proposed(clause, cast.acquirer, "What the acquirer would rather say.")

    Visitor(cast.acquirer).post("accept", clause.edition.share, proposal.pk)

    assert state_of(rival) == Proposal.State.OVERTAKEN
    seen = Visitor(cast.supplier).post("accept", clause.edition.share, rival.pk)
    assert seen.status == 409
    assert f"Clause {clause.number} of the agreement changed after the proposal was made." in seen.words
    assert text_of(clause) == OTHER_WORDS


def test_accepting_twice_is_accepting_once(cast: Cast, clause: Clause, proposal: Proposal) -> None:
    for _ in range(2):
        assert Visitor(cast.acquirer).post("accept", clause.edition.share, proposal.pk).status == 302

    assert Event.objects.filter(share=clause.edition.share, kind=EventKind.PROPOSALS_ACCEPTED).count() == 1


def test_no_one_accepts_what_their_own_side_proposed(cast: Cast, clause: Clause, proposal: Proposal) -> None:
    before = current_of(clause)

    for user in (cast.supplier, cast.supplier_colleague):
        assert Visitor(user).post("accept", clause.edition.share, proposal.pk).status == 403

    assert current_of(clause) == before
    page = Visitor(cast.supplier).get("clause", clause.edition.share, clause.pk)
    assert page.all("//button[contains(., 'Accept')]") == []


def test_what_was_withdrawn_cannot_be_accepted(cast: Cast, clause: Clause, proposal: Proposal) -> None:
    Visitor(cast.supplier).post("reject", clause.edition.share, proposal.pk, note="A mistake.")

    assert Visitor(cast.acquirer).post("accept", clause.edition.share, proposal.pk).status == 409
    assert text_of(clause) != OTHER_WORDS


def test_looking_never_accepts(cast: Cast, clause: Clause, proposal: Proposal) -> None:
    assert Visitor(cast.acquirer).get("accept", clause.edition.share, proposal.pk).status == 405
    assert state_of(proposal) == Proposal.State.OPEN


@pytest.mark.parametrize(
    ("person", "status"),
    [("acquirer_expert", 403), ("acquirer_signatory", 403), ("onlooker", 403), ("stranger", 404)],
)
def test_it_refuses_who_may_not(person: str, status: int, cast: Cast, clause: Clause, proposal: Proposal) -> None:
    user = cast.everyone()[person]

    assert Visitor(user).post("accept", clause.edition.share, proposal.pk).status == status
    assert state_of(proposal) == Proposal.State.OPEN


def test_a_proposal_of_another_data_share_is_not_found(cast: Cast, asset: DataAsset, proposal: Proposal) -> None:
    elsewhere = stages.negotiating(cast, asset)

    assert Visitor(cast.acquirer).post("accept", elsewhere, proposal.pk).status == 404
    assert state_of(proposal) == Proposal.State.OPEN


def test_it_refuses_at_the_wrong_moment(cast: Cast, asset: DataAsset) -> None:
    share: DataShare = stages.signing(cast, asset)
    settled = Proposal.objects.filter(wording__clause__edition__share=share).first()
    assert settled
    assert whole_clauses(share)

    assert Visitor(cast.acquirer).post("accept", share, settled.pk).status == 409


@pytest.mark.parametrize(
    ("proposer", "agreed"),
    [
        ("supplier", {"council", "revenue"}),
        ("supplier_colleague", {"council", "revenue"}),
        ("supplier_expert", {"council"}),
    ],
)
def test_accept_of_an_advisers_words_agrees_for_the_accepting_party_only(
    proposer: str, agreed: set[str], cast: Cast, clause: Clause
) -> None:
    user = cast.everyone()[proposer]
    proposal = proposed(clause, user)

    Visitor(cast.acquirer).post("accept", clause.edition.share, proposal.pk)

    agreements = ClauseAgreement.objects.filter(wording=proposal.wording_id)
    assert {agreement.party.organisation.slug for agreement in agreements} == agreed
    assert {agreement.by for agreement in agreements} <= {cast.acquirer, user}


def agreed_after(proposal: Proposal, by: User) -> set[str]:
    """Accept the proposal, and return the bodies that then agree its words."""
    Visitor(by).post("accept", proposal.wording.clause.edition.share, proposal.pk)
    assert Proposal.objects.get(pk=proposal.pk).state == Proposal.State.ACCEPTED
    return set(
        ClauseAgreement.objects.filter(wording=proposal.wording_id).values_list("party__organisation__slug", flat=True)
    )


def change_role(share: DataShare, user: User, role: Role, by: User) -> None:
    for member in share.members.live().filter(user=user):
        members.remove(member=member, by=by)
    members.invite(
        share=share, email=user.email, role=role, skill=Skill.SECURITY if role == Role.ADVISER else None, by=by
    )


def test_accept_of_a_former_contributors_advice_agrees_for_one_party(cast: Cast, clause: Clause) -> None:
    change_role(clause.edition.share, cast.supplier_colleague, Role.ADVISER, cast.supplier)
    assert agreed_after(proposed(clause, cast.supplier_colleague), cast.acquirer) == {"council"}


def test_accept_of_what_was_advice_when_it_was_offered_agrees_for_one_party(cast: Cast, clause: Clause) -> None:
    proposal = proposed(clause, cast.acquirer_expert)
    change_role(clause.edition.share, cast.acquirer_expert, Role.CONTRIBUTOR, cast.acquirer)
    assert agreed_after(proposal, cast.supplier) == {"revenue"}


def test_accept_of_words_whose_author_has_left_agrees_for_one_party(cast: Cast, clause: Clause) -> None:
    proposal = proposed(clause, cast.acquirer_colleague)
    membership = cast.acquirer_colleague.memberships.get()
    membership.until = timezone.now()
    membership.save()
    assert agreed_after(proposal, cast.supplier) == {"revenue"}


def test_accept_of_words_of_a_party_without_confirmed_lead_agrees_for_one(cast: Cast, clause: Clause) -> None:
    """A party that cannot agree its own clauses yet does not agree them by offering words."""
    Membership.objects.filter(user=cast.acquirer).update(self_declared=True, confirmed_at=None)
    assert agreed_after(proposed(clause, cast.acquirer_colleague), cast.supplier) == {"revenue"}
