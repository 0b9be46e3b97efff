"""Golden answers of a monthly share of special category data under a statutory gateway: benefits for parking badges."""

from datetime import date
from typing import Any, Final

from agreements.answers import StoredAnswers
from agreements.drafting.facts import DatasetFacts, Facts, PartyFacts
from tests.agreements.drafting.golden_people import accepted, checker, chosen, decided, item, named

ITEMS: Final = [
    item(1, "National Insurance number", "direct", "To find the applicant’s own award", "Matching only", "7 days"),
    item(2, "Full name", "direct", "To confirm the match", "Matching only", "7 days"),
    item(3, "Date of birth", "indirect", "To confirm the match", "Matching only", "7 days"),
    item(
        4,
        "Award of Personal Independence Payment in payment (yes or no)",
        "indirect",
        "Eligibility without further assessment depends on an award",
        "Shown to the officer who decides the application",
        "The end of the badge, 3 years",
    ),
    item(
        5,
        "Points for “moving around”",
        "indirect",
        "8 points or more give eligibility without further assessment",
        "Compared with the threshold by the officer",
        "The end of the badge, 3 years",
    ),
    item(
        6,
        "Descriptor E for “planning and following journeys” (yes or no)",
        "indirect",
        "10 points under this descriptor give eligibility without further assessment",
        "Shown to the officer who decides the application",
        "The end of the badge, 3 years",
    ),
    item(
        7, "Date on which the award ends", "indirect", "A badge may not outlast the award", "To set its end", "3 years"
    ),
]
PURPOSE: Final[dict[str, Any]] = {
    "tri_public": "no",
    "tri_aggregate": "no",
    "tri_processor": "no",
    "tri_personal": "yes",
    "tri_kind": "repeat",
    "title": "Disability benefit data for Blue Badge decisions",
    "aims": "Calderby Metropolitan Borough Council will check, each month, whether people who have applied for a "
    "disabled person’s parking badge, and who agreed to the check, receive Personal Independence Payment at the "
    "rate that makes them eligible without further assessment.",
    "how_helps": "The Disabled Persons (Badges for Motor Vehicles) (England) Regulations 2000 make certain awards of "
    "Personal Independence Payment proof of eligibility. Only the Department for Work and Pensions knows which "
    "awards are in payment.",
    "policy_area": chosen("service_delivery"),
    "benefits": chosen(
        ["decisions", "other"],
        decisions="Applicants with a qualifying award get a decision within 5 working days.",
        other="About 4,000 people a year need not find and copy their award letter.",
    ),
    "benefit_measures": [
        {
            "measure": "Median working days from application to decision",
            "baseline": "19",
            "target": "5",
            "by": "2028-03-31",
        },
        {"measure": "Applicants asked for an award letter", "baseline": "4,100", "target": "200", "by": "2028-03-31"},
    ],
    "who_benefits": "Disabled people who apply for a badge. A person whose award is recorded wrongly could be refused "
    "at first; no application is refused on this data alone.",
    "if_refused": "Applicants would go on sending copies of award letters, which some cannot find and some forge.",
    "alternatives": "The council tried a declaration by the applicant, with checks of one in ten. One declaration in "
    "14 was wrong.",
    "public_view": "The council’s disability forum discussed the check on 3 June 2026 and supported it, on condition "
    "that applicants may still send a letter instead.",
    "needed_by": "2027-03-01",
    "project_dates": {"start": "2027-03-01", "end": "2030-02-28"},
}
DATA: Final[dict[str, Any]] = {
    "data_types": ["personal", "special", "vulnerable"],
    "items": ITEMS,
    "subjects": chosen(
        ["claimants"], who="People aged 16 or over who applied to the council for a badge in the month."
    ),
    "volume": "under_1000",
    "scope_dates": {"start": "2027-02-01", "end": "2030-01-31"},
    "geography": chosen(["local"], local="Metropolitan Borough of Calderby"),
    "frequency": chosen("monthly"),
    "linkage": "yes",
    "linkage_list": [
        {
            "dataset": "Badge applications",
            "matched_on": "National Insurance number, name and date of birth",
            "purpose": "To give each applicant the result of the check",
            "risk": "A mistyped number matches no award",
        }
    ],
    "automated": chosen("supports", detail="An officer sees the result beside the application and decides."),
    "quality_need": "Awards as they stand on the first working day of the month.",
}
LAW: Final[dict[str, Any]] = {
    "power_have": "yes",
    "power_text": {
        "chosen": "express",
        "section": "section 21 of the Chronically Sick and Disabled Persons Act 1970",
        "link": "https://www.legislation.gov.uk/ukpga/1970/44/section/21",
    },
    "gateway": chosen(
        "statutory",
        statutory="section 131 of the Welfare Reform Act 2012, with the Social Security (Information-sharing in "
        "relation "
        "to Welfare Services etc.) Regulations 2012 (SI 2012/1483)",
    ),
    "confidentiality": "Claimants expect that the Department keeps what they told it about their health to itself. "
    "Only the points awarded are shared, and no medical evidence.",
    "hra_fairness": "The check interferes little with private life: the applicant is told of it and may send a letter "
    "instead. It serves disabled people, and the council’s equality assessment of July 2026 found no group worse off.",
    "legal_check": checker("Priya Nair", "Principal Solicitor"),
    "basis": chosen(
        ["public_task"],
        part_3="",
        why="Section 21 of the Chronically Sick and Disabled Persons Act 1970 gives the council the task of "
        "issuing badges.",
    ),
    "necessary": "The award decides eligibility in law, and no one but the Department can confirm it. Nothing "
    "about the "
    "condition itself is asked for.",
    "sc_condition": ["public_interest"],
    "sc_public": ["p06"],
    "apd": {"title": "Special category data policy of the council, April 2026", "link": ""},
    "role": {"acquirer": "independent", "supplier": "independent"},
    "compatible": chosen("new_basis", why="Section 131 of the Welfare Reform Act 2012 authorises the disclosure."),
    "transfer": "no",
    "privacy_notice": {
        "how": "The application form says that the council checks awards with the Department, and links to the notice.",
        "link": "https://www.calderby.example/privacy/blue-badge",
    },
    "rights": [
        {"right": "access", "who": "The party that is asked", "within": "1 month"},
        {
            "right": "rectification",
            "who": "The Department, for the award; the council, for the application",
            "within": "1 month",
        },
        {"right": "objection", "who": "The council", "within": "10 working days"},
    ],
    "risk_signs": ["denial"],
    "dpia_state": chosen("start_here"),
    "dp_check": checker("Tom Reid", "Information Governance Manager"),
}
PEOPLE: Final[dict[str, Any]] = {
    "lead": named("Grace Okafor", "Head of Customer Services"),
    "team": [
        {"skill": "technology", "person": named("Ian Holt", "Systems Manager")},
    ],
    "accountable": named("Martin Shaw", "Director of Adults and Health"),
    "dpo": named("Lena Hughes", "Data Protection Officer"),
    "ico_number": "Z5601234",
    "other_orgs": "yes",
    "other_orgs_list": [
        {
            "organisation": "Northgate Cloud Services Limited",
            "role": "processor",
            "reason": "Hosts the council’s badge system",
            "country": "England",
        }
    ],
    "classification": "official_sensitive",
    "delivery": chosen(["file_transfer"]),
    "format": "CSV to an agreed schema",
    "storage": [
        {
            "system": "Badge system",
            "host": "Northgate Cloud Services Limited",
            "country": "England",
            "assurance": "ISO 27001",
        }
    ],
    "access": "Six badge officers and their manager, each with an account of their own.",
    "controls": chosen(
        ["encryption", "mfa", "logging", "malware", "backups", "penetration_test", "certified", "vetting"]
    ),
    "onward": chosen("processors"),
    "outputs": "Only the number of checks and of matches in each year, never fewer than 10.",
    "sec_check": checker("Anita Rao", "Information Security Officer"),
    "contact_people": chosen(
        "yes",
        yes="The council may write to an applicant about the application, and may say that the check found an "
        "award or found none.",
    ),
}
TERMS: Final[dict[str, Any]] = {
    "retention": chosen(
        "other", detail="3 years", why="A badge lasts for up to 3 years, and its grant may be questioned."
    ),
    "disposal": "Matching files are deleted automatically after 7 days. Results are deleted from the badge system when "
    "the badge ends. The systems manager certifies both each quarter.",
    "review_every": chosen("1_year"),
    "breach": [
        {"party": "Calderby Metropolitan Borough Council", "contact": "Data Protection Officer", "hours": "24"},
        {"party": "Department for Work and Pensions", "contact": "Security Incident Response Team", "hours": "24"},
    ],
    "uses_forbidden": "Deciding on council tax reduction, housing benefit or any other award\nInvestigating fraud",
    "results_back": "Each quarter, the number of applicants whose award the file did not show but whose letter did.",
    "foi": "The party that receives a request answers it, after asking the other for its view within 5 working days.",
    "notice": "3_months",
    "governing_law": "none",
    "stop": "More than 1 match in 200 is found to be wrong in a quarter.",
    "costs": "The council pays for changes to its own badge system.",
    "dispute": "The leads try to agree within 10 working days; then the accountable director and the Department’s "
    "Deputy Director decide together.",
    "publish": "Everything but the contact details of named people.",
    "considered": ["technology", "security", "data_protection", "law", "governance"],
    "risks_read": ["yes"],
}
GIVEN: Final[dict[str, Any]] = {
    "s_hold": chosen("all", all="Awards are correct on the day of extraction. Appeals may change an award later."),
    "s_items": accepted(ITEMS, _3=("reduce", "Year and month of birth are enough to confirm a match.")),
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
        why="Section 131 of the Welfare Reform Act 2012 lets the Secretary of State supply the information.",
    ),
    "s_sc_condition": ["public_interest"],
    "s_sc_public": ["p06"],
    "s_apd": {"title": "Appropriate policy document of the Department, January 2026", "link": ""},
    "s_restriction": "Section 132 of the Welfare Reform Act 2012 makes it an offence for the council, or anyone "
    "who receives "
    "the information from it, to disclose it without lawful authority.",
    "s_privacy": "The Department’s personal information charter already names local authorities that issue badges.",
    "s_ico_number": "Z6712345",
    "s_conditions": "The council sends a list of applicants by the third working day of the month. Nothing is supplied "
    "about anyone who is not on it.",
    "s_experts": {"legal": "Robert Lane, Lawyer", "data_protection": "Maya Singh, Data Protection Adviser"},
    "s_signatory": {"name": "", "position": "Deputy Director, Disability Services", "order": "after"},
}
STORED: Final = StoredAnswers(PURPOSE | DATA | LAW | PEOPLE | TERMS, {2: GIVEN})
FACTS: Final = decided(
    STORED,
    Facts(
        reference="DS-8K2P-5WQX",
        title="Disability benefit data for Blue Badge decisions",
        acquirers=(PartyFacts(name="Calderby Metropolitan Borough Council", key=1, government=False),),
        suppliers=(
            PartyFacts(name="Department for Work and Pensions", key=2, lead="Nadia Khan, Head of Data Sharing"),
        ),
        datasets=(
            DatasetFacts(
                title="Personal Independence Payment awards in payment", publisher="Department for Work and Pensions"
            ),
        ),
        today=date(2026, 11, 30),
    ),
    due=date(2027, 2, 15),
    owners={"insider": "Information Security Officer", "insecure_transfer": "Information Security Officer"},
    office="Head of Customer Services",
)
