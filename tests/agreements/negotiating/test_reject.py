"""Rejecting a proposal with a reason; for one's own side, withdrawing it."""

import pytest

from agreements.kinds import EventKind
from agreements.models import Clause, Event, Proposal
from catalogue.models import DataAsset
from community.models import Notification
from tests.agreements import stages
from tests.agreements.events import said
from tests.agreements.negotiating.clauses import OTHER_WORDS, proposed, text_of
from tests.cast import Cast
from tests.support.markup import flat
from tests.support.visiting import Visitor

pytestmark = pytest.mark.django_db
NOTE = "The Act does not let us."


@pytest.fixture
def proposal(cast: Cast, clause: Clause) -> Proposal:
    """Return a proposal by the supplier."""
    return proposed(clause, cast.supplier)


def fresh(proposal: Proposal) -> Proposal:
    return Proposal.objects.get(pk=proposal.pk)


@pytest.mark.parametrize("person", ["acquirer", "acquirer_colleague"])
def test_it_rejects_with_a_reason(person: str, cast: Cast, clause: Clause, proposal: Proposal) -> None:
    user = cast.everyone()[person]
    page = Visitor(user).get("reject", clause.edition.share, proposal.pk)
    assert page.heading.startswith("Reject the proposal")
    assert "Why are you rejecting this proposal?" in page.words

    seen = Visitor(user).post("reject", clause.edition.share, proposal.pk, note=NOTE)

    assert seen.goes_to == f"/shares/{clause.edition.share.reference}/clause/{clause.pk}/"
    closed = fresh(proposal)
    assert (closed.state, closed.decided_by, closed.decision_note) == (Proposal.State.REJECTED, user, NOTE)
    assert text_of(clause) != OTHER_WORDS


def test_the_words_and_the_reason_stay_in_the_history(cast: Cast, clause: Clause, proposal: Proposal) -> None:
    Visitor(cast.acquirer).post("reject", clause.edition.share, proposal.pk, note=NOTE)

    event = Event.objects.get(share=clause.edition.share, kind=EventKind.PROPOSAL_REJECTED)
    assert said(event).startswith("rejected the proposal from Office for Records")
    assert NOTE in Visitor(cast.supplier).get("history", clause.edition.share).words
    assert f"Rejected: {NOTE}" in Visitor(cast.supplier).get("wordings", clause.edition.share, clause.pk).words
    told = Notification.objects.filter(subject__startswith="Proposal rejected")
    assert cast.supplier.email in told.values_list("email", flat=True)


@pytest.mark.parametrize("person", ["supplier", "supplier_colleague"])
def test_ones_own_proposal_is_withdrawn(person: str, cast: Cast, clause: Clause, proposal: Proposal) -> None:
    user = cast.everyone()[person]
    page = Visitor(user).get("reject", clause.edition.share, proposal.pk)
    assert page.heading.startswith("Withdraw the proposal")
    assert "Why are you withdrawing this proposal?" in page.words
    assert "reject" not in page.words.lower()

    Visitor(user).post("reject", clause.edition.share, proposal.pk, note="A mistake of ours.")

    assert fresh(proposal).state == Proposal.State.WITHDRAWN
    assert said(Event.objects.get(share=clause.edition.share, kind=EventKind.PROPOSAL_WITHDRAWN)).startswith(
        "withdrew the proposal"
    )


@pytest.mark.parametrize(
    ("person", "message"),
    [
        ("acquirer", "Enter why you are rejecting this proposal"),
        ("supplier", "Enter why you are withdrawing this proposal"),
    ],
)
def test_it_asks_for_a_reason(person: str, message: str, cast: Cast, clause: Clause, proposal: Proposal) -> None:
    seen = Visitor(cast.everyone()[person]).post("reject", clause.edition.share, proposal.pk, note="  ")

    assert seen.errors == [message]
    assert fresh(proposal).state == Proposal.State.OPEN


def test_rejecting_twice_is_rejecting_once(cast: Cast, clause: Clause, proposal: Proposal) -> None:
    for _ in range(2):
        assert Visitor(cast.acquirer).post("reject", clause.edition.share, proposal.pk, note=NOTE).status == 302

    assert Event.objects.filter(share=clause.edition.share, kind=EventKind.PROPOSAL_REJECTED).count() == 1


def test_what_was_accepted_cannot_be_rejected_and_the_reason_is_given_back(
    cast: Cast, clause: Clause, proposal: Proposal
) -> None:
    Visitor(cast.acquirer).post("accept", clause.edition.share, proposal.pk)

    seen = Visitor(cast.acquirer_colleague).post("reject", clause.edition.share, proposal.pk, note=NOTE)

    assert seen.status == 409
    assert NOTE in flat(seen.response)
    assert fresh(proposal).state == Proposal.State.ACCEPTED


@pytest.mark.parametrize(
    ("person", "status"),
    [
        ("acquirer_expert", 403),
        ("supplier_expert", 403),
        ("supplier_signatory", 403),
        ("onlooker", 403),
        ("stranger", 404),
    ],
)
def test_it_refuses_who_may_not(person: str, status: int, cast: Cast, clause: Clause, proposal: Proposal) -> None:
    visitor = Visitor(cast.everyone()[person])

    assert visitor.get("reject", clause.edition.share, proposal.pk).status == status
    assert visitor.post("reject", clause.edition.share, proposal.pk, note=NOTE).status == status
    assert fresh(proposal).state == Proposal.State.OPEN


def test_it_refuses_at_the_wrong_moment(cast: Cast, asset: DataAsset) -> None:
    share = stages.signing(cast, asset)
    settled = Proposal.objects.filter(wording__clause__edition__share=share).first()
    assert settled

    assert Visitor(cast.acquirer).post("reject", share, settled.pk, note=NOTE).status == 409
    assert fresh(settled).state == Proposal.State.ACCEPTED
