"""Deciding on all the wording that others propose, on one page."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agreements.kinds import EventKind
from agreements.models import Clause, ClauseAgreement, DataShare, Document, Event, Proposal
from agreements.negotiating import actions as negotiating
from agreements.negotiating.shown import NOT_SHOWN
from catalogue.models import DataAsset
from community.models import Notification, User
from tests.agreements import stages
from tests.agreements.events import changed, said
from tests.agreements.negotiating.clauses import proposed, seal_of, text_of, tick, whole_clauses
from tests.cast import Cast
from tests.support.markup import flat
from tests.support.visiting import Visitor

pytestmark = pytest.mark.django_db
BOXES = "//input[@type='checkbox'][@name='proposal']"


@pytest.fixture
def clauses(share: DataShare) -> list[Clause]:
    """Return two clauses of the memorandum and one of the assessment."""
    return [*whole_clauses(share)[:2], whole_clauses(share, Document.DPIA)[0]]


@pytest.fixture
def offered(cast: Cast, clauses: list[Clause]) -> list[Proposal]:
    """Return the supplier's proposals of other words for each."""
    return [proposed(clause, cast.supplier, f"Other words {clause.pk}.") for clause in clauses]


def keys(proposals: list[Proposal]) -> list[str]:
    return [str(proposal.pk) for proposal in proposals]


def states(proposals: list[Proposal]) -> set[str]:
    return set(Proposal.objects.filter(pk__in=keys(proposals)).values_list("state", flat=True))


def test_it_shows_every_proposal_of_the_others_as_tracked_changes(
    cast: Cast, share: DataShare, clauses: list[Clause], offered: list[Proposal]
) -> None:
    own = proposed(whole_clauses(share)[3], cast.acquirer, "Ours.")

    page = Visitor(cast.acquirer).get("proposals", share)

    assert page.heading == "Proposals to decide"
    assert page.all(f"{BOXES}/@value") == keys(offered)
    assert str(own.pk) not in page.all(f"{BOXES}/@value")
    assert len(page.all("//div[contains(@class, 'tracked')]")) == 3
    for clause in clauses:
        assert f"{clause.number} {clause.heading}" in page.words
        assert any(str(clause.pk) in added for added in page.all("//ins"))
    assert "Sunita Rao (Office for Records) proposed this on" in page.words
    assert "Reason: It is clearer." in page.words


def test_what_is_ticked_becomes_the_words_of_its_clause_agreed_by_both(
    cast: Cast, share: DataShare, clauses: list[Clause], offered: list[Proposal]
) -> None:
    visitor = Visitor(cast.acquirer)

    seen = tick(visitor, "proposals", share, proposal=keys(offered[:2]))

    assert seen.goes_to == f"/shares/{share.reference}/agreement/proposals/"
    assert "You accepted 2 proposals." in flat(visitor.get("proposals", share).response)
    assert [text_of(clause) for clause in clauses[:2]] == [f"Other words {clause.pk}." for clause in clauses[:2]]
    assert states(offered[:2]) == {Proposal.State.ACCEPTED}
    assert states(offered[2:]) == {Proposal.State.OPEN}
    for proposal in offered[:2]:
        agreed = ClauseAgreement.objects.filter(wording=proposal.wording_id)
        assert set(agreed.values_list("party", flat=True)) == set(share.parties.values_list("pk", flat=True))


def test_it_goes_back_to_the_list_when_nothing_is_left(cast: Cast, share: DataShare, offered: list[Proposal]) -> None:
    seen = tick(Visitor(cast.acquirer), "proposals", share, proposal=keys(offered))

    assert seen.goes_to == f"/shares/{share.reference}/agreement/"
    assert "There are no proposals to decide." in (Visitor(cast.acquirer).get("proposals", share).words)


def test_the_history_tells_it_in_one_sentence_and_each_person_once(
    cast: Cast, share: DataShare, clauses: list[Clause], offered: list[Proposal]
) -> None:
    before = [text_of(clause) for clause in clauses]

    tick(Visitor(cast.acquirer), "proposals", share, proposal=keys(offered))

    details = Event.objects.get(share=share, kind=EventKind.PROPOSALS_ACCEPTED).details
    assert (
        said(details)
        == "accepted the proposals from Office for Records for 3 clauses of the agreement and the impact assessment"
    )
    changes = changed(details)
    assert [(change["before"], change["after"]) for change in changes] == [
        (old, f"Other words {clause.pk}.") for old, clause in zip(before, clauses, strict=True)
    ]
    assert changes[0]["what"] == f"Wording of clause {clauses[0].number} of the agreement, “{clauses[0].heading}”"
    told = Notification.objects.filter(subject__startswith="Proposals accepted")
    assert list(told.values_list("email", flat=True)).count(cast.supplier.email) == 1


def test_one_is_told_as_one(cast: Cast, share: DataShare, clauses: list[Clause], offered: list[Proposal]) -> None:
    tick(Visitor(cast.acquirer), "proposals", share, proposal=keys(offered[:1]))

    details = Event.objects.get(share=share, kind=EventKind.PROPOSALS_ACCEPTED).details
    assert said(details) == (
        f"accepted the proposal from Office for Records for clause {clauses[0].number} of the agreement, "
        f"“{clauses[0].heading}”"
    )
    assert [change["what"] for change in changed(details)] == ["Wording"]


def test_one_that_is_closed_by_now_stops_all_and_no_tick_is_lost(
    cast: Cast, share: DataShare, clauses: list[Clause], offered: list[Proposal]
) -> None:
    visitor = Visitor(cast.acquirer)
    seal = seal_of(visitor, "proposals", share)
    negotiating.reject(proposal=offered[0], note="A mistake.", by=cast.supplier)

    seen = visitor.post("proposals", share, proposal=keys(offered), shown=seal)

    assert seen.status == 409
    assert seen.title.startswith("Error: ")
    changed = f"Clause {clauses[0].number} of the agreement changed after the proposal was made."
    assert seen.errors == [f"{changed} You have not accepted any proposals yet."]
    assert seen.all(f"{BOXES}[@checked]/@value") == keys(offered[1:])
    assert states(offered[1:]) == {Proposal.State.OPEN}
    assert not ClauseAgreement.objects.filter(wording__clause__edition__share=share).exists()


def test_of_two_wordings_for_one_clause_one_can_be_accepted(
    cast: Cast, share: DataShare, clauses: list[Clause], offered: list[Proposal]
) -> None:
    rival = proposed(clauses[0], cast.supplier_colleague, "A rival wording.")
    visitor = Visitor(cast.acquirer)
    assert "You can accept only one of them." in visitor.get("proposals", share).words

    seen = tick(visitor, "proposals", share, proposal=[*keys(offered), str(rival.pk)])

    assert seen.status == 409
    assert f"Clause {clauses[0].number} of the agreement cannot take two proposals. Select one of them." in seen.words
    assert len(seen.all(f"{BOXES}[@checked]")) == 4
    assert states([*offered, rival]) == {Proposal.State.OPEN}
    tick(visitor, "proposals", share, proposal=[str(rival.pk)])
    assert text_of(clauses[0]) == "A rival wording."
    assert states(offered[:1]) == {Proposal.State.OVERTAKEN}


def test_accepting_the_same_page_twice_is_accepting_once(cast: Cast, share: DataShare, offered: list[Proposal]) -> None:
    visitor = Visitor(cast.acquirer)
    seal = seal_of(visitor, "proposals", share)
    for _ in range(2):
        assert visitor.post("proposals", share, proposal=keys(offered), shown=seal).status == 302

    assert Event.objects.filter(share=share, kind=EventKind.PROPOSALS_ACCEPTED).count() == 1


def test_ticking_nothing_says_so(cast: Cast, share: DataShare, offered: list[Proposal]) -> None:
    seen = tick(Visitor(cast.acquirer), "proposals", share)

    assert seen.status == 200
    assert seen.errors == ["Select each proposal that you accept"]
    assert states(offered) == {Proposal.State.OPEN}


def test_no_one_accepts_what_their_own_side_proposed(cast: Cast, share: DataShare, offered: list[Proposal]) -> None:
    assert tick(Visitor(cast.supplier_colleague), "proposals", share, proposal=keys(offered)).status == 409
    with pytest.raises(PermissionDenied):
        negotiating.accept(proposal=offered[0], by=cast.supplier_colleague)
    assert states(offered) == {Proposal.State.OPEN}


def test_rejecting_from_there_leads_back(cast: Cast, share: DataShare, offered: list[Proposal]) -> None:
    visitor = Visitor(cast.acquirer)
    [first, *_] = visitor.get("proposals", share).all("//a[starts-with(., 'Reject proposal')]/@href")
    assert visitor.get(first.partition("?")[0], query={"from": "proposals"}).words.startswith(share.reference)

    seen = visitor.post(first, note="The Act does not let us.")

    assert seen.goes_to == f"/shares/{share.reference}/agreement/proposals/"
    assert states(offered[:1]) == {Proposal.State.REJECTED}


@pytest.mark.parametrize("nonsense", ["", "x", "-1", "1.5", "9" * 50, "\x00", "<script>"])
def test_it_answers_nonsense_in_words(nonsense: str, cast: Cast, share: DataShare) -> None:
    seen = tick(Visitor(cast.acquirer), "proposals", share, proposal=[nonsense])

    assert seen.status == 409
    assert "The service could not read what the page sent." in seen.words


def test_a_proposal_of_another_data_share_is_refused(
    cast: Cast, asset: DataAsset, share: DataShare, offered: list[Proposal]
) -> None:
    elsewhere = stages.negotiating(cast, asset)

    seen = tick(Visitor(cast.acquirer), "proposals", elsewhere, proposal=keys(offered))

    assert seen.status == 409
    assert NOT_SHOWN in seen.words
    assert states(offered) == {Proposal.State.OPEN}


@pytest.mark.parametrize(
    ("person", "status"),
    [("acquirer_expert", 403), ("acquirer_signatory", 403), ("onlooker", 403), ("stranger", 404)],
)
def test_it_refuses_who_may_not(
    person: str, status: int, cast: Cast, share: DataShare, offered: list[Proposal]
) -> None:
    visitor = Visitor(cast.everyone()[person])

    page = visitor.get("proposals", share)
    assert page.status == (404 if status == 404 else 200)
    assert page.all(BOXES) == []
    assert tick(visitor, "proposals", share, proposal=keys(offered)).status == status
    assert states(offered) == {Proposal.State.OPEN}


def test_it_refuses_at_the_wrong_moment(cast: Cast, asset: DataAsset) -> None:
    share = stages.signing(cast, asset)
    settled = Proposal.objects.filter(wording__clause__edition__share=share)[:1]

    assert tick(Visitor(cast.acquirer), "proposals", share, proposal=keys(list(settled))).status == 409


def test_many_are_accepted_in_as_many_questions_as_few(cast: Cast, share: DataShare) -> None:
    whole = whole_clauses(share)
    offered = [proposed(clause, cast.supplier, f"Other words {clause.pk}.").pk for clause in whole[:14]]
    few, many = (queries_to_accept(share, chosen, cast.acquirer) for chosen in (offered[:2], offered[2:]))

    assert few == many
    assert Proposal.objects.filter(pk__in=offered, state=Proposal.State.ACCEPTED).count() == 14


def queries_to_accept(share: DataShare, chosen: list[int], by: User) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert negotiating.accept_several(share=share, proposals=chosen, by=by) == len(chosen)
    return len(queries)


@pytest.mark.parametrize("seal", [[], ["made:up:seal"]])
def test_proposals_that_no_page_showed_are_not_accepted(
    seal: list[str], cast: Cast, share: DataShare, offered: list[Proposal]
) -> None:
    seen = Visitor(cast.acquirer).post("proposals", share, proposal=keys(offered), shown=seal)

    assert seen.status == 409
    assert seen.errors == [NOT_SHOWN]
    assert seen.all(f"{BOXES}[@checked]/@value") == keys(offered)
    assert states(offered) == {Proposal.State.OPEN}


def test_a_proposal_made_since_the_page_is_not_accepted_with_it(
    cast: Cast, share: DataShare, clauses: list[Clause], offered: list[Proposal]
) -> None:
    visitor = Visitor(cast.acquirer)
    seal = seal_of(visitor, "proposals", share)
    newer = proposed(clauses[0], cast.supplier_colleague, "Words that came later.")

    seen = visitor.post("proposals", share, proposal=[str(newer.pk)], shown=seal)

    assert seen.status == 409
    assert states([newer]) == {Proposal.State.OPEN}
