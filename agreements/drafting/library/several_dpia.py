"""The clauses of an impact assessment of three or more parties; it refers to the schedules of their agreement."""

from agreements.drafting.library import dpia
from agreements.drafting.library.sections import DPIA_SECTIONS
from agreements.drafting.library.several import SeveralTemplate

SECTIONS = DPIA_SECTIONS
FILE = "several/dpia.md"
TWO = {template.key: template for template in dpia.CLAUSES}
# Those whose words name no side, and stand as they are between two parties.
ALIKE = ("risks.register", "measures.plan", "approval.read")
READS: dict[str, tuple[str, ...]] = {
    "need.project": ("aims", "tri_kind", "data_types"),
    "need.screening": (),
    "need.doubt": ("data_types",),
    "need.state": ("dpia_state",),
    "description.items": ("items",),
    "description.people": ("subjects", "volume", "geography", "data_types"),
    "description.flow": ("frequency", "diagram"),
    "description.recipients": ("other_orgs", "other_orgs_list"),
    "description.uses": (),
    "description.purposes": ("benefits", "who_benefits"),
    "consultation.views": ("public_view",),
    "consultation.experts": (),
    "necessity.basis": (),
    "necessity.achieves": ("how_helps", "necessary"),
    "necessity.alternatives": ("tri_aggregate", "alternatives"),
    "necessity.minimisation": ("items",),
    "necessity.compatible": (),
    "necessity.rights": (),
    "necessity.equality": (),
    "risks.scoring": (),
    "risks.register": TWO["risks.register"].reads,
    "risks.worse_off": (),
    "measures.plan": TWO["measures.plan"].reads,
    "measures.controls": (),
    "measures.residual": (),
    "approval.advice": (),
    "approval.read": ("risks_read",),
    "approval.decisions": (),
    "approval.review": ("review_every",),
}
# What stands under another heading than between two parties: the linkage and the decisions of each in one clause.
OTHERWISE = {"description.uses": ("description.linkage", "Nature: joining, decisions and models")}


def _clause(key: str, reads: tuple[str, ...]) -> SeveralTemplate:
    like, heading = OTHERWISE.get(key, (key, ""))
    known = TWO[like]
    return SeveralTemplate(
        key=key,
        document="dpia",
        section=known.section,
        heading=heading or known.heading,
        template=known.template if key in ALIKE else FILE,
        reads=reads,
        check=known.check,
        weighs=tuple(sorted({*known.reads, *known.weighs} - {*reads})),
        when=known.when,
        source=known.source,
        records=known.records,
    )


CLAUSES = tuple(_clause(key, reads) for key, reads in READS.items())
