"""The clauses of an agreement between three or more parties: each rule once, the facts of each party in schedules.

A clause about the same subject has the same key as between two parties, and applies in the same circumstances.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

from agreements.drafting.circumstances import Circumstances
from agreements.drafting.library import mou
from agreements.drafting.library.sections import CODE, UK_GDPR
from agreements.drafting.library.shape import ClauseTemplate, SectionTemplate, always
from agreements.drafting.together import OfSeveral
from agreements.questionnaire.shape import PLACES

FOLDER = "several"
FILES = {
    "M1": "01-summary",
    "M2": "02-parties",
    "M3": "03-purpose",
    "M4": "04-data",
    "M5": "05-legal",
    "M6": "06-basis",
    "M7": "07-rights",
    "M8": "08-delivery",
    "M9": "09-care",
    "M10": "09-care",
    "M11": "09-care",
    **{f"M{number}": "10-governance" for number in range(12, 16)},
    **{f"S{number}": f"schedule-{number}" for number in range(1, 6)},
    "S6": "schedule-5",
}
SCHEDULES = {
    "S1": "Schedule 1: parties",
    "S2": "Schedule 2: flows",
    "S3": "Schedule 3: legal positions",
    "S4": "Schedule 4: joint activities",
    "S5": "Schedule 5: posts",
    "S6": "Schedule 6: signatures",
}
HEADINGS = {**PLACES, **SCHEDULES}
SECTIONS = tuple(
    SectionTemplate(key, key.removeprefix("M"), HEADINGS[key], f"{FOLDER}/{file}.md") for key, file in FILES.items()
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SeveralTemplate(ClauseTemplate):
    """A clause that stands once, or once for each party that gives, that receives, or for each."""

    # "", "party", "giver" or "receiver".
    per: str = ""
    # What follows the name of the party in the heading of its clause.
    role: str = ""


TWO = {template.key: template for template in mou.CLAUSES}


def _clause(section: str, key: str, *reads: str, heading: str = "", source: str = "") -> SeveralTemplate:
    """Return a clause that stands once, as its counterpart between two parties unless told otherwise."""
    known = TWO.get(key)
    return SeveralTemplate(
        key=key,
        document="mou",
        section=section,
        heading=heading or (known.heading if known else ""),
        template=f"{FOLDER}/{FILES[section]}.md",
        reads=reads,
        when=known.when if known else always,
        source=source or (known.source if known else CODE),
        under=known.under if known else (),
    )


def _card(
    section: str,
    key: str,
    per: str,
    *reads: str,
    role: str = "",
    check: str = "",
    when: Callable[[Circumstances], bool] = always,
    source: str = CODE,
) -> SeveralTemplate:
    """Return a clause that stands once for each party that does this."""
    return SeveralTemplate(
        key=key,
        document="mou",
        section=section,
        heading="",
        template=f"{FOLDER}/{FILES[section]}.md",
        reads=reads,
        check=check,
        when=when,
        source=source,
        per=per,
        role=role,
    )


RULES = (
    _clause("M1", "summary.share", "title", "tri_kind", "policy_area", "needed_by", "project_dates"),
    replace(_clause("M1", "summary.effect"), weighs=("governing_law",)),
    replace(_clause("M1", "summary.rules"), template=TWO["summary.rules"].template),
    _clause("M1", "summary.term", "project_dates"),
    _clause("M2", "parties.parties"),
    _clause("M2", "parties.terms", heading="Definitions"),
    _clause("M2", "parties.people"),
    replace(_clause("M2", "parties.others", "other_orgs", "other_orgs_list"), weighs=("onward",)),
    _clause("M2", "parties.joining", "join_leave"),
    _clause("M3", "purpose.aims", "aims"),
    _clause("M3", "purpose.limits", "uses_forbidden"),
    _clause("M3", "purpose.need", "how_helps"),
    _clause("M3", "purpose.benefits", "benefits"),
    _clause("M3", "purpose.measures", "benefit_measures"),
    _clause("M4", "data.described", "data_types", "unlisted", "dataset"),
    _clause("M4", "data.scope", "subjects", "scope_dates", "geography"),
    _clause("M4", "data.minimum"),
    _clause("M4", "data.pseudonymised"),
    _clause("M4", "data.contact", "contact_people"),
    replace(_clause("M4", "data.onward", "onward"), weighs=("other_orgs",)),
    _clause("M4", "data.conditions", heading="Conditions of the givers"),
    _clause("M5", "legal.power", heading="Powers and gateways"),
    _clause("M5", "legal.dea"),
    _clause("M5", "legal.dea_case", "dea_case"),
    _clause("M5", "legal.hmrc"),
    _clause("M5", "legal.bars"),
    _clause("M5", "legal.confidence"),
    _clause(
        "M5",
        "legal.rights",
        source="Human Rights Act 1998 s6 and Article 8; Equality Act 2010 s149; Northern Ireland Act 1998 s75",
    ),
    _clause("M6", "basis.unknown", "data_types"),
    _clause("M6", "basis.none"),
    _clause("M6", "basis.lawful", source="UK GDPR Articles 6(1) and 6(3); Data Protection Act 2018 s35"),
    _clause("M6", "basis.necessary", "necessary"),
    replace(
        _clause(
            "M6",
            "basis.law_enforcement",
            source="Data Protection Act 2018 ss30, 31, 35, 36, 38, 42, 44 to 48, 50A to 50D, 62, 64, 65, 67, 68 and 72 "
            "to 78; sections 50A to 50D were inserted by the Data (Use and Access) Act 2025 s80",
        ),
        when=lambda s: isinstance(s, OfSeveral) and s.part_3,
    ),
    _clause("M6", "basis.special"),
    _clause("M6", "basis.criminal"),
    _clause("M6", "basis.policy"),
    _clause("M6", "basis.research"),
    _clause("M6", "basis.roles"),
    _clause("M6", "basis.joint", source="UK GDPR Articles 26 and 82(4); Data Protection Act 2018 ss58 and 169"),
    _clause("M6", "basis.processor"),
    _clause("M7", "rights.notice"),
    _clause("M7", "rights.handling", "rights", source="UK GDPR Articles 12, 12A and 15 to 21; DPA 2018 ss54 and 164A"),
    _clause("M7", "rights.automated"),
    _clause("M7", "rights.transfers"),
    _clause("M7", "rights.foi", "foi"),
    _clause("M7", "rights.register", "publish"),
    _clause("M8", "delivery.route", "delivery", "format", "frequency", "classification"),
    _clause("M8", "delivery.storage", "diagram"),
    _clause("M8", "delivery.access"),
    _clause("M8", "delivery.controls"),
    _clause("M8", "delivery.outputs"),
    _clause("M8", "delivery.results", "results_back", heading="Results for the givers"),
    _clause("M9", "quality.need", "quality_need"),
    _clause("M9", "quality.stewardship"),
    _clause("M10", "retention.period"),
    _clause("M10", "retention.disposal"),
    _clause("M11", "incidents.reporting", "breach"),
    _clause("M11", "incidents.response"),
    _clause("M12", "governance.review", "review_every"),
    _clause("M12", "governance.changes"),
    _clause("M12", "governance.ending", "stop", "notice"),
    _clause("M13", "costs.costs", "costs"),
    _clause("M13", "costs.disputes", "dispute"),
    _clause("M14", "assurance.records"),
    _clause("M14", "assurance.people"),
    _clause("M15", "signatures.meaning"),
    _clause("M15", "signatures.general", "supersedes"),
    _clause("M15", "signatures.considered", "considered"),
    _clause("M15", "signatures.signatories"),
)
CARDS = (
    replace(
        _card(
            "S1",
            "schedule.party",
            "party",
            *("if_refused", "storage", "access", "controls", "outputs", "linkage", "linkage_list", "automated"),
            *("retention", "disposal", "transfer", "transfer_where"),
            check="sec_check",
        ),
        weighs=("ico_number", "s_ico_number"),
    ),
    _clause("S2", "annex.items", "items"),
    _clause("S2", "schedule.use", "items", heading="Use of each item"),
    _card(
        "S2",
        "schedule.flow",
        "giver",
        *("items", "delivery", "s_items", "s_hold", "s_route", "s_effort", "s_conditions"),
        role="as giver",
    ),
    _card(
        "S3",
        "schedule.receiving",
        "receiver",
        *("power_have", "power_text", "gateway", "dea", "basis", "sc_condition", "sc_public", "crim_basis", "apd"),
        *("sc_schedule_8", "role", "privacy_notice", "confidentiality", "hra_fairness"),
        role="as receiver",
        check="legal_check",
        source=f"{UK_GDPR}, Articles 6, 9 and 10; Data Protection Act 2018 s10, s30, s35 and Schedule 1",
    ),
    _card(
        "S3",
        "schedule.giving",
        "giver",
        *("s_gateway", "s_basis", "s_sc_condition", "s_sc_public", "s_crim_basis", "s_apd", "s_restriction"),
        *("s_privacy", "s_role", "s_role_differs"),
        role="as giver",
        check="legal_check",
        source=f"{UK_GDPR}, Articles 6, 9 and 10; Data Protection Act 2018 ss10, 36 and Schedule 1",
    ),
    _clause("S4", "schedule.joint", heading="Duties of joint controllers"),
    _card(
        "S5",
        "schedule.posts",
        "party",
        *("lead", "accountable", "dpo", "s_dpo", "team", "s_experts", "legal_check", "dp_check", "sec_check"),
        source="UK GDPR Article 37(7); Data Protection Act 2018 s69",
    ),
    _clause("S6", "schedule.signatures", heading="Who signs for each party"),
)
CLAUSES: tuple[SeveralTemplate, ...] = (*RULES, *CARDS)
