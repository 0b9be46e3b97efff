"""The numbered sections of both documents, and a helper for writing their clauses."""

from collections.abc import Callable

from agreements.drafting.circumstances import Circumstances
from agreements.drafting.library.shape import ClauseTemplate, SectionTemplate, always
from agreements.questionnaire.shape import PLACES

MOU = (
    "summary",
    "parties",
    "purpose",
    "data",
    "legal",
    "basis",
    "rights",
    "delivery",
    "quality",
    "retention",
    "incidents",
    "governance",
    "costs",
    "assurance",
    "signatures",
)
RULES = (
    "summary",
    "parties",
    "principles",
    "security",
    "incidents",
    "rights",
    "schedules",
    "governance",
    "joining",
    "signatures",
)
DPIA = ("need", "description", "consultation", "necessity", "risks", "measures", "approval")

MOU_SECTIONS = (
    *(
        SectionTemplate(f"M{number}", str(number), PLACES[f"M{number}"], f"mou/{number:02}-{name}.md")
        for number, name in enumerate(MOU, start=1)
    ),
    SectionTemplate("A", "A", "Annex A: data specification", "mou/annex-a.md"),
)
DPIA_SECTIONS = tuple(
    SectionTemplate(f"D{number}", str(number), PLACES[f"D{number}"], f"dpia/{number}-{name}.md")
    for number, name in enumerate(DPIA, start=1)
)
RULES_SECTIONS = tuple(
    SectionTemplate(f"U{number}", str(number), PLACES[f"U{number}"], f"rules/{number:02}-{name}.md")
    for number, name in enumerate(RULES, start=1)
)
# Where clauses whose subject common rules fix have other words.
UNDER = "mou/under.md"
FILES = {section.key: section.template for section in (*MOU_SECTIONS, *DPIA_SECTIONS, *RULES_SECTIONS)}
# The document of a section, by the first letter of its key; the annex belongs to the agreement.
DOCUMENTS = {"M": "mou", "A": "mou", "D": "dpia", "U": "rules"}

UK_GDPR = "UK GDPR, as amended by the Data (Use and Access) Act 2025"
CODE = "ICO data sharing code of practice, data sharing agreements"
STEPS = "ICO, how to do a data protection impact assessment"
DEA = "Digital Economy Act 2017 Part 5 and its codes of practice"


def personal(s: Circumstances) -> bool:
    """Return whether people can be identified in the data."""
    return s.personal


def _assessed(applies: Callable[[Circumstances], bool]) -> Callable[[Circumstances], bool]:
    """Return whether a clause of an impact assessment applies: none does to data about no one, or in the short form.

    UK GDPR Articles 2 and 35: they reach personal data only, and any sign of high risk rules the short form out.
    """
    return lambda s: not s.impersonal and not s.short and applies(s)


def clause(
    section: str,
    key: str,
    heading: str,
    *reads: str,
    check: str | None = None,
    weighs: tuple[str, ...] = (),
    when: Callable[[Circumstances], bool] = always,
    source: str = "",
    under: tuple[str, ...] = (),
    records: bool = False,
) -> ClauseTemplate:
    """Return a clause of the section's document, with its words in the section's template.

    By default, what the impact assessment states must be checked by a person who knows data protection.
    """
    document = DOCUMENTS[section[0]]
    in_dpia = document == "dpia"
    return ClauseTemplate(
        key=key,
        document=document,
        section=section,
        heading=heading,
        template=FILES[section],
        reads=reads,
        check=check if check is not None else "dp_check" if in_dpia else "",
        weighs=weighs,
        when=_assessed(when) if in_dpia else when,
        source=source or (STEPS if in_dpia else CODE),
        under=under,
        records=records,
    )
