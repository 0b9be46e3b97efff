"""Golden answers of a monthly share of special category data under a statutory gateway: free early education."""

from datetime import date
from typing import Any, Final

from agreements.answers import StoredAnswers
from agreements.drafting.facts import DatasetFacts, Facts, PartyFacts
from tests.agreements.drafting.golden_people import accepted, checker, chosen, decided, item, named

ITEMS: Final = [
    item(
        1, "Name and address of the parent", "direct", "To write to the family", "Letter and telephone call", "1 year"
    ),
    item(2, "Name of the child", "direct", "To offer the place to the right child", "Letter and register", "1 year"),
    item(
        3, "Date of birth of the child", "indirect", "A place begins in the term after 2", "To set the term", "1 year"
    ),
    item(
        4, "Benefit that qualifies the family", "indirect", "To know which rule is met", "Eligibility check", "1 year"
    ),
    item(
        5,
        "Disability Living Allowance in payment for the child (yes or no)",
        "indirect",
        "It qualifies the child whatever the family earns",
        "Eligibility check, and an offer of support at the nursery",
        "1 year",
    ),
]
PURPOSE: Final[dict[str, Any]] = {
    "tri_public": "no",
    "tri_aggregate": "no",
    "tri_processor": "no",
    "tri_personal": "yes",
    "tri_kind": "repeat",
    "title": "Free early education for two-year-olds in Calderby",
    "aims": "Calderby Metropolitan Borough Council will find out, each month, which two-year-olds in the borough are "
    "entitled to free early education, and offer each family a place.",
    "how_helps": "The Department for Work and Pensions knows which families get a qualifying benefit. The council "
    "knows "
    "only the families that ask.",
    "policy_area": chosen("service_delivery"),
    "benefits": chosen(
        ["decisions", "other"],
        decisions="Families learn of the place in the month in which they become entitled.",
        other="Children who would gain most start earlier.",
    ),
    "benefit_measures": [
        {"measure": "Entitled children who take up a place", "baseline": "61%", "target": "80%", "by": "2028-08-31"},
        {"measure": "Median weeks from entitlement to offer", "baseline": "11", "target": "3", "by": "2028-08-31"},
    ],
    "who_benefits": "Entitled children and their parents. A family that keeps a child’s disability to itself could be "
    "upset by a letter that mentions it, so no letter does.",
    "if_refused": "Four in ten entitled children would go on missing their place, most of them the poorest.",
    "alternatives": "Leaflets at clinics and a form on the website reached 61% of the families. Health visitors "
    "see too few "
    "children at that age.",
    "public_view": "The parents’ panel of the council’s nurseries discussed it on 3 June 2026. It supported "
    "letters, and asked "
    "that no one calls at the door.",
    "needed_by": "2027-03-01",
    "project_dates": {"start": "2027-03-01", "end": "2030-02-28"},
}
DATA: Final[dict[str, Any]] = {
    "data_types": ["personal", "special", "children"],
    "items": ITEMS,
    "subjects": chosen(
        ["claimants", "children"], who="Parents of a child aged 21 to 32 months who get a qualifying benefit."
    ),
    "volume": "under_10000",
    "scope_dates": {"start": "2027-02-01", "end": "2030-01-31"},
    "geography": chosen(["local"], local="Metropolitan Borough of Calderby"),
    "frequency": chosen("monthly"),
    "linkage": "yes",
    "linkage_list": [
        {
            "dataset": "Register of children in funded places",
            "matched_on": "Name, date of birth and address",
            "purpose": "To leave out families that already have a place",
            "risk": "A child registered under another name gets a letter that is not needed",
        }
    ],
    "automated": chosen("supports", detail="An officer confirms each entitlement before a letter goes out."),
    "quality_need": "Benefits in payment on the first working day of the month.",
}
LAW: Final[dict[str, Any]] = {
    "power_have": "yes",
    "power_text": {
        "chosen": "express",
        "section": "section 7 of the Childcare Act 2006",
        "link": "https://www.legislation.gov.uk/ukpga/2006/21/section/7",
    },
    "gateway": chosen("statutory", statutory="section 13A of the Childcare Act 2006"),
    "confidentiality": "Claimants expect the Department to keep what they told it about their child’s health to "
    "itself. Only the "
    "fact of the award is shared, and no medical evidence.",
    "hra_fairness": "The interference with private life is small, and serves the child. The council’s equality "
    "assessment of "
    "July 2026 found that disabled children gain most.",
    "legal_check": checker("Priya Nair", "Principal Solicitor"),
    "basis": chosen(
        ["public_task"],
        part_3="",
        why="Section 7 of the Childcare Act 2006 gives the council the duty to secure free early education.",
    ),
    "necessary": "Entitlement turns on the benefits in payment, which no one else can confirm. Nothing about "
    "amounts or about the "
    "disability itself is asked for.",
    "sc_condition": ["public_interest"],
    "sc_public": ["p06"],
    "apd": {"title": "Special category data policy of the council, April 2026", "link": ""},
    "role": {"acquirer": "independent", "supplier": "independent"},
    "compatible": chosen("new_basis", why="Section 13A of the Childcare Act 2006 provides for the disclosure."),
    "transfer": "no",
    "privacy_notice": {
        "how": "The first letter says where the council got the data, and links to the notice.",
        "link": "https://www.calderby.example/privacy/early-education",
    },
    "rights": [
        {"right": "access", "who": "The party that is asked", "within": "1 month"},
        {
            "right": "rectification",
            "who": "The Department, for the benefit; the council, for the rest",
            "within": "1 month",
        },
        {"right": "objection", "who": "The council", "within": "10 working days"},
    ],
    "risk_signs": ["denial"],
    "dpia_state": chosen("start_here"),
    "dp_check": checker("Tom Reid", "Information Governance Manager"),
}
PEOPLE: Final[dict[str, Any]] = {
    "lead": named("Grace Okafor", "Head of Early Years"),
    "team": [
        {"skill": "technology", "person": named("Ian Holt", "Systems Manager")},
    ],
    "accountable": named("Martin Shaw", "Director of Children and Families"),
    "dpo": named("Lena Hughes", "Data Protection Officer"),
    "ico_number": "Z5601234",
    "other_orgs": "yes",
    "other_orgs_list": [
        {
            "organisation": "Northgate Cloud Services Limited",
            "role": "processor",
            "reason": "Hosts the council’s early education system",
            "country": "England",
        }
    ],
    "classification": "official_sensitive",
    "delivery": chosen(["file_transfer"]),
    "format": "CSV to an agreed schema",
    "storage": [
        {
            "system": "Early education system",
            "host": "Northgate Cloud Services Limited",
            "country": "England",
            "assurance": "ISO 27001",
        }
    ],
    "access": "Six officers of the early years team and their manager, each with an account of their own.",
    "controls": chosen(
        ["encryption", "mfa", "logging", "malware", "backups", "penetration_test", "certified", "vetting"]
    ),
    "onward": chosen("processors"),
    "outputs": "Take-up by ward and year, with no count under 10.",
    "sec_check": checker("Anita Rao", "Information Security Officer"),
    "contact_people": chosen(
        "yes", yes="By letter and then by telephone, to offer a place. No letter mentions a disability or a benefit."
    ),
}
TERMS: Final[dict[str, Any]] = {
    "retention": chosen("1_year", why="A child who is not placed at two is offered a place until the age of three."),
    "disposal": "The system deletes a child’s entry after a year, and the systems manager certifies that each quarter.",
    "review_every": chosen("1_year"),
    "breach": [
        {"party": "Calderby Metropolitan Borough Council", "contact": "Data Protection Officer", "hours": "24"},
        {"party": "Department for Work and Pensions", "contact": "Security Incident Response Team", "hours": "24"},
    ],
    "uses_forbidden": "Deciding on any other benefit or service\nInvestigating fraud",
    "results_back": "Each quarter, how many families turned out not to be entitled, and why, without naming them.",
    "foi": "The party that receives a request answers it, after asking the other for its view within 5 working days.",
    "notice": "3_months",
    "governing_law": "none",
    "stop": "In a quarter, more than 1 family in 100 turns out not to be entitled.",
    "costs": "The council pays for changes to its own system.",
    "dispute": "The leads try to agree within 10 working days; then the accountable director and the Department’s "
    "Deputy Director decide together.",
    "publish": "Everything but the contact details of named people.",
    "considered": ["technology", "security", "data_protection", "law", "governance"],
    "risks_read": ["yes"],
}
GIVEN: Final[dict[str, Any]] = {
    "s_hold": chosen("all", all="Benefits are correct on the day of extraction. Appeals may change one later."),
    "s_items": accepted(ITEMS, _3=("reduce", "The month and year of birth show the term.")),
    "s_route": chosen(["file_transfer"]),
    "s_effort": {
        "effort": "Ten days to set up, and half a day each month",
        "cost": "£6,500 a year",
        "payer": "acquirer",
        "earliest": "2027-03-01",
    },
    "s_gateway": chosen("agree"),
    "s_basis": chosen(
        ["public_task"],
        part_3="",
        authorised="",
        why="The Secretary of State administers the benefits, and section 13A of the Childcare Act 2006 lets the "
        "information be supplied.",
    ),
    "s_sc_condition": ["public_interest"],
    "s_sc_public": ["p06"],
    "s_apd": {"title": "Appropriate policy document of the Department, January 2026", "link": ""},
    "s_restriction": "Section 13B of the Childcare Act 2006 makes it an offence to disclose information received "
    "under section "
    "13A, otherwise than as that section allows.",
    "s_privacy": "The Department’s personal information charter already names local authorities that secure early "
    "education.",
    "s_ico_number": "Z6712345",
    "s_conditions": "The council tells no provider which benefit a family gets.",
    "s_experts": {"legal": "Robert Lane, Lawyer", "data_protection": "Maya Singh, Data Protection Adviser"},
    "s_signatory": {"name": "", "position": "Deputy Director, Children and Families", "order": "after"},
}
STORED: Final = StoredAnswers(PURPOSE | DATA | LAW | PEOPLE | TERMS, {2: GIVEN})
FACTS: Final = decided(
    STORED,
    Facts(
        reference="DS-8K2P-5WQX",
        title="Free early education for two-year-olds in Calderby",
        acquirers=(PartyFacts(name="Calderby Metropolitan Borough Council", key=1, government=False),),
        suppliers=(
            PartyFacts(name="Department for Work and Pensions", key=2, lead="Nadia Khan, Head of Data Sharing"),
        ),
        datasets=(
            DatasetFacts(
                title="Benefits in payment to families with young children",
                publisher="Department for Work and Pensions",
            ),
        ),
        today=date(2026, 11, 30),
    ),
    due=date(2027, 2, 15),
    owners={"insider": "Information Security Officer", "insecure_transfer": "Information Security Officer"},
    office="Head of Early Years",
)
