"""What pages say of several organisations at once: who has agreed, who must do what, whose skills are missing."""

import pytest

from agreements.models import Clause, DataShare, Outcome
from agreements.negotiating import actions as negotiating
from agreements.responding import actions as responding
from catalogue.models import DataAsset
from tests.agreements import stages
from tests.agreements.negotiating.clauses import current_of, whole_clauses
from tests.agreements.several import asked_of_two
from tests.cast import Cast
from tests.support.visiting import Visitor

pytestmark = pytest.mark.django_db
COUNCIL, OFFICE, AGENCY = "Barchester City Council", "Office for Records", "Agency for Elsewhere"


@pytest.fixture
def share(cast: Cast, asset: DataAsset) -> DataShare:
    """Return a negotiation between who asked and two suppliers, in which one clause is agreed by the first."""
    share = asked_of_two(cast, asset)
    for lead in (cast.supplier, cast.stranger):
        responding.decide(share=stages.fresh(share), outcome=Outcome.ACCEPT, reason=None, text="", by=lead)
    share = stages.fresh(share)
    clause = whole_clauses(share)[0]
    negotiating.agree(share=share, wordings={clause.pk: current_of(clause)}, by=cast.acquirer)
    return stages.fresh(share)


def test_those_that_stand_alike_are_named_together(cast: Cast, share: DataShare) -> None:
    first, second = whole_clauses(share)[:2]
    visitor = Visitor(cast.acquirer)
    assert (
        f"{COUNCIL} agreed. {OFFICE} and {AGENCY} have not agreed yet." in visitor.get("clause", share, first.pk).words
    )
    none = "No organisation has agreed yet."
    for seen in (visitor.get("clause", share, second.pk), visitor.get("section", share, second.section)):
        assert none in seen.words
    counted = f"1 of 3 organisations has agreed. {OFFICE} and {AGENCY} have not agreed yet"
    assert counted in visitor.get("agreement", share).words


def test_clause_that_binds_some_says_so_and_whether_all_of_them_agreed(cast: Cast, share: DataShare) -> None:
    clause, visitor = whole_clauses(share)[1], Visitor(cast.acquirer)
    parties = list(share.parties.all())
    clause.binds = [party.pk for party in parties]
    clause.save(update_fields=["binds"])
    assert "None of them has agreed yet." in visitor.get("clause", share, clause.pk).words
    for lead in (cast.acquirer, cast.supplier, cast.stranger):
        negotiating.agree(share=share, wordings={clause.pk: current_of(clause)}, by=lead)
    assert "All of them have agreed." in visitor.get("clause", share, clause.pk).words
    Clause.objects.filter(pk=clause.pk).update(binds=[])
    assert "Every organisation has agreed." in visitor.get("clause", share, clause.pk).words


def test_overview_has_one_line_for_each_organisation(cast: Cast, share: DataShare) -> None:
    lines = Visitor(cast.acquirer).get("overview", share).all("//div[@class='next-panel']/ul[1]/li")
    named = [line.partition(" must ")[0] for line in lines if " must " in line]
    assert {OFFICE, AGENCY} <= set(named)
    assert len(named) == len(set(named))
    assert any(line.startswith(f"{AGENCY} must still agree") and " and answer " in line for line in lines)


def test_people_page_lists_the_missing_skills_of_others_in_one_row(cast: Cast, share: DataShare) -> None:
    page = Visitor(cast.supplier).get("people", share)
    keys = page.all(f"//dl[preceding-sibling::h3[1][.='Who advises for {AGENCY}']][1]/div/dt")
    assert keys == ["Missing", "No one yet"]
    assert "Missing Legal, data protection, security" in page.words
    own = page.all(f"//dl[preceding-sibling::h3[1][.='Who advises for {OFFICE}']][1]/div/dt")
    assert own[:2] == ["Legal", "Data protection"]
