"""What the law asks of the agreement, sentence by sentence, between two parties and among three."""

from typing import Any

import pytest

from agreements.answers import StoredAnswers
from agreements.questionnaire.supplier import CONDITIONS
from tests.agreements.drafting.several import COUNCIL, FIRE, HALF, REQUEST, TRUST, drafted, facts
from tests.agreements.drafting.test_law_enforcement import ENFORCING
from tests.agreements.drafting.test_terms import OUTSIDE, three, two

# Both ends for law enforcement.
POLICE: dict[str, Any] = {**ENFORCING, "s_basis": {"chosen": ["part_3"], "part_3": "Schedule 7, paragraph 5"}}
ACT = "of the Data Protection Act 2018"
OWN_DATA = "a person who asks for their own data"
CONSENT: dict[str, Any] = {"basis": {"chosen": ["consent"], "why": "They asked for it."}}
APART: dict[str, Any] = {"role": {"acquirer": "independent", "supplier": "independent"}}
IN_STATISTICS: dict[str, Any] = {"policy_area": {"chosen": "research_statistics"}}


# --- The agreement ----------------------------------------------------------------------------------

SENTENCES: list[tuple[str, dict[str, Any], str]] = [
    ("summary.term", {}, "stops using the data and keeps it only as section 10 allows."),
    ("parties.joining", {}, "Unless the arrangement above says otherwise, an organisation joins only by a variation"),
    ("parties.joining", {"join_leave": ""}, "An organisation joins only by a variation signed by every party"),
    ("data.onward", {}, "will not pass the data to anyone else, except a"),
    ("data.onward", {"onward": {"chosen": "no"}}, f"the organisations named in section 2, and {OWN_DATA}."),
    ("data.onward", {"onward": {"chosen": "with_consent"}}, f"named in section 2, and {OWN_DATA}, unless the"),
    ("data.onward", {}, "will keep the data confidential. If the law requires it to disclose any of the data, it will"),
    ("legal.confidence", {}, "consent, a law that requires the disclosure or lifts the duty, support under section"),
    ("legal.confidence", {}, "from health or adult social care in England is disclosed under section 251 support"),
    ("basis.lawful", {}, "Each controller needs a lawful basis of its own"),
    ("basis.lawful", {}, "Article 6(3) UK GDPR requires domestic law to lay that basis down; a task must be that"),
    ("basis.lawful", CONSENT, "and erase it unless another basis applies (Article 17(1)(b))."),
    ("basis.special", {}, "data that reveals racial or ethnic origin, political opinions"),
    ("basis.criminal", {}, f"alleged offences, proceedings and sentences (section 11(2) {ACT})."),
    ("basis.research", IN_STATISTICS, "substantial damage or substantial distress to a person whom the data concerns"),
    ("basis.roles", APART, "except so far as data protection law makes it so (Article 82(4) UK GDPR)."),
    ("rights.notice", {}, "within a reasonable time and at most one month, and no later than when it first contacts"),
    ("rights.notice", {}, "A party that relies on Article 14(5) or an exemption records which, and why."),
    ("rights.handling", {}, "one month from the request, or from proof of identity if that is needed. It may be"),
    ("rights.handling", {}, "For an access request it does not run while the party waits for details it reasonably"),
    ("rights.automated", {}, "it rests entirely on data to whose use the person has explicitly"),
    ("rights.automated", {}, "such a decision where it relies on recognised legitimate interest (Article 22B)."),
    (
        "rights.foi",
        {},
        "A request by a person for their own data is handled as the clause on requests and complaints says. The",
    ),
    ("delivery.storage", {}, "another system or place of the same host in the United Kingdom"),
    ("delivery.storage", {}, "Another host or another country needs a variation of this"),
    ("delivery.outputs", {}, "nothing from which a person or household could be identified, unless the law requires"),
    ("delivery.outputs", IN_STATISTICS, "Until they are published no party discloses them otherwise."),
    ("retention.period", {}, "has ended, whichever is first, "),
    ("retention.period", {}, "No copy of the data, including copies in test systems and working files, will be kept"),
    ("retention.disposal", {}, "may keep it until the retention period ends. It may keep what the law requires it to"),
    ("retention.disposal", {}, "The certificate says what was destroyed, how, when and by whom, and what remains, in"),
    ("retention.disposal", {}, "and when it will be overwritten. Data in a backup is not restored or used."),
    ("governance.ending", {}, "if continuing would be unlawful, or if another party commits a serious breach. For"),
    ("governance.ending", {}, "require it to be put right within 20 working days, and end its part if it is not."),
    ("signatures.general", {}, "If a term is unlawful or unenforceable, the others stay in force unless they depend"),
    ("signatures.general", {}, "that body takes the party’s place as the law provides. No more data is supplied"),
    ("signatures.general", {}, "replaces these earlier agreements:\n\n> The memorandum of 2021.\n\nData supplied"),
    ("signatures.general", {}, "It replaces no other agreement, and no contract under Article 28 UK GDPR."),
]


@pytest.mark.parametrize(("key", "change", "words"), SENTENCES)
def test_sentence_stands_between_two_and_three(key: str, change: dict[str, Any], words: str) -> None:
    assert words in two(key, **change)
    assert words in three(key, **change)


def test_stricter_of_a_condition_and_a_clause_holds() -> None:
    stricter = "or be stricter. If they differ, the stricter holds."
    assert stricter in two("data.conditions")
    among = facts((COUNCIL, TRUST), (COUNCIL, FIRE))
    made = drafted("mou", StoredAnswers(REQUEST, {1: HALF, 3: HALF}), among)
    assert stricter in next(found.text for found in made.clauses if found.key == "data.conditions")
    assert "If they differ from another clause, the stricter holds." in CONDITIONS.why


def test_contract_does_not_fetter_and_binds_no_bodies_of_the_crown() -> None:
    contract: dict[str, Any] = {"governing_law": "england_wales"}
    for words in (two("summary.effect", OUTSIDE, **contract), three("summary.effect", **contract)):
        assert "Bodies of the Crown do not contract with each other." in words
        assert "fetters a statutory discretion of a party, relieves it of a statutory duty" in words
    general = two("signatures.general", OUTSIDE, **contract)
    assert "and the courts there, and only they, decide disagreements" in general
    assert "Bodies of the Crown" not in two("summary.effect", OUTSIDE)
    plain = two("summary.effect")
    assert "limits the discretion of a party" in plain
    assert "Bodies of the Crown" not in plain


def test_transfer_that_is_not_known_means_no_supply() -> None:
    words = two("rights.transfers", transfer="not_sure")
    assert words == (
        "The acquirer does not yet know whether the data will leave the United Kingdom. No data will be supplied until "
        "it does."
    )
    row = three("schedule.party__1", transfer="not_sure")
    assert "| Outside the United Kingdom | Not yet known. No data will be supplied until it is |" in row


def test_requests_for_information_follow_the_arrangement_or_these_words() -> None:
    for said in (two, three):
        assert "within 5 working days" not in said("rights.foi")
        assert "within 5 working days" in said("rights.foi", foi="")


def test_information_received_under_the_act_goes_no_further() -> None:
    further = (
        "Personal information received may be disclosed further only as the Act allows. To do otherwise is an offence."
    )
    for chapter in ("chapter_1", "chapter_3", "chapter_4", "chapter_5"):
        assert two("legal.dea", dea={"chapter": chapter}).endswith(further)
    for chapter in ("chapter_2", "chapter_7"):
        assert "offence" not in two("legal.dea", dea={"chapter": chapter})
    words = three("legal.dea")
    assert "their legal advisers will confirm this in writing before signing." in words
    assert "under chapter 1, 3, 4 or 5 may be disclosed further only as the Act allows. To do otherwise is an" in words


def test_fairness_principles_are_those_of_the_debt_chapter() -> None:
    debt: dict[str, Any] = {"dea": {"chapter": "chapter_3", "stage": "pilot"}}
    fraud: dict[str, Any] = {"dea": {"chapter": "chapter_4", "stage": "pilot"}}
    assert "keep to the fairness principles in the code of practice. They will end the pilot" in two(
        "legal.dea_case", **debt
    )
    assert "fairness" not in two("legal.dea_case", **fraud)
    assert "The parties will end the pilot" in two("legal.dea_case", **fraud)
    assert "Parties that share for debt purposes will keep to the fairness principles" in three(
        "legal.dea_case", **fraud
    )


def test_schedule_1_is_named_where_only_the_supplier_relies_on_it() -> None:
    given: dict[str, Any] = {"sc_condition": ["explicit_consent"], "s_sc_condition": ["research"]}
    assert "Section 10 of the Data Protection Act 2018 calls for the conditions in Schedule 1" in two(
        "basis.special", **given
    )
    neither = given | {"s_sc_condition": ["explicit_consent"]}
    assert "calls for the conditions in Schedule 1" not in two("basis.special", **neither)


def test_policy_document_for_criminal_data_is_stated_if_answered() -> None:
    of_crime: dict[str, Any] = {"sc_condition": ["explicit_consent"], "apd": ""}
    assert "The acquirer’s policy document" not in two("basis.policy", **of_crime)
    assert "Winter payments policy" in two("basis.policy", sc_condition=["explicit_consent"])
    assert "The acquirer’s policy document is: [[gap:apd]]" in two("basis.policy", apd="")
    assert "Appropriate policy document" not in three("schedule.receiving__1", **of_crime)


# --- Law enforcement --------------------------------------------------------------------------------


def test_processor_for_law_enforcement_has_the_contract_of_section_59() -> None:
    assert f"the contract that section 59 {ACT} requires of a controller and its processor" in two(
        "parties.others", **POLICE
    )
    roles = {"role": {"acquirer": "processor", "supplier": "independent"}}
    assert f"is required by section 59 {ACT}." in two("basis.processor", **POLICE | roles)


def test_all_that_is_said_about_the_uk_gdpr_gives_way_to_part_3() -> None:
    words = two("basis.law_enforcement", **POLICE)
    assert "says about the UK GDPR does not apply to the acquirer’s use of the data, to which Part 3" in words
