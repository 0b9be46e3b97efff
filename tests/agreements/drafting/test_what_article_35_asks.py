"""What the law asks of the assessment, sentence by sentence, between two parties and among three."""

from typing import Any

import pytest

from agreements.answers import StoredAnswers
from agreements.drafting.build import draft
from tests.agreements.drafting.answers import FACTS, FULL
from tests.agreements.drafting.several import HALF, REQUEST, THREE, drafted
from tests.agreements.drafting.test_what_the_law_asks import ACT, POLICE


def assessed(key: str, **change: Any) -> str:
    """Return the words of a clause of the assessment between two parties; empty if it does not stand."""
    return next((found.text for found in draft("dpia", FULL | change, FACTS).clauses if found.key == key), "")


def assessed_by_three(key: str, **change: Any) -> str:
    """Return the same among three."""
    made = drafted("dpia", StoredAnswers({**REQUEST, **change}, {2: HALF, 3: HALF}), THREE)
    return next((found.text for found in made.clauses if found.key == key), "")


def test_supplier_considers_whether_its_disclosure_is_compatible() -> None:
    assert assessed("necessity.compatible").endswith(
        "The supplier has considered whether its disclosure is compatible under Article 8A, and agrees with this "
        "clause. Section 6 of the memorandum gives each party’s lawful basis. If the data was collected on "
        "consent, Article 8A(4) applies."
    )
    assert assessed_by_three("necessity.compatible").endswith(
        "Each giver has considered whether its disclosure is compatible under Article 8A, and agrees with this clause. "
        "If the data was collected on consent, Article 8A(4) applies."
    )


def test_agreeing_the_clauses_is_not_approving_the_assessment() -> None:
    for words in (assessed("approval.decisions"), assessed_by_three("approval.decisions")):
        assert "Someone with the authority to do so accepts the risk that remains for each controller" in words


def test_assessment_speaks_of_sections_and_claims_no_absence_of_risk() -> None:
    assert "The measures in section 6 stand under the same numbers." in assessed("risks.register")
    assert "These measures answer the risks in section 5" in assessed("measures.plan")
    source = draft("dpia", FULL, FACTS).clauses
    assert not [found.key for found in source if "step 5" in found.text or "step 6" in found.text]


@pytest.mark.parametrize("said", [assessed, assessed_by_three])
def test_short_assessment_holds_what_article_35_requires(said: Any) -> None:
    words = said("need.screening", tri_kind="emergency")
    assert "make a short assessment that holds everything required by Article 35(7) UK GDPR: the processing" in words
    assert "(section 2), its necessity (4), the risks (5) and the measures (6), with the data protection" in words
    assert "takes effect they add the rest." in words


def test_transfers_that_are_not_known_have_no_safeguards() -> None:
    assert assessed("necessity.transfers", transfer="not_sure") == ""
    assert "Ireland" in assessed("necessity.transfers")


# --- Law enforcement -----------------------------------------------------------------------------

PART_3: list[tuple[str, str]] = [
    ("need.screening", f"this assessment is required by section 64 {ACT}."),
    ("description.automated", f"Sections 50A to 50D {ACT} apply to a significant decision"),
    ("necessity.minimisation", f"limited to what is necessary (section 37 {ACT})."),
    ("necessity.compatible", f"was collected is governed by section 36 {ACT}."),
    ("necessity.compatible", "its disclosure is compatible under section 36, and agrees with this clause."),
    ("measures.residual", f"must consult the Information Commissioner under section 65 {ACT} before"),
    ("approval.advice", f"must seek that officer’s advice on this assessment (sections 70(1) and 71(1)(b) {ACT})."),
]


@pytest.mark.parametrize(("key", "words"), PART_3)
def test_assessment_for_law_enforcement_cites_part_3(key: str, words: str) -> None:
    text = assessed(key, **POLICE | {"compatible": "yes"})
    assert words in text
    assert "UK GDPR" not in text
    assert ACT not in assessed(key)
