"""Options of a question, and the service's own lists of them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from community.skills import Skill


@dataclass(frozen=True)
class Option:
    """One option a person may choose; `reference` names the rule behind it, if there is one."""

    key: str
    label: str
    hint: str = ""
    reference: str = ""


# How a page names a place in the law that the lists abbreviate, in this order.
IN_FULL = (
    (r"Data Protection Act 2018 (Part \d+), s(\d+)", r"section \2, in \1 of the Data Protection Act 2018"),
    (r"Data Protection Act 2018 s(\d+)", r"section \1 of the Data Protection Act 2018"),
    (r"^s(\d+)$", r"Section \1"),
    (r"^Article", "UK GDPR Article"),
    (r"^paragraph (\d+)", r"Schedule 1 paragraph \1"),
    (r"Schedule 1 (paragraph \d+|Part \d+)", r"\1 of Schedule 1 to the Data Protection Act 2018"),
    (r"; ", " and "),
)


def in_full(reference: str) -> str:
    """Return a place in the law as a page names it, with the law in full."""
    for short, full in IN_FULL:
        reference = re.sub(short, full, reference)
    return reference[:1].upper() + reference[1:]


@dataclass(frozen=True)
class Options:
    """A closed list of options. A stored answer holds keys, so a key is never renamed or reused."""

    options: tuple[Option, ...]
    version: str = "2026-11"
    source: str = ""

    def __iter__(self) -> Iterator[Option]:
        return iter(self.options)

    @property
    def keys(self) -> tuple[str, ...]:
        return tuple(option.key for option in self.options)

    def choices(self) -> list[tuple[str, str]]:
        return [(option.key, option.label) for option in self.options]

    def hints(self) -> dict[str, str]:
        """Return the text under each option: its hint, or else its place in the law."""
        return {option.key: text for option in self if (text := option.hint or in_full(option.reference))}

    def label(self, key: str) -> str:
        return next((option.label for option in self.options if option.key == key), key)


def listed(*rows: tuple[str, ...]) -> Options:
    """Return a list of the service's own, from rows of (key, label) or (key, label, hint)."""
    return Options(tuple(Option(*row) for row in rows))


YES_NO = listed(("yes", "Yes"), ("no", "No"))
YES_NO_NOT_SURE = listed(("yes", "Yes"), ("no", "No"), ("not_sure", "We are not sure"))

WOULD_AGGREGATE_DO = listed(
    ("yes", "Yes, anonymous statistics would be enough"),
    ("no", "No, we need records about individual people, places or cases"),
    ("not_considered", "We have not considered this yet"),
)
KINDS_OF_SHARE = listed(
    ("one_off", "A single delivery", "You need the data once. You may be able to use the short form."),
    ("repeat", "Regular deliveries, to a timetable", "For example, a file every month."),
    ("continuous", "Continuous access", "For example, through an API or direct access to a system."),
    (
        "emergency",
        "An emergency request",
        "There is an immediate risk to people. Some answers can wait until 14 days after the agreement takes effect.",
    ),
)
FORM_LENGTHS = listed(
    ("short", "Yes, use the short form"),
    ("full", "No, use the full form", "It has more terms, and an impact assessment if people can be identified."),
)

SKILLS = listed(*((skill.value, skill.label) for skill in Skill), ("business_owner", "Business owner"))
RECIPIENT_ROLES = listed(
    ("controller", "Independent controller", "Decides for itself why and how it uses the data."),
    ("joint", "Joint controller", "Decides jointly with you why and how to use the data."),
    ("processor", "Processor", "Acts only on your written instructions."),
    ("reader", "Reader", "Sees the data or the results but does not keep them."),
)

POLICY_AREAS = listed(
    ("service_delivery", "Delivering a public service"),
    ("debt", "Managing debt owed to the public sector"),
    ("fraud", "Preventing or detecting fraud"),
    ("research_statistics", "Research or statistics"),
    ("civil_registration", "Civil registration"),
    ("law_enforcement", "Law enforcement"),
    ("safeguarding", "Safeguarding people"),
    ("policy_planning", "Policy making or planning"),
    ("emergency", "Responding to an emergency"),
    ("other", "Something else"),
)
BENEFITS = listed(
    ("policy_evidence", "Evidence for policy"),
    ("service_evidence", "Evidence about how services are run"),
    ("decisions", "Better decisions for people"),
    ("funding", "Deciding on funding, or evaluating what it achieved"),
    ("trends", "Understanding social or economic change"),
    ("needs", "Understanding what the public needs"),
    ("statistics", "Better official statistics"),
    ("validation", "Testing or confirming research"),
    ("other", "Something else"),
)

# Source: UK GDPR Article 9(1).
ARTICLE_9 = (
    "Race, ethnic origin, political opinions, religious or philosophical beliefs, trade union membership, genetic "
    "data, biometric data that identifies a person, health, sex life or sexual orientation."
)
DATA_TYPES = listed(
    ("personal", "Personal data", "Information about a living person who can be identified."),
    (
        "special",
        "Special category data",
        ARTICLE_9,
    ),
    ("criminal", "Criminal offence data", "Convictions, offences, allegations and related security measures."),
    ("children", "Data about children"),
    ("vulnerable", "Data about people in vulnerable situations"),
    ("pseudonymised", "Pseudonymised data", "Data with names replaced by codes. It is still personal data."),
    ("confidential", "Confidential or commercial information"),
    ("official_sensitive", "Information handled as OFFICIAL-SENSITIVE"),
    ("none", "None of these"),
)
PERSONAL_TYPES = frozenset({"personal", "special", "criminal", "children", "vulnerable", "pseudonymised"})
IDENTIFIES = listed(
    ("direct", "Yes, on its own", "For example, a name, National Insurance number or address."),
    ("indirect", "Yes, together with other items", "For example, a date of birth with a postcode."),
    ("no", "No"),
)
GROUPS_OF_PEOPLE = listed(
    ("public", "Members of the public"),
    ("service_users", "People who use a service"),
    ("claimants", "People who claim a benefit or grant"),
    ("taxpayers", "Taxpayers"),
    ("patients", "Patients"),
    ("pupils", "Pupils and students"),
    ("children", "Children"),
    ("offenders", "Suspects, defendants or offenders"),
    ("victims", "Victims or witnesses"),
    ("employees", "Employees"),
    ("business_people", "Directors, sole traders or landlords"),
    ("other", "Other people"),
)
VOLUMES = listed(
    ("under_100", "Fewer than 100"),
    ("under_1000", "100 to 999"),
    ("under_10000", "1,000 to 9,999"),
    ("under_100000", "10,000 to 99,999"),
    ("under_1000000", "100,000 to 999,999"),
    ("million_or_more", "1 million or more"),
    ("not_known", "We do not know yet"),
)
AREAS = listed(
    ("england", "England"),
    ("scotland", "Scotland"),
    ("wales", "Wales"),
    ("northern_ireland", "Northern Ireland"),
    ("local", "One or more local areas"),
    ("outside_uk", "Outside the UK"),
)
FREQUENCIES = listed(
    ("one_off", "Once"),
    ("daily", "Every day"),
    ("weekly", "Every week"),
    ("monthly", "Every month"),
    ("quarterly", "Every 3 months"),
    ("yearly", "Every year"),
    ("on_demand", "On demand, through an API"),
    ("other", "Another interval"),
)
AUTOMATION = listed(
    ("no", "No"),
    ("supports", "Yes, to help a person decide"),
    ("decides", "Yes, to decide without a person", "The decision affects someone and no one checks it first."),
    ("trains", "Yes, to train a model"),
)

DPIA_STATES = listed(
    ("yes", "Yes, we already have a DPIA"),
    ("start_here", "No, we will use the DPIA that this service drafts from our answers"),
    ("screened_out", "No, we decided that we do not need one"),
)
COMPATIBLE = listed(
    ("yes", "Yes, the new use is compatible"),
    ("new_basis", "Yes, because the law treats it as compatible", "See UK GDPR Article 8A(3) and Annex 2."),
    ("not_sure", "We are not sure"),
)

CLASSIFICATIONS = listed(
    ("official", "OFFICIAL"),
    ("official_sensitive", "OFFICIAL-SENSITIVE"),
    ("other", "SECRET or above", "You cannot use this service for this data."),
)
DELIVERY_ROUTES = listed(
    ("api", "API"),
    ("file_transfer", "Secure file transfer"),
    ("direct_access", "Direct access to the supplier’s system"),
    (
        "research_environment",
        "Trusted research environment",
        "You use the data inside the environment, without a copy.",
    ),
    ("portal", "Secure web portal"),
    ("encrypted_media", "Encrypted disk or memory stick"),
    ("other", "Another route"),
)
CONTROLS = listed(
    ("encryption", "Encryption at rest and in transit"),
    ("mfa", "Multi-factor authentication"),
    ("logging", "Access logging, with regular checks of the log"),
    ("malware", "Malware protection"),
    ("backups", "Backups, with a tested restore"),
    ("devices", "Control of devices and removable media"),
    ("clear_desk", "Clear desk and clear screen rules"),
    ("penetration_test", "Penetration test in the last 12 months"),
    ("certified", "ISO 27001 or Cyber Essentials Plus"),
    ("dspt", "Data Security and Protection Toolkit", "For organisations that use NHS data."),
    ("vetting", "Staff vetting and yearly training"),
)
ONWARD = listed(
    ("no", "No"),
    ("processors", "Only with the processors named in this request"),
    ("with_consent", "Only if the supplier agrees in writing each time"),
    ("as_described", "Yes, with others"),
)

KEEP_FOR = listed(
    ("30_days", "30 days"),
    ("6_months", "6 months"),
    ("1_year", "1 year"),
    ("2_years", "2 years"),
    ("5_years", "5 years"),
    ("end_of_project", "Until the project or service that uses it ends"),
    ("other", "Another period"),
)
REVIEW_EVERY = listed(
    ("6_months", "Every 6 months"),
    ("1_year", "Every year"),
    ("2_years", "Every 2 years"),
    ("on_change", "When something changes, and at least once a year", "Enter the latest date for the first review."),
)
CONSIDERED = listed(
    ("technology", "Technology: we can receive and use the data"),
    ("security", "Security: we can keep the data safe"),
    ("data_protection", "Data protection: we can respect people’s rights"),
    ("law", "Law: we are allowed to ask for the data and use it"),
    ("governance", "Governance: named people are accountable for the data"),
)
CHECKED = listed(("yes", "Yes"), ("not_yet", "Not yet"))
# --- The supplier's own half ---------------------------------------------------------------------------

HOLDINGS = listed(
    ("all", "We hold all of it"),
    ("part", "We hold part of it"),
    ("none", "We do not hold it"),
)
GATEWAY_VIEWS = listed(
    ("agree", "We agree with the gateway that the acquirer named"),
    ("another", "We rely on another power"),
    ("bar", "The law prevents us from disclosing it"),
)
ITEM_DECISIONS = listed(
    ("accept", "Accept"),
    ("reduce", "Share less detail", "For example, a year of birth instead of a date of birth."),
    ("aggregate", "Share totals instead", "Statistics about groups, not records about people."),
    ("refuse", "Refuse"),
)
PAYERS = listed(
    ("acquirer", "The acquirer will pay"),
    ("supplier", "Our organisation will pay"),
    ("shared", "We will share the cost"),
)
SIGNING_ORDERS = listed(
    ("any", "In any order"),
    ("after", "After the acquirer"),
)
