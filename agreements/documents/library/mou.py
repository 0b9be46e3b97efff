"""The clauses of the agreement (MoU or data sharing agreement), in the order in which it is read."""

from collections.abc import Callable

from agreements.documents.circumstances import Circumstances
from agreements.documents.clauses import ClauseTemplate, SectionTemplate, always
from agreements.questionnaire.shape import PLACES

TEMPLATES = (
    "01-summary",
    "02-parties",
    "03-purpose",
    "04-data",
    "05-legal",
    "06-basis",
    "07-rights",
    "08-delivery",
    "09-quality",
    "10-retention",
    "11-incidents",
    "12-governance",
    "13-costs",
    "14-assurance",
    "15-signatures",
)
SECTIONS = (
    *(
        SectionTemplate(f"M{number}", str(number), PLACES[f"M{number}"], f"mou/{name}.md")
        for number, name in enumerate(TEMPLATES, start=1)
    ),
    SectionTemplate("A", "A", "Annex A: data specification", "mou/annex-a.md"),
)
FILES = {section.key: section.template for section in SECTIONS}

UK_GDPR = "UK GDPR, as amended by the Data (Use and Access) Act 2025"
ICO = "ICO data sharing code of practice, data sharing agreements"
DEA = "Digital Economy Act 2017 Part 5 and its codes of practice"


def _clause(
    section: str,
    key: str,
    heading: str,
    *reads: str,
    check: str = "",
    weighs: tuple[str, ...] = (),
    when: Callable[[Circumstances], bool] = always,
    source: str = ICO,
) -> ClauseTemplate:
    return ClauseTemplate(
        key=key,
        document="mou",
        section=section,
        heading=heading,
        template=FILES[section],
        reads=reads,
        check=check,
        weighs=weighs,
        when=when,
        source=source,
    )


def _personal(s: Circumstances) -> bool:
    return s.personal


SUMMARY = (
    _clause("M1", "summary.share", "The share at a glance", "title", "tri_kind", "needed_by", "project_dates"),
    _clause("M1", "summary.effect", "What this document is, and is not", source="ICO code; published HMRC memoranda"),
    _clause("M1", "summary.term", "Commencement and term", "project_dates", weighs=("tri_kind",)),
)
PARTIES = (
    _clause("M2", "parties.parties", "The parties"),
    _clause("M2", "parties.people", "Leads and accountable people", "lead", "accountable", "dpo", weighs=("tri_personal",)),
    _clause("M2", "parties.team", "Expertise", "team"),
    _clause("M2", "parties.others", "Other organisations", "other_orgs", "other_orgs_list"),
    _clause("M2", "parties.joining", "Joining and leaving", "join_leave"),
)
PURPOSE = (
    _clause("M3", "purpose.aims", "Purpose", "aims"),
    _clause("M3", "purpose.need", "Why the data is needed", "how_helps", "if_refused"),
    _clause("M3", "purpose.benefits", "Benefits to the public", "benefits"),
    _clause("M3", "purpose.measures", "How success will be judged", "benefit_measures"),
)
DATA = (
    _clause("M4", "data.described", "The data", "data_types", "unlisted", "dataset"),
    _clause("M4", "data.scope", "People, period and area", "subjects", "scope_dates", "geography"),
    _clause("M4", "data.minimum", "Only what is needed", source="UK GDPR Article 5(1)(c)"),
    _clause(
        "M4",
        "data.pseudonymised",
        "No re-identification",
        weighs=("data_types",),
        when=lambda s: s.personal and s.says("data_types", "pseudonymised"),
        source="Data Protection Act 2018 s171",
    ),
    _clause("M4", "data.onward", "Passing the data on", "onward"),
    _clause("M4", "data.conditions", "The supplier's conditions", "s_conditions", when=lambda s: s.has("s_conditions")),
)
LEGAL = (
    _clause("M5", "legal.power", "The acquirer's power", "power_have", "power_text", "policy_area", check="legal_check"),
    _clause("M5", "legal.gateway", "The gateway for disclosure", "gateway", "s_gateway", check="legal_check"),
    _clause("M5", "legal.dea", "Digital Economy Act 2017", "dea", check="legal_check", when=lambda s: s.dea, source=DEA),
    _clause(
        "M5", "legal.dea_case", "Business case and pilot", "dea_case", check="legal_check", when=lambda s: s.pilot, source=DEA
    ),
    _clause(
        "M5",
        "legal.hmrc",
        "Information held by HM Revenue and Customs",
        check="legal_check",
        when=lambda s: s.from_hmrc,
        source="Commissioners for Revenue and Customs Act 2005 ss17, 18",
    ),
    _clause(
        "M5",
        "legal.confidence",
        "Duties of confidence",
        "confidentiality",
        check="legal_check",
        weighs=("sc_condition", "subjects"),
        source="Common law; National Health Service Act 2006 s251; National Data Guardian",
    ),
    _clause(
        "M5",
        "legal.rights",
        "Human rights and equality",
        "hra_fairness",
        check="legal_check",
        source="Human Rights Act 1998 s6 and Article 8; Equality Act 2010 s149",
    ),
)
BASIS = (
    _clause("M6", "basis.unknown", "Whether data protection law applies", "data_types", when=lambda s: not s.known),
    _clause(
        "M6", "basis.none", "No personal data", weighs=("tri_personal", "data_types"), when=lambda s: s.impersonal, source=UK_GDPR
    ),
    _clause(
        "M6", "basis.lawful", "Lawful basis", "basis", "s_basis", check="dp_check", when=_personal, source=f"{UK_GDPR}, Article 6"
    ),
    _clause(
        "M6", "basis.necessary", "Necessity and proportionality", "necessary", check="dp_check", when=_personal, source=UK_GDPR
    ),
    _clause(
        "M6",
        "basis.law_enforcement",
        "Law enforcement processing",
        check="dp_check",
        weighs=("basis",),
        when=lambda s: s.personal and s.says("basis", "part_3"),
        source="Data Protection Act 2018 Part 3, s35 and Schedule 8",
    ),
    _clause(
        "M6",
        "basis.special",
        "Special category data",
        "sc_condition",
        "sc_public",
        check="dp_check",
        weighs=("data_types",),
        when=lambda s: s.special,
        source="UK GDPR Article 9; Data Protection Act 2018 s10 and Schedule 1",
    ),
    _clause(
        "M6",
        "basis.criminal",
        "Criminal offence data",
        "crim_basis",
        check="dp_check",
        weighs=("data_types",),
        when=lambda s: s.criminal,
        source="UK GDPR Article 10; Data Protection Act 2018 s10(5) and Schedule 1",
    ),
    _clause(
        "M6",
        "basis.policy",
        "Appropriate policy document",
        "apd",
        check="dp_check",
        weighs=("sc_condition", "data_types"),
        when=lambda s: s.needs_policy,
        source="Data Protection Act 2018 Schedule 1 Part 4",
    ),
    _clause("M6", "basis.roles", "Roles of the parties", "role", check="dp_check", when=_personal, source=UK_GDPR),
    _clause(
        "M6",
        "basis.joint",
        "Joint controllers",
        check="dp_check",
        weighs=("role",),
        when=lambda s: s.personal and "joint" in s.roles,
        source="UK GDPR Article 26",
    ),
    _clause(
        "M6",
        "basis.processor",
        "Processing on behalf of another party",
        check="dp_check",
        weighs=("role",),
        when=lambda s: s.personal and "processor" in s.roles,
        source="UK GDPR Article 28",
    ),
)
RIGHTS = (
    _clause(
        "M7",
        "rights.notice",
        "Telling people",
        "privacy_notice",
        "s_privacy",
        check="dp_check",
        when=_personal,
        source="UK GDPR Articles 13 and 14",
    ),
    _clause(
        "M7",
        "rights.handling",
        "Requests and complaints",
        "rights",
        check="dp_check",
        when=_personal,
        source="UK GDPR Articles 12 and 15 to 21; Data Protection Act 2018 s164A (complaints)",
    ),
    _clause(
        "M7",
        "rights.automated",
        "Automated decisions",
        check="dp_check",
        weighs=("automated",),
        when=lambda s: s.personal and s.says("automated", "decides"),
        source="UK GDPR Articles 22A to 22D",
    ),
    _clause(
        "M7",
        "rights.transfers",
        "Transfers out of the United Kingdom",
        "transfer",
        "transfer_where",
        check="dp_check",
        when=_personal,
        source="UK GDPR Chapter V",
    ),
    _clause(
        "M7",
        "rights.foi",
        "Freedom of information",
        "foi",
        source="Freedom of Information Act 2000; Environmental Information Regulations 2004",
    ),
    _clause("M7", "rights.register", "Publication", "publish", source=DEA),
)
SECURITY = (
    _clause(
        "M8", "delivery.route", "Delivery", "delivery", "format", "frequency", "classification", "s_route", check="sec_check"
    ),
    _clause("M8", "delivery.storage", "Where the data is kept", "storage", "diagram", check="sec_check"),
    _clause("M8", "delivery.access", "Access", "access", check="sec_check"),
    _clause("M8", "delivery.controls", "Security controls", "controls", check="sec_check", source="UK GDPR Article 32"),
    _clause("M8", "delivery.outputs", "Publication of results", "outputs", check="sec_check"),
)
STEWARDSHIP = (
    _clause("M9", "quality.need", "Accuracy and freshness", "quality_need", "s_hold", source="UK GDPR Article 5(1)(d)"),
    _clause("M9", "quality.stewardship", "Corrections and stewardship", "accountable"),
    _clause("M10", "retention.period", "How long the data is kept", "retention", source="UK GDPR Article 5(1)(e)"),
    _clause("M10", "retention.disposal", "Disposal", "disposal"),
    _clause("M11", "incidents.reporting", "Telling each other", "breach", weighs=("tri_personal",), source="UK GDPR Articles 33, 34"),
    _clause("M11", "incidents.response", "Dealing with an incident"),
)
GOVERNANCE = (
    _clause("M12", "governance.review", "Review", "review_every", weighs=("dea",)),
    _clause("M12", "governance.changes", "Variation"),
    _clause("M12", "governance.ending", "Suspension and ending", "stop"),
    _clause("M13", "costs.costs", "Costs", "costs"),
    _clause("M13", "costs.disputes", "Disagreements", "dispute"),
    _clause("M14", "assurance.records", "Records and audit"),
    _clause("M14", "assurance.people", "People and training"),
)
CLOSING = (
    _clause("M15", "signatures.meaning", "Meaning and precedence"),
    _clause("M15", "signatures.considered", "What was considered", "considered"),
    _clause("M15", "signatures.signatories", "Signatures", "s_signatory"),
    _clause("A", "annex.items", "Items of data", "items"),
    _clause("A", "annex.decisions", "The supplier's decision on each item", "s_items", when=lambda s: s.has("s_items")),
)
CLAUSES: tuple[ClauseTemplate, ...] = (
    *SUMMARY,
    *PARTIES,
    *PURPOSE,
    *DATA,
    *LEGAL,
    *BASIS,
    *RIGHTS,
    *SECURITY,
    *STEWARDSHIP,
    *GOVERNANCE,
    *CLOSING,
)
