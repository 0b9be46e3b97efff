"""The clauses of the data protection impact assessment, in the ICO's seven steps."""

from collections.abc import Callable

from agreements.documents.circumstances import Circumstances
from agreements.documents.clauses import ClauseTemplate, SectionTemplate, always
from agreements.questionnaire.shape import PLACES

TEMPLATES = ("1-need", "2-description", "3-consultation", "4-necessity", "5-risks", "6-measures", "7-approval")
SECTIONS = tuple(
    SectionTemplate(f"D{number}", str(number), PLACES[f"D{number}"], f"dpia/{name}.md")
    for number, name in enumerate(TEMPLATES, start=1)
)
FILES = {section.key: section.template for section in SECTIONS}

ICO = "ICO, how to do a data protection impact assessment"
SCREENED = ("data_types", "volume", "linkage", "automated")
# What the risk library weighs before it puts a risk forward.
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


def _clause(
    section: str,
    key: str,
    heading: str,
    *reads: str,
    check: str = "dp_check",
    weighs: tuple[str, ...] = (),
    when: Callable[[Circumstances], bool] = always,
    source: str = ICO,
) -> ClauseTemplate:
    return ClauseTemplate(
        key=key,
        document="dpia",
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


CLAUSES: tuple[ClauseTemplate, ...] = (
    _clause("D1", "need.project", "The project", "aims", "tri_kind", "data_types", check=""),
    _clause(
        "D1", "need.screening", "Signs of high risk", "tri_personal", weighs=SCREENED, source="UK GDPR Article 35(3); ICO list"
    ),
    _clause(
        "D1", "need.doubt", "Two answers that do not agree", "data_types", weighs=("tri_personal",), when=lambda s: s.doubtful
    ),
    _clause("D1", "need.state", "Assessments already made", "dpia_state", when=_personal),
    _clause("D2", "description.items", "Nature: the items and their use", "items", "s_hold"),
    _clause("D2", "description.people", "Scope: people, number and area", "subjects", "volume", "geography", "data_types"),
    _clause(
        "D2", "description.flow", "Nature: movement, storage and retention", "frequency", "storage", "retention", "diagram"
    ),
    _clause("D2", "description.recipients", "Nature: who receives it, and where", "other_orgs", "other_orgs_list", "transfer"),
    _clause("D2", "description.linkage", "Nature: joining to other data", "linkage", "linkage_list"),
    _clause("D2", "description.automated", "Nature: decisions and models", "automated"),
    _clause("D2", "description.purposes", "Purposes and effects", "benefits", "who_benefits", check=""),
    _clause("D3", "consultation.views", "The people concerned", "public_view", source="UK GDPR Article 35(9)"),
    _clause("D3", "consultation.experts", "Experts", "team", "legal_check", "dp_check", "sec_check", check=""),
    _clause(
        "D4",
        "necessity.basis",
        "Lawful basis and conditions",
        "basis",
        "sc_condition",
        "sc_public",
        "crim_basis",
        when=_personal,
        source="UK GDPR Articles 6, 9 and 10",
    ),
    _clause("D4", "necessity.achieves", "Does it achieve the purpose?", "how_helps", "necessary", "if_refused"),
    _clause("D4", "necessity.alternatives", "Is there another way?", "tri_aggregate", "alternatives"),
    _clause("D4", "necessity.minimisation", "Only what is needed", "items", source="UK GDPR Article 5(1)(c)"),
    _clause("D4", "necessity.compatible", "Compatible use", "compatible", when=_personal, source="UK GDPR Article 8A"),
    _clause("D4", "necessity.rights", "Information and rights", "privacy_notice", "rights", when=_personal),
    _clause("D4", "necessity.equality", "Human rights and equality", "hra_fairness", check="legal_check"),
    _clause(
        "D4",
        "necessity.transfers",
        "Safeguards for transfers",
        "transfer_where",
        weighs=("transfer",),
        when=lambda s: s.may_leave,
        source="UK GDPR Chapter V",
    ),
    _clause("D5", "risks.scoring", "How risks are scored"),
    _clause("D5", "risks.register", "Risks", "linkage", "automated", weighs=RISKY),
    _clause("D5", "risks.worse_off", "Who could be worse off", "who_benefits"),
    _clause("D6", "measures.plan", "Measures against the risks", check="sec_check", weighs=RISKY),
    _clause("D6", "measures.controls", "Controls in place", "controls", "access", "outputs", check="sec_check"),
    _clause("D6", "measures.residual", "If a high risk remains", source="UK GDPR Article 36"),
    _clause("D7", "approval.advice", "The data protection officer's advice", "dpo", "dp_check", when=_personal),
    _clause("D7", "approval.read", "Read in draft", "risks_read", check=""),
    _clause("D7", "approval.decisions", "Approval by each controller", check=""),
    _clause("D7", "approval.review", "Keeping under review", "review_every", check=""),
)
