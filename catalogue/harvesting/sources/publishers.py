"""Reads who publishes a record: a body, a team of a body, a mailbox, or a person, whose name is dropped."""

import re
from dataclasses import dataclass

from catalogue.harvesting.sources.cleaning import MAILBOX, mailbox_in, plain
from community.organisations.sources.names import in_title_case

# Catalogues' names for bodies that are usually called otherwise.
ALIASES: dict[str, str] = {
    "DCC Public GIS Portal": "Dundee City Council",
    "City of Edinburgh Council Mapping": "City of Edinburgh Council",
    "Aberdeen City Council ArcGIS Online": "Aberdeen City Council",
    "Highland Council GIS Organisation": "Highland Council",
    "The Highland Council": "Highland Council",
    "Perth and Kinross Council": "Perth & Kinross Council",
    "Argyll & Bute Council": "Argyll and Bute Council",
    "Na h-Eileanan an Iar": "Comhairle nan Eilean Siar",
    "Cairngorms National Park": "Cairngorms National Park Authority",
    "Loch Lomond and The Trossachs National Park": "Loch Lomond and The Trossachs National Park Authority",
    "Scottish Qualifications Authority (SQA)": "Scottish Qualifications Authority",
    "office-of-national-statistics": "Office for National Statistics",
    "bgs": "British Geological Survey",
    "the-apprenticeship-service": "Department for Education",
    "Home & Communities Agency": "Homes and Communities Agency",
    "scc": "Southampton City Council",
    "uk-police": "data.police.uk",
    "HQIP": "Healthcare Quality Improvement Partnership",
    "CPRD": "Clinical Practice Research Datalink",
    "SAIL": "SAIL Databank",
    "TISSUE DIRECTORY": "UKCRC Tissue Directory",
    "UK BIOBANK": "UK Biobank",
    "NIHR BIORESOURCE": "NIHR BioResource",
    "DATA-CAN": "DATA-CAN",
    "SLaM": "South London and Maudsley NHS Foundation Trust",
    "BARTS HEALTH": "Barts Health NHS Trust",
    "OXFORD UNIVERSITY HOSPITALS": "Oxford University Hospitals NHS Foundation Trust",
    "OXFORD UNIVERSITY HOSPITALS NHS TRUST": "Oxford University Hospitals NHS Foundation Trust",
    "UNIVERSITY HOSPITALS OF LEICESTER": "University Hospitals of Leicester NHS Trust",
    "GREAT ORMOND STREET HOSPITAL": "Great Ormond Street Hospital for Children NHS Foundation Trust",
    "HEALTH AND SOCIAL CARE NORTHERN IRELAND": "Health and Social Care Northern Ireland",
    "Health Informatics Centre": "Health Informatics Centre - University of Dundee",
    "The University of Cambridge": "University of Cambridge",
}
# Mailboxes given as publishers in catalogues of teams.
MAILBOX_BODIES: dict[str, str] = {
    "london.gov.uk": "Greater London Authority",
    "london-fire.gov.uk": "London Fire Brigade",
    "tfl.gov.uk": "Transport for London",
    "ukpowernetworks.co.uk": "UK Power Networks",
}
NO_PUBLISHER = {"", "discontinued", "unknown", "n/a", "none", "null"}
# London's records name teams; words in the team's name tell its body.
TEAMS: tuple[tuple[str, str], ...] = (
    (r"\bLondon Borough of (?:Waltham Forest|[A-Z]\w+)", ""),
    (r"\bTfL\b|Transport for London|London Underground|\bLU\b", "Transport for London"),
    (r"\bLFB\b|\bLFEPA\b|London Fire", "London Fire Brigade"),
    (r"\bMPS\b|Metropolitan Police", "Metropolitan Police Service"),
    (r"\bOPDC\b|Old Oak", "Old Oak and Park Royal Development Corporation"),
    (r"\bGLA|Greater London Authority|London Assembly", "Greater London Authority"),
    (r"\bcensus\b|demograph|city intelligence|opinion research|city data", "Greater London Authority"),
    (
        r"\bteams?\b|\bunit\b|\bscheme\b|plan+ing|general statistics|social evidence|london (plan|development)|LDD",
        "Greater London Authority",
    ),
)
PUBLIC_BODY = re.compile(
    r"\bCouncil\b|\bNHS\b|\bHealth (Scotland|Wales|England|and Social Care)|Police|Fire (and Rescue|Brigade)|Parliament"
    r"|Government|London Borough|Greater London Authority|Transport (for London|Scotland)|Improvement Service"
    r"|National (Park|Records|Library)|Qualifications Authority|Environment Protection|Scottish (Forestry|Natural)"
    r"|Care Inspectorate|Revenue Scotland|Comhairle|Crofting Commission|VisitScotland|Sport ?[Ss]cotland"
    r"|Accountant in Bankruptcy|Drinking Water|Combined Authority|University|Imperial College|Geological Survey"
    r"|Development Corporation|Archaeology Service|Genomics England|Datalink|NHSX|Commercial Agency",
)
BODY_WORDS = frozenset(
    (
        *("agency", "authority", "borough", "brigade", "cambridge", "centre", "commission", "committee", "corporation"),
        *(
            "council",
            "data",
            "datastore",
            "department",
            "development",
            "digital",
            "directorate",
            "economics",
            "england",
        ),
        *("environment", "fire", "forest", "gis", "government", "group", "health", "high", "historic", "housing"),
        *("institute", "intelligence", "landscape", "library", "limited", "london", "ltd", "manager", "map", "museum"),
        *("national", "networks", "occupational", "office", "open", "park", "partnership", "planning", "police"),
        *("power", "public", "research", "royal", "scheme", "scotland", "service", "services", "social", "society"),
        *("statistics", "street", "surface", "sustainable", "team", "transport", "trust", "underground", "unit"),
        *("university", "wales", "young", "youth"),
    )
)


@dataclass(frozen=True)
class Publisher:
    """The publisher: `name` is the body's if it is known, `given` the source's text, `remark` what was corrected."""

    name: str = ""
    given: str = ""
    mailbox: str = ""
    remark: str = ""


def looks_like_a_person(name: str) -> bool:
    """Return whether it is two to four capitalised words without a word used for bodies and teams."""
    parts = re.split(r",| and ", name)[0].split()
    shaped = 2 <= len(parts) <= 4 and all(part[:1].isupper() and not part.isupper() for part in parts)
    return shaped and not any(part.lower() in BODY_WORDS for part in parts)


def _tidied(text: str) -> str:
    name = text.rpartition(" > ")[2].strip()
    if name in ALIASES:
        return ALIASES[name]
    if re.fullmatch(r"[a-z]+(-[a-z]+)+", name, re.IGNORECASE) and " " not in name and name != "DATA-CAN":
        return in_title_case(name.replace("-", " "))
    return in_title_case(name) if name.isupper() and " " in name else name


def _team(name: str, operator: str) -> Publisher:
    for pattern, body in TEAMS:
        match = re.search(pattern, name, re.IGNORECASE if body else 0)
        if match:
            named = (
                "" if any(looks_like_a_person(part) for part in re.split(r", | - | – ", name)) or "," in name else name
            )
            return Publisher(name=body or match[0], given=named)
    if looks_like_a_person(name):
        return Publisher(
            name=operator,
            remark="publisher looks like a person's name: left out, its catalogue's operator stands for it",
        )
    return Publisher(name=_tidied(name), given=name)


def read(value: object, operator: str = "") -> Publisher:
    """Return the publisher for a catalogue's `value`; `operator` is the body that runs a catalogue of teams."""
    text = plain(value)
    if text.lower() in NO_PUBLISHER:
        return Publisher(remark="no publisher")
    if MAILBOX.fullmatch(text):
        return Publisher(
            name=MAILBOX_BODIES.get(text.rpartition("@")[2].lower(), ""),
            mailbox=mailbox_in(text),
            remark="publisher is a mailbox: kept as the contact, the body looked up by its domain",
        )
    mailbox = mailbox_in(text)
    named = " ".join(MAILBOX.sub("", text).replace("()", "").split())
    publisher = _team(named, operator) if operator else Publisher(name=_tidied(named), given=named)
    return Publisher(name=publisher.name, given=publisher.given, mailbox=mailbox, remark=publisher.remark)
