"""Golden answers of a yearly share for statistics, with linkage and pre-release rules: pupils and a census."""

from datetime import date
from typing import Any, Final

from agreements.answers import StoredAnswers
from agreements.drafting.facts import DatasetFacts, Facts, PartyFacts
from tests.agreements.drafting.golden_people import accepted, checker, chosen, decided, item, named

ITEMS: Final = [
    item(
        1,
        "Name, date of birth, sex and home postcode of the pupil",
        "direct",
        "To link the pupil to the 2021 Census and the school year before",
        "Linking only, by a team that does not analyse",
        "30 days after linking",
    ),
    item(2, "Pupil matching reference", "direct", "To link one year to the next", "Replaced by a new key", "30 days"),
    item(3, "School and year group", "indirect", "To describe where attainment differs", "Analysis", "5 years"),
    item(
        4,
        "Key stage 2 and 4 results by subject",
        "indirect",
        "Attainment is what the statistics are about",
        "Analysis",
        "5 years",
    ),
    item(
        5,
        "Ethnic group, as recorded by the school",
        "indirect",
        "To show differences between groups",
        "Analysis",
        "5 years",
    ),
    item(
        6,
        "Special educational needs: type of support",
        "indirect",
        "To show differences between groups",
        "Analysis",
        "5 years",
    ),
    item(7, "Free text on a pupil’s needs", "direct", "To classify needs in more detail", "Analysis", "1 year"),
]
PURPOSE: Final[dict[str, Any]] = {
    "tri_public": "no",
    "tri_aggregate": "no",
    "tri_processor": "no",
    "tri_personal": "yes",
    "tri_kind": "repeat",
    "title": "School attainment and household circumstances",
    "aims": "The Office for National Statistics will produce official statistics, each year, on how the attainment of "
    "pupils in England varies with the qualifications, work and housing of their household.",
    "how_helps": "The National Pupil Database holds attainment, and the 2021 Census holds household circumstances. "
    "Neither shows the relation between them.",
    "policy_area": chosen("research_statistics"),
    "benefits": chosen(
        ["statistics", "policy_evidence"],
        statistics="The first official statistics on attainment by household circumstances for local areas.",
        policy_evidence="Departments can see which circumstances go with low attainment, apart from income.",
    ),
    "benefit_measures": [
        {"measure": "Local authorities with published estimates", "baseline": "0", "target": "153", "by": "2028-06-30"},
        {"measure": "Linkage rate", "baseline": "not known", "target": "93%", "by": "2027-12-31"},
    ],
    "who_benefits": "Pupils, schools and those who plan education. A group could be stigmatised by a difference "
    "that is "
    "published without explanation.",
    "if_refused": "Statistics would rest on eligibility for free school meals alone, which misses half of the "
    "pupils in "
    "low-income households.",
    "alternatives": "A sample survey was considered. It could not give figures for local authorities.",
    "public_view": "Two public dialogues in 2025 accepted linkage for statistics where names are removed at once and "
    "nothing is used to decide about a child.",
    "needed_by": "2027-04-30",
    "project_dates": {"start": "2027-05-01", "end": "2032-04-30"},
}
DATA: Final[dict[str, Any]] = {
    "data_types": ["personal", "special", "children", "pseudonymised"],
    "items": ITEMS,
    "subjects": chosen(["pupils"], who="Pupils in state-funded schools in England at the end of key stage 2 or 4."),
    "volume": "million_or_more",
    "scope_dates": {"start": "2021-09-01", "end": "2026-08-31"},
    "geography": chosen(["england"]),
    "frequency": chosen("yearly"),
    "linkage": "yes",
    "linkage_list": [
        {
            "dataset": "2021 Census, England",
            "matched_on": "Name, date of birth, sex and postcode",
            "purpose": "To add household circumstances",
            "risk": "Families that moved are linked less often",
        }
    ],
    "automated": chosen("no"),
    "quality_need": "Final results, after checking by schools.",
}
LAW: Final[dict[str, Any]] = {
    "power_have": "yes",
    "power_text": {
        "chosen": "express",
        "section": "section 20 of the Statistics and Registration Service Act 2007",
        "link": "https://www.legislation.gov.uk/ukpga/2007/18/section/20",
    },
    "gateway": chosen("dea"),
    "dea": {
        "chapter": "chapter_7",
        "objective": "",
        "bodies": "",
        "stage": "not_applicable",
        "accreditation": "",
    },
    "confidentiality": "Parents and pupils expect that schools’ records are not seen by others. The statute sets "
    "aside an "
    "obligation of confidence for this disclosure, and section 39 of the 2007 Act binds all who then hold the data.",
    "hra_fairness": "The interference is limited: names are kept apart from attainment and destroyed within 30 "
    "days, and "
    "no decision about a pupil follows. The equality analysis of May 2026 covers race, sex and disability.",
    "legal_check": checker("Judith Carr", "Government Lawyer"),
    "basis": chosen(
        ["public_task"],
        part_3="",
        why="The Board’s function under section 20 of the 2007 Act is to produce and publish statistics.",
    ),
    "necessary": "Linkage needs identifying items, which are then removed. No figure for a local authority can be made "
    "without records of pupils.",
    "sc_condition": ["research"],
    "role": {"acquirer": "independent", "supplier": "independent"},
    "compatible": chosen("yes", why="Use for statistics with the safeguards of Article 84B is compatible."),
    "transfer": "no",
    "privacy_notice": {
        "how": "The Office publishes a page on the linkage, and schools give the link in their yearly privacy notice.",
        "link": "https://www.ons.example/privacy/attainment",
    },
    "rights": [
        {"right": "informed", "who": "Each party, on its own website", "within": "Before the first supply"},
        {"right": "access", "who": "The Department, from the source records", "within": "1 month"},
    ],
    "risk_signs": ["none"],
    "dpia_state": chosen("start_here"),
    "dp_check": checker("Owen Price", "Data Protection Adviser"),
}
PEOPLE: Final[dict[str, Any]] = {
    "lead": named("Sarah Lindqvist", "Head of Administrative Data"),
    "team": [{"skill": "ethics", "person": named("Femi Ade", "Data Ethics Adviser")}],
    "accountable": named("Colin Brand", "Director of Data Growth"),
    "dpo": named("Ruth Amis", "Data Protection Officer"),
    "ico_number": "Z9876543",
    "other_orgs": "no",
    "classification": "official_sensitive",
    "delivery": chosen(["file_transfer"]),
    "format": "Two files, identifiers apart from attributes, with a common row key",
    "storage": [
        {
            "system": "Secure Research Service",
            "host": "Office for National Statistics",
            "country": "United Kingdom",
            "assurance": "ISO 27001",
        }
    ],
    "access": "Four people in the linkage team see identifiers only; nine analysts see attributes only.",
    "controls": chosen(["encryption", "mfa", "logging", "malware", "devices", "penetration_test", "vetting"]),
    "onward": chosen("no"),
    "outputs": "Tables for local authorities with no count under 10 and no percentage that rests on fewer than 30 "
    "pupils. Two statisticians check disclosure before release.",
    "sec_check": checker("Mark Iles", "Security Architect"),
    "contact_people": chosen("no"),
}
TERMS: Final[dict[str, Any]] = {
    "retention": chosen("5_years", why="Cohorts are compared over five years."),
    "disposal": "Identifiers are overwritten within 30 days of linking. The rest is overwritten at the end, and "
    "the security "
    "architect signs a certificate.",
    "review_every": chosen("on_change", on="2028-01-31"),
    "breach": [
        {"party": "Office for National Statistics", "contact": "Security Operations Centre", "hours": "12"},
        {"party": "Department for Education", "contact": "Departmental Security Unit", "hours": "12"},
    ],
    "uses_forbidden": "Any decision about, or contact with, a pupil, a parent or a school\nJudging the "
    "performance of a school",
    "results_back": "The linkage rate by local authority and ethnic group, with no data about a pupil.",
    "foi": "Requests for the data are answered by the Department; requests about the statistics by the Office.",
    "notice": "6_months",
    "stop": "",
    "costs": "",
    "dispute": "The leads, then the Director General for Data and the Department’s Chief Statistician.",
    "publish": "The whole memorandum and a summary of the assessment.",
    "supersedes": "The memorandum of 14 March 2022 between the same parties on pupil data for census quality.",
    "considered": ["technology", "security", "data_protection", "law", "governance"],
    "risks_read": ["yes"],
}
GIVEN: Final[dict[str, Any]] = {
    "s_hold": chosen("all", all="Complete for state-funded schools. Results are final from January of the next year."),
    "s_items": accepted(ITEMS, _7=("refuse", "Free text can name other people and is not needed to classify support.")),
    "s_route": chosen(["file_transfer"]),
    "s_effort": {"effort": "Fifteen days a year", "cost": "", "payer": "", "earliest": "2027-04-12"},
    "s_gateway": chosen(
        "agree",
        agree="Section 45A of the Statistics and Registration Service Act 2007 applies: the Department is a Crown "
        "body.",
    ),
    "s_basis": chosen(
        ["public_task"],
        part_3="",
        authorised="",
        why="The Department discloses under section 45A as part of its task of managing school data.",
    ),
    "s_sc_condition": ["research"],
    "s_restriction": "",
    "s_privacy": "The Department’s notice for pupils will name the linkage from January 2027.",
    "s_ico_number": "Z7654321",
    "s_conditions": "The Department sees draft tables, not in their final form, 15 working days before release, "
    "to check "
    "that no pupil can be identified.\nNo more than 10 named people have pre-release access, for no more than 24 "
    "hours.",
    "s_experts": {"legal": "Alice Boyd, Lawyer", "data_protection": "Peter Lowe, Data Protection Adviser"},
    "s_signatory": {"name": "", "position": "Chief Statistician", "order": "any"},
}
STORED: Final = StoredAnswers(PURPOSE | DATA | LAW | PEOPLE | TERMS, {2: GIVEN})
FACTS: Final = decided(
    STORED,
    Facts(
        reference="DS-6T3N-2VBH",
        title="School attainment and household circumstances",
        acquirers=(PartyFacts(name="Office for National Statistics", key=1, part_of="the Statistics Board"),),
        suppliers=(PartyFacts(name="Department for Education", key=2, lead="Jon Whitby, Head of Data Access"),),
        datasets=(DatasetFacts(title="National Pupil Database", publisher="Department for Education"),),
        today=date(2026, 11, 30),
    ),
    due=date(2027, 4, 15),
    owners={"identified_by_linkage": "Head of the Linkage Team", "wrong_person": "Head of the Linkage Team"},
    office="Head of Administrative Data",
)
