"""Reading all clauses of a document on one page, and agreeing them beside their words."""

import pytest

from agreements.models import Clause, ClauseAgreement, DataShare, Document
from agreements.negotiating import actions as negotiating
from agreements.negotiating import agreeing
from agreements.negotiating.shown import NOT_SHOWN
from agreements.wording.gaps import has_gap
from datashare.lib.exceptions import NotNow
from tests.agreements.negotiating.clauses import current_of, proposed, seal_of, tick, whole_clauses
from tests.cast import Cast
from tests.support.visiting import Visitor, address

pytestmark = pytest.mark.django_db
BOXES = "//input[@type='checkbox'][@name='clause']/@value"


def ticks(clauses: list[Clause]) -> list[str]:
    return [f"{clause.pk}:{current_of(clause)}" for clause in clauses]


def agreements(share: DataShare) -> int:
    return ClauseAgreement.objects.filter(wording__clause__edition__share=share).count()


def test_it_shows_every_clause_of_the_document_with_its_words(cast: Cast, share: DataShare) -> None:
    visitor = Visitor(cast.acquirer)
    assert "read and agree all clauses of this document on one page" in visitor.get("agreement", share).words

    page = visitor.get("section", share, "agreement")

    assert page.heading.endswith(": all clauses")
    assert page.all(BOXES) == ticks(whole_clauses(share))
    numbers = share.edition.clauses.filter(document=Document.MOU).values_list("number", "heading")
    assert all(f"{number} {heading}" in page.words for number, heading in numbers)
    assert "Propose a new clause for this section" not in page.words


def test_it_agrees_what_was_ticked_and_leads_to_the_other_document(cast: Cast, share: DataShare) -> None:
    visitor, clauses = Visitor(cast.acquirer), whole_clauses(share)

    seen = tick(visitor, "section", share, "agreement", clause=ticks(clauses))

    assert seen.goes_to == address("section", share, "assessment")
    assert agreements(share) == len(clauses)
    assert visitor.get("section", share, "agreement").all(BOXES) == []


def test_it_goes_back_to_the_list_when_nothing_is_left(cast: Cast, share: DataShare) -> None:
    others = share.edition.clauses.filter(document=Document.DPIA).exclude(binds=[0]).select_related("current")
    whole = [clause for clause in others if clause.current and not has_gap(clause.current.text)]
    wordings = {clause.pk: current_of(clause) for clause in whole}
    negotiating.agree(share=share, wordings=wordings, by=cast.acquirer)

    seen = tick(Visitor(cast.acquirer), "section", share, "agreement", clause=ticks(whole_clauses(share)))

    assert seen.goes_to == address("agreement", share)


def test_clause_with_other_words_by_then_is_left_out_and_named(cast: Cast, share: DataShare) -> None:
    visitor, clauses = Visitor(cast.acquirer), whole_clauses(share)
    shown, seal = ticks(clauses), seal_of(visitor, "section", share, "agreement")
    negotiating.accept(proposal=proposed(clauses[0], cast.acquirer_colleague), by=cast.supplier)

    seen = visitor.post("section", share, "agreement", clause=shown, shown=seal)

    assert seen.status == 409
    assert f"Clause {clauses[0].number} of the agreement changed after you opened the page." in seen.errors[0]
    agreed = ClauseAgreement.objects.filter(party__is_lead=True, wording__in=[current_of(each) for each in clauses[1:]])
    assert agreed.count() == len(clauses) - 1


def test_what_another_page_showed_is_not_agreed_here(cast: Cast, share: DataShare) -> None:
    visitor, others = Visitor(cast.acquirer), whole_clauses(share, Document.DPIA)

    seen = tick(visitor, "section", share, "agreement", clause=ticks(others))

    assert seen.status == 409
    assert NOT_SHOWN in seen.errors[0]
    wordings = {clause.pk: current_of(clause) for clause in others}
    with pytest.raises(NotNow):
        agreeing.agree_in_section(share=share, section="agreement", wordings=wordings, by=cast.acquirer)
    assert agreements(share) == 0


def test_who_may_not_agree_reads_and_who_may_not_know_finds_nothing(cast: Cast, share: DataShare) -> None:
    assert Visitor(cast.onlooker).get("section", share, "agreement").all(BOXES) == []
    assert Visitor(cast.onlooker).post("section", share, "agreement", clause="1:1").status == 403
    assert Visitor(cast.stranger).get("section", share, "agreement").status == 404
    assert Visitor(cast.stranger).post("section", share, "agreement", clause="1:1").status == 404
