"""Terms that real agreements have, and what the answers call for by name: each sentence as a reader sees it."""

from dataclasses import replace
from typing import Any

import pytest

from agreements.answers import StoredAnswers
from agreements.drafting.build import PartyFacts, draft
from tests.agreements.drafting.answers import FACTS, FULL, UNDER_RULES
from tests.agreements.drafting.several import HALF, REQUEST, THREE, drafted

OUTSIDE = replace(FACTS, suppliers=(PartyFacts(name="Kent County Council", government=False),))


def two(key: str, facts: Any = FACTS, **change: Any) -> str:
    """Return the words of a clause between two parties; empty if it does not stand."""
    return next((found.text for found in draft("mou", FULL | change, facts).clauses if found.key == key), "")


def three(key: str, half: dict[str, Any] | None = None, **change: Any) -> str:
    """Return the same among three."""
    made = drafted("mou", StoredAnswers({**REQUEST, **change}, {2: half or HALF, 3: half or HALF}), THREE)
    return next((found.text for found in made.clauses if found.key == key), "")


BOTH = pytest.mark.parametrize("said", [two, three])


# --- Limits of use ----------------------------------------------------------------------------------


@BOTH
def test_forbidden_uses_are_named(said: Any) -> None:
    words = said("purpose.limits")
    assert "will not use the data for the following, however close it is to the purpose." in words
    assert "> Pursuing debts." in words
    assert said("purpose.limits", uses_forbidden="") == ""


CONTACTS = [
    ({"chosen": "no"}, "will not use the data to contact the people whom it concerns."),
    ({"chosen": "agreed"}, "has agreed in writing beforehand, each time."),
    ({"chosen": "yes", "yes": "One letter."}, "only as follows.\n\n> One letter."),
    ("", "unless the purpose in section 3 calls for it or"),
]


@BOTH
@pytest.mark.parametrize(("answer", "words"), CONTACTS)
def test_contact_with_the_people_is_settled(said: Any, answer: Any, words: str) -> None:
    assert words in said("data.contact", contact_people=answer)


@BOTH
def test_results_go_back_with_a_basis_of_their_own(said: Any) -> None:
    words = said("delivery.results")
    assert "> Addresses that were wrong." in words
    assert "needs a power and a lawful basis of its own to receive it" in words
    assert said("delivery.results", results_back="") == ""


# --- General terms ----------------------------------------------------------------------------------


@BOTH
def test_general_terms_stand_once(said: Any) -> None:
    words = said("signatures.general")
    for sentence in (
        "gives no right to a person who is not a party. It takes nothing away from the rights of the people",
        "No party may transfer its part in this",
        "that body takes the party’s place as the law provides. No more data is supplied until the parties have",
        "If a term is unlawful or unenforceable, the others stay in force unless they depend on it. This does not",
        "From the day it takes effect, this",
        "> The memorandum of 2021.",
        "Data supplied under them is held under this one. It replaces no other agreement, and no contract under",
    ):
        assert sentence in words, sentence
    assert "replaces" not in said("signatures.general", supersedes="")


def test_common_rules_are_not_replaced() -> None:
    assert "It replaces no other agreement" in two("signatures.general", UNDER_RULES)


def test_every_term_holds_for_as_long_as_data_is_held() -> None:
    for words in (two("summary.term"), three("summary.term")):
        assert "stops using the data and keeps it only as section 10 allows. For as long as any party holds" in words
        assert "every term about how the data may be used, kept, protected, disclosed, corrected and destroyed" in words
        assert "and so does every duty to people. Section 14 holds for as long as it says." in words


LAWS = [("england_wales", "England and Wales"), ("scotland", "Scotland"), ("northern_ireland", "Northern Ireland")]


@pytest.mark.parametrize(("option", "law"), LAWS)
def test_binding_agreement_has_a_law(option: str, law: str) -> None:
    change: dict[str, Any] = {"governing_law": option}
    assert "This agreement is a contract between the parties" in two("summary.effect", OUTSIDE, **change)
    general = two("signatures.general", OUTSIDE, **change)
    assert f"It is governed by the law of {law}, and the courts there, and only they, decide" in general
    act = "Contract (Third Party Rights) (Scotland) Act 2017" if law == "Scotland" else "Third Parties) Act 1999"
    assert act in general
    assert "No party will ask a court" not in two("costs.disputes", OUTSIDE, **change)
    assert f"governed by the law of {law}" in three("signatures.general", **change)


def test_memorandum_of_government_has_no_law_and_is_no_contract() -> None:
    assert "It is not legally binding" in two("summary.effect", governing_law="scotland")
    assert "governed by" not in two("signatures.general", governing_law="scotland")
    assert "It is not intended to create a contract" in two("summary.effect", OUTSIDE)
    assert "No party will ask a court" in two("costs.disputes", OUTSIDE)


# --- Ending -----------------------------------------------------------------------------------------


@BOTH
def test_notice_and_breach_end_a_part(said: Any) -> None:
    words = said("governance.ending")
    assert "by giving the others 6 months of notice in writing. It may end its part at once if" in words
    assert "if continuing would be unlawful, or if another party commits a serious breach." in words
    assert "put right within 20 working days, and end its part if it is not. Notice is given in the service" in words
    assert "and counts from the next working day." in words
    assert "by giving the others 3 months of notice in writing" in said("governance.ending", notice="")


# --- Requests for information and publication -------------------------------------------------------


@BOTH
def test_request_for_information_is_told_before_it_is_answered(said: Any) -> None:
    words = said("rights.foi", foi="")
    assert "within 5 working days and give them 5 working days to say what they think about disclosure" in words
    assert "section 45 of the Act of 2000" in words
    assert "It will send them a copy of what it discloses." in words


@BOTH
def test_statistics_are_not_released_early(said: Any) -> None:
    order = "Pre-release Access to Official Statistics Order 2008"
    assert order in said("delivery.outputs", policy_area={"chosen": "research_statistics"})
    assert order not in said("delivery.outputs")


# --- Named where the answers call for it ------------------------------------------------------------


@BOTH
def test_patients_have_an_opt_out_and_the_caldicott_principles(said: Any) -> None:
    words = said("legal.confidence")
    assert "will keep to the Caldicott Principles of the National Data Guardian" in words
    assert "consent, a law that requires the disclosure or lifts the duty, support under section 251 of the" in words
    assert "(England and Wales) or its equivalent in Scotland or Northern Ireland" in words
    assert "is disclosed under section 251 support for a purpose beyond the person’s own care" in words
    assert "first removes the records of people who have opted out (the national data opt-out)" in words
    other = said("legal.confidence", sc_condition=["employment"], subjects={"chosen": ["taxpayers"]})
    assert "Caldicott" not in other
    assert "opt-out" not in other


@BOTH
def test_health_conditions_need_secrecy(said: Any) -> None:
    assert "(Article 9(3) UK GDPR and section 11(1) of the Data Protection Act 2018)" in said("basis.special")
    public = said("basis.special", sc_condition=["public_health"])
    assert "(paragraph 3(b) of Schedule 1 to the Data Protection Act 2018)" in public
    assert "section 11(1)" not in public
    assert "paragraph 3(b)" not in said("basis.special")


@BOTH
def test_research_has_the_safeguards_of_article_84b(said: Any) -> None:
    assert "safeguards in Articles 84B and 84C UK GDPR" in said("basis.research", sc_condition=["research"])
    assert said("basis.research") == ""


@BOTH
def test_consent_can_be_withdrawn(said: Any) -> None:
    change: dict[str, Any] = {"basis": {"chosen": ["consent"], "why": "They asked for it."}}
    assert "A person may withdraw consent at any time (Article 7(3) UK GDPR)." in said("basis.lawful", **change)
    assert "withdraw consent" not in said("basis.lawful")


@BOTH
def test_people_are_told_in_time_and_the_sharing_is_recorded(said: Any) -> None:
    notice = said("rights.notice")
    assert "Unless Article 14(5) or an exemption applies, " in notice
    assert "within a reasonable time and at most one month, and no later than when it first contacts them" in notice
    assert "A party that relies on Article 14(5) or an exemption records which, and why." in notice
    assert "(Article 14(3) UK GDPR)" in notice
    records = said("assurance.records")
    assert "Each controller enters the sharing in its record of processing (Article 30 UK GDPR)." in records
