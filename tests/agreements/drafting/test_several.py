"""Drafts between three or more parties: each rule once, each party in its own entry, the law of each end of a flow."""

import re
from dataclasses import replace

import pytest

from agreements.answers import StoredAnswers
from agreements.drafting.build import Draft, PartyFacts
from agreements.drafting.library import several, several_dpia
from agreements.drafting.library.several import SeveralTemplate
from agreements.drafting.rendering import environment, template
from agreements.drafting.several import draft_for
from agreements.questionnaire.question_sets import CURRENT
from agreements.questionnaire.receiver import RECEIVER_KEYS
from agreements.wording.blocks import tables_in
from agreements.wording.gaps import awaited_party, gaps_in, question_of
from tests.agreements.drafting.answers import FACTS, FULL
from tests.agreements.drafting.several import (
    COUNCIL,
    FIRE,
    FROM_POLICE,
    HALF,
    POLICE,
    REQUEST,
    SIX,
    THREE,
    answers_of_six,
    answers_of_three,
    drafted,
    facts,
)

EVERY = (*several.CLAUSES, *several_dpia.CLAUSES)
SIX_TEXTS = {document: drafted(document, answers_of_six(), SIX) for document in ("mou", "dpia")}


def says(made: Draft, key: str) -> str:
    return next(clause.text for clause in made.clauses if clause.key == key)


def words(made: Draft) -> str:
    return "\n\n".join(clause.text for clause in made.clauses)


def test_two_parties_read_as_ever() -> None:
    made = draft_for("mou", StoredAnswers(REQUEST, {2: HALF}), FACTS, CURRENT.version)
    assert "“the acquirer” means the Department for Energy Security and Net Zero" in says(made, "parties.parties")
    assert not any(clause.key.startswith("schedule") for clause in made.clauses)


@pytest.mark.parametrize("made", [*SIX_TEXTS.values(), drafted("mou", answers_of_three(), THREE)])
def test_no_side_is_named_among_several(made: Draft) -> None:
    for clause in made.clauses:
        assert not re.search(r"acquirer|supplier", f"{clause.heading} {clause.text}", re.IGNORECASE), clause.key


def test_words_of_several_are_defined() -> None:
    terms = says(SIX_TEXTS["mou"], "parties.terms")
    for word in ("party", "flow", "giver", "receiver", "lead", "legal position", "the data"):
        assert f"“{word}” means" in terms or f"“{word}”" in terms, word
    assert "“lead” means Kent County Council, which asked for the data" in terms


def test_each_rule_stands_once_and_points_to_its_schedule() -> None:
    text = words(SIX_TEXTS["mou"])
    rule = "Each receiver keeps the data for no longer than the period that its entry in Schedule 1 gives"
    assert text.count(rule) == 1
    assert "| Keeps the data for | 1 year |" in says(SIX_TEXTS["mou"], "schedule.party__2")
    assert "| Keeps the data for | 2 years |" in says(SIX_TEXTS["mou"], "schedule.party__1")


@pytest.mark.parametrize("made", SIX_TEXTS.values())
def test_no_table_of_the_schedules_has_more_than_four_columns(made: Draft) -> None:
    apart = ("risks.register",)
    wide = [clause.key for clause in made.clauses if any(table.columns > 4 for table in tables_in(clause.text))]
    assert [key for key in wide if key not in apart] == []


def test_six_parties_have_an_entry_each() -> None:
    keys = [clause.key for clause in SIX_TEXTS["mou"].clauses if clause.key.startswith("schedule.party__")]
    assert keys == [f"schedule.party__{key}" for key in (1, 2, 4, 5, 3, 6)]
    assert [clause.number for clause in SIX_TEXTS["mou"].clauses if clause.key in keys][:2] == ["S1.1", "S1.2"]


def test_clause_of_a_flow_binds_its_ends() -> None:
    binds = {clause.key: clause.binds for clause in SIX_TEXTS["mou"].clauses}
    assert binds["schedule.flow__2"] == (1, 2, 4)
    assert binds["schedule.receiving__2"] == (2, 3)
    assert binds["schedule.giving__6"] == (1, 6)
    assert binds["retention.period"] == binds["schedule.party__2"] == ()


def test_gaps_of_each_party_are_its_own() -> None:
    gaps = {gap for clause in SIX_TEXTS["mou"].clauses for gap in gaps_in(clause.text)}
    own = {question_of(gap) for gap in gaps if awaited_party(gap) == 5}
    assert {"storage", "basis", "retention"} <= own <= RECEIVER_KEYS
    assert not {gap for gap in gaps if awaited_party(gap) is None and question_of(gap).startswith("s_")}


def test_entry_of_a_flow_says_what_its_giver_gives() -> None:
    flow = says(SIX_TEXTS["mou"], "schedule.flow__2")
    assert "| To | Kent County Council and Kent Community Health NHS Trust |" in flow
    assert "| Items given | The items listed in this schedule, except as stated below |" in flow
    assert "> Delete the NHS number after matching." in flow
    assert "| Condition \\| code | Share less detail | The first three characters. |" in flow


def test_undecided_items_of_a_flow_are_a_gap_of_its_giver() -> None:
    made = drafted("mou", StoredAnswers(REQUEST, {2: FROM_POLICE}), THREE)
    assert "| Items given | [[gap:s_items__3]] |" in says(made, "schedule.flow__3")


def test_holders_that_are_no_parties_yet_have_entries() -> None:
    holders = (PartyFacts(name="Kent Police", key=-1), PartyFacts(name="Kent Fire and Rescue Service", key=-2))
    made = drafted("mou", StoredAnswers(REQUEST, {}), facts((COUNCIL,), holders))
    assert "[[gap:s_gateway]]" in says(made, "schedule.giving__-1")


@pytest.mark.parametrize("found", EVERY, ids=lambda found: f"{found.document} {found.key}")
def test_clause_uses_every_answer_that_it_declares(found: SeveralTemplate) -> None:
    loader = environment().loader
    assert loader
    text = loader.get_source(environment(), found.template)[0]
    body = re.search(rf"{{% block {found.block} %}}(.*?){{% endblock %}}", text, re.DOTALL)
    assert body
    assert [key for key in found.reads if not re.search(rf"\ba\.{key}\b", body[1])] == []


def test_every_block_belongs_to_a_clause() -> None:
    files = {found.template for found in EVERY if found.template.startswith(several.FOLDER)}
    blocks = {(name, block) for name in files for block in template(name).blocks}
    assert blocks == {(found.template, found.block) for found in EVERY if found.template in files}


def test_every_question_of_two_parties_is_read_among_several() -> None:
    two = {key for found in several.TWO.values() for key in found.reads}
    read = {key for found in several.CLAUSES for key in (*found.reads, *found.weighs, found.check)} | {
        "s_signatory",
        "s_basis",
        "joint",
    }
    assert two - read == set()
    assert set(FULL) - read - {"tri_public", "tri_processor", "tri_existing"} <= {
        *{key for found in several_dpia.CLAUSES for key in (*found.reads, *found.weighs)},
    }


# --- The law of each end --------------------------------------------------------------------------


def test_police_giver_to_council_is_authorised_by_law() -> None:
    giving = says(SIX_TEXTS["mou"], "schedule.giving__2")
    assert "To Kent County Council and Kent Community Health NHS Trust: the data was collected for a law" in giving
    assert "the law authorises that (section 36(4)): Crime and Disorder Act 1998 section 115." in giving
    assert "| Lawful basis for disclosing it | Public task (Article 6(1)(e) UK GDPR" in giving


def test_police_receiver_is_under_part_3_without_article_6() -> None:
    receiving = says(SIX_TEXTS["mou"], "schedule.receiving__2")
    assert "| Regime | Part 3 of the Data Protection Act 2018 (law enforcement processing) |" in receiving
    assert "| Competent authority | Schedule 7, paragraph 5: chief constables |" in receiving
    assert "Article" not in receiving
    assert "Lawful basis" not in receiving


def test_part_3_set_stands_once_and_only_where_an_end_is_under_it() -> None:
    part_3 = says(SIX_TEXTS["mou"], "basis.law_enforcement")
    for place in (
        "section 35(3) to (5)",
        "section 36(4)",
        "section 38",
        "section 42",
        "sections 44 to 48",
        "section 62",
    ):
        assert place in part_3, place
    assert "sections 50A to 50D" in part_3
    assert "sections 67 and 68" in part_3
    none = drafted("mou", StoredAnswers(REQUEST, {2: HALF, 3: HALF}), THREE)
    assert "basis.law_enforcement" not in {clause.key for clause in none.clauses}
    assert "Part 3 of that Act" not in words(none)


def test_police_data_without_authority_in_law_is_a_gap() -> None:
    half = {**FROM_POLICE, "s_basis": {"chosen": ["part_3"]}}
    giving = says(drafted("mou", StoredAnswers(REQUEST, {2: half, 3: HALF}), THREE), "schedule.giving__2")
    assert "(section 36(4)): [[gap:s_basis__2]]" in giving
    assert "| Lawful basis for disclosing it | [[gap:s_basis__2]] |" in giving


def test_police_to_police_stays_under_part_3() -> None:
    other = replace(POLICE, name="Essex Police", key=9)
    given = StoredAnswers(
        {**REQUEST, "basis": {"chosen": ["part_3"], "part_3": "Schedule 7, paragraph 5"}},
        {9: {**HALF, "s_basis": {"chosen": ["part_3"]}}, 3: HALF},
    )
    giving = says(drafted("mou", given, facts((POLICE,), (other, FIRE))), "schedule.giving__9")
    assert "a new law enforcement purpose must meet section 36(3)" in giving
    assert "section 36(4)" not in giving
    assert "| Lawful basis for disclosing it | Not an Article 6 basis: Part 3" in giving


# --- Joint controllers ----------------------------------------------------------------------------


def test_joint_activities_stand_once_in_schedule_4() -> None:
    joint = says(SIX_TEXTS["mou"], "schedule.joint")
    assert joint.count("**Choosing who is paid**") == 1
    assert "| Contact point for the people concerned | The Department’s winter team | All |" in joint
    arrangement = says(SIX_TEXTS["mou"], "basis.joint")
    assert "for which Article 26 UK GDPR provides" in arrangement
    assert "For that processing section 58 of that" in " ".join(arrangement.split())


def test_joint_controllers_of_several_without_activities_have_one_gap() -> None:
    request = {key: value for key, value in REQUEST.items() if key != "joint"}
    made = drafted("mou", StoredAnswers(request, {2: HALF, 3: HALF}), THREE)
    assert gaps_in(says(made, "schedule.joint")) == ("joint",)
    apart = {**request, "role": {"acquirer": "independent", "supplier": "independent"}}
    none = drafted("mou", StoredAnswers(apart, {2: HALF, 3: HALF}), THREE)
    assert not {"schedule.joint", "basis.joint"} & {clause.key for clause in none.clauses}
