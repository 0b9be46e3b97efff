"""The statutory lists as data, each with a version and its source in the law."""

from dataclasses import dataclass

from agreements.questionnaire.options import Option, Options

VERSION = "2026-11"
# Versions that a qualified person has checked: none. The lists were written from general knowledge of the statutes.
# Until one has, the drafts, their downloads, the clauses and the questions about law say so (`UNCHECKED`).
CHECKED_BY_A_LAWYER: frozenset[str] = frozenset()
UNCHECKED = (
    f"No lawyer has checked the law in this service’s questions and standard clauses (version {VERSION}) yet. "
    "Ask your own lawyers to check it."
)


def unchecked(checked: frozenset[str] = CHECKED_BY_A_LAWYER) -> str:
    """Return the sentence that no lawyer has checked this version of the law; empty once one has."""
    return "" if VERSION in checked else UNCHECKED


def _law(source: str, *rows: tuple[str, str, str]) -> Options:
    """Return a list from rows of (key, label, place in the law)."""
    return Options(tuple(Option(key, label, reference=where) for key, label, where in rows), VERSION, source)


LAWFUL_BASES = _law(
    "UK GDPR Article 6(1), as amended by the Data (Use and Access) Act 2025; Data Protection Act 2018 Part 3",
    ("public_task", "Public task", "Article 6(1)(e); Data Protection Act 2018 s8"),
    ("legal_obligation", "Legal obligation", "Article 6(1)(c)"),
    ("recognised_interest", "Recognised legitimate interest", "Article 6(1)(ea) and Annex 1"),
    ("legitimate_interests", "Legitimate interests", "Article 6(1)(f)"),
    ("contract", "Contract", "Article 6(1)(b)"),
    ("consent", "Consent", "Article 6(1)(a)"),
    ("vital_interests", "Vital interests", "Article 6(1)(d)"),
    ("part_3", "Law enforcement by a competent authority", "Data Protection Act 2018 Part 3, s35"),
)

SPECIAL_CATEGORY_CONDITIONS = _law(
    "UK GDPR Article 9(2); Data Protection Act 2018 Schedule 1",
    ("public_interest", "Substantial public interest", "Article 9(2)(g) and Schedule 1 Part 2"),
    ("explicit_consent", "Explicit consent", "Article 9(2)(a)"),
    ("employment", "Employment, social security and social protection", "Article 9(2)(b) and Schedule 1 paragraph 1"),
    ("vital_interests", "Vital interests", "Article 9(2)(c)"),
    ("not_for_profit", "Not-for-profit bodies", "Article 9(2)(d)"),
    ("made_public", "Made public by the person concerned", "Article 9(2)(e)"),
    ("legal_claims", "Legal claims and judicial acts", "Article 9(2)(f)"),
    ("health_care", "Health or social care", "Article 9(2)(h) and Schedule 1 paragraph 2"),
    ("public_health", "Public health", "Article 9(2)(i) and Schedule 1 paragraph 3"),
    ("research", "Archiving, research and statistics", "Article 9(2)(j) and Schedule 1 paragraph 4"),
)
# The conditions that ask for an appropriate policy document: Schedule 1 paragraphs 1(1)(b) and 5, and Part 4.
NEED_POLICY_DOCUMENT = frozenset({"public_interest", "employment"})

SCHEDULE_8_CONDITIONS = _law(
    "Data Protection Act 2018 s35(3) to (5) and Schedule 8",
    ("consent", "Consent of the people concerned", "Data Protection Act 2018 Part 3, s35"),
    (
        "paragraph_1",
        "Statutory purposes, strictly necessary in the public interest",
        "Data Protection Act 2018 Schedule 8 paragraph 1",
    ),
    ("paragraph_2", "Administration of justice", "Data Protection Act 2018 Schedule 8 paragraph 2"),
    ("paragraph_3", "Vital interests", "Data Protection Act 2018 Schedule 8 paragraph 3"),
    ("paragraph_4", "Safeguarding of children and people at risk", "Data Protection Act 2018 Schedule 8 paragraph 4"),
    ("paragraph_5", "Data that the person has made public", "Data Protection Act 2018 Schedule 8 paragraph 5"),
    ("paragraph_6", "Legal claims", "Data Protection Act 2018 Schedule 8 paragraph 6"),
    ("paragraph_7", "Judicial acts", "Data Protection Act 2018 Schedule 8 paragraph 7"),
    ("paragraph_8", "Preventing fraud", "Data Protection Act 2018 Schedule 8 paragraph 8"),
    ("paragraph_9", "Archiving, research or statistics", "Data Protection Act 2018 Schedule 8 paragraph 9"),
)

PUBLIC_INTEREST_CONDITIONS = _law(
    "Data Protection Act 2018 Schedule 1 Part 2",
    ("p06", "Statutory and government purposes", "paragraph 6"),
    ("p07", "Administration of justice and parliamentary purposes", "paragraph 7"),
    ("p08", "Equality of opportunity or treatment", "paragraph 8"),
    ("p09", "Racial and ethnic diversity at senior levels", "paragraph 9"),
    ("p10", "Preventing or detecting unlawful acts", "paragraph 10"),
    ("p11", "Protecting the public against dishonesty", "paragraph 11"),
    ("p12", "Regulatory requirements about unlawful acts and dishonesty", "paragraph 12"),
    ("p13", "Journalism, academia, art and literature about unlawful acts and dishonesty", "paragraph 13"),
    ("p14", "Preventing fraud", "paragraph 14"),
    ("p15", "Suspicion of terrorist financing or money laundering", "paragraph 15"),
    ("p16", "Support for people with a particular disability or medical condition", "paragraph 16"),
    ("p17", "Counselling", "paragraph 17"),
    ("p18", "Safeguarding of children and people at risk", "paragraph 18"),
    ("p19", "Safeguarding of the economic well-being of certain people", "paragraph 19"),
    ("p20", "Insurance", "paragraph 20"),
    ("p21", "Occupational pensions", "paragraph 21"),
    ("p22", "Political parties", "paragraph 22"),
    ("p23", "Elected representatives who respond to requests", "paragraph 23"),
    ("p24", "Disclosure to elected representatives", "paragraph 24"),
    ("p25", "Informing elected representatives about prisoners", "paragraph 25"),
    ("p26", "Publication of legal judgments", "paragraph 26"),
    ("p27", "Anti-doping in sport", "paragraph 27"),
    ("p28", "Standards of behaviour in sport", "paragraph 28"),
)

KINDS_OF_POWER = _law(
    "Powers of public bodies to receive data",
    ("express", "An express power in an Act or regulations", "the Act or regulations named"),
    ("implied", "A power implied by a statutory function", "the function named"),
    (
        "common_law",
        "A common law power, as of the police, or a prerogative power of the Crown",
        "common law",
    ),
    ("digital_economy_act", "Digital Economy Act 2017", "Part 5"),
)

GATEWAYS = _law(
    "Gateways that let a public body disclose data",
    ("statutory", "A statutory gateway", "the Act and section named"),
    ("common_law", "A common law power", "common law"),
    ("implied", "A power implied by a statutory function", "the function named"),
    ("dea", "A chapter of the Digital Economy Act", "Digital Economy Act 2017 Part 5"),
    ("court_order", "A court order", "the order named"),
    ("none_found", "We have not found one", ""),
)

DEA_CHAPTERS = _law(
    "Digital Economy Act 2017 Part 5",
    ("chapter_1", "Chapter 1: public service delivery", "s35"),
    ("chapter_2", "Chapter 2: civil registration", "sections 19AA to 19AC of the Registration Service Act 1953"),
    ("chapter_3", "Chapter 3: debt owed to the public sector", "s48"),
    ("chapter_4", "Chapter 4: fraud against the public sector", "s56"),
    ("chapter_5", "Chapter 5: research", "s64"),
    ("chapter_7", "Chapter 7: statistics", "sections 45A to 45G of the Statistics and Registration Service Act 2007"),
)
DEA_OBJECTIVES = _law(
    "Digital Government (Disclosure of Information) Regulations 2018 (SI 2018/912), Schedule, as amended",
    ("multiple_disadvantages", "Help for people with multiple disadvantages", "Digital Economy Act 2017 s35(7)"),
    ("television_retuning", "Help with retuning a television", "Digital Economy Act 2017 s35(7)"),
    ("fuel_poverty", "Help for people in fuel poverty", "Digital Economy Act 2017 s35(7)"),
    ("water_poverty", "Help for people in water poverty", "Digital Economy Act 2017 s35(7)"),
    ("utilities", "Help from a gas, electricity or water company", "Digital Economy Act 2017 ss36 to 39"),
    ("other", "An objective in later regulations", "the regulations named"),
)
DEA_STAGES = _law(
    "Digital Economy Act 2017, codes of practice",
    ("pilot", "Pilot", "data shares about debt and fraud start as a pilot"),
    ("business_as_usual", "Business as usual", ""),
    ("not_applicable", "This chapter has no pilots", "chapters other than 3 and 4"),
)

# A body of the Crown cannot contract with another, so a memorandum between such bodies has no governing law.
LEGAL_EFFECTS = _law(
    "Law of contract; Crown Proceedings Act 1947 for the Crown",
    ("none", "No, it says what the organisations will do", ""),
    ("england_wales", "Yes, under the law of England and Wales", ""),
    ("scotland", "Yes, under the law of Scotland", ""),
    ("northern_ireland", "Yes, under the law of Northern Ireland", ""),
)

ROLES = _law(
    "UK GDPR Articles 4, 26 and 28",
    ("independent", "Independent controller", "Article 4(7)"),
    ("joint", "Joint controller", "Article 26"),
    ("processor", "Processor", "Article 28"),
    ("not_sure", "We are not sure", ""),
)

TRANSFER_SAFEGUARDS = _law(
    "UK GDPR Chapter V",
    ("adequacy", "Adequacy regulations, or the UK-US data bridge", "Article 45A"),
    ("idta", "International data transfer agreement or addendum", "Article 46"),
    ("binding_rules", "Binding corporate rules", "Article 47"),
    ("public_instrument", "An instrument between public bodies", "Article 46"),
    ("exception", "An exception for a specific situation", "Article 49"),
    ("none", "None yet", ""),
)

RIGHTS = _law(
    "UK GDPR Chapter III; Data (Use and Access) Act 2025 for complaints",
    ("informed", "To be informed", "Articles 13 and 14"),
    ("access", "To get a copy", "Article 15"),
    ("rectification", "To have it corrected", "Article 16"),
    ("erasure", "To have it erased", "Article 17"),
    ("restriction", "To restrict its use", "Article 18"),
    ("portability", "To move it to another organisation", "Article 20"),
    ("objection", "To object", "Article 21"),
    ("automated", "To safeguards for significant automated decisions", "Articles 22A to 22D"),
    ("complaints", "To complain", "Data (Use and Access) Act 2025"),
)

# Also evaluation or scoring and systematic monitoring, from the European guidelines (WP248) that the list rests on.
SIGNS_OF_HIGH_RISK = _law(
    "UK GDPR Article 35(3); the Information Commissioner’s list under Article 35(4)",
    ("scoring", "Evaluate or score people, or profile them", "Article 35(3)(a)"),
    ("large_profiling", "Profile people on a large scale", "Article 35(4)"),
    ("denial", "Decide, or help to decide, whether someone gets a service or a benefit", "Article 35(4)"),
    ("monitoring", "Monitor people systematically, for example in a public place", "Article 35(3)(c)"),
    ("tracking", "Track where people are or what they do", "Article 35(4)"),
    ("biometric", "Use biometric data to identify people", "Article 35(4)"),
    ("genetic", "Use genetic data, other than to give a person health care", "Article 35(4)"),
    ("invisible", "Use data about people who will not be told", "Article 35(4)"),
    ("targeting", "Aim marketing, profiling or decisions at children or vulnerable people", "Article 35(4)"),
    ("technology", "Use new technology, or known technology in a new way", "Article 35(4)"),
    ("physical_harm", "Hold data that could endanger someone’s life or health if it were lost", "Article 35(4)"),
    ("none", "None of these", ""),
)


@dataclass(frozen=True, slots=True)
class JointDuty:
    """A duty that joint controllers divide, and what the draft says of it until they settle it."""

    key: str
    duty: str
    starts_with: str
    supports: str


# Source: UK GDPR Articles 26(1), 26(2) and those that each duty names; Data Protection Act 2018 s58 under Part 3.
# The name of who asks is put in the place of {lead}.
JOINT_DUTIES: tuple[JointDuty, ...] = (
    JointDuty("notices", "Privacy information, and the essence of this arrangement", "{lead}", "All"),
    JointDuty("contact", "Contact point for the people concerned", "{lead}", "All"),
    JointDuty("rights", "Requests and complaints", "The contact point", "The party that holds the record"),
    JointDuty("assessment", "Impact assessment", "All together", "Each adopts it"),
    JointDuty(
        "security", "Security, and contracts with processors", "The party that hosts the data", "Those who use it"
    ),
    JointDuty(
        "breach",
        "Breach: telling the Information Commissioner and the people concerned",
        "The party in whose hands it happened",
        "All, told within the time in section 11",
    ),
    JointDuty("accuracy", "Accuracy and deletion", "The party that gave the data", "Those who received it"),
)
