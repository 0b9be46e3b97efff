"""Drafts state the answers, mark the gaps, and escape user text."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agreements.answers import StoredAnswers
from agreements.drafting.build import Draft, DraftClause, PartyFacts, SectionState, draft, draft_both, progress_of
from agreements.drafting.circumstances import Circumstances
from agreements.drafting.export import DRAFT, WARNING, Marking, as_json, as_markdown
from agreements.drafting.facts import is_government
from agreements.drafting.library.risk_register import RISKS, risks_for
from agreements.drafting.quoting import escape, own
from agreements.drafting.rendering import environment, template
from agreements.drafting.several import draft_for
from agreements.drafting.values import Given
from agreements.questionnaire.journey import Journey
from agreements.questionnaire.question_sets import CURRENT
from agreements.wording import gaps
from datashare.lib import markdown
from tests.agreements.drafting.answers import FACTS, FIRST, FULL
from tests.support.pace import seconds


def answered(answers: dict[str, Any]) -> dict[str, Any]:
    """Return the answers that the journey lets through, with the supplier's."""
    supplier = {key: value for key, value in answers.items() if key.startswith("s_")}
    return dict(Journey(CURRENT, answers).answered()) | supplier


def clause(made: Draft, key: str) -> DraftClause:
    return next(found for found in made.clauses if found.key == key)


def says(made: Draft, key: str) -> str:
    return clause(made, key).text


def keys(made: Draft) -> set[str]:
    return {found.key for found in made.clauses}


def ask(key: str) -> str:
    place = CURRENT.places.get(key)
    return place.question.ask if place else key


MOU, DPIA = draft("mou", FULL, FACTS), draft("dpia", FULL, FACTS)


# --- What a reader reads --------------------------------------------------------------------------


def test_it_says_that_a_memorandum_binds_no_one_and_is_no_gateway() -> None:
    words = says(MOU, "summary.effect")
    assert "This memorandum is a statement of what the parties intend. It is not legally binding" in words
    assert "is not itself a legal power or a gateway" in words


def test_it_is_a_data_sharing_agreement_as_soon_as_one_party_is_no_government_body() -> None:
    facts = replace(FACTS, suppliers=(PartyFacts(name="Kent Community Energy CIC", government=False),))
    made = draft("mou", FULL, facts)
    assert made.title == "Data sharing agreement"
    assert says(made, "summary.effect").startswith("This agreement sets out the terms")
    assert not any("this memorandum" in found.text.lower() for found in made.clauses)


@pytest.mark.parametrize(
    ("kind", "government"),
    [("Ministerial department", True), ("Executive agency", True), ("Local authority", False), ("", False)],
)
def test_it_lets_only_government_bodies_use_a_memorandum(kind: str, government: bool) -> None:
    assert is_government(kind) is government


def test_it_names_the_parties_with_an_article_where_english_wants_one() -> None:
    words = says(MOU, "parties.parties")
    assert "“the acquirer” means the Department for Energy Security and Net Zero" in words
    assert "“the supplier” means HM Revenue & Customs." in words


def test_it_sets_a_partys_own_words_in_from_the_margin() -> None:
    assert (
        "> We want to reach people whose homes are too cold for their health.\n>\n> We cannot find them today."
        in says(MOU, "purpose.aims")
    )


def test_it_states_both_lawful_bases_with_their_articles() -> None:
    words = says(MOU, "basis.lawful")
    assert "The acquirer’s lawful basis is public task (Article 6(1)(e) UK GDPR; section 8 of the Data" in words
    assert "The supplier’s lawful basis is public task (Article 6(1)(e) UK GDPR" in words


def test_it_states_the_conditions_for_special_category_data() -> None:
    words = says(MOU, "basis.special")
    assert "substantial public interest (Article 9(2)(g) UK GDPR" in words
    assert (
        "health or social care (Article 9(2)(h) UK GDPR and paragraph 2 of Schedule 1 to the Data Protection Act 2018)"
        in words
    )
    assert (
        "Its condition in Part 2 of Schedule 1 to the Data Protection Act 2018 is statutory and government purposes "
        "(paragraph 6) and safeguarding of the economic well-being of certain people (paragraph 19)." in words
    )


def test_it_speaks_of_confidence_where_patients_are_concerned() -> None:
    assert "section 251 of the National Health Service Act 2006" in says(MOU, "legal.confidence")
    plain = draft("mou", FULL | {"sc_condition": ["employment"], "subjects": {"chosen": ["taxpayers"]}}, FACTS)
    assert "section 251" not in says(plain, "legal.confidence")


def test_it_warns_of_the_duty_on_what_revenue_and_customs_holds() -> None:
    assert "section 18 of the Commissioners for Revenue and Customs Act 2005" in says(MOU, "legal.hmrc")
    elsewhere = draft("mou", FULL, replace(FACTS, suppliers=(PartyFacts(name="Environment Agency"),)))
    assert "legal.hmrc" not in keys(elsewhere)


def test_it_lists_the_items_in_the_annex_with_a_gap_where_no_reason_was_given() -> None:
    words = says(MOU, "annex.items")
    assert "| NHS number | Yes, on its own | To match records | Matching only | 30 days |" in words
    assert "| Condition \\| code | Yes, together with other items | [[gap:items]] | Eligibility | 2 years |" in words


def test_it_writes_dates_and_periods_out() -> None:
    words = says(MOU, "summary.share")
    assert "| Data needed by | 31 January 2027 |" in words
    assert "| Period of use | 1 February 2027 to 31 January 2029 |" in words


def test_it_names_who_brings_a_skill_and_no_skill_that_no_one_brings() -> None:
    words = says(MOU, "parties.team")
    assert "| Legal | Priya Shah, Solicitor |" in words
    assert "Ethics" not in words
    assert "not available" not in words.casefold()
    assert "example.gov.uk" not in words


def test_it_uses_the_suppliers_half_when_there_is_one() -> None:
    for key, words in [
        ("legal.gateway", "We agree: section 56 applies to us."),
        ("delivery.route", "Secure file transfer only."),
        ("data.conditions", "Delete the NHS number after matching."),
        ("rights.notice", "We will add a paragraph by January."),
        ("quality.need", "We hold it, complete since 2019."),
        ("annex.items", "| NHS number | Yes, on its own | To match records | Matching only | 30 days | As asked for |"),
        ("signatures.signatories", "| HM Revenue & Customs | Director of data, Director | 2 |"),
    ]:
        assert words in says(MOU, key)


def test_it_marks_the_suppliers_half_as_missing_until_there_is_one() -> None:
    made = draft("mou", {key: value for key, value in FULL.items() if not key.startswith("s_")}, FACTS)
    assert clause(made, "legal.gateway").gaps == ("s_gateway",)
    assert not {"data.conditions", "annex.decisions"} & keys(made)


def test_it_has_words_of_its_own_where_a_later_question_was_not_asked() -> None:
    later = ("costs", "dispute", "stop", "join_leave", "foi", "publish", "diagram", "dea_case")
    made = draft("mou", {key: value for key, value in FULL.items() if key not in later}, FACTS)
    assert says(made, "costs.costs").startswith("Each party bears its own costs")
    assert not {gap for found in made.clauses for gap in found.gaps} & set(later)


def test_only_words_of_more_than_two_parties_take_effect_without_one() -> None:
    without = "It may take effect without a party that has not signed it"
    assert without not in says(draft("mou", FULL, FACTS), "summary.term")
    three = replace(FACTS, suppliers=(*FACTS.suppliers, PartyFacts(name="Environment Agency")))
    term = says(draft_for("mou", StoredAnswers(FULL, {}), three, CURRENT.version), "summary.term")
    assert without in term
    assert "Until that party joins, this memorandum does not bind it" in " ".join(term.split())


def test_it_asks_for_a_shorter_term_in_an_emergency() -> None:
    answers = FULL | {"tri_kind": "emergency", "review_every": {"chosen": "1_year", "on": ""}}
    made, assessment = draft_both(answers, FACTS)
    assert made.title == "Emergency memorandum of understanding"
    assert "Emergency memorandum of understanding" in says(made, "summary.share")
    assert "This is an emergency memorandum." in says(made, "summary.effect")
    assert "No later than 14 days after this memorandum takes effect" in says(made, "summary.term")
    assert "- complete and approve the full impact assessment" in says(made, "summary.term")
    assert "first review this memorandum no later than 14 days after it takes effect" in says(made, "governance.review")
    assert "and after that every year." in says(made, "governance.review")
    approved = says(assessment, "approval.review")
    assert "The short assessment, which holds everything required by Article 35(7) UK GDPR, is approved" in approved
    assert "before the first supply, and the rest no later than 14 days after the memorandum takes effect." in approved
    elsewhere = draft("mou", answers, replace(FACTS, suppliers=(PartyFacts(name="Kent", government=False),)))
    assert elsewhere.title == "Emergency data sharing agreement"


def test_it_needs_no_answer_on_review_in_an_emergency() -> None:
    answers = {key: value for key, value in FULL.items() if key != "review_every"} | {"tri_kind": "emergency"}
    made, assessment = draft_both(answers, FACTS)
    for words in (says(made, "governance.review"), says(assessment, "approval.review")):
        assert not gaps.has_gap(words)
        assert "14 days" in words


def test_it_says_nothing_of_an_emergency_where_there_is_none() -> None:
    for made in (MOU, DPIA):
        assert "emergency" not in " ".join([made.title, *(found.text for found in made.clauses)]).casefold()


def test_no_clause_names_a_version_that_no_one_counts() -> None:
    assert "version" not in says(MOU, "summary.share")


def test_it_refuses_to_pretend_that_there_is_a_power() -> None:
    made = draft("mou", answered(FULL | {"power_have": "not_sure"}), FACTS)
    assert "No data may be supplied until it has done so" in says(made, "legal.power")
    assert clause(made, "legal.power").gaps == ("power_have",)


# --- Gaps ------------------------------------------------------------------------------------------


def test_it_drafts_both_documents_from_the_very_first_answers() -> None:
    mou, dpia = draft_both(answered(FIRST), FACTS)
    assert "| Kind of sharing | A repeated supply, to a timetable |" in says(mou, "summary.share")
    assert "| Title | [[gap:title]] |" in says(mou, "summary.share")
    assert says(mou, "purpose.aims").count("[[gap:aims]]") == 1
    assert "The sharing is a repeated supply, to a timetable." in says(dpia, "need.project")
    assert clause(dpia, "risks.register").gaps == ("linkage", "automated")


def test_it_drafts_from_nothing_at_all() -> None:
    mou, dpia = draft_both({}, FACTS)
    assert clause(mou, "basis.unknown").gaps == ("data_types",)
    assert {section.key for section in mou.sections} == {*(f"M{number}" for number in range(1, 16)), "A"}
    assert {section.key for section in dpia.sections} == {f"D{number}" for number in range(1, 8)}


def test_it_says_how_far_each_section_is() -> None:
    states = {section.key: section.state for section in (*MOU.sections, *DPIA.sections)}
    assert states["M3"] is SectionState.READY
    assert states["M8"] is SectionState.NEEDS_CHECK
    assert states["A"] is SectionState.GAPS
    first = {section.key: section.state for section in draft("mou", answered(FIRST), FACTS).sections}
    assert first["M3"] is SectionState.EMPTY


def test_it_counts_what_is_missing_most() -> None:
    progress = progress_of([*(early := draft_both(answered(FIRST), FACTS))[0].clauses, *early[1].clauses])
    assert progress.clauses == sum(len(made.clauses) for made in early)
    assert 0 < progress.drafted < progress.clauses
    assert progress.gaps == len({gap for made in early for found in made.clauses for gap in found.gaps})
    counts = [missing.clauses for missing in progress.missing]
    assert counts == sorted(counts, reverse=True)
    assert counts[0] > 1


def test_naming_someone_is_no_check() -> None:
    assert clause(MOU, "legal.power").needs_check
    assert clause(MOU, "legal.power").checked_by == ""
    assert "Still to be checked by Priya Shah, Solicitor" in clause(DPIA, "consultation.experts").text
    assert not clause(MOU, "purpose.aims").check


def test_it_never_asks_for_a_check_of_data_protection_where_no_one_can_be_identified() -> None:
    answers = answered(FULL | {"tri_personal": "no", "data_types": ["none"]})
    mou, dpia = draft_both(answers, FACTS)
    assert not [found.key for found in (*mou.clauses, *dpia.clauses) if found.check == "dp_check"]
    assert "basis.none" in keys(mou)


@pytest.mark.parametrize("drop", [*(key for key in FULL if not key.startswith("tri_") and key != "unlisted")])
def test_it_marks_only_gaps_that_someone_can_fill(drop: str) -> None:
    answers = {key: value for key, value in FULL.items() if key != drop}
    open_to_answer = {place.question.key for place in Journey(CURRENT, answers).places()}
    for made in draft_both(answered(answers), FACTS):
        for found in made.clauses:
            unfillable = {gap for gap in found.gaps if gap not in open_to_answer and not gap.startswith("s_")}
            assert not unfillable, f"{found.key} waits for {unfillable}, which no one is asked"


# --- Branches --------------------------------------------------------------------------------------


def test_it_forgets_what_a_closed_branch_said() -> None:
    closed = answered(FULL | {"tri_personal": "no", "data_types": ["none"]})
    words = "\n".join(found.text for made in draft_both(closed, FACTS) for found in made.clauses)
    for secret in (
        "No other source says who is at risk",
        "Schedule 1 paragraph 10",
        "Winter payments policy, March 2026",
        "A notice in every surgery",
        "People with a respiratory illness in Kent",
        "substantial public interest",
        "Cloud host",
    ):
        assert secret not in words
    assert "Article 9" not in words


@pytest.mark.parametrize(
    ("change", "key"),
    [
        ({"data_types": ["personal"]}, "basis.special"),
        ({"data_types": ["personal"]}, "basis.criminal"),
        ({"data_types": ["personal"]}, "data.pseudonymised"),
        ({"gateway": {"chosen": "implied", "implied": "Care Act 2014"}}, "legal.dea"),
        ({"gateway": {"chosen": "implied", "implied": "Care Act 2014"}}, "legal.dea_case"),
        ({"dea": {"chapter": "chapter_5"}}, "legal.dea_case"),
        ({"role": {"acquirer": "independent", "supplier": "independent"}}, "basis.joint"),
        ({"automated": {"chosen": "supports"}}, "rights.automated"),
        ({"s_conditions": ""}, "data.conditions"),
    ],
)
def test_it_leaves_a_clause_out_when_its_reason_goes(change: dict[str, Any], key: str) -> None:
    assert key in keys(MOU)
    assert key not in keys(draft("mou", answered(FULL | change), FACTS))


def test_it_adds_the_processor_clause() -> None:
    made = draft("mou", FULL | {"role": {"acquirer": "processor", "supplier": "independent"}}, FACTS)
    assert "binding contract between a controller and its processor that is required by Article 28(3) UK GDPR." in says(
        made, "basis.processor"
    )


def test_it_says_when_two_answers_do_not_agree() -> None:
    made = draft("dpia", answered(FULL | {"tri_personal": "no"}), FACTS)
    assert says(made, "need.doubt").startswith("Two answers do not agree")


# --- Risks -----------------------------------------------------------------------------------------


def test_it_puts_forward_the_risks_that_the_answers_bring_up() -> None:
    found = {risk.key for risk in risks_for(Circumstances(FULL, FACTS))}
    assert {
        "more_than_needed",
        "identified_by_linkage",
        "no_human",
        "leaves_the_uk",
        "onward",
        "lost_on_the_way",
    } <= found
    assert "told_late" not in found
    assert "model_keeps_it" not in found


def test_it_numbers_measures_as_the_risks_they_answer() -> None:
    register, plan = says(DPIA, "risks.register"), says(DPIA, "measures.plan")
    assert "| 2 | Joining the data to other data identifies people whom neither set identified alone." in register
    assert "| 2 | Proposed: Join in a separate, controlled environment;" in plan


def test_it_scores_by_the_matrix() -> None:
    scored = {risk.key: risk.overall for risk in RISKS}
    assert scored["no_human"] == "high"
    assert scored["identified_by_linkage"] == "high"
    assert scored["notice_silent"] == "medium"


def test_every_risk_can_be_brought_up() -> None:
    variants: list[dict[str, Any]] = [
        FULL,
        FULL | {"automated": {"chosen": "trains"}, "breach": [], "s_privacy": "", "tri_kind": "continuous"},
    ]
    found = {risk.key for answers in variants for risk in risks_for(Circumstances(answers, FACTS))}
    assert found == {risk.key for risk in RISKS}


# --- Other people's words --------------------------------------------------------------------------

NASTY = [
    "<script>alert(1)</script>",
    "# A heading",
    "[x](javascript:alert(1))",
    "![x](https://evil.example/x.png)",
    "| a | b |\n| --- | --- |\n| c | d |",
    "- one\n- two",
    "1. one\n2) two",
    "> quoted",
    "    indented code",
    "```\ncode\n```",
    "~~~\ncode\n~~~",
    "Heading\n===",
    "Heading\n---",
    "***",
    "*emphasis* _emphasis_ __strong__ `code`",
    "&lt;b&gt; &#60;b&#62; &copy;",
    "<https://evil.example>",
    "[x]: https://evil.example\n[x]",
    "a\\",
    "a\\|b",
    "[[gap:title]]",
    "{{ 7 * 7 }} {% if x %}",
]


@pytest.mark.parametrize("text", NASTY)
def test_it_shows_a_persons_words_as_they_were_typed(text: str) -> None:
    html = markdown.render(own(Given("aims", text)))
    for tag in (
        "<script",
        "<h1",
        "<h2",
        "<a ",
        "<img",
        "<table",
        "<ul",
        "<ol",
        "<code",
        "<pre",
        "<hr",
        "<em",
        "<strong",
    ):
        assert tag not in html
    shown = html.striptags().replace("\u2060", "")
    for line in text.split("\n"):
        assert " ".join(line.split()) in shown


@pytest.mark.parametrize("text", NASTY)
def test_it_keeps_a_persons_words_inside_their_table_cell(text: str) -> None:
    items = [{"item": text, "identifies": "no", "why": "w", "how_used": "u", "keep_until": "k"}]
    html = markdown.render(says(draft("mou", FULL | {"items": items, "s_items": []}, FACTS), "annex.items"))
    assert html.count("<tr") == 2
    assert html.count("<td") == 5
    assert "<script" not in html


@pytest.mark.parametrize("text", NASTY)
def test_it_is_not_fooled_by_words_that_look_like_a_gap(text: str) -> None:
    made = draft("mou", FULL | {"aims": text}, FACTS)
    assert not clause(made, "purpose.aims").gaps
    assert "app-gap" not in gaps.render(says(made, "purpose.aims"), gaps.GapPrompt)


@given(st.text())
def test_it_keeps_every_word_of_any_text(text: str) -> None:
    html = markdown.render(escape(text))
    assert not set("<") & set(html.replace('<p class="govuk-body">', "").replace("</p>", "").replace("\n", ""))


# --- Any answers -----------------------------------------------------------------------------------

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["chosen", "name", "why", "on", "item"]), inner)
    ),
    max_leaves=6,
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.dictionaries(st.sampled_from(sorted(FULL)), JSON, max_size=12))
def test_it_drafts_whatever_the_database_holds(changed: dict[str, Any]) -> None:
    agreement, assessment = draft_both(FULL | changed, FACTS)
    assert agreement.clauses
    assert assessment.clauses or Circumstances(FULL | changed, FACTS).impersonal


@settings(max_examples=40, deadline=None)
@given(st.sets(st.sampled_from(sorted(FULL))))
def test_it_drafts_from_any_part_of_the_answers_and_always_alike(some: set[str]) -> None:
    answers = {key: FULL[key] for key in sorted(some)}
    assert draft_both(answers, FACTS) == draft_both(dict(reversed(answers.items())), FACTS)


def test_it_numbers_clauses_without_gaps_and_keys_them_once_over_both_documents() -> None:
    for made in (MOU, DPIA):
        for section in made.sections:
            assert [found.number for found in section.clauses] == [
                f"{section.number}.{place}" for place in range(1, len(section.clauses) + 1)
            ]
    every = [found.key for made in (MOU, DPIA) for found in made.clauses]
    assert len(every) == len(set(every))
    assert max(map(len, every)) <= 80


# --- Taking it away --------------------------------------------------------------------------------

MARKING = Marking(DRAFT, WARNING, "", datetime(2026, 11, 29, 9, 5, tzinfo=UTC))


def test_file_says_that_no_qualified_person_has_checked_it_and_when_it_was_made() -> None:
    text = as_markdown(MOU, ask, MARKING)
    assert "Someone qualified in law and data protection must check it before anyone relies on it." in text
    assert "29 November 2026, 09:05" in text


def test_it_downloads_as_markdown_marked_draft_with_gaps_spelt_out() -> None:
    text = as_markdown(draft("mou", answered(FIRST), FACTS), ask, MARKING)
    assert text.startswith("# DRAFT: Memorandum of understanding\n")
    assert "\\[To be agreed: What are you trying to achieve?\\]" in text
    assert "[[gap:" not in text
    assert "Needs the answers to “What are you trying to achieve?”." in text


def test_it_downloads_as_json_with_the_answers_behind_each_clause() -> None:
    data = json.loads(as_json(MOU, MARKING))
    assert data["status"] == "DRAFT"
    found = next(each for section in data["sections"] for each in section["clauses"] if each["key"] == "purpose.need")
    assert found["answers"] == ["how_helps", "if_refused"]


def test_a_live_page_compiles_no_template_again() -> None:
    def first() -> None:
        environment.cache_clear()
        template.cache_clear()
        draft_both(FULL, FACTS)

    assert seconds(lambda: draft_both(FULL, FACTS)) < seconds(first) / 2


def test_it_sees_children_among_the_people_as_well_as_among_the_kinds_of_data() -> None:
    """An impact assessment that says there are none when an answer names them states a wrong fact."""
    answers = answered(FULL) | {"data_types": ["personal"], "subjects": {"chosen": ["patients", "children"], "who": ""}}
    words = says(draft("dpia", answers, FACTS), "need.screening")
    assert "| Data about children or people in vulnerable situations | Yes |" in words


# --- What the law says, sentence by sentence -------------------------------------------------------


def test_no_assessment_is_required_for_data_about_no_one() -> None:
    answers = FULL | {"tri_personal": "no", "data_types": ["confidential"], "volume": "million_or_more"}
    mou, dpia = draft_both(answered(answers), FACTS)
    assert not dpia.clauses
    why = "no impact assessment is made: Articles 2 and 35 UK GDPR reach personal data only."
    assert why in says(mou, "basis.none")
    others = [found.key for found in mou.clauses if "impact assessment" in found.text]
    assert others == ["basis.none"]


def test_emergency_does_not_move_the_duty_to_assess() -> None:
    words = says(draft("dpia", answered(FULL | {"tri_kind": "emergency"}), FACTS), "need.screening")
    assert "Before the first supply the parties make a short assessment that holds everything required by" in words
    assert (
        "Article 35(7) UK GDPR: the processing (section 2), its necessity (4), the risks (5) and the measures (6), "
        "with the data protection officer’s advice. Within 14 days after the memorandum takes effect they add the "
        "rest."
    ) in words
    assert "That does not move the duty in Article 35(1) UK GDPR to assess" in words
    ordinary = says(draft("dpia", answered(FULL), FACTS), "need.screening")
    assert "It must be completed before the data is supplied." in ordinary


@pytest.mark.parametrize("name", ["HM Revenue & Customs", "Valuation Office Agency"])
def test_information_of_the_commissioners_is_protected_by_an_offence(name: str) -> None:
    facts = replace(FACTS, suppliers=(PartyFacts(name=name),))
    assert "Section 19 of that Act makes it an offence" in says(draft("mou", FULL, facts), "legal.hmrc")


def test_equality_duty_is_that_of_each_part_of_the_kingdom() -> None:
    assert "section 75 of the Northern Ireland Act 1998 in Northern Ireland" in says(MOU, "legal.rights")
    assert "Northern Ireland Act 1998" in says(DPIA, "necessity.equality")


def test_processor_needs_the_contract_of_article_28() -> None:
    assert "the contract that Article 28(3) UK GDPR requires of a controller and its processor" in says(
        MOU, "parties.others"
    )
