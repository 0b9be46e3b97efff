"""Drafts where an end is under Part 3 of the Data Protection Act 2018, and where parties are joint controllers."""

import re
from typing import Any

import pytest

from agreements.drafting.build import Draft, draft
from tests.agreements.drafting.answers import FACTS, FULL

ENFORCING: dict[str, Any] = {
    **FULL,
    "basis": {"chosen": ["part_3"], "part_3": "Schedule 7, paragraph 5: chief constables", "why": "To prevent crime."},
    "sc_schedule_8": ["paragraph_4"],
    "role": {"acquirer": "independent", "supplier": "independent"},
}
FROM_POLICE: dict[str, Any] = {
    "chosen": ["part_3", "public_task"],
    "part_3": "Schedule 7, paragraph 5: chief constables",
    "authorised": "Crime and Disorder Act 1998 section 115",
    "why": "We protect people.",
}
# What never stands at an end that is under Part 3.
UK_GDPR_ONLY = re.compile(r"Articles? (?:1[3-9]|2[0-2])\b(?!.{0,60}does not apply)", re.DOTALL)


def clauses(**answers: Any) -> dict[str, str]:
    return {clause.key: clause.text for clause in made(**answers).clauses}


def made(**answers: Any) -> Draft:
    return draft("mou", {**ENFORCING, **answers}, FACTS)


def test_council_to_police_gives_under_article_6_and_receives_under_part_3() -> None:
    said = clauses()
    lawful = said["basis.lawful"]
    assert "uses the data for a law enforcement purpose: Schedule 7, paragraph 5: chief constables." in lawful
    assert "relies on section 35 of that Act and not on a lawful basis in Article 6" in lawful
    assert "The supplier’s lawful basis is public task (Article 6(1)(e) UK GDPR" in lawful
    assert "The acquirer’s lawful basis" not in lawful
    assert (
        "Articles 13 and 14 UK GDPR (for the supplier) and section 44 of the Data Protection Act 2018 (for the acqu"
        in (said["rights.notice"])
    )


@pytest.mark.parametrize("key", ["basis.special", "basis.criminal", "basis.policy"])
def test_conditions_of_the_uk_gdpr_are_not_drawn_for_law_enforcement(key: str) -> None:
    police_to_police = {"chosen": ["part_3"], "part_3": "Schedule 7, paragraph 5"}
    assert key not in clauses(s_basis=police_to_police)
    assert "acquirer" not in clauses()[key], "only the supplier, under the UK GDPR, states its condition"
    assert "supplier" in clauses()[key]
    assert key in {clause.key for clause in draft("mou", FULL, FACTS).clauses}


def test_part_3_set_is_drawn_whole() -> None:
    words = clauses()["basis.law_enforcement"]
    for place in (
        *("section 35(3) to (5)", "section 42", "section 36(3)", "section 36(4)", "section 38", "sections 44 to 48"),
        *("sections 50A to 50D", "section 62", "section 64", "section 65", "sections 67 and 68", "sections 72 to 78"),
    ):
        assert place in words, place
    assert "relies on safeguarding of children and people at risk (Data Protection Act 2018 Schedule 8" in words


def test_police_to_police_prints_no_right_of_the_uk_gdpr() -> None:
    said = clauses(s_basis={"chosen": ["part_3"], "part_3": "Schedule 7, paragraph 5"})
    assert "section 36(3) of that Act to any new law enforcement purpose" in said["basis.lawful"]
    assert "36(4)" not in said["basis.lawful"]
    for key, text in said.items():
        assert key == "basis.law_enforcement" or not UK_GDPR_ONLY.search(text), key
    assert "section 67 of the Data Protection Act 2018" in said["incidents.reporting"]
    assert "Article 33" not in said["incidents.reporting"]
    assert "as required by section 44 of the Data Protection Act 2018, in this way." in said["rights.notice"]


def test_police_to_council_is_authorised_by_law() -> None:
    said = {clause.key: clause.text for clause in draft("mou", {**FULL, "s_basis": FROM_POLICE}, FACTS).clauses}
    lawful = said["basis.lawful"]
    assert (
        "because the law authorises that (section 36(4) of the Data Protection Act 2018): Crime and Disorder Act"
        in lawful
    )
    assert "for which the supplier’s lawful basis is public task (Article 6(1)(e) UK GDPR" in lawful
    assert (
        "When it discloses the data, the supplier will as far as possible mark opinion" in said["basis.law_enforcement"]
    )
    assert "says about the UK GDPR does not apply" not in said["basis.law_enforcement"]
    assert said["rights.notice"].startswith(
        "People will be told of this sharing, as required by Articles 13 and 14 UK GDPR, in this way."
    )


def test_police_to_council_without_an_article_6_basis_is_a_gap() -> None:
    half = {"chosen": ["part_3"], "part_3": "Schedule 7, paragraph 5", "authorised": "Section 115"}
    [lawful] = [c.text for c in draft("mou", {**FULL, "s_basis": half}, FACTS).clauses if c.key == "basis.lawful"]
    assert "lawful basis is [[gap:s_basis]]." in lawful


def test_public_task_is_the_controllers_own_and_needs_a_power() -> None:
    words = clauses(basis={"chosen": ["public_task"], "why": "Ours."})["basis.lawful"]
    assert "Where a party relies on public task or legal obligation, Article 6(3) UK GDPR requires domestic" in words
    assert "to lay that basis down; a task must be that party’s own." in words
    assert "The law is the power or gateway that section 5 gives for it." in words
    assert (
        "The law is the power or gateway"
        not in clauses(basis={"chosen": ["public_task"], "why": "Ours."}, power_have="not_sure")["basis.lawful"]
    )


def test_time_for_requests_is_that_of_the_law() -> None:
    words = " ".join(clauses(basis={"chosen": ["public_task"], "why": "Ours."})["rights.handling"].split())
    assert "the period that Article 12A UK GDPR allows: one month from the request, or from proof of identity" in words
    assert "It may be extended by two months for complex or numerous requests, if the person is told why" in words
    assert "For an access request it does not run while the party waits for details it reasonably needs to" in words


# --- Joint controllers ----------------------------------------------------------------------------


def test_joint_controllers_have_a_table_of_each_activity() -> None:
    [words] = [clause.text for clause in draft("mou", FULL, FACTS).clauses if clause.key == "basis.joint"]
    assert "**Choosing who is paid**\n\n| Duty | Responsible | Supports |" in words
    assert "| Contact point for the people concerned | The Department’s winter team | All |" in words
    assert "| Requests and complaints | The contact point | The party that holds the record |" in words
    assert "The table below says which of them gives people privacy information" in words


def test_joint_controllers_without_a_table_have_a_gap() -> None:
    answers = {key: value for key, value in FULL.items() if key != "joint"}
    [clause] = [found for found in draft("mou", answers, FACTS).clauses if found.key == "basis.joint"]
    assert clause.gaps == ("joint",)


def test_joint_controllers_for_law_enforcement_are_under_section_58() -> None:
    both = {"role": {"acquirer": "joint", "supplier": "joint"}}
    police = {"s_basis": {"chosen": ["part_3"], "part_3": "Schedule 7, paragraph 5"}}
    assert "for which section 58 of the Data Protection Act 2018 provides" in clauses(**both, **police)["basis.joint"]
    mixed = clauses(**both)["basis.joint"]
    assert "for which Article 26 UK GDPR provides" in mixed
    assert "Only competent authorities can be joint controllers under Part 3" in mixed
