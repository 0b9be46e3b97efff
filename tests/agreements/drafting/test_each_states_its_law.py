"""Each party states its own law: disclosure is processing, and the law of one party is not that of another."""

from dataclasses import replace
from typing import Any

import pytest

from agreements.answers import StoredAnswers
from agreements.drafting.build import PartyFacts, draft
from agreements.questionnaire.supplier import own_journey
from tests.agreements.drafting.answers import FACTS, FULL
from tests.agreements.drafting.several import FROM_POLICE, HALF, REQUEST, THREE, drafted

VERSION = "2026-11"


def said(key: str, supplier: str = "", **change: Any) -> str:
    facts = replace(FACTS, suppliers=(PartyFacts(name=supplier),)) if supplier else FACTS
    return next(found.text for found in draft("mou", FULL | change, facts).clauses if found.key == key)


def missing(key: str, **change: Any) -> tuple[str, ...]:
    return next(found.gaps for found in draft("mou", FULL | change, FACTS).clauses if found.key == key)


# --- Conditions of the giver ------------------------------------------------------------------------


def test_supplier_states_its_own_conditions_and_policy_document() -> None:
    special = said("basis.special")
    assert "To receive and use the data, the acquirer relies on substantial public interest" in special
    assert "To disclose the data, the supplier relies on substantial public interest (Article 9(2)(g)" in special
    assert "is safeguarding of children and people at risk (paragraph 18)." in special
    assert "The supplier’s position is as follows.\n\n> Schedule 1 paragraph 18." in said("basis.criminal")
    policy = said("basis.policy")
    assert "The acquirer’s policy document is: Winter payments policy, March 2026." in policy
    assert "The supplier’s policy document is: Our policy of May 2026." in policy


@pytest.mark.parametrize(
    ("clause", "answer"),
    [
        ("basis.special", "s_sc_condition"),
        ("basis.special", "s_sc_public"),
        ("basis.criminal", "s_crim_basis"),
        ("basis.policy", "s_apd"),
    ],
)
def test_condition_that_the_supplier_has_not_stated_is_a_gap(clause: str, answer: str) -> None:
    assert answer in missing(clause, **{answer: ""})


def test_giver_of_several_states_its_conditions_in_its_legal_position() -> None:
    made = drafted("mou", StoredAnswers(REQUEST, {2: FROM_POLICE, 3: HALF}), THREE)
    giving = next(found.text for found in made.clauses if found.key == "schedule.giving__3")
    assert "| Special category condition | Substantial public interest (Article 9(2)(g) UK GDPR" in giving
    assert "| Criminal offence data | Schedule 1 paragraph 18. |" in giving
    assert "| Appropriate policy document | Our policy of May 2026 |" in giving


SENSITIVE: dict[str, Any] = {"tri_personal": "yes", "data_types": ["special", "criminal"]}
OF_UK_GDPR = {"special-category-data", "criminal-offence-data", "policy-document"}
ASKED: list[tuple[dict[str, Any], dict[str, Any], set[str]]] = [
    (SENSITIVE, {"s_basis": {"chosen": ["public_task"]}}, OF_UK_GDPR),
    (SENSITIVE, {"s_basis": {"chosen": ["part_3", "public_task"]}}, OF_UK_GDPR),
    (SENSITIVE, {"s_basis": {"chosen": ["part_3"]}}, set()),
    (SENSITIVE | {"basis": {"chosen": ["part_3"]}}, {"s_basis": {"chosen": ["public_task"]}}, OF_UK_GDPR),
    ({"tri_personal": "yes", "data_types": ["personal"]}, {"s_basis": {"chosen": ["public_task"]}}, set()),
    ({"tri_personal": "no", "data_types": ["none"]}, {}, set()),
]


@pytest.mark.parametrize(("request_", "own", "asked"), ASKED)
def test_supplier_is_asked_for_the_conditions_that_its_disclosure_needs(
    request_: dict[str, Any], own: dict[str, Any], asked: set[str]
) -> None:
    slugs = {step.slug for step in own_journey(VERSION, own, request_).steps()}
    assert slugs & (OF_UK_GDPR | {"public-interest"}) == asked


def test_supplier_in_the_public_interest_is_asked_for_the_condition_in_part_2() -> None:
    own: dict[str, Any] = {"s_basis": {"chosen": ["public_task"]}, "s_sc_condition": ["public_interest"]}
    assert "public-interest" in {step.slug for step in own_journey(VERSION, own, SENSITIVE).steps()}


def test_article_9_is_listed_whole() -> None:
    for word in (
        *("racial or ethnic origin, political opinions, religious or philosophical beliefs or trade union membership",),
        *("genetic data, biometric data used to identify a person uniquely, and data about health, sex life or",),
    ):
        assert word in said("basis.special")


# --- Acts that restrict disclosure ------------------------------------------------------------------

RESTRICTED = [
    ("Office for National Statistics", "section 39(4) of the Statistics and Registration Service Act 2007 allows"),
    ("Department for Work and Pensions", "section 123 of the Social Security Administration Act 1992"),
    (
        "NHS England",
        "under section 261(1) only for purposes connected with health care, adult social care or the promotion",
    ),
]


@pytest.mark.parametrize(("supplier", "words"), RESTRICTED)
def test_act_that_restricts_a_supplier_is_stated(supplier: str, words: str) -> None:
    assert words in said("legal.bars", supplier)


def test_other_act_is_stated_by_the_supplier() -> None:
    words = said("legal.bars", "Environment Agency")
    assert "The supplier states this about other laws" in words
    assert "> Section 5 of our own Act." in words
    assert "Statistics" not in words
    plain = draft("mou", FULL | {"s_restriction": ""}, replace(FACTS, suppliers=(PartyFacts(name="Defra"),)))
    assert "legal.bars" not in {found.key for found in plain.clauses}


# --- Automated decisions ----------------------------------------------------------------------------


def test_automated_decisions_have_safeguards_and_are_restricted_for_special_category_data() -> None:
    words = said("rights.automated")
    assert "will not take a significant decision in that way except as Articles 22A to 22D UK GDPR allow" in words
    assert "to obtain human intervention and to contest it" in words
    assert "In the first, it rests entirely on data to whose use the person has explicitly consented" in words
    assert "or required or authorised by law, and point (g) of Article 9(2) applies. It will not take such" in words
    relied = "It will not take such a decision where it relies on recognised legitimate interest (Article 22B)."
    plain = said("rights.automated", data_types=["personal"])
    assert words.endswith(relied)
    assert plain.endswith(relied)
    assert "special category data" not in plain


# --- The Digital Economy Act ------------------------------------------------------------------------


def dea(chapter: str, **parts: str) -> str:
    return said("legal.dea", dea={"chapter": chapter, **parts})


def test_chapter_1_has_an_objective_and_a_list_that_each_legal_adviser_confirms() -> None:
    words = dea("chapter_1", objective="fuel_poverty", bodies="Schedule 4, paragraph 28")
    assert "| Objective | Help for people in fuel poverty |" in words
    assert "| Where each body is listed | Schedule 4, paragraph 28 |" in words
    assert "Before signing, the legal adviser of each party will confirm this in writing." in words
    assert "public register of information sharing agreements" in words
    assert "Stage" not in words
    other = dea("chapter_1", objective="other", other="Identity checks, regulations of 2023", bodies="Schedule 4")
    assert "| Objective | Identity checks, regulations of 2023 |" in other


@pytest.mark.parametrize("chapter", ["chapter_3", "chapter_4"])
def test_debt_and_fraud_have_a_list_and_a_stage(chapter: str) -> None:
    words = dea(chapter, bodies="Entry 3", stage="pilot")
    assert "| Where each body is listed | Entry 3 |" in words
    assert "| Stage | Pilot |" in words
    assert "Objective" not in words
    assert "(Schedule 7)" in words or "(Schedule 8)" in words


def test_other_chapters_have_neither_objective_nor_register() -> None:
    for chapter, sentence in (
        ("chapter_2", "sections 19AA to 19AC of the Registration Service Act 1953"),
        ("chapter_5", "accredited under section 71 of that Act"),
        ("chapter_7", "sections 45A to 45G of the Statistics and Registration Service Act 2007"),
    ):
        words = dea(chapter, accreditation="Project 12")
        assert sentence in words
        for absent in ("Objective", "is listed", "public register", "section 78"):
            assert absent not in words, (chapter, absent)
    assert "| Accreditation | Project 12 |" in dea("chapter_5", accreditation="Project 12")
    assert "no person is identified in it or can reasonably be identified from it" in dea("chapter_5")


def test_what_a_chapter_asks_for_is_a_gap_until_it_is_stated() -> None:
    assert missing("legal.dea", dea={"chapter": "chapter_1"}) == ("dea",)
    assert missing("legal.dea", dea={"chapter": "chapter_2"}) == ()


# --- Who the parties are ----------------------------------------------------------------------------


def test_part_of_a_department_is_the_department() -> None:
    agency = PartyFacts(name="Valuation Office Agency", part_of="HM Revenue & Customs")
    facts = replace(FACTS, suppliers=(agency,))
    words = next(found.text for found in draft("mou", FULL, facts).clauses if found.key == "parties.parties")
    assert "The Valuation Office Agency is in law part of HM Revenue & Customs." in words
    assert "is in law part of" not in said("parties.parties")


# --- Compatible use ---------------------------------------------------------------------------------


def test_compatible_use_is_no_lawful_basis() -> None:
    made = draft("dpia", FULL, FACTS)
    words = next(found.text for found in made.clauses if found.key == "necessity.compatible")
    assert "The acquirer’s use is treated as compatible by Article 8A(3) and Annex 2 UK GDPR." in words
    assert "It needs a lawful basis in Article 6 as well" in words
    assert "its own basis in law" not in words
    assert "should say whether" not in words
