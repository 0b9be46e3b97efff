"""What common rules say, and what a data share under them says in their place."""

import re
from dataclasses import replace

import pytest

from agreements.answers import StoredAnswers
from agreements.drafting.build import Facts, draft
from agreements.drafting.facts import RulesFacts
from agreements.drafting.library.needed import why_needed
from agreements.drafting.library.rules import CLAUSES, DEPARTABLE, number_of
from agreements.drafting.library.sections import UNDER
from agreements.drafting.rendering import environment
from agreements.drafting.stops_of_text import struck_clauses
from agreements.models import Clause, Wording
from tests.agreements.drafting.answers import FACTS, FULL, OF_RULES, UNDER_RULES
from tests.agreements.drafting.several import FROM_POLICE, HALF, REQUEST, THREE, drafted

RULES = {clause.key: clause for clause in draft("mou", FULL, OF_RULES).clauses}


def rule(key: str) -> str:
    return RULES[key].text


def under(key: str, facts: Facts = UNDER_RULES) -> str:
    return next(clause.text for clause in draft("mou", FULL, facts).clauses if clause.key == key)


def of_three(key: str) -> str:
    """Return a clause of an agreement of three parties under the rules."""
    assert isinstance(UNDER_RULES.rules, RulesFacts)
    given = StoredAnswers(REQUEST, {2: FROM_POLICE, 3: HALF})
    made = drafted("mou", given, replace(THREE, rules=UNDER_RULES.rules))
    return next(clause.text for clause in made.clauses if clause.key == key)


def of_two(key: str) -> str:
    return next(clause.text for clause in draft("mou", FULL, FACTS).clauses if clause.key == key)


def of_three_alone(key: str) -> str:
    given = StoredAnswers(REQUEST, {2: FROM_POLICE, 3: HALF})
    return next(clause.text for clause in drafted("mou", given, THREE).clauses if clause.key == key)


# --- The rules ------------------------------------------------------------------------------------


def test_precedence_says_once_what_prevails() -> None:
    assert rule("rules.precedence") == (
        "The law comes first. A schedule prevails over clauses 8.1, 8.3 and 8.5 of these rules where it says that it "
        "departs from them. In everything else these rules prevail, except where the schedule adds to them or is "
        "stricter.\n\n"
        "A clause of a schedule that departs from one of those clauses says so in its own words, and names that clause."
    )
    assert [RULES[key].heading for key in DEPARTABLE] == ["Review", "Disagreements", "Costs"]


def test_number_of_each_clause_is_the_one_that_rules_give_it() -> None:
    assert {found.key: number_of(found.key) for found in CLAUSES} == {key: made.number for key, made in RULES.items()}


def test_no_template_of_rules_types_a_number() -> None:
    loader = environment().loader
    assert loader
    for name in {found.template for found in CLAUSES}:
        assert not re.search(r"clauses? \d", loader.get_source(environment(), name)[0]), name


def test_edition_is_defined_and_in_the_table() -> None:
    assert "| Edition | the text of these rules that was signed under one version number." in rule("rules.definitions")
    assert "| Edition | The version number under which this text is signed |" in rule("rules.summary")


def test_request_for_information_is_consulted_on_in_time() -> None:
    words = rule("rules.information")
    assert "Environmental Information Regulations 2004 or the corresponding legislation in Scotland, will tell" in words
    assert "within 5 working days and give it 5 working days to say what it thinks about disclosure" in words
    assert "section 60 of the Freedom of Information (Scotland) Act 2002" in words
    assert "It will send it a copy of what it discloses." in words
    assert f"their own data is dealt with in clause {RULES['rules.rights'].number}." in words


def test_joining_binds_no_party_that_objects() -> None:
    words = rule("rules.joining")
    assert "Each party agrees now" not in words
    assert "that signs such a schedule satisfies itself first that the body exercises public functions" in words
    assert "may object in writing within 20 working days of being told" in words
    assert "these rules lay no duty on that party towards the body, and none on the body towards that party" in words


def test_rules_have_general_terms() -> None:
    words = rule("rules.general")
    assert "These rules give no right to a person who is not a party." in words
    assert "Where a function passes to another body by law, that body takes the party’s place" in words
    assert f"unless they depend on it. This does not limit clause {number_of('rules.effect')}." in words
    assert "These rules replace no earlier agreement, and no contract under Article 28 UK GDPR or section 59" in words


@pytest.mark.parametrize("key", ["definitions", "precedence", "incidents", "rights", "security", "signatures"])
def test_rules_cannot_do_without_a_clause(key: str) -> None:
    found = RULES[f"rules.{key}"]
    struck = Clause(key=found.key, heading=found.heading)
    struck.current = Wording(text="")
    [stop] = struck_clauses([struck])
    assert stop.says == f"Clause “{found.heading}” was struck. {why_needed(found.key)}"


# --- Under the rules ------------------------------------------------------------------------------


def test_departing_is_said_to_need_the_rules_leave() -> None:
    assert "It may depart from them only where they allow that." in under("summary.rules")


def test_words_of_the_rules_have_their_own_parties() -> None:
    two, three = under("signatures.meaning"), of_three("signatures.meaning")
    assert "except that “party” means a party to this memorandum, and “lead” a person who leads for a party." in two
    assert "This memorandum is a schedule in the sense of the common rules." in two
    assert "“party” means a party to this agreement, and that the words which section 2 defines have the" in three
    assert (
        "“Schedule” with a number means a schedule of this agreement; this agreement is itself a schedule in the sense "
        "of the common rules."
    ) in three


def test_conflict_between_clauses_and_what_follows_them() -> None:
    said = "conflict, the clauses prevail, except that"
    assert f"If the clauses and an annex {said} Annex A decides which items are shared." in under("signatures.meaning")
    words = of_three("signatures.meaning")
    assert f"If the clauses and a schedule of this agreement {said} Schedule 2 decides which items are shared" in words
    assert "Annex A" not in words


def test_protections_of_the_plain_text_stay() -> None:
    assert "record of processing (Article 30 UK GDPR)" in under("assurance.records")
    assert "These times do not extend the period that Article 12A UK GDPR allows." in under("rights.handling")
    both = "Article 30 UK GDPR or, where Part 3 of the Data Protection Act 2018 applies, section 61 of that Act"
    assert f"record of processing ({both})" in of_three("assurance.records")


@pytest.mark.parametrize("key", ["rights.handling", "rights.foi", "incidents.reporting", "assurance.records"])
def test_clause_of_three_cites_the_rules(key: str) -> None:
    assert "of the common rules (“" in of_three(key)
    assert environment().get_template(UNDER)


def test_table_of_rights_changes_no_rule_about_them() -> None:
    for text in (under("rights.handling"), of_three("rights.handling")):
        assert "Who coordinates" in text
        assert "each party answers for the data that it holds itself" in text
        assert "In addition" not in text


def test_incidents_of_rules_name_every_party() -> None:
    text = rule("rules.incidents")
    assert all(member.name in text for member in OF_RULES.members)
    assert "A party that joins later is told through the person who leads for it" in text


@pytest.mark.parametrize(
    "text", [rule("rules.complaints"), of_two("rights.handling"), of_three_alone("rights.handling")]
)
def test_complaints_are_handled_as_section_164a_asks(text: str) -> None:
    for words in (
        "makes that easy",
        "within 30 days, beginning with the day on which it receives it",
        "Without undue delay",
        "tell the person the outcome (section 164A of the Data Protection Act 2018)",
        "right to complain to the Information Commissioner",
    ):
        assert words in text
