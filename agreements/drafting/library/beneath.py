"""The answers beneath the check of an expert, by skill: those that the clauses in its field state."""

from collections.abc import Mapping
from functools import cache
from typing import Final

from agreements.drafting.clause_templates import library
from agreements.drafting.library.pieces import SKILL_OF_CHECK
from community.skills import Skill

# The question that names who checks each of these fields for the organisation that receives.
CHECK_OF: Final[Mapping[str, str]] = {skill: check for check, skill in SKILL_OF_CHECK.items()}
# Who takes part and who checks is no answer in any field.
ON_PEOPLE: Final = frozenset(
    {"lead", "team", "accountable", "dpo", "s_dpo", "s_experts", "s_signatory", *CHECK_OF.values()}
)
# Fields whose clauses no library marks, and what the law of the giving side stands on besides its clauses.
_OTHERS: Final[Mapping[str, frozenset[str]]] = {
    Skill.LEGAL: frozenset({"aims", "how_helps", "s_restriction", "s_conditions"}),
    Skill.DATA_PROTECTION: frozenset({"s_privacy", "s_items", "s_conditions"}),
    Skill.SECURITY: frozenset({"s_route", "s_items"}),
    Skill.TECHNOLOGY: frozenset(
        {
            *("items", "volume", "frequency", "linkage", "linkage_list", "delivery", "format", "storage"),
            *("s_hold", "s_items", "s_route", "s_effort"),
        }
    ),
    Skill.GOVERNANCE: frozenset(
        {
            *("items", "scope_dates", "quality_need", "linkage", "onward", "retention", "disposal", "review_every"),
            *("s_hold", "s_items", "s_conditions"),
        }
    ),
    Skill.ETHICS: frozenset(
        {
            *("aims", "how_helps", "benefits", "who_benefits", "alternatives", "public_view", "subjects"),
            *("automated", "hra_fairness", "s_items", "s_privacy", "s_conditions"),
        }
    ),
}


@cache
def keys_beneath(skill: str) -> frozenset[str]:
    """Return the questions of both sides whose answers an expert with this skill checks."""
    check = CHECK_OF.get(skill)
    clauses = (clause for found in (library()["mou"], library()["dpia"]) for clause in found)
    stated = {key for clause in clauses if check and clause.check == check for key in clause.reads}
    return (_OTHERS[skill] | stated) - ON_PEOPLE
