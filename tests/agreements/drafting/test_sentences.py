"""Sentences of both documents as a reader sees them: one statement of each fact, and none that another contradicts."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from agreements.answers import StoredAnswers
from agreements.drafting.build import Draft, draft
from tests.agreements.drafting.answers import FACTS, FULL
from tests.agreements.drafting.several import HALF, REQUEST, THREE, drafted


def said(document: str, key: str, **change: Any) -> str:
    """Return the words of a clause between two parties, with some answers changed."""
    made = draft(document, FULL | change, FACTS)
    return next(clause.text for clause in made.clauses if clause.key == key)


def of_three(document: str, key: str, half: dict[str, Any] | None = None, **change: Any) -> str:
    """Return the words of a clause between three parties, with some answers changed."""
    made: Draft = drafted(document, StoredAnswers({**REQUEST, **change}, {2: half or HALF, 3: half or HALF}), THREE)
    return next(clause.text for clause in made.clauses if clause.key == key)


# --- Retention and disposal -------------------------------------------------------------------------

PERIODS = [
    ({"chosen": "5_years"}, "for no longer than 5 years from the date on which each supply is received, for this"),
    ({"chosen": "end_of_project"}, "keep the data until the use described in this document ends, for this"),
    ({"chosen": "other", "detail": "18 months"}, "for no longer than 18 months from the date on which each supply is"),
    ({"chosen": "other", "detail": "2 years after the account closes"}, "than 2 years after the account closes, for"),
    ({"chosen": "other", "detail": "until the appeal is decided"}, "keep the data until the appeal is decided, for"),
]


@pytest.mark.parametrize(("retention", "words"), PERIODS)
def test_retention_period_has_a_start(retention: dict[str, str], words: str) -> None:
    given = {"detail": "", "why": "Audit.", **retention}
    assert words in said("mou", "retention.period", retention=given)
    assert words.replace("keep the data ", "") in said("dpia", "description.flow", retention=given)


def test_retention_of_several_runs_from_each_supply() -> None:
    assert "The period runs from the date on which each supply is received" in of_three("mou", "retention.period")


def test_disposal_follows_the_retention_period_and_not_the_period_of_use() -> None:
    disposal = said("mou", "retention.disposal")
    assert disposal.startswith(
        "When the retention period in this section ends, the acquirer will destroy the data as follows."
    )
    assert (
        "If this memorandum ends early, the acquirer will destroy the data within 20 working days, unless the supplier "
        "agrees in writing that it may keep it until the retention period ends."
    ) in disposal
    kept = said("mou", "retention.period")
    assert "Once the period of use or this memorandum has ended, whichever is first, it will keep the data for" in kept


def test_disposal_of_several_follows_the_retention_period() -> None:
    disposal = of_three("mou", "retention.disposal")
    assert "When the retention period in its entry in Schedule 1 ends, each receiver will destroy the data" in disposal
    assert "or its part in it, ends early, it will destroy the data within 20 working days, unless the" in disposal
    assert "has ended, whichever is first, the receiver keeps the data for that" in of_three("mou", "retention.period")


# --- Costs ------------------------------------------------------------------------------------------

CHARGES = [
    ("acquirer", "The acquirer will pay the supplier £8,000 a year for supplying the data. Otherwise each party"),
    ("supplier", "The supplier bears the cost of supplying the data (£8,000 a year). Otherwise each party"),
    ("shared", "The acquirer and the supplier share the cost of supplying the data: £8,000 a year. Otherwise"),
    ("", "The charge for supplying the data is: £8,000 a year. Otherwise each party"),
]


@pytest.mark.parametrize(("payer", "words"), CHARGES)
@pytest.mark.parametrize("costs", ["", "The acquirer pays for extraction."])
def test_charge_comes_before_the_rule_that_it_departs_from(payer: str, words: str, costs: str) -> None:
    text = said("mou", "costs.costs", costs=costs, s_effort={"cost": "£8,000 a year", "payer": payer})
    assert words in text
    assert text.count("bears its own costs") == 1


def test_without_a_charge_each_party_bears_its_own_costs() -> None:
    text = said("mou", "costs.costs", costs="", s_effort={"effort": "A day.", "cost": ""})
    assert text.startswith("Each party bears its own costs of making this memorandum and keeping to it")


def test_charge_of_a_giver_stands_in_its_flow() -> None:
    half = {**HALF, "s_effort": {"cost": "£8,000 a year", "payer": "acquirer"}}
    flow = of_three("mou", "schedule.flow__2", half)
    assert "| Cost, and who pays | The receiver will pay the giver £8,000 a year for supplying the data. |" in flow


# --- Places -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("words", [said("mou", "delivery.storage"), of_three("mou", "delivery.storage")])
def test_moving_the_data_is_told_and_another_country_is_a_variation(words: str) -> None:
    assert "and in no others." in words
    assert "another system or place of the same host in the United Kingdom" in words
    assert "Another host or another country needs a variation of this" in words.rpartition("without a variation. ")[2]


def test_unknown_transfer_means_no_supply() -> None:
    words = said("dpia", "description.recipients", transfer="not_sure")
    assert words.endswith(
        "The acquirer does not yet know whether the data will leave the United Kingdom. No data will be supplied until "
        "it does."
    )
    assert "i am not sure" not in words.casefold()


AREAS = [
    ({"chosen": ["local"], "local": "City of Sheffield"}, "The data covers the City of Sheffield."),
    ({"chosen": ["local"], "local": "Kent"}, "The data covers Kent."),
    ({"chosen": ["england", "local"], "local": "Cardiff"}, "The data covers England and Cardiff."),
    ({"chosen": ["outside_uk"], "outside_uk": "Jersey"}, "The data covers Jersey."),
]


@pytest.mark.parametrize(("area", "words"), AREAS)
def test_area_is_named_once(area: dict[str, Any], words: str) -> None:
    assert words in said("mou", "data.scope", geography=area)
    assert words in of_three("mou", "data.scope", geography=area)


# --- Powers, review and signatures ------------------------------------------------------------------

POWERS = [
    ("common_law", "Common law powers of the Secretary of State", "relies on the common law powers of the Secretary"),
    ("common_law", "Paying grants", "relies on common law or prerogative powers, for this function: Paying"),
    ("express", "Care Act 2014, section 6", "relies on this express power: Care Act 2014, section 6."),
    ("implied", "Localism Act 2011, section 1", "relies on a power implied by this function: Localism Act 2011"),
    ("digital_economy_act", "Section 35", "relies on the Digital Economy Act 2017: Section 35."),
]


@pytest.mark.parametrize(("kind", "section", "words"), POWERS)
def test_power_is_named_once(kind: str, section: str, words: str) -> None:
    given = {"chosen": kind, "section": section, "link": ""}
    assert words in said("mou", "legal.power", power_text=given)
    row = of_three("mou", "schedule.receiving__1", power_text=given)
    said_of_three = words.removeprefix("relies on ")
    said_of_three = said_of_three[:1].upper() + said_of_three[1:].rstrip(".")
    assert f"| Power to receive and use the data | {said_of_three}" in row


def test_review_is_at_least_once_a_year_and_first_by_a_date() -> None:
    for words in (said("mou", "governance.review"), of_three("mou", "governance.review")):
        assert "when something changes, and at least once a year, first by 1 October 2027." in words
    for words in (said("dpia", "approval.review"), of_three("dpia", "approval.review")):
        assert "and at least once a year, first by 1 October 2027. It will" in words


def test_signatories_are_a_table_of_both_sides() -> None:
    signs = {"name": "V Stone", "position": "Director", "order": "after"}
    words = said("mou", "signatures.signatories", s_signatory=signs)
    assert "The signatories are:" in words
    assert "| Party | Name or post | Order |" in words
    assert "| The Department for Energy Security and Net Zero | As named under “Who signs” | – |" in words
    assert "| HM Revenue & Customs | V Stone, Director | After the acquirer |" in words


# --- The impact assessment --------------------------------------------------------------------------

EARLIER = [
    ({"chosen": "screened_out", "screened_out": "We decided none is needed."}, "> We decided none is needed."),
    ({"chosen": "yes", "yes": "DPIA 12 of May 2026."}, "An assessment exists already: DPIA 12 of May 2026.\n"),
    ({"chosen": "start_here"}, "There was no earlier assessment of this sharing. This one is the assessment of all"),
]


@pytest.mark.parametrize(("state", "words"), EARLIER)
def test_earlier_assessment_is_stated_without_the_form(state: dict[str, str], words: str) -> None:
    for text in (said("dpia", "need.state", dpia_state=state), of_three("dpia", "need.state", dpia_state=state)):
        assert words in text
        assert ".." not in text
        assert "that none is needed" not in text


@pytest.mark.parametrize("words", [said("dpia", "risks.scoring"), of_three("dpia", "risks.scoring")])
def test_scores_are_stated_as_an_assessment_and_not_as_a_proposal(words: str) -> None:
    assert "The two together give the overall risk: low, medium or high." in words
    assert "gave these scores" not in words
    assert "library" not in words
    assert "proposal" not in words


def test_no_clause_of_the_assessment_tells_the_parties_how_to_write_it() -> None:
    plain = {"data_types": ["personal"], "linkage": "no", "automated": {"chosen": "no"}}
    made = (draft("dpia", FULL, FACTS), draft("dpia", FULL | plain, FACTS))
    for clause in (found for each in made for found in each.clauses):
        for advice in ("should be left out", "put forward", "must confirm", "must be recorded", "in the library"):
            assert advice not in clause.text, clause.key


def test_toolkit_is_stated_with_its_status_and_date() -> None:
    words = said("mou", "delivery.controls")
    assert "- The Data Security and Protection Toolkit: standards met, 30 June 2026" in words
    unknown = said("mou", "delivery.controls", controls={"chosen": ["dspt"]})
    assert "met" not in unknown.split("\n\n")[1]


def test_no_advice_on_the_document_stands_in_it() -> None:
    for key in ("parties.team", "summary.effect"):
        words = said("mou", key)
        assert "is shown as" not in words
        assert "they mean to keep to it" not in words
    assert "called a data sharing agreement, and not a memorandum" not in of_three("mou", "summary.effect")
    facts = replace(FACTS, suppliers=THREE.suppliers[:1])
    effect = next(found.text for found in draft("mou", FULL, facts).clauses if found.key == "summary.effect")
    assert "called a data sharing agreement, and not a memorandum" not in effect


def test_data_kept_until_its_use_ends_is_not_kept_after_it() -> None:
    until = said("mou", "retention.period", retention={"chosen": "end_of_project", "why": "A trial."})
    assert "will keep the data until the use described in this document ends, for this reason." in until
    assert "Once the period of use" not in until
    assert "Once the period of use or this memorandum has ended" in said("mou", "retention.period")


@pytest.mark.parametrize("said_of", [said, of_three])
def test_processors_that_no_one_named_receive_nothing(said_of: Callable[..., str]) -> None:
    none_named = {"other_orgs": "no", "onward": {"chosen": "processors"}}
    words = said_of("mou", "data.onward", **none_named)
    assert "only once section 2 has been varied to name it." in " ".join(words.split())
    assert "only to the processors named" not in words


@pytest.mark.parametrize("said_of", [said, of_three])
@pytest.mark.parametrize("onward", ["with_consent", "as_described"])
def test_no_other_organisation_receives_except_as_the_clause_on_passing_on_allows(
    said_of: Callable[..., str], onward: str
) -> None:
    answers = {"other_orgs": "no", "onward": {"chosen": onward, "detail": "Schools."}}
    for document, key, where in (
        ("mou", "parties.others", "section 4"),
        ("dpia", "description.recipients", "section 4 of"),
    ):
        words = " ".join(said_of(document, key, **answers).split())
        assert f"No organisation other than the parties will receive the data or work on it, except as {where}" in words
        assert "except as" not in said_of(document, key, other_orgs="no", onward={"chosen": "no"})


def test_each_party_stands_with_its_registration_number() -> None:
    words = said("mou", "parties.parties")
    assert "| Party | Part in this share | Data protection registration |" in words
    assert "| Department for Energy Security and Net Zero | Acquirer | ZA123456 |" in words
    assert "| HM Revenue & Customs | Supplier | Z7654321 |" in words
    half_known = said("mou", "parties.parties", s_ico_number="")
    assert "| HM Revenue & Customs | Supplier | – |" in half_known
    assert "registration" not in said("mou", "parties.parties", s_ico_number="", ico_number="")


def test_entry_of_each_of_several_gives_its_registration_number() -> None:
    assert "| Data protection registration | ZA123456 |" in of_three("mou", "schedule.party__1")
    assert "| Data protection registration | Z7654321 |" in of_three("mou", "schedule.party__2")
    assert "registration" not in of_three("mou", "schedule.party__1", ico_number="")
