"""The library is complete: every question that feeds a document is read, every template belongs to a clause."""

import re
from dataclasses import replace

import pytest

from agreements.drafting.circumstances import Circumstances
from agreements.drafting.clause_templates import (
    CHECKED_BY_A_LAWYER,
    OWNER,
    VERSION,
    by_key,
    clause,
    library,
    sections,
)
from agreements.drafting.facts import Facts
from agreements.drafting.library.risk_register import RISKS
from agreements.drafting.library.screening import SIGNS
from agreements.drafting.library.sections import UNDER
from agreements.drafting.library.shape import ClauseTemplate
from agreements.drafting.rendering import Undeclared, environment, template, words_of
from agreements.questionnaire.question_sets import CURRENT
from agreements.questionnaire.shape import PLACES, QuestionPlace
from tests.agreements.drafting.answers import FACTS, FULL, OF_RULES, UNDER_RULES

EVERY = [found for clauses in library().values() for found in clauses]
# Asked before a document exists, to send people elsewhere; nothing in a document rests on them.
ONLY_TRIAGE = {"tri_public", "tri_processor", "tri_existing"}


def test_it_has_an_owner_a_version_and_says_that_no_lawyer_has_checked_it() -> None:
    assert OWNER
    assert re.fullmatch(r"\d{4}-\d{2}", VERSION)
    assert VERSION not in CHECKED_BY_A_LAWYER


def test_it_covers_every_section_of_both_documents() -> None:
    assert {section.key for found in sections().values() for section in found} == {*PLACES, "A"} - {"R", "Q"}
    assert {found.section for found in EVERY} == {*PLACES, "A"} - {"R", "Q"}


def test_it_keeps_clauses_in_the_order_of_their_sections() -> None:
    for document, clauses in library().items():
        order = [section.key for section in sections()[document]]
        places = [order.index(found.section) for found in clauses]
        assert places == sorted(places)


@pytest.mark.parametrize(
    "place", [place for place in CURRENT if set(place.question.goes_to) - {"R"}], ids=lambda p: p.question.key
)
def test_every_question_that_feeds_a_document_is_read_by_one_of_its_clauses(place: QuestionPlace) -> None:
    key = place.question.key
    documents = {"mou" if target[0] == "M" else "dpia" for target in place.question.goes_to if target != "R"}
    for document in documents:
        reading = [
            found.key
            for found in EVERY
            if found.document == document and key in (*found.reads, *found.weighs, found.check)
        ]
        assert reading or key in ONLY_TRIAGE, f"no clause of the {document} reads {key}"


def test_every_block_of_every_template_belongs_to_a_clause() -> None:
    wanted = {(found.template, found.block) for found in EVERY}
    files = {section.template for found in sections().values() for section in found}
    assert {(name, block) for name in files for block in template(name).blocks} == wanted


@pytest.mark.parametrize("found", EVERY, ids=lambda found: found.key)
def test_a_clause_uses_every_answer_that_it_declares(found: ClauseTemplate) -> None:
    loader = environment().loader
    assert loader
    text = loader.get_source(environment(), found.template)[0]
    body = re.search(rf"{{% block {found.block} %}}(.*?){{% endblock %}}", text, re.DOTALL)
    assert body
    unused = [key for key in found.reads if not re.search(rf"\ba\.{key}\b", body[1])]
    assert not unused, f"{found.key} declares {unused} and prints none of them: put them in `weighs` or take them out"


def test_a_clause_cannot_read_an_answer_that_it_does_not_declare() -> None:
    aims = clause("purpose.aims")
    undeclared = ClauseTemplate(
        key=aims.key,
        document="mou",
        section=aims.section,
        heading=aims.heading,
        template=aims.template,
        reads=("title",),
    )
    with pytest.raises(Undeclared, match="Add 'aims' to the `reads`"):
        words_of(undeclared, Circumstances(FULL, FACTS))


def test_every_key_is_unique_and_known() -> None:
    assert len(by_key()) == len(EVERY)
    with pytest.raises(KeyError):
        clause("purpose.unheard_of")


def test_risks_and_signs_weigh_what_their_clauses_declare() -> None:
    register, screening = clause("risks.register"), clause("need.screening")
    declared = {*register.reads, *register.weighs}
    # These describe a risk without deciding whether it is put forward.
    describing = {
        "linkage_list", "quality_need", "public_view", "subjects", "privacy_notice", "access", "controls",
        "transfer_where", "other_orgs_list", "aims", "retention", "disposal",
    }  # fmt: skip
    assert {key for risk in RISKS for key in risk.reads} - describing <= declared
    assert {key for sign in SIGNS for key in sign.reads} <= {*screening.reads, *screening.weighs}


def test_clause_under_common_rules_cites_each_rule_that_fixes_it() -> None:
    fixed = [found for found in EVERY if found.under]
    assert len(fixed) == len(template(UNDER).blocks) == 8
    assert UNDER_RULES.rules
    for found in fixed:
        words = words_of(found, Circumstances(FULL, UNDER_RULES))
        assert words != words_of(found, Circumstances(FULL, FACTS)), found.key
        for key in found.under:
            number, heading = UNDER_RULES.rules.clauses[key]
            assert f"clause {number} of the common rules (“{heading}”)" in words, found.key


def test_clause_stays_whole_if_the_rules_lack_its_subject() -> None:
    assert UNDER_RULES.rules
    few = replace(UNDER_RULES, rules=replace(UNDER_RULES.rules, clauses={"rules.rights": ("6.1", "Requests")}))
    for found in (found for found in EVERY if found.under):
        assert words_of(found, Circumstances(FULL, few)) == words_of(found, Circumstances(FULL, FACTS)), found.key


def test_rules_say_that_they_are_no_gateway() -> None:
    words = words_of(clause("rules.effect"), Circumstances(FULL, FACTS))
    assert "not themselves a legal power or a gateway, and an agreement is never one" in words


@pytest.mark.parametrize("facts", [FACTS, UNDER_RULES, OF_RULES])
def test_no_clause_is_left_over_from_writing(facts: Facts) -> None:
    drafted = library()["rules"] if facts.members else (*library()["mou"], *library()["dpia"])
    for found in (found for found in drafted if found.key != "summary.rules" or facts.rules):
        answers = FULL | {"basis": {"chosen": ["part_3"]}} if found.key == "basis.law_enforcement" else FULL
        words = words_of(found, Circumstances(answers, facts))
        assert words, found.key
        assert "TODO" not in words
        assert "  " not in words.replace("\n", ""), f"{found.key} has two spaces in a row"
        assert not re.search(r" [.,;]", words), f"{found.key} has a space before a full stop or comma"
        assert "None" not in words
