"""Answers as the forms store them: a full request for health data, and the very first one."""

from dataclasses import replace
from datetime import date
from typing import Any

from agreements.drafting.build import DatasetFacts, Facts, PartyFacts
from agreements.drafting.facts import RulesFacts
from agreements.drafting.library.rules import CLAUSES

CHECK = {
    "chosen": "7",
    "name": "Priya Shah",
    "role": "Solicitor",
    "email": "priya.shah@example.gov.uk",
    "on": "2026-11-10",
}
PERSON = {"chosen": "3", "name": "Anne Clark", "role": "Deputy director", "email": "anne.clark@example.gov.uk"}

FIRST: dict[str, Any] = {
    "tri_public": "no",
    "tri_aggregate": "no",
    "tri_processor": "no",
    "tri_personal": "yes",
    "tri_kind": "repeat",
}

FULL: dict[str, Any] = FIRST | {
    "tri_existing": "none",
    "title": "Winter payments to people who need them",
    "lead": PERSON,
    "team": [{"skill": "security", "person": PERSON}, {"skill": "legal", "person": CHECK}],
    "accountable": PERSON | {"name": "Sam Okoro"},
    "dpo": PERSON | {"name": "Lena Hughes", "role": "Data protection officer"},
    "ico_number": "ZA123456",
    "other_orgs": "yes",
    "other_orgs_list": [
        {
            "organisation": "Clyde Analytics",
            "role": "processor",
            "reason": "Hosts the matching service",
            "country": "Scotland",
        }
    ],
    "aims": "We want to reach people whose homes are too cold for their health.\nWe cannot find them today.",
    "how_helps": "The data shows who has a condition that cold makes worse.",
    "policy_area": {"chosen": "service_delivery", "detail": ""},
    "benefits": {
        "chosen": ["decisions", "other"],
        "decisions": "Payments reach people before winter.",
        "other": "Fewer admissions.",
    },
    "benefit_measures": [{"measure": "People paid", "baseline": "0", "target": "40,000", "by": "2027-12-31"}],
    "who_benefits": "People with respiratory illness; no one is worse off.",
    "if_refused": "People would have to apply and prove their illness again.",
    "alternatives": "A survey reached one in ten.",
    "public_view": "A panel of patients supported it.",
    "needed_by": "2027-01-31",
    "project_dates": {"start": "2027-02-01", "end": "2029-01-31"},
    "data_types": ["personal", "special", "criminal", "children", "vulnerable", "pseudonymised", "confidential"],
    "items": [
        {
            "item": "NHS number",
            "identifies": "direct",
            "why": "To match records",
            "how_used": "Matching only",
            "keep_until": "30 days",
        },
        {
            "item": "Condition | code",
            "identifies": "indirect",
            "why": "",
            "how_used": "Eligibility",
            "keep_until": "2 years",
        },
    ],
    "subjects": {"chosen": ["patients", "children"], "who": "People with a respiratory illness in Kent."},
    "volume": "million_or_more",
    "scope_dates": {"start": "2024-04-01", "end": ""},
    "geography": {"chosen": ["england", "scotland", "local"], "local": "Kent and Medway", "outside_uk": ""},
    "frequency": {"chosen": "monthly", "detail": ""},
    "linkage": "yes",
    "linkage_list": [
        {"dataset": "Council tax", "matched_on": "Address", "purpose": "To find homes", "risk": "False matches"}
    ],
    "automated": {"chosen": "decides", "detail": "A rule decides who is paid."},
    "quality_need": "No older than one month.",
    "power_have": "yes",
    "power_text": {
        "chosen": "express",
        "section": "Care Act 2014, section 6",
        "link": "https://www.legislation.gov.uk/ukpga/2014/23",
    },
    "gateway": {"chosen": "dea", "statutory": "", "common_law": "", "implied": "", "court_order": ""},
    "dea": {
        "chapter": "chapter_4",
        "objective": "Fuel poverty",
        "bodies": "Schedule 4, entries 3 and 9",
        "stage": "pilot",
    },
    "dea_case": "Business case 12 of 2026; stop if fewer than one match in two is right.",
    "confidentiality": "Patients expect their record to stay with the NHS.",
    "hra_fairness": "The interference is small and serves health.",
    "legal_check": CHECK,
    "basis": {"chosen": ["public_task"], "part_3": "", "why": "It is our statutory function."},
    "necessary": "No other source says who is at risk.",
    "sc_condition": ["public_interest", "health_care"],
    "sc_public": ["p06", "p19"],
    "crim_basis": "Schedule 1 paragraph 10.",
    "apd": {"title": "Winter payments policy, March 2026", "link": "https://example.gov.uk/apd"},
    "role": {"acquirer": "joint", "supplier": "joint"},
    "joint": [
        {
            "id": "1",
            "activity": "Choosing who is paid",
            "notices": "The Department",
            "contact": "The Department’s winter team",
            "rights": "The contact point",
            "assessment": "All together",
            "security": "The party that hosts the data",
            "breach": "The party in whose hands it happened",
            "accuracy": "The party that gave the data",
        }
    ],
    "compatible": {"chosen": "new_basis", "why": "The Act allows it."},
    "transfer": "yes",
    "transfer_where": [{"country": "Ireland", "who": "Cloud host", "safeguard": "adequacy"}],
    "privacy_notice": {"how": "A notice in every surgery.", "link": "https://example.gov.uk/privacy"},
    "rights": [{"right": "access", "who": "The acquirer", "within": "20 working days"}],
    "foi": "The acquirer leads.",
    "risk_signs": ["scoring", "physical_harm"],
    "dpia_state": {"chosen": "start_here", "existing": "", "screened_out": ""},
    "dp_check": CHECK | {"name": "Tom Reid", "role": "Data protection lead"},
    "classification": "official_sensitive",
    "delivery": {"chosen": ["file_transfer", "encrypted_media"], "detail": ""},
    "format": "CSV with a schema",
    "storage": [
        {"system": "Winter hub", "host": "Own data centre", "country": "United Kingdom", "assurance": "ISO 27001"},
        {"system": "Match store", "host": "Clyde Analytics", "country": "United Kingdom", "assurance": ""},
    ],
    "access": "Twelve analysts, approved by name.",
    "controls": {"chosen": ["mfa", "dspt"], "dspt": "standards met, 30 June 2026", "more": "A clean room."},
    "onward": {"chosen": "processors", "detail": ""},
    "outputs": "Counts above ten only.",
    "diagram": "Flow 3, version 2",
    "sec_check": {"chosen": "not_yet", "name": "", "role": "", "email": "", "on": ""},
    "retention": {"chosen": "2_years", "detail": "", "why": "Two winters must be compared."},
    "disposal": "Crypto-shredding, with a certificate.",
    "review_every": {"chosen": "on_change", "on": "2027-10-01"},
    "breach": [{"party": "Acquirer", "contact": "soc@example.gov.uk", "hours": "24"}],
    "stop": "A second breach.",
    "uses_forbidden": "Pursuing debts.",
    "contact_people": {"chosen": "yes", "yes": "One letter that both organisations have agreed."},
    "results_back": "Addresses that were wrong.",
    "notice": "6_months",
    "governing_law": "none",
    "supersedes": "The memorandum of 2021.",
    "join_leave": "By letter.",
    "costs": "The acquirer pays for extraction.",
    "dispute": "First the leads, then the directors.",
    "publish": "All fields.",
    "unlisted": "",
    "considered": ["technology", "security", "data_protection", "law", "governance"],
    "risks_read": ["yes"],
    "s_hold": "We hold it, complete since 2019.",
    "s_gateway": "We agree: section 56 applies to us.",
    "s_basis": {"chosen": ["public_task"], "why": "We run the service."},
    "s_sc_condition": ["public_interest"],
    "s_sc_public": ["p18"],
    "s_crim_basis": "Schedule 1 paragraph 18.",
    "s_apd": {"title": "Our policy of May 2026", "link": ""},
    "s_restriction": "Section 5 of our own Act.",
    "s_items": [
        {"item": "NHS number", "decision": "accept", "reason": ""},
        {"item": "Condition | code", "decision": "reduce", "reason": "The first three characters."},
    ],
    "s_conditions": "Delete the NHS number after matching.",
    "s_route": "Secure file transfer only.",
    "s_privacy": "We will add a paragraph by January.",
    "s_ico_number": "Z7654321",
    "s_signatory": [{"name": "Director of data", "position": "Director", "order": "2"}],
}

FACTS = Facts(
    reference="DS-7K4M-2Q9P",
    title="Winter payments to people who need them",
    acquirers=(PartyFacts(name="Department for Energy Security and Net Zero"),),
    suppliers=(PartyFacts(name="HM Revenue & Customs", lead="Ravi Patel, Head of data"),),
    datasets=(DatasetFacts(title="Patient register", publisher="NHS England", reference="ASSET-1"),),
    today=date(2026, 11, 21),
)
# Common rules of two bodies.
OF_RULES = replace(
    FACTS,
    acquirers=(),
    suppliers=(),
    members=(PartyFacts(name="Kent County Council", lead="Ann Lee"), PartyFacts(name="Kent Police")),
)
# The same as at first, under common rules that have every clause of the library.
UNDER_RULES = replace(
    FACTS,
    rules=RulesFacts(
        reference="DS-2WXY-34AB",
        number=2,
        title="Rules for winter payments",
        digest="0" * 64,
        since=date(2026, 3, 2),
        clauses={
            clause.key: (f"{clause.section[1:]}.{place}", clause.heading) for place, clause in enumerate(CLAUSES, 1)
        },
        joining=("HM Revenue & Customs",),
    ),
)
