"""Drafts between three or more parties: each rule once, each party in its own entry, the law of each end of a flow."""

import re
from dataclasses import replace
from typing import Any

import pytest

from agreements.answers import StoredAnswers
from agreements.drafting.build import Draft, PartyFacts
from agreements.drafting.library import several, several_dpia
from agreements.drafting.library.needed import why_needed
from agreements.drafting.library.several import SeveralTemplate
from agreements.drafting.rendering import environment, template
from agreements.drafting.several import draft_for
from agreements.drafting.stops_of_text import ADVICE, ADVICE_PART_3
from agreements.drafting.together import circumstances_of
from agreements.questionnaire.question_sets import CURRENT
from agreements.questionnaire.receiver import RECEIVER_KEYS
from agreements.wording.blocks import tables_in
from agreements.wording.gaps import awaited_party, gaps_in, question_of
from tests.agreements.drafting.answers import FACTS, FULL
from tests.agreements.drafting.several import (
    ABOUT_ITSELF,
    COUNCIL,
    ENFORCING,
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
    assert "“lead” means Kent County Council, which coordinates the sharing" in terms
    assert "“asking party” means Kent County Council, which asked for the data" in terms


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


def test_sign_of_risk_is_not_absent_while_a_receiver_has_not_answered() -> None:
    given = answers_of_six()
    silent = says(drafted("dpia", given, SIX), "need.screening")
    assert "| Biometric data used to identify people | [[gap:risk_signs__5]] |" in silent
    assert "| Evaluation or scoring of people | Yes |" in silent
    said = replace(given, receiving={**given.receiving, 5: {"risk_signs": ["none"]}})
    answered = says(drafted("dpia", said, SIX), "need.screening")
    assert "| Biometric data used to identify people | No |" in answered


def test_entry_of_a_flow_says_what_its_giver_gives() -> None:
    flow = says(SIX_TEXTS["mou"], "schedule.flow__2")
    assert "| To | Kent County Council and Kent Community Health NHS Trust |" in flow
    assert "| Items given | NHS number; Condition \\| code, except as stated below |" in flow
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
    assert "| Competent authority | Schedule 7, paragraph 5: chief constables |" in giving
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


ALL_POLICE = replace(POLICE, name="Essex Police", key=9), replace(POLICE, name="Surrey Police", key=8)
UK_GDPR = re.compile(r"Articles? \d|Chapter V|UK GDPR")


def of_all_police() -> dict[str, Draft]:
    """Return both documents of three police forces that share data for law enforcement."""
    given = StoredAnswers(
        {**REQUEST, "basis": {"chosen": ["part_3"], "part_3": "Schedule 7, paragraph 5"}, "automated": ["decides"]},
        {body.key: {**HALF, "s_basis": {"chosen": ["part_3"]}} for body in ALL_POLICE},
    )
    return {document: drafted(document, given, facts((POLICE,), ALL_POLICE)) for document in ("mou", "dpia")}


def test_police_of_several_print_no_right_of_the_uk_gdpr() -> None:
    made = of_all_police()
    mou = made["mou"]
    assert "as required by section 44 of the Data Protection Act 2018." in says(mou, "rights.notice")
    assert "the period that section 54 of the Data Protection Act 2018 allows:" in says(mou, "rights.handling")
    assert "except as sections 50A to 50D of the Data Protection Act 2018 allow." in says(mou, "rights.automated")
    assert "the transfer meets sections 72 to 78 of the Data Protection Act 2018:" in says(mou, "rights.transfers")
    assert "relies on section 35 of that Act and not on a lawful basis in Article 6" in says(mou, "basis.lawful")
    assert "(section 61 of the Data Protection Act 2018)" in says(mou, "assurance.records")
    allowed = {"basis.lawful", "basis.law_enforcement", "signatures.meaning", "legal.rights", "legal.confidence"}
    named = {clause.key for document in made.values() for clause in document.clauses if UK_GDPR.search(clause.text)}
    # In an answer or a sign of high risk, or to say what does not apply.
    allowed |= {"necessity.equality", "necessity.compatible", "need.screening"}
    assert {key for key in named if not key.startswith(("schedule.", "basis.research", "risks."))} <= allowed


def test_police_beside_others_name_the_law_of_each() -> None:
    mou, dpia = SIX_TEXTS["mou"], SIX_TEXTS["dpia"]
    where = "or, where Part 3 of the Data Protection Act 2018 applies,"
    assert f"Articles 13 and 14 UK GDPR {where} section 44 of that Act." in says(mou, "rights.notice")
    assert "Where the UK GDPR applies, and unless Article 14(5)" in says(mou, "rights.notice")
    assert f"Article 12A UK GDPR {where} section 54 of that Act allows:" in says(mou, "rights.handling")
    assert f"Chapter V UK GDPR {where} sections 72 to 78 of that Act:" in says(mou, "rights.transfers")
    assert f"(Article 30 UK GDPR {where} section 61 of that Act)" in says(mou, "assurance.records")
    assert f"(Article 33 UK GDPR {where} section 67 of that Act)" in says(mou, "incidents.reporting")
    residual = says(dpia, "measures.residual")
    assert f"Article 36 UK GDPR {where} section 65 of that Act before the processing begins" in residual


def test_stop_names_the_law_of_the_party_that_lacks_advice() -> None:
    together = circumstances_of(answers_of_six(), SIX, CURRENT.version)
    told = {party.name: together.of(party).by_end(ADVICE, ADVICE_PART_3) for party in (COUNCIL, POLICE, FIRE)}
    assert told == {
        COUNCIL.name: "Article 35(2) UK GDPR",
        POLICE.name: "sections 70(1) and 71(1)(b) of the Data Protection Act 2018",
        FIRE.name: "Article 35(2) UK GDPR",
    }


# --- What each states -----------------------------------------------------------------------------


def test_role_is_said_to_stand_where_it_stands() -> None:
    roles = says(SIX_TEXTS["mou"], "basis.roles")
    assert "The role of each receiver, as controller or processor, and the role that it takes the giver" in roles
    assert "| Role |" in says(SIX_TEXTS["mou"], "schedule.receiving__1")
    assert "| Role |" not in says(SIX_TEXTS["mou"], "schedule.giving__2")


def test_no_order_of_signing_is_stated() -> None:
    for key in ("signatures.signatories", "schedule.signatures"):
        words = says(SIX_TEXTS["mou"], key)
        assert "for each party are listed under “Who signs”." in words
        assert "order of signing" not in words
        assert "steps" not in words


def test_giver_has_a_data_protection_officer_too() -> None:
    published = "Its officer, at the contact details that it publishes"
    mou = SIX_TEXTS["mou"]
    assert f"| Data protection officer | {published} (Article 37(7) UK GDPR) |" in says(mou, "schedule.posts__3")
    assert published not in says(mou, "schedule.posts__2")
    advice = says(SIX_TEXTS["dpia"], "approval.advice")
    assert "The data protection officer of each party stands in Schedule 5." in advice


@pytest.mark.parametrize("entry", ["flow__2", "receiving__1", "giving__3", "joint"])
def test_entry_of_a_party_cannot_be_struck_unnoticed(entry: str) -> None:
    assert f"schedule.{entry}" in {clause.key for clause in SIX_TEXTS["mou"].clauses}
    assert why_needed(f"schedule.{entry}")


# --- Two parties that both give and receive -------------------------------------------------------


def test_two_that_both_give_and_receive_have_an_entry_for_each_half() -> None:
    both = facts((COUNCIL, POLICE), (COUNCIL, POLICE))
    given = StoredAnswers(REQUEST, {1: HALF, 2: FROM_POLICE}, {2: ENFORCING})
    made = drafted("mou", given, both)
    keys = {clause.key for clause in made.clauses}
    entries = ("party", "receiving", "giving", "flow")
    assert {f"schedule.{entry}__{party}" for entry in entries for party in (1, 2)} <= keys
    assert "“the acquirer” means" not in words(made)
    assert "| Keeps the data for | 1 year |" in says(made, "schedule.party__2")
    assert "| Lawful basis | Public task" in says(made, "schedule.receiving__1")
    assert "| To | Kent Police |" in says(made, "schedule.flow__1")


def test_two_of_which_one_gives_and_receives_are_several() -> None:
    assert facts((COUNCIL, POLICE), (POLICE,)).of_several
    assert not facts((COUNCIL,), (POLICE,)).of_several
    assert not facts((COUNCIL,), (COUNCIL,)).of_several


# --- Joint controllers ----------------------------------------------------------------------------


def test_joint_activities_stand_once_in_schedule_4() -> None:
    joint = says(SIX_TEXTS["mou"], "schedule.joint")
    assert joint.count("**Choosing who is paid**") == 1
    assert "| Contact point for the people concerned | The Department’s winter team | All |" in joint
    arrangement = says(SIX_TEXTS["mou"], "basis.joint")
    ways = "Article 26 UK GDPR or, where Part 3 of the Data Protection Act 2018 applies, section 58 of that Act"
    assert f"for which {ways} provides" in arrangement
    assert "Where the UK GDPR applies, each is liable to that person for the whole of any damage" in arrangement
    assert "For that processing section 58 of that Act applies" in arrangement
    assert "a controller is liable for what this arrangement makes its responsibility (section 169)" in arrangement


def test_activity_that_is_stated_in_two_ways_stands_as_each_states_it() -> None:
    other = {**REQUEST["joint"][0], "contact": "Kent Police, records team"}
    given = answers_of_six()
    given = replace(given, receiving={**given.receiving, 2: {**ENFORCING, "joint": [other]}})
    joint = says(drafted("mou", given, SIX), "schedule.joint")
    mine = "**Choosing who is paid**, as stated by Kent County Council and Kent Community Health NHS Trust"
    assert joint.count("**Choosing who is paid**") == 2
    assert mine in joint
    assert "**Choosing who is paid**, as stated by Kent Police" in joint
    assert "| Contact point for the people concerned | Kent Police, records team | All |" in joint


def test_joint_controllers_of_several_without_activities_have_one_gap() -> None:
    request = {key: value for key, value in REQUEST.items() if key != "joint"}
    made = drafted("mou", StoredAnswers(request, {2: HALF, 3: HALF}), THREE)
    assert gaps_in(says(made, "schedule.joint")) == ("joint",)
    apart = {**request, "role": {"acquirer": "independent", "supplier": "independent"}}
    none = drafted("mou", StoredAnswers(apart, {2: HALF, 3: HALF}), THREE)
    assert "basis.joint" not in {clause.key for clause in none.clauses}
    assert says(none, "schedule.joint").startswith("This schedule has no entries, because no party is a joint")


def test_each_receiver_says_whether_it_contacts_people() -> None:
    of_trust = {**ABOUT_ITSELF, "contact_people": {"chosen": "yes", "yes": "We write to carers."}}
    asking = {**REQUEST, "contact_people": {"chosen": "no"}}
    given = StoredAnswers(asking, {2: FROM_POLICE, 3: HALF, 6: HALF}, {2: {}, 4: of_trust, 5: {}})
    text = says(drafted("mou", given, SIX), "data.contact")
    assert "| Kent County Council | No |" in text
    assert "| Kent Community Health NHS Trust | We write to carers. |" in text
    assert "| Kent Police | No |" in text
    same = StoredAnswers(asking, {2: FROM_POLICE, 3: HALF, 6: HALF}, {2: {}, 4: {}, 5: {}})
    assert says(drafted("mou", same, SIX), "data.contact").startswith("A receiver will not use the data to contact")


def test_permission_to_contact_people_is_for_no_other_receiver() -> None:
    asking = {**REQUEST, "contact_people": {"chosen": "yes", "yes": "We phone them."}}
    halves: Any = {2: FROM_POLICE, 3: HALF, 6: HALF}
    text = says(drafted("mou", StoredAnswers(asking, halves, {2: {}, 4: {}, 5: {}}), SIX), "data.contact")
    assert "| Kent County Council | We phone them. |" in text
    assert set(gaps_in(text)) == {"contact_people__2", "contact_people__4", "contact_people__5"}


@pytest.mark.parametrize(
    "party", ["Kent Police Joint Unit", "Each partner of Kent Police", "All Saints", "East Kent Police"]
)
def test_row_for_another_does_not_stand_for_a_party(party: str) -> None:
    told: Any = [{"party": party, "contact": "duty@kent.police.uk", "hours": "12"}]
    given = StoredAnswers({**REQUEST, "breach": told}, {2: FROM_POLICE, 3: HALF})
    text = says(drafted("mou", given, THREE), "incidents.reporting")
    for name in ("Kent County Council", "Kent Police", "Kent Fire and Rescue Service"):
        assert f"| {name} | The person who leads for it (Schedule 5) | 12 |" in text


def test_incident_table_names_every_party() -> None:
    told: Any = [{"party": "Kent Police", "contact": "duty@kent.police.uk", "hours": "12"}]
    given = StoredAnswers({**REQUEST, "breach": told}, {2: FROM_POLICE, 3: HALF})
    text = says(drafted("mou", given, THREE), "incidents.reporting")
    assert text.count("Kent Police") == 1
    for name in ("Kent County Council", "Kent Fire and Rescue Service"):
        assert f"| {name} | The person who leads for it (Schedule 5) | 12 |" in text


def test_row_for_every_party_is_not_repeated() -> None:
    text = says(drafted("mou", answers_of_three(), THREE), "incidents.reporting")
    assert "The person who leads for it" not in text
