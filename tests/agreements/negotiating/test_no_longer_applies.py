"""A clause that no longer applies says so, and leads to the page that proposes to strike it, its reason filled in."""

import pytest

from agreements.models import Answer, Clause, DataShare, Proposal
from agreements.negotiating.inapplicable import REASON
from catalogue.models import DataAsset
from tests.agreements import stages
from tests.agreements.negotiating.clauses import current_of, proposed, text_of
from tests.cast import Cast
from tests.support.visiting import Seen, Visitor

pytestmark = pytest.mark.django_db
SAYS = "This clause no longer applies."


OTHER_GATEWAY = {"chosen": "statutory", "statutory": "Water Act 2003, section 1"}


@pytest.fixture
def outdated(share: DataShare) -> Clause:
    """Return the clause on the Digital Economy Act, after another gateway was answered."""
    Answer.objects.filter(edition__share=share, key="gateway").update(value=OTHER_GATEWAY)
    return share.edition.clauses.get(key="legal.dea")


def press(person: str, cast: Cast, clause: Clause, based_on: int | None = None) -> Seen:
    wording = current_of(clause) if based_on is None else based_on
    visitor, share = Visitor(cast.everyone()[person]), clause.edition.share
    return visitor.post("strike", share, clause.pk, based_on=wording, reason="The answers have changed.")


def offers(clause: Clause) -> list[str]:
    rows = Proposal.objects.filter(wording__clause=clause, state=Proposal.State.OPEN)
    return list(rows.values_list("wording__text", flat=True))


def test_clause_that_applies_says_nothing(cast: Cast, share: DataShare) -> None:
    for clause in share.edition.clauses.filter(key__in=["legal.dea", "purpose.aims"]):
        assert SAYS not in Visitor(cast.acquirer).get("clause", share, clause.pk).words
        assert Visitor(cast.acquirer).get("strike", share, clause.pk).fields["reason"] == [""]


@pytest.mark.parametrize("person", ["acquirer", "acquirer_expert", "supplier", "supplier_colleague"])
def test_outdated_clause_is_proposed_out(person: str, cast: Cast, outdated: Clause) -> None:
    visitor = Visitor(cast.everyone()[person])
    page = visitor.get("clause", outdated.edition.share, outdated.pk)
    assert SAYS in page.words
    assert "Propose to strike this clause" in page.all("//main//a")
    assert visitor.get("strike", outdated.edition.share, outdated.pk).fields["reason"] == [REASON]

    seen = press(person, cast, outdated)

    assert seen.goes_to == f"/shares/{outdated.edition.share.reference}/clause/{outdated.pk}/"
    assert offers(outdated) == [""]
    assert SAYS not in visitor.get("clause", outdated.edition.share, outdated.pk).words


def test_words_taken_out_can_be_signed_and_say_no_more(cast: Cast, outdated: Clause) -> None:
    press("supplier", cast, outdated)
    [proposal] = Proposal.objects.filter(wording__clause=outdated)

    Visitor(cast.acquirer).post("accept", outdated.edition.share, proposal.pk)

    assert text_of(outdated) == ""
    page = Visitor(cast.acquirer).get("clause", outdated.edition.share, outdated.pk)
    assert SAYS not in page.words
    assert "cannot be signed" not in page.words


def test_section_marks_the_clause_that_no_longer_applies(cast: Cast, outdated: Clause) -> None:
    seen = Visitor(cast.onlooker).get("section", outdated.edition.share, outdated.section)

    marked = seen.all("//section[.//strong[text()='No longer applies']]/@aria-labelledby")
    assert marked == [f"heading-{outdated.pk}"]


def test_pressing_twice_proposes_once(cast: Cast, outdated: Clause) -> None:
    for _ in range(2):
        assert press("acquirer", cast, outdated).status == 302

    assert offers(outdated) == [""]


@pytest.mark.parametrize("based_on", [0, 1, 10**9])
def test_stale_page_proposes_nothing(based_on: int, cast: Cast, outdated: Clause) -> None:
    assert press("acquirer", cast, outdated, based_on).status == 409
    assert offers(outdated) == []


def test_clause_with_a_proposal_is_decided_first(cast: Cast, outdated: Clause) -> None:
    proposed(outdated, cast.supplier, "Other words.")

    assert SAYS not in Visitor(cast.acquirer).get("clause", outdated.edition.share, outdated.pk).words


@pytest.mark.parametrize(("person", "status"), [("acquirer_signatory", 403), ("onlooker", 403), ("stranger", 404)])
def test_others_read_it_and_propose_nothing(person: str, status: int, cast: Cast, outdated: Clause) -> None:
    seen = Visitor(cast.everyone()[person]).get("clause", outdated.edition.share, outdated.pk)

    assert press(person, cast, outdated).status == status
    assert offers(outdated) == []
    if status == 403:
        assert SAYS in seen.words
        assert "Propose to strike this clause" not in seen.words


def test_words_out_for_signature_are_not_proposed_out(cast: Cast, asset: DataAsset) -> None:
    share = stages.signing(cast, asset)
    clause = share.edition.clauses.get(key="legal.dea")
    Answer.objects.filter(edition__share=share, key="gateway").update(value=OTHER_GATEWAY)

    assert press("acquirer", cast, clause).status == 409
