"""The clauses of the agreement (MoU or data sharing agreement), in the order in which it is read."""

from agreements.drafting.library.bars import BARS
from agreements.drafting.library.decided_items import refused
from agreements.drafting.library.mou_personal import BASIS, RIGHTS
from agreements.drafting.library.sections import DEA, clause
from agreements.drafting.library.shape import ClauseTemplate

SUMMARY = (
    clause(
        "M1", "summary.share", "The share at a glance", "title", "tri_kind", "policy_area", "needed_by", "project_dates"
    ),
    clause(
        "M1",
        "summary.effect",
        "What this document is, and is not",
        weighs=("tri_kind", "form_length", "governing_law"),
        source="ICO code; published HMRC memoranda",
    ),
    clause(
        "M1",
        "summary.rules",
        "Common rules",
        when=lambda s: s.rules is not None,
        source="Published tiered information sharing protocols",
    ),
    clause("M1", "summary.term", "Commencement and term", "project_dates", weighs=("tri_kind",)),
)
PARTIES = (
    clause("M2", "parties.parties", "The parties", weighs=("ico_number", "s_ico_number")),
    clause(
        "M2",
        "parties.people",
        "Leads and accountable people",
        "lead",
        "accountable",
        "dpo",
        weighs=("tri_personal",),
        source="ICO data sharing code; UK GDPR Article 37(7); Data Protection Act 2018 s69",
    ),
    clause("M2", "parties.team", "Expertise", "team", "s_experts", "legal_check", "dp_check", "sec_check"),
    clause("M2", "parties.others", "Other organisations", "other_orgs", "other_orgs_list", weighs=("onward",)),
    clause("M2", "parties.joining", "Joining and leaving", "join_leave"),
)
PURPOSE = (
    clause("M3", "purpose.aims", "Purpose", "aims"),
    clause(
        "M3",
        "purpose.limits",
        "Uses that are not allowed",
        "uses_forbidden",
        when=lambda s: s.has("uses_forbidden"),
    ),
    clause("M3", "purpose.need", "Why the data is needed", "how_helps", "if_refused"),
    clause("M3", "purpose.benefits", "Benefits to the public", "benefits"),
    clause("M3", "purpose.measures", "How success will be judged", "benefit_measures"),
)
DATA = (
    clause("M4", "data.described", "The data", "data_types", "unlisted", "dataset"),
    clause("M4", "data.scope", "People, period and area", "subjects", "scope_dates", "geography"),
    clause("M4", "data.minimum", "Only what is needed", source="UK GDPR Article 5(1)(c)"),
    clause(
        "M4",
        "data.pseudonymised",
        "No re-identification",
        weighs=("data_types",),
        when=lambda s: s.personal and s.says("data_types", "pseudonymised"),
        source="Data Protection Act 2018 s171",
    ),
    clause("M4", "data.contact", "Contact with people", "contact_people", when=lambda s: s.personal),
    clause("M4", "data.onward", "Passing the data on", "onward", weighs=("other_orgs",)),
    clause("M4", "data.conditions", "The supplier’s conditions", "s_conditions", when=lambda s: s.has("s_conditions")),
)
LEGAL = (
    clause("M5", "legal.power", "The acquirer’s power", "power_have", "power_text", check="legal_check"),
    clause("M5", "legal.gateway", "The gateway for disclosure", "gateway", "s_gateway", check="legal_check"),
    clause("M5", "legal.dea", "Digital Economy Act 2017", "dea", check="legal_check", when=lambda s: s.dea, source=DEA),
    clause(
        "M5",
        "legal.dea_case",
        "Business case and pilot",
        "dea_case",
        check="legal_check",
        when=lambda s: s.pilot,
        source=DEA,
    ),
    clause(
        "M5",
        "legal.hmrc",
        "Information held by HM Revenue and Customs",
        check="legal_check",
        when=lambda s: s.from_hmrc,
        source="Commissioners for Revenue and Customs Act 2005 ss17 to 19",
    ),
    clause(
        "M5",
        "legal.bars",
        "Laws that restrict disclosure",
        "s_restriction",
        check="legal_check",
        when=lambda s: s.restricted,
        source="; ".join(bar.act for bar in BARS),
    ),
    clause(
        "M5",
        "legal.confidence",
        "Duties of confidence",
        "confidentiality",
        check="legal_check",
        weighs=("sc_condition", "subjects"),
        source="Common law; National Health Service Act 2006 s251; National Data Guardian",
    ),
    clause(
        "M5",
        "legal.rights",
        "Human rights and equality",
        "hra_fairness",
        check="legal_check",
        source="Human Rights Act 1998 s6 and Article 8; Equality Act 2010 s149; Northern Ireland Act 1998 s75",
    ),
)
SECURITY = (
    clause(
        "M8",
        "delivery.route",
        "Delivery",
        "delivery",
        "format",
        "frequency",
        "classification",
        "s_route",
        "s_effort",
        check="sec_check",
    ),
    clause("M8", "delivery.storage", "Where the data is kept", "storage", "diagram", check="sec_check"),
    clause("M8", "delivery.access", "Access", "access", check="sec_check"),
    clause("M8", "delivery.controls", "Security controls", "controls", check="sec_check", source="UK GDPR Article 32"),
    clause(
        "M8",
        "delivery.outputs",
        "Publication of results",
        "outputs",
        check="sec_check",
        weighs=("policy_area", "benefits"),
        source="Pre-release Access to Official Statistics Order 2008 (SI 2008/2998); published memoranda",
    ),
    clause(
        "M8",
        "delivery.results",
        "Results for the supplier",
        "results_back",
        when=lambda s: s.has("results_back"),
    ),
)
STEWARDSHIP = (
    clause("M9", "quality.need", "Accuracy and freshness", "quality_need", "s_hold", source="UK GDPR Article 5(1)(d)"),
    clause("M9", "quality.stewardship", "Corrections and stewardship", weighs=("accountable",)),
    clause("M10", "retention.period", "How long the data is kept", "retention", source="UK GDPR Article 5(1)(e)"),
    clause("M10", "retention.disposal", "Disposal", "disposal"),
    clause(
        "M11",
        "incidents.reporting",
        "Telling each other",
        "breach",
        weighs=("tri_personal",),
        source="UK GDPR Articles 33, 34; Data Protection Act 2018 ss67, 68",
        under=("rules.incidents",),
    ),
    clause("M11", "incidents.response", "Dealing with an incident", under=("rules.response",)),
)
GOVERNANCE = (
    clause("M12", "governance.review", "Review", "review_every", weighs=("dea", "tri_kind")),
    clause("M12", "governance.changes", "Variation"),
    clause("M12", "governance.ending", "Suspension and ending", "stop", "notice"),
    clause("M13", "costs.costs", "Costs", "costs", "s_effort"),
    clause("M13", "costs.disputes", "Disagreements", "dispute", weighs=("governing_law",), under=("rules.disputes",)),
    clause(
        "M14",
        "assurance.records",
        "Records and audit",
        source="UK GDPR Article 30; Data Protection Act 2018 s61; ICO code",
        under=("rules.records",),
    ),
    clause("M14", "assurance.people", "People and training", under=("rules.people",)),
)
CLOSING = (
    clause(
        "M15",
        "signatures.meaning",
        "Meaning and precedence",
        under=("rules.meaning", "rules.definitions", "rules.precedence"),
    ),
    clause("M15", "signatures.general", "General terms", "supersedes", weighs=("governing_law",)),
    clause("M15", "signatures.considered", "What was considered", "considered"),
    clause("M15", "signatures.signatories", "Signatures", "s_signatory"),
    clause("A", "annex.items", "Items of data", "items", "s_items"),
    clause(
        "A",
        "annex.decisions",
        "Items that the supplier does not share",
        "s_items",
        when=lambda s: bool(refused(s.answer("s_items"))),
    ),
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
