"""Golden answers of a one-off share of aggregate figures in the short form: a department gives counts to a council."""

from datetime import date
from typing import Any, Final

from agreements.answers import StoredAnswers
from agreements.drafting.facts import DatasetFacts, Facts, PartyFacts
from tests.agreements.drafting.golden_people import chosen, named

REQUEST: Final[dict[str, Any]] = {
    "tri_public": "no",
    "tri_aggregate": "no",
    "tri_processor": "no",
    "tri_personal": "no",
    "tri_kind": "one_off",
    "form_length": "short",
    "title": "Pension Credit take-up in Westmere",
    "aims": "Westmere City Council will work out how many pensioner households in each neighbourhood may be missing "
    "Pension Credit, so that it can decide where its welfare rights team should hold advice sessions in 2027.",
    "policy_area": chosen("service_delivery"),
    "power_have": "yes",
    "power_text": {
        "chosen": "express",
        "section": "section 1 of the Localism Act 2011",
        "link": "https://www.legislation.gov.uk/ukpga/2011/20/section/1",
    },
    "gateway": {"chosen": "common_law", "common_law": "the Secretary of State’s power to publish and share statistics"},
    "data_types": ["none"],
    "dataset": [],
    "unlisted": "",
    "items": [
        {
            "id": "1",
            "item": "Lower layer super output area code",
            "identifies": "no",
            "why": "To plan sessions by neighbourhood",
            "how_used": "Shown on a map with the counts",
            "keep_until": "31 December 2027",
        },
        {
            "id": "2",
            "item": "Number of households that receive Pension Credit, rounded to the nearest 5",
            "identifies": "no",
            "why": "To compare with the estimate of those entitled",
            "how_used": "Compared with the council’s estimate",
            "keep_until": "31 December 2027",
        },
        {
            "id": "3",
            "item": "Median weekly award, where it rests on 10 households or more",
            "identifies": "no",
            "why": "To estimate what is not claimed",
            "how_used": "Multiplied by the households that may be missing out",
            "keep_until": "31 December 2027",
        },
    ],
    "scope_dates": {"start": "2026-08-01", "end": "2026-08-31"},
    "geography": chosen(["local"], local="City of Westmere"),
    "frequency": chosen("one_off"),
    "linkage": "no",
    "automated": chosen("no"),
    "needed_by": "2027-01-29",
    "project_dates": {"start": "2027-02-01", "end": "2027-12-31"},
    "lead": named("Helen Marsh", "Welfare Rights Manager"),
    "other_orgs": "no",
    "onward": chosen("no"),
    "classification": "official",
    "delivery": chosen(["file_transfer"]),
    "format": "CSV",
    "controls": chosen(["encryption", "mfa", "vetting"]),
    "retention": chosen("end_of_project", why="The sessions held in 2027 will be compared with the plan."),
    "disposal": "The files are deleted from the council’s storage, and the lead confirms it by email.",
    "breach": [
        {"party": "Westmere City Council", "contact": "security@westmere.example", "hours": "24"},
        {"party": "Department for Work and Pensions", "contact": "incidents@dwp.example", "hours": "24"},
    ],
}
GIVEN: Final[dict[str, Any]] = {
    "s_hold": chosen("all", all="All awards in payment in August 2026 are counted. The counts have not been sampled."),
    "s_items": [
        {"id": "1", "item": REQUEST["items"][0]["item"], "decision": "accept", "reason": ""},
        {"id": "2", "item": REQUEST["items"][1]["item"], "decision": "accept", "reason": ""},
        {"id": "3", "item": REQUEST["items"][2]["item"], "decision": "accept", "reason": ""},
    ],
    "s_route": chosen(["file_transfer"]),
    "s_effort": {"effort": "Two days of an analyst", "cost": "", "payer": "", "earliest": "2027-01-18"},
    "s_gateway": chosen("agree"),
    "s_conditions": "Counts of fewer than 10 households are shown as “fewer than 10”, in the file and in any "
    "publication.",
    "s_signatory": {"name": "", "position": "Deputy Director, Pensioner Benefits", "order": "any"},
}
FACTS: Final = Facts(
    reference="DS-4C7H-9MRT",
    title="Pension Credit take-up in Westmere",
    acquirers=(PartyFacts(name="Westmere City Council", key=1, government=False),),
    suppliers=(
        PartyFacts(name="Department for Work and Pensions", key=2, lead="David Osei, Head of Pensioner Statistics"),
    ),
    datasets=(DatasetFacts(title="Pension Credit awards in payment", publisher="Department for Work and Pensions"),),
    today=date(2026, 11, 30),
)
STORED: Final = StoredAnswers(REQUEST, {2: GIVEN})
