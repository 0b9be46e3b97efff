"""Choices become sentences of a document: no clause repeats the words of a form, or names what is not there."""

from dataclasses import replace
from typing import Any

import pytest

from agreements.answers import StoredAnswers
from agreements.drafting.build import PartyFacts
from agreements.drafting.several import draft_for
from agreements.questionnaire.question_sets import CURRENT
from tests.agreements.drafting.answers import FACTS, FULL
from tests.agreements.drafting.several import HALF, REQUEST, THREE, drafted

NO_OTHERS: dict[str, Any] = {"other_orgs": "no", "other_orgs_list": [], "onward": {"chosen": "no"}}
CONTROLLER = {"organisation": "A body", "role": "controller", "reason": "Uses it", "country": "Wales"}
ABOUT_NO_ONE: dict[str, Any] = {"tri_personal": "no", "data_types": ["none"], "subjects": None}


def two(document: str, key: str, **answers: Any) -> str:
    made = draft_for(document, StoredAnswers(FULL | answers, {}), FACTS, CURRENT.version)
    return next(clause.text for clause in made.clauses if clause.key == key)


def of_three(key: str, half: dict[str, Any], **answers: Any) -> str:
    given = StoredAnswers(REQUEST | answers, {2: HALF | half, 3: HALF | half})
    made = drafted("mou", given, THREE)
    return next(clause.text for clause in made.clauses if clause.key == key)


CHOICES: list[tuple[str, dict[str, Any], str]] = [
    ("legal.gateway", {"s_gateway": {"chosen": "agree"}}, "data. The supplier takes the same view of the gateway."),
    ("legal.gateway", {"s_gateway": {"chosen": "agree", "agree": "Section 56."}}, "and adds this.\n\n> Section 56."),
    ("legal.gateway", {"s_gateway": {"chosen": "another", "another": "Section 5."}}, "as follows.\n\n> Section 5."),
    ("legal.gateway", {"s_gateway": {"chosen": "bar", "bar": "Our Act."}}, "prevents the disclosure, as follows."),
    ("legal.gateway", {"s_gateway": ""}, "the gateway on which it relies: [[gap:s_gateway]]"),
    ("quality.need", {"s_hold": {"chosen": "all"}}, "The supplier holds all of the data.\n\n"),
    ("quality.need", {"s_hold": {"chosen": "all", "all": "Since 2019."}}, "it says this.\n\n> Since 2019."),
    ("quality.need", {"s_hold": {"chosen": "none", "none": "NHS"}}, "does not hold the data. It says that this body"),
    (
        "purpose.benefits",
        {"benefits": {"chosen": ["other"], "other": "Less post."}},
        "| Another benefit | Less post. |",
    ),
    ("data.onward", NO_OTHERS, "to anyone but a person who asks for their own data."),
    ("data.onward", NO_OTHERS | ABOUT_NO_ONE, "will not pass the data, or any part of it, to anyone.\n"),
    ("parties.others", {}, "requires of a controller and its processor. It will"),
    ("parties.others", {"other_orgs_list": [CONTROLLER]}, "its processor, or, with another controller, terms at least"),
    ("quality.stewardship", {}, "rests with the person whom section 2 names as accountable for the data, and"),
    ("costs.disputes", {}, "> First the leads, then the directors.\n\nNo party will ask"),
    ("costs.disputes", {"dispute": ""}, "within 20 working days passes to the senior responsible officer of each"),
]


@pytest.mark.parametrize(("key", "answers", "words"), CHOICES)
def test_choice_is_a_sentence(key: str, answers: dict[str, Any], words: str) -> None:
    assert words in two("mou", key, **answers)


ASSESSED: list[tuple[str, dict[str, Any], str]] = [
    ("necessity.alternatives", {}, "Anonymous or aggregated data would not do, because the acquirer needs records"),
    ("necessity.alternatives", {"tri_aggregate": "not_considered"}, "The acquirer has not yet looked into whether"),
    ("necessity.alternatives", {"tri_aggregate": ""}, "aggregated data would do: [[gap:tri_aggregate]]"),
    ("necessity.equality", {}, "By approving this assessment, the parties confirm two things."),
    ("necessity.compatible", {}, "The acquirer explains this as follows."),
    ("risks.worse_off", {}, "Section 2 says who could be worse off, and the register above should be read against it."),
    ("approval.read", {}, "had read this assessment and the memorandum in draft."),
    ("approval.advice", {}, "must seek that officer’s advice"),
]


@pytest.mark.parametrize(("key", "answers", "words"), ASSESSED)
def test_assessment_states_a_choice_as_a_sentence(key: str, answers: dict[str, Any], words: str) -> None:
    assert words in two("dpia", key, **answers)


def test_route_that_both_have_is_named_once() -> None:
    routes = {"delivery": {"chosen": ["portal"]}, "s_route": {"chosen": ["portal"]}}
    assert "can support" not in two("mou", "delivery.route", **routes)
    more = {"delivery": {"chosen": ["portal", "api"]}, "s_route": {"chosen": ["portal"]}}
    assert "The supplier can support this route.\n\n> Secure web portal" in two("mou", "delivery.route", **more)


CARDS: list[tuple[str, dict[str, Any], str]] = [
    ("schedule.flow__2", {"s_hold": {"chosen": "part", "part": "Since 2019."}}, "| Part of it. Since 2019. |"),
    ("schedule.flow__2", {"s_hold": {"chosen": "all"}}, "| What the giver holds | All of it |"),
    ("schedule.giving__2", {"s_gateway": {"chosen": "agree"}}, "| That named in the entry of each receiver |"),
    ("schedule.giving__2", {"s_gateway": {"chosen": "another", "another": "section 5"}}, "| Section 5 |"),
]


@pytest.mark.parametrize(("key", "half", "words"), CARDS)
def test_choice_in_a_schedule_does_not_speak_as_a_form(key: str, half: dict[str, Any], words: str) -> None:
    assert words in of_three(key, half)


def test_route_in_a_schedule_is_one_that_is_different() -> None:
    asked = {"delivery": {"chosen": ["portal"]}}
    assert "Route the giver" not in of_three("schedule.flow__2", {"s_route": {"chosen": ["portal"]}}, **asked)
    other = of_three("schedule.flow__2", {"s_route": {"chosen": ["api"]}}, **asked)
    assert "| Route the giver supports | API |" in other


def test_transfers_of_several_are_ruled_out_where_no_one_makes_any() -> None:
    words = of_three("rights.transfers", {}, transfer="no", transfer_where=[])
    assert "only in the United Kingdom. This includes" in words
    assert "Chapter V" not in words
    assert "Chapter V" in of_three("rights.transfers", {})
    assert "Chapter V" in of_three("rights.transfers", {}, transfer="")


def test_schedule_that_no_one_uses_says_so() -> None:
    apart = {"role": {"acquirer": "independent", "supplier": "independent"}}
    assert of_three("schedule.joint", {}, **apart).startswith(
        "This schedule has no entries, because no party is a joint"
    )
    unsure = {"role": {"acquirer": "not_sure", "supplier": "independent"}}
    assert of_three("schedule.joint", {}, **unsure).startswith("The parties complete this schedule once")


def test_statistics_board_that_receives_data_is_bound_by_its_own_act() -> None:
    board = PartyFacts(name="Office for National Statistics", part_of="the Statistics Board")
    facts = replace(FACTS, acquirers=(board,))
    made = draft_for("mou", StoredAnswers(FULL, {}), facts, CURRENT.version)
    bars = next(clause.text for clause in made.clauses if clause.key == "legal.bars")
    assert "Once the Statistics Board (known as the UK Statistics Authority" in bars
    assert "except as section 39(4) of the Statistics and Registration Service Act 2007 allows" in bars


def test_area_of_business_is_a_fact_and_no_term() -> None:
    assert "| Area of public business | Delivering a public service |" in two("mou", "summary.share")
    assert "area of public business" not in two("mou", "legal.power")
    assert "| Area of public business | Delivering a public service |" in of_three("summary.share", {})


@pytest.mark.parametrize(("chapter", "has_table"), [("chapter_7", False), ("chapter_2", False), ("chapter_4", True)])
def test_chapter_that_asks_for_nothing_more_has_no_table(chapter: str, has_table: bool) -> None:
    dea = {"chapter": chapter, "objective": "", "bodies": "Schedule 8", "stage": "pilot"}
    assert ("| Chapter of Part 5 |" in two("mou", "legal.dea", dea=dea)) is has_table


def test_legal_position_begins_with_its_facts() -> None:
    entry = of_three("schedule.giving__2", {"s_sc_condition": ["public_interest"], "s_sc_public": ["p18"]})
    assert entry.startswith("| Matter | Entry |")
    assert "| Condition in that Part | Safeguarding of children and people at risk (paragraph 18) |" in entry


def test_refused_item_is_no_exception_from_those_given() -> None:
    refused = {"decision": "refuse", "reason": "Not held."}
    decided = [dict(HALF["s_items"][0]), {**HALF["s_items"][1], **refused}]
    assert "| Items given | NHS number |" in of_three("schedule.flow__2", {"s_items": decided})


def test_new_use_for_law_enforcement_is_authorised_by_law() -> None:
    police = {"basis": {"chosen": ["part_3"], "part_3": "Schedule 7", "why": "To prevent crime."}}
    words = two("dpia", "necessity.compatible", compatible={"chosen": "new_basis", "why": "Our Act."}, **police)
    assert (
        "The acquirer’s use is authorised by law, as section 36(3) of the Data Protection Act 2018 requires." in words
    )
    assert "Annex 2" not in words


def test_assessment_of_several_says_once_that_no_data_leaves() -> None:
    given = StoredAnswers(REQUEST | {"transfer": "no", "transfer_where": []}, {2: HALF, 3: HALF})
    made = drafted("dpia", given, THREE)
    words = next(clause.text for clause in made.clauses if clause.key == "description.recipients")
    assert words.endswith("The data will not leave the United Kingdom.")


@pytest.mark.parametrize(("giver", "is_told"), [("Kent Community Health NHS Trust", True), ("Kent Police", False)])
def test_health_body_that_gives_data_is_told_of_confidence(giver: str, is_told: bool) -> None:
    answers = FULL | {"sc_condition": ["public_interest"], "subjects": {"chosen": ["public"], "who": ""}}
    facts = replace(FACTS, suppliers=(PartyFacts(name=giver),))
    made = draft_for("mou", StoredAnswers(answers, {}), facts, CURRENT.version)
    confidence = next(clause.text for clause in made.clauses if clause.key == "legal.confidence")
    assert ("the common law duty of confidentiality must be met as well" in confidence) is is_told


def test_conditions_of_any_giver_are_accepted_among_several() -> None:
    asked = {key: value for key, value in HALF.items() if key != "s_conditions"}
    given = StoredAnswers(REQUEST, {2: asked, 3: HALF})
    assert any(clause.key == "data.conditions" for clause in drafted("mou", given, THREE).clauses)
    none = StoredAnswers(REQUEST, {2: asked, 3: asked})
    assert not any(clause.key == "data.conditions" for clause in drafted("mou", none, THREE).clauses)


@pytest.mark.parametrize(("silent", "is_a_risk"), [(True, True), (False, False)])
def test_silent_notice_is_a_risk_while_one_giver_is_silent(silent: bool, is_a_risk: bool) -> None:
    second = {key: value for key, value in HALF.items() if not (silent and key == "s_privacy")}
    made = drafted("dpia", StoredAnswers(REQUEST, {2: HALF, 3: second}), THREE)
    register = next(clause.text for clause in made.clauses if clause.key == "risks.register")
    assert ("privacy information says nothing of this sharing" in register) is is_a_risk
