"""One document from the answers of several suppliers: what they answer alike once, what differs under each name."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Final

from agreements.answers import StoredAnswers
from agreements.drafting.build import Draft, DraftClause, DraftSection, Facts, draft
from agreements.drafting.clause_templates import library, sections
from agreements.drafting.facts import DocumentKey
from agreements.drafting.quoting import escape
from agreements.questionnaire.supplier import supplier_set
from agreements.wording.gaps import for_each, gaps_in
from datashare.lib.phrases import listed

# Before the words of a clause that hold for the data of some suppliers only.
FOR_DATA_OF: Final = "**For the data of {names}**"


def draft_for(
    document: DocumentKey, given: StoredAnswers, facts: Facts, givers: Mapping[int, str], version: str
) -> Draft:
    """Return a document as all answers make it. `givers` are the names of the parties that give data, by key.

    Each clause is drafted from the answers of each supplier, and stands once if the words are the same for all.
    """
    if len(givers) < 2:
        return draft(document, given.flat, facts)
    asked = frozenset(supplier_set(version).places)
    drafts = {party: _for_one(document, given, facts, party, asked) for party in givers}
    return replace(next(iter(drafts.values())), sections=tuple(_sections(document, drafts, givers)))


def _for_one(document: DocumentKey, given: StoredAnswers, facts: Facts, party: int, asked: frozenset[str]) -> Draft:
    """Return the document from the answers of one supplier; what it has not answered is a gap that is its own."""
    drafted = draft(document, {**given.request, **given.halves.get(party, {})}, facts)
    return replace(drafted, sections=tuple(_own_gaps(section, party, asked) for section in drafted.sections))


def _own_gaps(section: DraftSection, party: int, asked: frozenset[str]) -> DraftSection:
    texts = ((clause, for_each(clause.text, asked, party)) for clause in section.clauses)
    return replace(section, clauses=tuple(replace(clause, text=text, gaps=gaps_in(text)) for clause, text in texts))


def _sections(document: DocumentKey, drafts: Mapping[int, Draft], givers: Mapping[int, str]) -> Iterable[DraftSection]:
    """Yield each section that any supplier's answers call for, its clauses in the order of the library, numbered."""
    drafted = {party: {clause.key: clause for clause in found.clauses} for party, found in drafts.items()}
    made = {section.key: section for found in drafts.values() for section in found.sections}
    for template in sections()[document]:
        if template.key not in made:
            continue
        keys = [clause.key for clause in library()[document] if clause.section == template.key]
        versions = ({party: own[key] for party, own in drafted.items() if key in own} for key in keys)
        found = [_merged(each, givers) for each in versions if each]
        numbered = (replace(clause, number=f"{template.number}.{place}") for place, clause in enumerate(found, 1))
        yield replace(made[template.key], clauses=tuple(numbered))


def _merged(versions: Mapping[int, DraftClause], givers: Mapping[int, str]) -> DraftClause:
    """Return one clause from those of several suppliers."""
    by_text: dict[str, list[int]] = {}
    for party, clause in versions.items():
        by_text.setdefault(clause.text, []).append(party)
    first = next(iter(versions.values()))
    if len(by_text) == 1 and len(versions) == len(givers):
        return first
    parts = (f"{_heading(parties, givers)}\n\n{text}" for text, parties in by_text.items())
    text = "\n\n".join(parts)
    sources = dict.fromkeys(key for clause in versions.values() for key in clause.sources)
    return replace(first, text=text, gaps=gaps_in(text), sources=tuple(sources))


def _heading(parties: Iterable[int], givers: Mapping[int, str]) -> str:
    return FOR_DATA_OF.format(names=listed(escape(givers[party]) for party in parties))
