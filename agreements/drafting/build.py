"""Drafts a document from the answers so far: every clause that applies, its gaps marked, its sources named."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby
from typing import Any

from agreements.drafting.circumstances import Circumstances
from agreements.drafting.clause_templates import ClauseTemplate, SectionTemplate, library, sections
from agreements.drafting.facts import DatasetFacts, DocumentKey, Facts, PartyFacts
from agreements.drafting.library.pieces import checked_by
from agreements.drafting.rendering import words_of
from agreements.drafting.values import as_text
from agreements.questionnaire.words import part
from agreements.wording.gaps import gaps_in

__all__ = (
    "DatasetFacts",
    "Draft",
    "DraftClause",
    "DraftGap",
    "DraftProgress",
    "DraftSection",
    "Facts",
    "PartyFacts",
    "SectionState",
    "draft",
    "draft_both",
)


class SectionState(StrEnum):
    """How far a section of a draft is, in the words of the contents list."""

    READY = "Ready"
    GAPS = "Has gaps"
    NEEDS_CHECK = "Needs a check"
    EMPTY = "Nothing yet"


@dataclass(frozen=True, slots=True)
class DraftClause:
    """One clause as drafted. `sources` are the answers it came from; `gaps` the questions still to be answered.

    `check` is the answer that should say who checked it (empty where none is called for); `checked_by` says who did.
    """

    number: str
    key: str
    heading: str
    text: str
    sources: tuple[str, ...]
    gaps: tuple[str, ...]
    check: str
    checked_by: str
    source: str

    @property
    def needs_check(self) -> bool:
        return bool(self.check) and not self.checked_by


@dataclass(frozen=True, slots=True)
class DraftSection:
    """A numbered section with the clauses that apply. `key` is M3, D5 or A; `number` is 3, 5 or A."""

    number: str
    key: str
    heading: str
    clauses: tuple[DraftClause, ...]

    @property
    def state(self) -> SectionState:
        missing = any(clause.gaps for clause in self.clauses)
        if missing and not any(clause.sources for clause in self.clauses):
            return SectionState.EMPTY
        if missing:
            return SectionState.GAPS
        unchecked = any(clause.needs_check for clause in self.clauses)
        return SectionState.NEEDS_CHECK if unchecked else SectionState.READY


@dataclass(frozen=True, slots=True)
class DraftGap:
    """A question that holds up clauses, and how many."""

    key: str
    clauses: int


@dataclass(frozen=True, slots=True)
class DraftProgress:
    """How much is drafted: clauses without a gap, of all; questions still to be answered, the most missed first."""

    drafted: int
    clauses: int
    missing: tuple[DraftGap, ...]

    @property
    def gaps(self) -> int:
        return len(self.missing)


@dataclass(frozen=True, slots=True)
class Draft:
    """A document as it stands now. Nothing of it is stored until negotiation begins."""

    document: DocumentKey
    title: str
    facts: Facts
    sections: tuple[DraftSection, ...]

    @property
    def clauses(self) -> tuple[DraftClause, ...]:
        return tuple(clause for section in self.sections for clause in section.clauses)

    def progress(self) -> DraftProgress:
        return progress_of(self.clauses)


def draft(document: DocumentKey, answered: Mapping[str, Any], facts: Facts) -> Draft:
    """The document that these answers make. Give it `Journey.answered()` (with the supplier's answers, once there are
    any): what that lets through is all that can appear. The same input always gives the same draft.
    """
    circumstances = Circumstances(answered, facts)
    applying = [clause for clause in library()[document] if clause.when(circumstances)]
    by_section = {key: list(group) for key, group in groupby(applying, key=lambda clause: clause.section)}
    drafted = (
        DraftSection(section.number, section.key, section.heading, tuple(numbered(section, found, circumstances)))
        for section in sections()[document]
        if (found := by_section.get(section.key))
    )
    return Draft(document, title_of(document, circumstances), facts, tuple(drafted))


def draft_both(answered: Mapping[str, Any], facts: Facts) -> tuple[Draft, Draft]:
    """The agreement and the impact assessment, which are agreed together."""
    return draft("mou", answered, facts), draft("dpia", answered, facts)


def title_of(document: DocumentKey, circumstances: Circumstances) -> str:
    """The agreement is named for what it may be (a memorandum only between government bodies)."""
    return circumstances.kind if document == "mou" else "Data protection impact assessment"


def numbered(
    section: SectionTemplate, clauses: Iterable[ClauseTemplate], circumstances: Circumstances
) -> Iterator[DraftClause]:
    """The clauses of a section, numbered in their order: 3.1, 3.2, …"""
    for position, clause in enumerate(clauses, start=1):
        yield written(clause, f"{section.number}.{position}", circumstances)


def written(clause: ClauseTemplate, number: str, circumstances: Circumstances) -> DraftClause:
    """One clause with what is known about it."""
    text = words_of(clause, circumstances)
    check = clause.check if circumstances.personal or clause.check != "dp_check" else ""
    return DraftClause(
        number=number,
        key=clause.key,
        heading=clause.heading,
        text=text,
        sources=tuple(key for key in dict.fromkeys((*clause.reads, *clause.weighs)) if circumstances.has(key)),
        gaps=gaps_in(text),
        check=check,
        checked_by=who_checked(check, circumstances) if check else "",
        source=clause.source,
    )


def who_checked(check: str, circumstances: Circumstances) -> str:
    """The person who checked, and the day; empty while no one has."""
    answer = circumstances.answer(check)
    who = checked_by(answer)
    on = as_text(part(circumstances.answered.get(check), "on")) if who else ""
    return f"{who}, on {on}" if on else who


def progress_of(clauses: Iterable[DraftClause]) -> DraftProgress:
    """How much of these clauses is drafted; give it both documents' clauses for one figure."""
    clauses = tuple(clauses)
    held_up = Counter(gap for clause in clauses for gap in clause.gaps)
    missing = tuple(DraftGap(key, count) for key, count in held_up.most_common())
    return DraftProgress(sum(not clause.gaps for clause in clauses), len(clauses), missing)
