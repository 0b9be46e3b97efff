"""Four golden pairs of documents, kept whole: what changes in the library is seen and read before it lands."""

import pytest

from agreements.drafting.build import Draft
from tests.agreements.drafting.golden import FOLDER, difference, golden_drafts

DRAFTS = dict(golden_drafts())
AGAIN = "Read what changed, then write it: python -m tests.agreements.drafting.golden --write"


@pytest.mark.parametrize(("name", "made"), DRAFTS.items(), ids=DRAFTS)
def test_draft_is_the_one_kept(name: str, made: Draft) -> None:
    changed = difference(name, made)
    assert not changed, f"{AGAIN}\n\n{changed}"


@pytest.mark.parametrize(("name", "made"), DRAFTS.items(), ids=DRAFTS)
def test_golden_answers_leave_no_gap(name: str, made: Draft) -> None:
    assert {gap.key for gap in made.progress().missing} == set()


def test_no_file_is_kept_of_a_document_that_is_not_drafted() -> None:
    assert {path.name for path in FOLDER.glob("*.md")} == set(DRAFTS)


def test_no_assessment_is_kept_where_the_law_asks_for_none() -> None:
    assert "aggregate-agreement.md" in DRAFTS
    assert "aggregate-assessment.md" not in DRAFTS
