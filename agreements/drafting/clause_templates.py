"""The clause library: every clause a document can have, in its order, with the answers it reads and when it applies.

Drafting terms that come from no answer (periods of notice, times for a certificate) are the library's standard terms,
open to negotiation like any other words. Statutory references were written from general knowledge of the law and are
marked with a `source`; a qualified person has to check each version before it is released. Until one has, pages and
drafts say so (`agreements.questionnaire.law.unchecked`).
"""

from collections.abc import Iterable, Mapping
from functools import cache

from agreements.drafting.facts import DocumentKey
from agreements.drafting.library import dpia, mou, rules, several, several_dpia, short
from agreements.drafting.library.sections import DPIA_SECTIONS, MOU_SECTIONS, RULES_SECTIONS
from agreements.drafting.library.shape import ClauseTemplate, SectionTemplate
from agreements.wording.gaps import question_of

VERSION = "2026-11"
OWNER = "Design a data share, clause library"
# Raised only after a named, qualified person has reviewed a version.
CHECKED_BY_A_LAWYER: frozenset[str] = frozenset()


@cache
def library() -> Mapping[DocumentKey, tuple[ClauseTemplate, ...]]:
    """Return the clauses of each document. The only place that lists them, so that no module is forgotten.

    The agreement of an umbrella is drafted from the rules.
    """
    return {"mou": mou.CLAUSES, "dpia": dpia.CLAUSES, "rules": rules.CLAUSES}


@cache
def sections() -> Mapping[DocumentKey, tuple[SectionTemplate, ...]]:
    """Return the sections of each document, in order."""
    return {"mou": MOU_SECTIONS, "dpia": DPIA_SECTIONS, "rules": RULES_SECTIONS}


def clause(key: str) -> ClauseTemplate:
    """Return a clause by its key. Raise KeyError for an unknown key."""
    return by_key()[key]


def stated(key: str, sources: Iterable[str]) -> frozenset[str]:
    """Return the answers that a drafted clause states, without those that only decided whether it applies."""
    template = template_of(key)
    return frozenset(sources) - frozenset(template.weighs if template else ())


@cache
def by_key() -> Mapping[str, ClauseTemplate]:
    return {found.key: found for clauses in library().values() for found in clauses}


@cache
def _of_short() -> Mapping[str, ClauseTemplate]:
    return {found.key: found for found in short.CLAUSES}


@cache
def _of_several() -> Mapping[str, ClauseTemplate]:
    return {found.key: found for found in (*several.CLAUSES, *several_dpia.CLAUSES)}


def template_of(key: str) -> ClauseTemplate | None:
    """Return the template of a clause of record: between two parties, or of one or all of several."""
    return by_key().get(key) or _of_short().get(key) or _of_several().get(question_of(key))
