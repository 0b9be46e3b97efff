"""Drafts a document from the answers so far: every clause that applies, its gaps marked, its sources named."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import groupby
from typing import Any, Final

from agreements.drafting.circumstances import Circumstances
from agreements.drafting.clause_templates import library, sections
from agreements.drafting.facts import DatasetFacts, DocumentKey, Facts, PartyFacts, TemplateFacts
from agreements.drafting.library import short
from agreements.drafting.library.checked import is_checked, who_checked
from agreements.drafting.library.shape import ClauseTemplate, SectionTemplate
from agreements.drafting.rendering import words_of
from agreements.models.negotiating import BINDS_NO_ONE
from agreements.wording.gaps import gaps_in
from agreements.wording.headings import section_title

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


# How the key of a clause begins that is the standard wording of the supplier.
STANDARD_WORDING: Final = "template."


class SectionState(StrEnum):
    """The progress of a section of a draft, in the words of the contents list."""

    READY = "Ready"
    GAPS = "Has gaps"
    NEEDS_CHECK = "Needs a check"
    EMPTY = "Nothing yet"


@dataclass(frozen=True, slots=True)
class DraftClause:
    """One drafted clause.

    `sources` are the answers it came from; `gaps` the questions still to be answered. `check` is the answer that should
    name who checks it (empty if none is needed); `checked_by` says who did, `is_checked` whether all did who must.
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
    is_checked: bool = False
    # The keys of the parties that a clause about some of several binds; empty for all, 0 for none.
    binds: tuple[int, ...] = ()
    # Of a clause that a party wrote: the sentence that says which of several parties it binds.
    bound: str = ""

    @property
    def words(self) -> str:
        """What a reader sees: the text, after the sentence that says whom it binds."""
        return f"{self.bound}\n\n{self.text}" if self.bound else self.text

    @property
    def needs_check(self) -> bool:
        return bool(self.check) and not self.is_checked


@dataclass(frozen=True, slots=True)
class DraftSection:
    """A numbered section with the clauses that apply. `key` is M3, D5 or A; `number` is 3, 5 or A."""

    number: str
    key: str
    heading: str
    clauses: tuple[DraftClause, ...]

    @property
    def title(self) -> str:
        """Its heading with its number."""
        return section_title(self.number, self.heading)

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
    """An unanswered question, and how many clauses need it."""

    key: str
    clauses: int


@dataclass(frozen=True, slots=True)
class DraftProgress:
    """The number of clauses and of those without a gap, and the unanswered questions, most needed first."""

    drafted: int
    clauses: int
    missing: tuple[DraftGap, ...]

    @property
    def gaps(self) -> int:
        return len(self.missing)


@dataclass(frozen=True, slots=True)
class Draft:
    """A document as it stands now. None of it is stored until negotiation begins."""

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
    """Return the document that these answers make. The same input always gives the same draft.

    Pass `Journey.answered()` (with the supplier's answers, once there are any): only its answers can appear.
    """
    circumstances = Circumstances(answered, facts)
    drafted_from = "rules" if facts.members and document == "mou" else document
    every = short.CLAUSES if document == "mou" and circumstances.short else library()[drafted_from]
    applying = [clause for clause in every if clause.when(circumstances)]
    by_section = {key: list(group) for key, group in groupby(applying, key=lambda clause: clause.section)}
    drafted = (
        DraftSection(section.number, section.key, section.heading, tuple(numbered(section, found, circumstances)))
        for section in sections()[drafted_from]
        if (found := by_section.get(section.key))
    )
    made = Draft(document, title_of(document, circumstances), facts, tuple(drafted))
    return with_template(made) if document == "mou" and facts.template else made


def with_template(draft: Draft) -> Draft:
    """Return an agreement with the supplier's own headings, and its standard wording at the end of each section."""
    return replace(draft, sections=tuple(_with_words(section, draft.facts.template) for section in draft.sections))


def _with_words(section: DraftSection, template: TemplateFacts | None) -> DraftSection:
    if template is None or section.key not in template.sections:
        return section
    heading, text = template.sections[section.key]
    added = DraftClause(
        number=f"{section.number}.{len(section.clauses) + 1}",
        key=f"{STANDARD_WORDING}{section.key.lower()}",
        heading=template.source[:200],
        text=text,
        sources=(),
        gaps=(),
        check="",
        checked_by="",
        source=template.source,
    )
    clauses = (*section.clauses, added) if text else section.clauses
    return replace(section, heading=heading or section.heading, clauses=clauses)


def draft_both(answered: Mapping[str, Any], facts: Facts) -> tuple[Draft, Draft]:
    """Return the agreement and the impact assessment, which are agreed together."""
    return draft("mou", answered, facts), draft("dpia", answered, facts)


def title_of(document: DocumentKey, circumstances: Circumstances) -> str:
    """Return the title of a document. Only an agreement between government bodies may be a memorandum."""
    return circumstances.kind if document == "mou" else "Data protection impact assessment"


def numbered(
    section: SectionTemplate, clauses: Iterable[ClauseTemplate], circumstances: Circumstances
) -> Iterator[DraftClause]:
    """Yield the clauses of a section, numbered in order: 3.1, 3.2 and so on."""
    for position, clause in enumerate(clauses, start=1):
        yield written(clause, f"{section.number}.{position}", circumstances)


def written(clause: ClauseTemplate, number: str, circumstances: Circumstances) -> DraftClause:
    """Return one drafted clause with its sources, gaps and check."""
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
        checked_by=who_checked(circumstances, check) if check else "",
        source=clause.source,
        is_checked=bool(check) and is_checked(circumstances, check),
        binds=BINDS_NO_ONE if clause.records else (),
    )


def progress_of(clauses: Iterable[DraftClause]) -> DraftProgress:
    """Return the progress of these clauses; pass both documents' clauses for one figure."""
    clauses = tuple(clauses)
    held_up = Counter(gap for clause in clauses for gap in clause.gaps)
    missing = tuple(DraftGap(key, count) for key, count in held_up.most_common())
    return DraftProgress(sum(not clause.gaps for clause in clauses), len(clauses), missing)
