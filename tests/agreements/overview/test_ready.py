"""All clauses that Home counts as ready can be agreed: no blocking gap, no proposal to decide first."""

import re

import pytest

from agreements.access import Page
from agreements.members import actions as members
from agreements.models import Answer, Clause, DataShare
from agreements.models.negotiating import ClauseQuerySet
from agreements.negotiating import actions as negotiating
from agreements.negotiating.progress import progress_of
from agreements.wording.gaps import has_gap
from catalogue.models import DataAsset
from community.models import User
from tests.agreements import stages
from tests.agreements.negotiating.clauses import current_of, proposed, text_of, whole_clauses
from tests.cast import Cast
from tests.support.visiting import Visitor

pytestmark = pytest.mark.django_db


@pytest.fixture
def share(cast: Cast, asset: DataAsset) -> DataShare:
    return stages.negotiating(cast, asset)


def bound(share: DataShare, user: User) -> ClauseQuerySet:
    """Return the clauses that bind this user's organisation."""
    return share.edition.clauses.binding(members.party_of(share, user))


def boxes(user: User, share: DataShare) -> int:
    """Return how many clauses the pages of the sections let this user tick."""
    keys = dict.fromkeys(share.edition.clauses.order_by("position").values_list("section", flat=True))
    pages = [Visitor(user).get("section", share, key) for key in keys]
    return sum(len(page.all("//input[@name='clause']")) for page in pages)


def with_gap(share: DataShare) -> list[Clause]:
    return [clause for clause in share.edition.clauses.select_related("current") if has_gap(text_of(clause))]


def test_clauses_with_a_gap_are_not_counted(cast: Cast, share: DataShare) -> None:
    gaps = with_gap(share)
    assert gaps
    count = bound(share, cast.acquirer).count() - len(gaps)

    words = Visitor(cast.acquirer).get("shares").words

    assert f"Agree {count} clauses" in words
    assert boxes(cast.acquirer, share) == count
    assert f"It can agree {count} of them now." in Visitor(cast.acquirer).get("overview", share).words


def test_clause_with_an_own_proposal_is_not_counted(cast: Cast, share: DataShare) -> None:
    count = bound(share, cast.acquirer).count() - len(with_gap(share))
    proposed(whole_clauses(share)[0], cast.acquirer)

    assert f"Agree {count - 1} clauses" in Visitor(cast.acquirer_colleague).get("shares").words


def agree_all_but_gaps(share: DataShare, user: User) -> None:
    whole = [clause for clause in bound(share, user).select_related("current") if not has_gap(text_of(clause))]
    negotiating.agree(share=share, wordings={clause.pk: current_of(clause) for clause in whole}, by=user)


def test_only_gaps_left_ask_for_the_answers_that_are_owed(cast: Cast, share: DataShare) -> None:
    clause = whole_clauses(share)[0]
    lacks = f"{text_of(clause)}\n\n[[gap:aims]]"
    stages.fill_gaps(share, cast)
    negotiating.accept(proposal=proposed(clause, cast.supplier, lacks), by=cast.acquirer)
    for lead in (cast.acquirer, cast.supplier):
        agree_all_but_gaps(share, lead)

    mine, theirs = (Visitor(lead).get("shares").words for lead in (cast.acquirer, cast.supplier))

    assert "Answer 1 question" in mine
    assert "Barchester City Council to answer the remaining questions" in theirs
    assert not re.search(r"Agree \d+ clause", mine)
    overview = Visitor(cast.acquirer).get("overview", share)
    assert overview.all("//main//a[@role='button']") == ["Answer 1 question"]
    assert "Council must answer the remaining questions before it can agree more clauses." in overview.words
    assert "to answer the remaining questions" in Visitor(cast.supplier).get("overview", share).words


def test_gap_that_may_follow_in_an_emergency_is_counted(cast: Cast, asset: DataAsset) -> None:
    share = stages.negotiating(cast, asset)
    Answer.objects.filter(edition__share=share, key="tri_kind").update(value="emergency")

    page = Page(DataShare.objects.read_by(cast.acquirer).get(pk=share.pk), cast.acquirer)
    can = sum(row.can_agree for row in progress_of(page).rows)

    assert can > bound(share, cast.acquirer).count() - len(with_gap(share))
    assert f"Agree {can} clauses" in Visitor(cast.acquirer).get("shares").words


@pytest.mark.parametrize("person", ["acquirer", "supplier"])
def test_home_the_overview_and_the_pages_count_alike(person: str, cast: Cast, share: DataShare) -> None:
    user = cast.everyone()[person]
    negotiating.agree(
        share=share, wordings={clause.pk: current_of(clause) for clause in whole_clauses(share)[:7]}, by=user
    )

    count = boxes(user, share)

    assert f"Agree {count} clauses" in Visitor(user).get("shares").words
    assert f"It can agree {count} of them now." in Visitor(user).get("overview", share).words
