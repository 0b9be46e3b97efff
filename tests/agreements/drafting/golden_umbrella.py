"""Golden answers of five bodies under common rules, the police among them: safety of people at risk at home."""

from datetime import date
from typing import Any, Final

from agreements.answers import StoredAnswers
from agreements.drafting.facts import Facts, FlowFacts, PartyFacts, RulesFacts
from agreements.drafting.library.rules import CLAUSES, number_of
from tests.agreements.drafting.golden_people import accepted, checker, chosen, decided, item, named

COUNCIL = PartyFacts(name="Westmere County Council", key=1, government=False)
POLICE = PartyFacts(
    name="Westmere Police",
    key=2,
    lead="Ada Day, Detective Inspector",
    purpose="Preventing and detecting domestic abuse offences",
)
DISTRICT = PartyFacts(
    name="Harrowdale District Council",
    key=3,
    government=False,
    lead="Lorna Peel, Housing Options Manager",
    purpose="Finding safe accommodation for people at risk",
)
FIRE = PartyFacts(
    name="Westmere Fire and Rescue Authority", key=4, government=False, lead="Bo Lake, Head of Prevention"
)
TRUST = PartyFacts(
    name="Westmere Community Health NHS Trust", key=5, government=False, lead="Dr Imani Reyes, Caldicott Guardian"
)

ITEMS: Final = [
    item(
        1,
        "Name, address and date of birth of the person at risk",
        "direct",
        "To know who needs safety",
        "Planning",
        "1 year",
    ),
    item(2, "Names and dates of birth of children in the home", "direct", "To protect them too", "Planning", "1 year"),
    item(
        3,
        "Date, place and kind of each incident",
        "indirect",
        "To judge how the risk changes",
        "Risk assessment",
        "1 year",
    ),
    item(
        4,
        "Name of the alleged abuser, and charges or convictions for violence",
        "direct",
        "To judge the danger",
        "Risk assessment, by named staff",
        "1 year",
    ),
    item(5, "Injuries and mental health needs that bear on safety", "direct", "To plan support", "Planning", "1 year"),
    item(
        6,
        "Fire risks in the home, such as threats of arson",
        "indirect",
        "To fit safety measures",
        "Planning",
        "1 year",
    ),
]
PURPOSE: Final[dict[str, Any]] = {
    "tri_public": "no",
    "tri_aggregate": "no",
    "tri_processor": "no",
    "tri_personal": "yes",
    "tri_kind": "repeat",
    "title": "Safety plans for people at high risk of domestic abuse",
    "aims": "The parties will plan, each fortnight, how to keep people in Westmere safe who are at high risk of "
    "death or "
    "serious injury from domestic abuse, and their children.",
    "how_helps": "Each body sees a part of the danger: an assault, a fire setting, an injury, a threat of eviction. "
    "Only together do they show who is in danger now.",
    "policy_area": chosen("safeguarding"),
    "benefits": chosen(["decisions"], decisions="Each person at high risk has one safety plan within 14 days."),
    "benefit_measures": [
        {
            "measure": "People at high risk who are assaulted again within a year",
            "baseline": "31%",
            "target": "20%",
            "by": "2028-12-31",
        }
    ],
    "who_benefits": "People at risk and their children. An alleged abuser could be harmed by a false report; facts and "
    "opinions are therefore marked apart.",
    "alternatives": "Consent alone was tried. People under coercion refused it, and two were later seriously injured.",
    "public_view": "Survivors on the county’s domestic abuse board asked for the sharing on 12 May 2026, provided that "
    "no letter reaches a shared address.",
    "needed_by": "2027-02-01",
    "project_dates": {"start": "2027-02-01", "end": "2030-01-31"},
}
DATA: Final[dict[str, Any]] = {
    "data_types": ["personal", "special", "criminal", "children", "vulnerable"],
    "items": ITEMS,
    "subjects": chosen(
        ["victims", "children", "offenders"],
        who="People referred as at high risk, their children, and alleged abusers.",
    ),
    "volume": "under_1000",
    "scope_dates": {"start": "2026-02-01", "end": ""},
    "geography": chosen(["local"], local="County of Westmere"),
    "frequency": chosen("other", detail="every two weeks"),
    "dataset": [],
    "unlisted": "The records that each giver keeps of incidents, injuries, visits and threats in the county.",
    "quality_need": "Correct on the Friday before each meeting.",
    "necessary": "Danger cannot be judged without knowing who, where and what happened. Items that do not bear on "
    "safety are left out.",
    "other_orgs": "no",
    "onward": chosen("no"),
    "classification": "official_sensitive",
    "delivery": chosen(["portal"]),
    "format": "One record for each person at risk",
    "dpia_state": chosen("start_here"),
}
TERMS: Final[dict[str, Any]] = {
    "review_every": chosen("1_year"),
    "rights": [
        {"right": "access", "who": "The party that is asked, after it has asked the giver", "within": "1 month"},
        {"right": "objection", "who": "The party that is asked", "within": "5 working days"},
    ],
    "foi": "The lead answers, after each giver has given its view within 5 working days.",
    "breach": [
        {"party": "Each party", "contact": "The data protection officer given in Schedule 5", "hours": "12"},
    ],
    "uses_forbidden": "Immigration enforcement\nAssessing the cost of care",
    "results_back": "",
    "notice": "3_months",
    "governing_law": "none",
    "stop": "A safety plan becomes known to an alleged abuser.",
    "join_leave": "A body that houses or supports people at risk may join if each giver accepts it for its own flow.",
    "costs": "Westmere County Council pays for the portal.",
    "dispute": "The leads, then the chairs of the two boards.",
    "publish": "Everything but the posts in Schedule 5.",
    "considered": ["technology", "security", "data_protection", "law", "governance"],
    "risks_read": ["yes"],
}
COUNCIL_ITSELF: Final[dict[str, Any]] = {
    "lead": named("Joan Ferris", "Domestic Abuse Partnership Manager"),
    "team": [{"skill": "ethics", "person": named("Neil Sharp", "Safeguarding Adviser")}],
    "accountable": named("Karen Blythe", "Director of Children’s Services"),
    "dpo": named("Ellis Moore", "Data Protection Officer"),
    "ico_number": "Z1112223",
    "if_refused": "Plans would be made without knowing of incidents that another body has seen.",
    "linkage": "yes",
    "linkage_list": [
        {
            "dataset": "Social care records of the council",
            "matched_on": "Name, date of birth and address",
            "purpose": "To see whether a social worker is already involved",
            "risk": "Two people of one name",
        }
    ],
    "automated": chosen("no"),
    "power_have": "yes",
    "power_text": {"chosen": "express", "section": "section 57 of the Domestic Abuse Act 2021", "link": ""},
    "gateway": chosen("statutory", statutory="section 115 of the Crime and Disorder Act 1998"),
    "confidentiality": "The danger to life outweighs the duty of confidence. Each decision to share without consent is "
    "recorded.",
    "hra_fairness": "Article 2 and Article 3 of the Convention call for protection; the interference with private "
    "life is "
    "limited to what bears on safety.",
    "legal_check": checker("Hugh Tan", "Solicitor"),
    "basis": chosen(
        ["public_task"],
        part_3="",
        why="Section 57 of the Domestic Abuse Act 2021 and section 47 of the Children Act 1989 give the council "
        "these tasks.",
    ),
    "sc_condition": ["public_interest"],
    "sc_public": ["p06", "p18"],
    "crim_basis": "Article 10 UK GDPR with section 10(5) of the Data Protection Act 2018 and paragraph 18 of "
    "Schedule 1 to it.",
    "apd": {"title": "Policy on special category and criminal offence data, May 2026", "link": ""},
    "role": {"acquirer": "independent", "supplier": "independent"},
    "compatible": chosen("new_basis", why="Annex 2 treats the safeguarding of people at risk as compatible."),
    "risk_signs": ["physical_harm"],
    "contact_people": chosen("yes", yes="Only by the safe method that the person at risk has chosen."),
    "transfer": "no",
    "privacy_notice": {
        "how": "A notice on each party’s website, and a leaflet given in person where it is safe.",
        "link": "",
    },
    "dp_check": checker("Sunita Kaur", "Information Governance Lead"),
    "storage": [
        {
            "system": "Safety portal",
            "host": "Westmere County Council",
            "country": "England",
            "assurance": "Cyber Essentials Plus",
        }
    ],
    "access": "The 12 members of the meeting, by name.",
    "controls": chosen(["encryption", "mfa", "logging", "vetting"]),
    "outputs": "Yearly totals of 10 or more.",
    "sec_check": checker("Paul Dent", "Cyber Security Manager"),
    "retention": chosen("1_year", why="Most repeat assaults happen within a year."),
    "disposal": "The portal deletes a record a year after the last incident, and logs the deletion.",
}
POLICE_RECEIVING: Final[dict[str, Any]] = COUNCIL_ITSELF | {
    "lead": named("Ada Day", "Detective Inspector"),
    "team": [],
    "accountable": named("Ruth Cole", "Detective Superintendent"),
    "dpo": named("Amir Sadiq", "Data Protection Officer"),
    "ico_number": "Z2223334",
    "if_refused": "Officers would answer a call without knowing of threats made to the housing service.",
    "linkage": "no",
    "linkage_list": [],
    "compatible": chosen("new_basis", why="The common law and the Police Act 1996 give the police the purpose."),
    "confidentiality": "Callers to a helpline expect discretion. What they say is used only where a crime or a "
    "danger calls "
    "for it.",
    "hra_fairness": "Article 8 of the Convention allows it for the prevention of crime; officers record why each "
    "look-up was "
    "needed.",
    "power_text": {
        "chosen": "common_law",
        "section": "common law duty of constables to prevent crime and to protect life",
        "link": "",
    },
    "basis": chosen(
        ["part_3"], part_3="Schedule 7, paragraph 5: chief constables", why="To prevent and investigate offences."
    ),
    "sc_schedule_8": ["paragraph_4"],
    "apd": {"title": "Sensitive processing policy of the force, February 2026", "link": ""},
    "legal_check": checker("Clare Moss", "Force Solicitor"),
    "dp_check": checker("Amir Sadiq", "Data Protection Officer"),
    "sec_check": checker("Leo Hart", "Information Security Manager"),
    "storage": [
        {"system": "Crime records system", "host": "Westmere Police", "country": "England", "assurance": "ISO 27001"}
    ],
    "access": "The domestic abuse unit, and control room staff while a call is open.",
    "contact_people": chosen("agreed"),
    "retention": chosen("6_months", why="A pattern shows within six months or not at all."),
    "disposal": "Weeded from the crime records system and logged.",
}
DISTRICT_RECEIVING: Final[dict[str, Any]] = COUNCIL_ITSELF | {
    "lead": named("Lorna Peel", "Housing Options Manager"),
    "team": [],
    "accountable": named("Simon Ray", "Head of Housing"),
    "dpo": named("Beth Young", "Data Protection Officer"),
    "ico_number": "Z3334445",
    "if_refused": "A family in danger could be housed next to the person they fled from.",
    "linkage": "no",
    "linkage_list": [],
    "confidentiality": "Housing staff tell applicants that the council checks their safety with the police.",
    "hra_fairness": "The check keeps families safe and uses no more than a name and an address.",
    "power_text": {"chosen": "express", "section": "section 188 of the Housing Act 1996", "link": ""},
    "basis": chosen(["public_task"], part_3="", why="Part 7 of the Housing Act 1996 gives the council this task."),
    "legal_check": checker("Dawn Ilett", "Solicitor"),
    "dp_check": checker("Beth Young", "Data Protection Officer"),
    "sec_check": checker("Raj Patel", "IT Manager"),
    "apd": {"title": "Special category data policy of the district, June 2026", "link": ""},
    "storage": [
        {
            "system": "Housing system",
            "host": "Harrowdale District Council",
            "country": "England",
            "assurance": "Cyber Essentials Plus",
        }
    ],
    "access": "Four housing officers.",
    "contact_people": chosen("no"),
    "disposal": "Deleted from the housing system, confirmed to the lead each quarter.",
}


def _half(what: str, cut: dict[str, tuple[str, str]], **own: Any) -> dict[str, Any]:
    """Return the answers of one that gives."""
    return {
        "s_hold": chosen("part", part=what),
        "s_items": accepted(ITEMS, **cut),
        "s_route": chosen(["portal"]),
        "s_effort": {"effort": "An hour for each meeting", "cost": "", "payer": "", "earliest": "2027-02-01"},
        "s_role": chosen("independent"),
        "s_sc_condition": ["public_interest"],
        "s_sc_public": ["p18"],
        "s_crim_basis": "Paragraph 18 of Schedule 1 to the Data Protection Act 2018.",
        "s_apd": {"title": "Policy on special category and criminal offence data, 2026", "link": ""},
        "s_privacy": "Its notice names the partnership from January 2027.",
        "s_signatory": {"name": "", "position": "Chief Executive", "order": "any"},
        **own,
    }


NOT_OURS: Final = ("refuse", "We do not hold it.")
GIVEN: Final = {
    2: _half(
        "Incidents that were reported to the police. Allegations are marked as such.",
        {"_5": NOT_OURS, "_6": NOT_OURS},
        s_gateway=chosen(
            "agree",
            agree="Section 115 lets any person disclose to the county council and the district council, which are "
            "relevant authorities.",
        ),
        s_basis=chosen(
            ["part_3", "public_task"],
            part_3="Schedule 7, paragraph 5: chief constables",
            authorised="section 115 of the Crime and Disorder Act 1998",
            why="The common law duty to protect life.",
        ),
        s_conditions="No one tells an alleged abuser that the police gave information.",
        s_signatory={"name": "", "position": "Assistant Chief Constable", "order": "any"},
    ),
    3: _half(
        "Threats and incidents that were reported to the housing service.",
        {"_2": NOT_OURS, "_4": NOT_OURS, "_5": NOT_OURS, "_6": NOT_OURS},
        s_gateway=chosen("agree"),
        s_basis=chosen(["public_task"], part_3="", authorised="", why="Part 7 of the Housing Act 1996."),
        s_crim_basis="Paragraph 18 of Schedule 1 to the Data Protection Act 2018, for allegations only.",
    ),
    4: _half(
        "Findings of home fire safety visits since 2024.",
        {"_2": NOT_OURS, "_3": NOT_OURS, "_4": NOT_OURS, "_5": NOT_OURS},
        s_gateway=chosen("another", another="section 5A of the Fire and Rescue Services Act 2004"),
        s_basis=chosen(
            ["public_task"],
            part_3="",
            authorised="",
            why="Section 6 of the Fire and Rescue Services Act 2004 gives the authority the task of promoting "
            "fire safety.",
        ),
        s_dpo={"chosen": "other", "name": "Gail Frost", "role": "Data Protection Officer", "email": "dpo@fire.example"},
        s_ico_number="Z4445556",
        s_experts={"data_protection": "Gail Frost, Data Protection Officer"},
    ),
    5: _half(
        "Injuries and needs that staff recorded. Records are complete from 2020.",
        {"_3": NOT_OURS, "_4": NOT_OURS, "_6": NOT_OURS},
        s_gateway=chosen("agree"),
        s_basis=chosen(
            ["public_task"],
            part_3="",
            authorised="",
            why="Section 6 of the Care Act 2014 and section 10 of the Children Act 2004: cooperation with the council.",
        ),
        s_conditions="The Caldicott Guardian approves each record that is given without consent.",
        s_dpo={"chosen": "other", "name": "Kim Novak", "role": "Data Protection Officer", "email": "dpo@nhs.example"},
        s_ico_number="Z5556667",
        s_experts={"data_protection": "Kim Novak, Data Protection Officer"},
    ),
}
STORED: Final = StoredAnswers(
    PURPOSE | DATA | TERMS | COUNCIL_ITSELF, GIVEN, {2: POLICE_RECEIVING, 3: DISTRICT_RECEIVING}
)
RULES: Final = RulesFacts(
    reference="DS-3HQZ-8LMN",
    number=1,
    title="Westmere information sharing rules",
    digest="5b1f" * 16,
    since=date(2026, 4, 1),
    clauses={clause.key: (str(number_of(clause.key)), clause.heading) for clause in CLAUSES},
)
FACTS: Final = decided(
    STORED,
    Facts(
        reference="DS-5D9R-3XKF",
        title="Safety plans for people at high risk of domestic abuse",
        acquirers=(COUNCIL, POLICE, DISTRICT),
        suppliers=(POLICE, DISTRICT, FIRE, TRUST),
        flows=(
            FlowFacts(giver=POLICE.name, receivers=(COUNCIL.name, DISTRICT.name)),
            FlowFacts(giver=DISTRICT.name, receivers=(COUNCIL.name, POLICE.name)),
            FlowFacts(giver=FIRE.name, receivers=(COUNCIL.name,)),
            FlowFacts(giver=TRUST.name, receivers=(COUNCIL.name,)),
        ),
        rules=RULES,
        today=date(2026, 11, 30),
    ),
    due=date(2027, 1, 25),
    owners={"insider": "Cyber Security Manager of the lead"},
    office="Domestic Abuse Partnership Manager",
)
