"""Options in the middle of a sentence of an agreement, and citations of the law behind them."""

import re
from collections.abc import Mapping

from agreements.questionnaire import law, options, term_options
from agreements.questionnaire.options import Option, Options

# The list behind each question, and behind each column of a table (`question.column`).
OPTIONS: Mapping[str, Options] = {
    "tri_personal": options.YES_NO_NOT_SURE,
    "tri_aggregate": options.WOULD_AGGREGATE_DO,
    "tri_kind": options.KINDS_OF_SHARE,
    "team.skill": options.SKILLS,
    "other_orgs": options.YES_NO,
    "other_orgs_list.role": options.RECIPIENT_ROLES,
    "policy_area": options.POLICY_AREAS,
    "benefits": options.BENEFITS,
    "data_types": options.DATA_TYPES,
    "items.identifies": options.IDENTIFIES,
    "subjects": options.GROUPS_OF_PEOPLE,
    "volume": options.VOLUMES,
    "geography": options.AREAS,
    "frequency": options.FREQUENCIES,
    "linkage": options.YES_NO,
    "automated": options.AUTOMATION,
    "power_have": options.YES_NO_NOT_SURE,
    "power_text": law.KINDS_OF_POWER,
    "gateway": law.GATEWAYS,
    "dea.chapter": law.DEA_CHAPTERS,
    "dea.objective": law.DEA_OBJECTIVES,
    "dea.stage": law.DEA_STAGES,
    "basis": law.LAWFUL_BASES,
    "s_basis": law.LAWFUL_BASES,
    "sc_condition": law.SPECIAL_CATEGORY_CONDITIONS,
    "s_sc_condition": law.SPECIAL_CATEGORY_CONDITIONS,
    "s_sc_public": law.PUBLIC_INTEREST_CONDITIONS,
    "sc_schedule_8": law.SCHEDULE_8_CONDITIONS,
    "sc_public": law.PUBLIC_INTEREST_CONDITIONS,
    "role.acquirer": law.ROLES,
    "role.supplier": law.ROLES,
    "s_role": law.ROLES,
    "compatible": options.COMPATIBLE,
    "transfer": options.YES_NO_NOT_SURE,
    "transfer_where.safeguard": law.TRANSFER_SAFEGUARDS,
    "risk_signs": law.SIGNS_OF_HIGH_RISK,
    "rights.right": law.RIGHTS,
    "dpia_state": options.DPIA_STATES,
    "classification": options.CLASSIFICATIONS,
    "delivery": options.DELIVERY_ROUTES,
    "controls": options.CONTROLS,
    "onward": options.ONWARD,
    "contact_people": term_options.CONTACT,
    "notice": term_options.NOTICE,
    "governing_law": law.LEGAL_EFFECTS,
    "retention": options.KEEP_FOR,
    "review_every": options.REVIEW_EVERY,
    "considered": options.CONSIDERED,
    "s_hold": options.HOLDINGS,
    "s_gateway": options.GATEWAY_VIEWS,
    "s_items.decision": options.ITEM_DECISIONS,
    "s_route": options.DELIVERY_ROUTES,
    "s_signatory.order": options.SIGNING_ORDERS,
}

# Only where the option's own label, with a small first letter, would not read well in a clause.
PHRASES: Mapping[str, Mapping[str, str]] = {
    "tri_personal": {"not_sure": "that it is not sure"},
    "tri_aggregate": {
        "no": "no, because it needs records about individual people, places or cases",
        "not_considered": "that it has not looked into this",
    },
    "tri_kind": {
        "one_off": "a single supply",
        "repeat": "a repeated supply, to a timetable",
        "continuous": "a continuous supply",
        "emergency": "an emergency supply",
    },
    "data_types": {
        "none": "none of the kinds of data that call for special care",
        "official_sensitive": "information handled as OFFICIAL-SENSITIVE",
    },
    "subjects": {"other": "others, as described"},
    "volume": {"not_known": "not yet known"},
    "geography": {
        "england": "England",
        "scotland": "Scotland",
        "wales": "Wales",
        "northern_ireland": "Northern Ireland",
        "local": "local areas",
        "outside_uk": "places outside the United Kingdom",
    },
    "frequency": {"on_demand": "on demand, through an API", "other": "at another interval"},
    "power_text": {"digital_economy_act": "the Digital Economy Act 2017"},
    "gateway": {"dea": "Part 5 of the Digital Economy Act 2017"},
    "controls": {"dspt": "the Data Security and Protection Toolkit"},
    "retention": {"end_of_project": "until the use described in this document ends", "other": "another period"},
    "review_every": {"on_change": "when something changes, and at least once a year"},
    "compatible": {
        "yes": "compatible",
        # Source: UK GDPR Article 8A(3), inserted by the Data (Use and Access) Act 2025 s71. Not a basis in Article 6.
        "new_basis": "treated as compatible by Article 8A(3) and Annex 2 UK GDPR",
        "not_sure": "not yet known",
    },
    "dpia_state": {
        "yes": "that there is one already",
        "start_here": "that there is none, and that this one is to serve",
        "screened_out": "that none is needed",
    },
    "s_hold": {"none": "we do not hold it, but another body does"},
    "considered": {
        "technology": "technology: that it can receive and use the data",
        "security": "security: that it can keep the data safe",
        "data_protection": "data protection: that it can respect the rights of the people concerned",
        "law": "law: that it may ask for the data and use it",
        "governance": "governance: that named people answer for the data",
    },
}

ARTICLE = re.compile(r"Articles? \d+[A-Z]?(?:\(\w+\))*(?: to \d+[A-Z]?)?")
SECTION = re.compile(r"(?:Data Protection Act 2018 )?(?:(Part \d+), )?\bs(\d+)")
SCHEDULE = re.compile(r"Schedule 1 (Part \d|paragraph \d+)")
ACT = "the Data Protection Act 2018"


def phrase(question: str, key: str) -> str:
    """Return an option for the middle of a sentence; an option in no list as it was stored."""
    written = PHRASES.get(question, {}).get(key)
    known = OPTIONS[question].label(key) if question in OPTIONS else key
    return written or (known if known == key else lowered(known))


def lowered(text: str) -> str:
    """Return a label with a small first letter, unless it begins with an abbreviation."""
    return text[:1].lower() + text[1:] if text[1:2].islower() or text[1:2] == " " else text


def sentence_case(text: str) -> str:
    """Return words with a capital, to begin a table cell or a line of a list."""
    return text[:1].upper() + text[1:]


def cited(question: str, keys: list[str]) -> list[str]:
    """Return options with the law behind each: `public task (Article 6(1)(e) UK GDPR …)`."""
    known = {option.key: option for option in OPTIONS[question]}
    return [citation(known[key]) if key in known else key for key in keys]


def citation(option: Option) -> str:
    """Return one option, cited in full."""
    place = ARTICLE.sub(r"\g<0> UK GDPR", option.reference)
    place = SECTION.sub(section, place)
    place = SCHEDULE.sub(rf"\1 of Schedule 1 to {ACT}", place)
    return f"{lowered(option.label)} ({place})" if place else lowered(option.label)


def section(found: re.Match[str]) -> str:
    """Return `Data Protection Act 2018 s8` as `section 8 of the Data Protection Act 2018`."""
    part, number = found.groups()
    of_the_act = f" of {ACT}" if found[0].startswith("Data") else ""
    return f"section {number}{f' in {part}' if part else ''}{of_the_act}"
