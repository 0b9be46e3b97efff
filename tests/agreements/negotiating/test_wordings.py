"""Every wording of a clause, and the difference between any two."""

import pytest

from agreements.models import Clause
from agreements.negotiating import actions as negotiating
from catalogue.models import DataAsset
from tests.agreements import stages
from tests.agreements.negotiating.clauses import proposed, text_of
from tests.cast import Cast
from tests.support.visiting import Visitor

pytestmark = pytest.mark.django_db


@pytest.fixture
def reworded(cast: Cast, clause: Clause) -> Clause:
    """Return a clause with wording 2 accepted, 3 rejected and 4 open."""
    negotiating.accept(
        proposal=proposed(clause, cast.supplier, "Kept for six years, then destroyed."), by=cast.acquirer
    )
    negotiating.reject(
        proposal=proposed(clause, cast.acquirer, "Kept for ten years, then destroyed."),
        note="Too long.",
        by=cast.supplier,
    )
    proposed(clause, cast.acquirer, "Kept for eight years, then destroyed.")
    return clause


def test_it_lists_every_wording_with_who_and_what_became_of_it(cast: Cast, reworded: Clause) -> None:
    seen = Visitor(cast.onlooker).get("wordings", reworded.edition.share, reworded.pk)

    rows = seen.all("//form/preceding::tbody/tr")
    assert len(rows) == 4
    assert rows[0].startswith("Wording 1 The service, from the answers")
    assert "Earlier wording" in rows[0]
    assert rows[1].startswith("Wording 2 Sunita Rao (Office for Records)")
    assert "Current wording" in rows[1]
    assert rows[2].startswith("Wording 3 Amina Okafor (Barchester City Council)")
    assert "Rejected: Too long." in rows[2]
    assert "Open" in rows[3]


@pytest.mark.parametrize(
    ("before", "after", "removed", "added"),
    [("2", "3", ["six"], ["ten"]), ("3", "2", ["ten"], ["six"]), ("2", "4", ["six"], ["eight"]), ("3", "3", [], [])],
)
def test_it_shows_the_difference_between_any_two(
    before: str, after: str, removed: list[str], added: list[str], cast: Cast, reworded: Clause
) -> None:
    seen = Visitor(cast.supplier).get(
        "wordings", reworded.edition.share, reworded.pk, query={"from": before, "to": after}
    )

    assert [text.split()[-1] for text in seen.all("//del/text()")] == removed
    assert [text.split()[-1] for text in seen.all("//ins/text()")] == added
    assert seen.all("//select[@name='from']/option[@selected]") == [before]
    assert seen.all("//select[@name='to']/option[@selected]") == [after]


def test_a_change_is_told_in_words_too(cast: Cast, reworded: Clause) -> None:
    seen = Visitor(cast.supplier).get("wordings", reworded.edition.share, reworded.pk, query={"from": "2", "to": "3"})

    hidden = seen.all("//*[contains(@class, 'tracked')]//*[contains(@class, 'govuk-visually-hidden')]")
    assert len(hidden) >= 2


@pytest.mark.parametrize(
    "asked", [{}, {"from": "x", "to": "99"}, {"from": "-1", "to": ""}, {"from": "²", "to": "1" * 40}]
)
def test_it_compares_the_first_with_the_newest_unless_asked(
    asked: dict[str, str], cast: Cast, reworded: Clause
) -> None:
    seen = Visitor(cast.supplier).get("wordings", reworded.edition.share, reworded.pk, query=asked)

    assert "From wording 1 to wording 4" in seen.all("//h2")


def test_a_clause_with_one_wording_has_nothing_to_compare(cast: Cast, clause: Clause) -> None:
    seen = Visitor(cast.acquirer).get("wordings", clause.edition.share, clause.pk)

    assert "Wording 1" in seen.all("//h2")
    assert seen.all("//select") == []


def test_only_who_may_propose_is_offered_to_propose_it_again(cast: Cast, reworded: Clause) -> None:
    again = "//a[contains(., 'Propose it again')]"

    assert len(Visitor(cast.supplier_expert).get("wordings", reworded.edition.share, reworded.pk).all(again)) == 1
    assert Visitor(cast.onlooker).get("wordings", reworded.edition.share, reworded.pk).all(again) == []


def test_it_refuses_a_stranger(cast: Cast, reworded: Clause) -> None:
    assert Visitor(cast.stranger).get("wordings", reworded.edition.share, reworded.pk).status == 404


def test_a_clause_of_another_data_share_is_not_found(cast: Cast, asset: DataAsset, clause: Clause) -> None:
    elsewhere = stages.negotiating(cast, asset)

    assert Visitor(cast.acquirer).get("wordings", elsewhere, clause.pk).status == 404


def test_the_history_shows_changed_words_as_tracked_changes_and_spells_gaps_out(cast: Cast, clause: Clause) -> None:
    proposed(clause, cast.acquirer, text_of(clause) + "\n\nIt is [[gap:if_refused]].")

    page = Visitor(cast.supplier).get("history", clause.edition.share)

    [tracked] = page.all("//dl[@class='event-changes']//div[contains(@class, 'tracked')]")
    assert "Missing answer: " in tracked
    assert "[[gap:" not in page.words
    assert page.all("//dl[@class='event-changes']//del") == []


def test_the_page_that_rejects_words_shows_them(cast: Cast, clause: Clause) -> None:
    offered = proposed(clause, cast.acquirer, text_of(clause) + "\n\nNo one else may see it.")

    page = Visitor(cast.supplier).get("reject", clause.edition.share, offered.pk)

    assert any("No one else may see it." in came for came in page.all("//ins"))


def test_the_hint_fits_what_is_in_the_box(cast: Cast, clause: Clause) -> None:
    assert text_of(clause).startswith("| ")

    page = Visitor(cast.acquirer).get("propose", clause.edition.share, clause.pk, query={"as": "text"})

    assert "This clause has a table. Write each row on its own line" in page.words
    assert "How to write a table" in page.words
    assert "Write plain paragraphs." not in page.words
