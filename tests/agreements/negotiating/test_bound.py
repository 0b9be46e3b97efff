"""A clause that binds some of three bodies: who is asked to decide, what is offered to the others, what they sign."""

import json

import pytest

from agreements.models import Clause, DataShare, Outcome, Party
from agreements.negotiating import actions, own_clauses
from agreements.negotiating.party_progress import progress_of_each
from agreements.responding import actions as responding
from agreements.signing import freezing
from catalogue.models import DataAsset
from community.models import Membership, Notification, User
from tests.agreements import stages, umbrellas
from tests.agreements.negotiating.clauses import proposed, whole_clauses
from tests.agreements.several import asked_of_two
from tests.agreements.signing import three
from tests.cast import Cast
from tests.support.visiting import Visitor

pytestmark = pytest.mark.django_db
BOUND = "This clause binds Barchester City Council and Office for Records only."


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


def test_others_are_offered_nothing_to_decide(share: DataShare, clause: Clause, cast: Cast) -> None:
    other = proposed(clause, cast.acquirer, text="The office sends the data on Mondays.")
    stranger = Visitor(cast.stranger)
    page = stranger.get("clause", share, clause.pk).words
    assert "Accept proposal" not in page
    assert "This clause does not bind Agency for Elsewhere, so others decide on this proposal." in page
    assert stranger.get("reject", share, other.pk).status == 409
    assert stranger.post("accept", share, other.pk).status == 409
    bound = Visitor(cast.supplier)
    assert "Accept proposal" in bound.get("clause", share, clause.pk).words
    assert bound.get("reject", share, other.pk).status == 200


def test_own_proposal_for_others_can_be_withdrawn(share: DataShare, clause: Clause, cast: Cast) -> None:
    own = proposed(clause, cast.stranger)
    assert "Withdraw this proposal" in Visitor(cast.stranger).get("clause", share, clause.pk).words
    assert Visitor(cast.stranger).get("reject", share, own.pk).status == 200


def test_only_the_bound_are_asked_to_decide(share: DataShare, clause: Clause, cast: Cast) -> None:
    proposed(clause, cast.acquirer, text="The office sends the data on Mondays.")
    asked = Notification.objects.filter(subject__startswith="Decide on a proposal")
    assert {message.user for message in asked} == {cast.supplier}
    news = Notification.objects.filter(subject__startswith="New proposal", user=cast.stranger)
    assert news.exists()
    proposed(whole_clauses(share)[1], cast.acquirer)
    assert cast.stranger in {message.user for message in asked.all()}


def test_act_counts_for_the_party_it_was_for(share: DataShare, cast: Cast) -> None:
    agency, office = party(share, cast.stranger), party(share, cast.supplier)
    before = {one.party: one.last_seen for one in progress_of_each(share, list(share.parties.all()), [])}
    # The office's lead works for the agency, too, and once took part for it.
    Membership.objects.create(user=cast.supplier, organisation=agency.organisation)
    share.members.create(party=agency, user=cast.supplier, email=cast.supplier.email, role="observer")
    share.members.filter(party=office, user=cast.supplier).update(chosen_at="2036-01-01T00:00:00Z")
    proposed(whole_clauses(share)[0], cast.supplier)
    after = {one.party: one.last_seen for one in progress_of_each(share, list(share.parties.all()), [])}
    assert after[agency] == before[agency]
    assert after[office] != before[office]


@pytest.fixture
def of_three(cast: Cast, asset: DataAsset) -> DataShare:
    return three.agreed(cast, asset)


def text_of(share: DataShare, key: str) -> str:
    words = json.loads(share.agreements.latest("number").words.words)
    sections = [section for document in words["documents"] for section in document["sections"]]
    return next(str(clause["text"]) for section in sections for clause in section["clauses"] if clause["key"] == key)


def offered(share: DataShare, cast: Cast, binds: list[int], *, section: str) -> None:
    """Let the council offer a clause, and the office accept it."""
    after = share.edition.clauses.filter(section=section, is_offered=False).first()
    assert after is not None
    made = own_clauses.offer_clause(
        share=share,
        after=after.pk,
        heading="Publication",
        text="Results follow.",
        reason="x",
        binds=binds,
        by=cast.acquirer,
    )
    actions.accept(proposal=made, by=cast.supplier)


def test_signed_words_say_whom_an_own_clause_binds(cast: Cast, of_three: DataShare) -> None:
    share = of_three
    offered(share, cast, [party(share, cast.acquirer).pk, party(share, cast.supplier).pk], section="M3")
    freezing.freeze_words(share=stages.fresh(share), by=cast.acquirer)
    assert text_of(share, "own.1") == f"{BOUND}\n\nResults follow."
    assert BOUND in share.agreements.get().words.html
    assert BOUND in Visitor(cast.stranger).get("sign", share).words
    terms = " ".join(text_of(share, "parties.terms").split())
    assert "Every other clause binds all parties, unless it names the parties that it binds." in terms
    entry = share.edition.clauses.get(key=f"schedule.flow__{party(share, cast.supplier).pk}")
    assert not text_of(share, entry.key).startswith("This clause binds")


def test_clause_that_binds_all_says_nothing_of_it(cast: Cast, of_three: DataShare) -> None:
    offered(of_three, cast, [], section="M3")
    actions.agree(
        share=stages.fresh(of_three),
        wordings={clause.pk: clause.current_id or 0 for clause in of_three.edition.clauses.filter(key="own.1")},
        by=cast.stranger,
    )
    freezing.freeze_words(share=stages.fresh(of_three), by=cast.acquirer)
    assert text_of(of_three, "own.1") == "Results follow."


def test_signed_rules_say_whom_an_own_clause_binds(cast: Cast) -> None:
    bodies = tuple(umbrellas.made(name) for name in umbrellas.NAMES[:2])
    share = umbrellas.agreed(cast, bodies)
    binds = [share.parties.get(organisation=body.organisation).pk for body in bodies]
    after = share.edition.clauses.filter(section="U4").first()
    assert after is not None
    made = own_clauses.offer_clause(
        share=share,
        after=after.pk,
        heading="Radios",
        text="They carry radios.",
        reason="x",
        binds=binds,
        by=bodies[0].lead,
    )
    actions.accept(proposal=made, by=bodies[1].lead)
    freezing.freeze_words(share=stages.fresh(share), by=cast.acquirer)
    says = "This clause binds Barset Police and Barset Fire and Rescue only."
    assert text_of(share, "own.1") == f"{says}\n\nThey carry radios."
    terms = text_of(share, "rules.definitions")
    assert "Every clause of these rules binds all parties, unless it names the parties that it binds." in terms
