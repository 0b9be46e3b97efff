"""References between clauses: kept as keys, printed as numbers."""

import pytest

from agreements.wording.references import ClauseName, kept, printed, referred_to

CLAUSES = {
    "purpose.aims": ClauseName("mou", "3.1", "Purpose"),
    "retention.period": ClauseName("mou", "10.1", "How long the data is kept"),
    "retention.disposal": ClauseName("mou", "10.2", "Disposal"),
    "annex.items": ClauseName("mou", "A.1", "Items of data"),
    "schedule.party__4": ClauseName("mou", "S1.2", "Fire service"),
    "own.1": ClauseName("mou", "", "Struck one"),
    "need.project": ClauseName("dpia", "1.1", "The project"),
    "risks.register": ClauseName("dpia", "3.1", "Risks"),
}


def store(text: str, document: str = "mou") -> str:
    return kept(text, document, lambda: CLAUSES)


def show(text: str) -> str:
    return printed(text, lambda: CLAUSES)


AIMS, PERIOD, DISPOSAL = "[[clause:purpose.aims]]", "[[clause:retention.period]]", "[[clause:retention.disposal]]"


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("See clause 3.1.", f"See clause {AIMS}."),
        ("Clause 10.1 applies.", f"Clause {PERIOD} applies."),
        ("clauses 3.1, 10.1 and 10.2 end", f"clauses {AIMS}, {PERIOD} and {DISPOSAL} end"),
        ("clause 3.1 of this memorandum of understanding", f"clause {AIMS} of this memorandum of understanding"),
        ("clause 3.1 of the agreement", f"clause {AIMS} of the agreement"),
        ("clause 3.1 of the impact assessment", "clause [[clause:risks.register]] of the impact assessment"),
        ("clause a.1 and clause S1.2", "clause [[clause:annex.items]] and clause [[clause:schedule.party__4]]"),
        ("clause 3.1(a)", f"clause {AIMS}(a)"),
        ("clauses 3.1 & 10.1", f"clauses {AIMS} & {PERIOD}"),
        ("clause 3.1 and/or 10.1", f"clause {AIMS} and/or {PERIOD}"),
        ("paragraph 3.1, cl. 10.1", f"paragraph {AIMS}, cl. {PERIOD}"),
        ("this agreement, clause 3.1", f"this agreement, clause {AIMS}"),
        ("clauses 3.1 and 10.1 of these rules", f"clauses {AIMS} and {PERIOD} of these rules"),
        ("clause 3.1 in writing", f"clause {AIMS} in writing"),
        ("clause 3.1 to the letter", f"clause {AIMS} to the letter"),
        ("clause 3.1\nand more", f"clause {AIMS}\nand more"),
    ],
)
def test_number_is_kept_as_the_key_of_its_clause(typed: str, stored: str) -> None:
    assert store(typed) == stored
    assert show(stored).lower() == typed.lower()


@pytest.mark.parametrize(
    "typed",
    [
        "clause 3.1 of the common rules",
        "clause 3.1 of the contract with the processor",
        "clause 3.1 of the agreement with the Home Office",
        "clause 3.1 of another text",
        "the common rules, clause 3.1",
        "clause 3.1 in the common rules",
        "clause 3.1 (of the common rules)",
        "clause 3.1, of the contract",
        "contract clause 3.1",
        "clause 3.1 under the 2019 contract",
        "clause 3.1 of the agreement made with X",
        "clause 3.1 of the agreement signed in 2019",
        "clause 3.1 of the agreement on water",
        "clause 3.1 of the agreement’s annex",
        "clause 99.9",
        "clause 3.1.2",
        "clause 3.1A",
        "section 3.1 of the Act",
        "3.1 million people",
        "subclause 3.1",
    ],
)
def test_other_numbers_stay_as_they_are(typed: str) -> None:
    assert store(typed) == typed


def test_reference_in_the_assessment_means_the_assessment() -> None:
    assert store("As clause 3.1 says", "dpia") == "As clause [[clause:risks.register]] says"
    assert (
        store("As clause 3.1 of the agreement says", "dpia")
        == "As clause [[clause:purpose.aims]] of the agreement says"
    )


def test_struck_and_lost_clauses_are_named_as_such() -> None:
    assert show("See clause [[clause:own.1]].") == "See clause “Struck one” (struck)."
    assert show("See clause [[clause:own.9]].") == "See clause that was removed."
    assert referred_to("[[clause:own.1]] [[clause:own.9]] [[clause:own.1]]") == ("own.1", "own.9")


def test_what_is_stored_stays_the_same_when_stored_again() -> None:
    stored = store("clauses 3.1 and 10.2")
    assert store(stored) == stored
    assert store(show(stored)) == stored
