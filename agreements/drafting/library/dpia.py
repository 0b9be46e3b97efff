"""The clauses of the data protection impact assessment, in the ICO’s seven steps."""

from agreements.drafting.library.sections import clause, personal
from agreements.drafting.library.shape import ClauseTemplate

SCREENED = ("data_types", "subjects", "volume", "linkage", "automated", "risk_signs")
# The answers that decide which risks of the library apply.
RISKY = (
    "data_types",
    "items",
    "transfer",
    "delivery",
    "storage",
    "other_orgs",
    "onward",
    "tri_kind",
    "breach",
    "s_privacy",
)

CLAUSES: tuple[ClauseTemplate, ...] = (
    clause("D1", "need.project", "The project", "aims", "tri_kind", "data_types", check=""),
    clause(
        "D1",
        "need.screening",
        "Signs of high risk",
        weighs=("tri_personal", *SCREENED),
        source="UK GDPR Articles 2, 35(1), (3) and (7) and 36; Data Protection Act 2018 ss64, 65; ICO list",
    ),
    clause(
        "D1",
        "need.doubt",
        "Two answers that do not agree",
        "data_types",
        weighs=("tri_personal",),
        when=lambda s: s.doubtful,
    ),
    clause("D1", "need.state", "Assessments already made", "dpia_state", when=personal),
    clause("D2", "description.items", "Nature: the items and their use", "items", "s_items", "s_hold"),
    clause(
        "D2", "description.people", "Scope: people, number and area", "subjects", "volume", "geography", "data_types"
    ),
    clause(
        "D2",
        "description.flow",
        "Nature: movement, storage and retention",
        "frequency",
        "storage",
        "retention",
        "diagram",
    ),
    clause(
        "D2",
        "description.recipients",
        "Nature: who receives it, and where",
        "other_orgs",
        "other_orgs_list",
        "transfer",
        weighs=("onward",),
    ),
    clause("D2", "description.linkage", "Nature: joining to other data", "linkage", "linkage_list"),
    clause("D2", "description.automated", "Nature: decisions and models", "automated"),
    clause("D2", "description.purposes", "Purposes and effects", "benefits", "who_benefits", check=""),
    clause("D3", "consultation.views", "The people concerned", "public_view", source="UK GDPR Article 35(9)"),
    clause(
        "D3", "consultation.experts", "Experts", "team", "s_experts", "legal_check", "dp_check", "sec_check", check=""
    ),
    clause(
        "D4",
        "necessity.basis",
        "Lawful basis and conditions",
        "basis",
        "sc_condition",
        "sc_public",
        "crim_basis",
        "sc_schedule_8",
        when=personal,
        source="UK GDPR Articles 6, 9 and 10",
    ),
    clause("D4", "necessity.achieves", "Does it achieve the purpose?", "how_helps", "necessary", "if_refused"),
    clause("D4", "necessity.alternatives", "Is there another way?", "tri_aggregate", "alternatives"),
    clause("D4", "necessity.minimisation", "Only what is needed", "items", "s_items", source="UK GDPR Article 5(1)(c)"),
    clause("D4", "necessity.compatible", "Compatible use", "compatible", when=personal, source="UK GDPR Article 8A"),
    clause("D4", "necessity.rights", "Information and rights", "privacy_notice", "rights", when=personal),
    clause("D4", "necessity.equality", "Human rights and equality", "hra_fairness", check="legal_check"),
    clause(
        "D4",
        "necessity.transfers",
        "Safeguards for transfers",
        "transfer_where",
        weighs=("transfer",),
        when=lambda s: s.personal and s.says("transfer", "yes"),
        source="UK GDPR Chapter V",
    ),
    clause("D5", "risks.scoring", "How risks are scored"),
    clause("D5", "risks.register", "Risks", "linkage", "automated", weighs=RISKY),
    clause("D5", "risks.worse_off", "Who could be worse off", weighs=("who_benefits",)),
    clause("D6", "measures.plan", "Measures against the risks", check="sec_check", weighs=RISKY),
    clause("D6", "measures.controls", "Controls in place", "controls", "access", "outputs", check="sec_check"),
    clause("D6", "measures.residual", "If a high risk remains", source="UK GDPR Article 36"),
    clause(
        "D7",
        "approval.advice",
        "The data protection officer’s advice",
        "dpo",
        when=personal,
        records=True,
        source="UK GDPR Articles 35(2) and 39(1)(c); Data Protection Act 2018 ss70(1), 71(1)(b)",
    ),
    clause("D7", "approval.read", "Read in draft", "risks_read", check=""),
    clause(
        "D7",
        "approval.decisions",
        "Approval by each controller",
        check="",
        records=True,
        source="UK GDPR Article 36(1); Data Protection Act 2018 s65; ICO, sample template, step 7",
    ),
    clause("D7", "approval.review", "Keeping under review", "review_every", check="", weighs=("tri_kind",)),
)
