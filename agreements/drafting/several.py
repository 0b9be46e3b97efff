"""One document from the answers of several parties: what they answer alike once, what differs under each name."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import takewhile
from typing import Final

from agreements.answers import StoredAnswers
from agreements.drafting.build import Draft, DraftClause, DraftSection, Facts, draft
from agreements.drafting.clause_templates import library, sections
from agreements.drafting.facts import DocumentKey
from agreements.drafting.quoting import escape
from agreements.questionnaire.receiver import RECEIVER_KEYS
from agreements.questionnaire.shape import Answers
from agreements.questionnaire.supplier import supplier_set
from agreements.wording.gaps import for_each, gaps_in
from datashare.lib.phrases import listed

# Before the words of a clause that hold for some parties only: for what they give, or as they receive.
FOR_DATA_OF: Final = "**For the data of {names}**"
BEGIN: Final = "**For the data "
FOR_ALL: Final = "**For all of the data**"
FOR_RECEIVING: Final = "**For the data that goes to {names}**"


@dataclass(frozen=True)
class Bodies:
    """The names of the parties that answer for themselves, by key: those that give, and those that receive."""

    givers: Mapping[int, str]
    # Empty if only the one that asks receives; else that one first.
    receivers: Mapping[int, str] = field(default_factory=dict)


def draft_for(document: DocumentKey, given: StoredAnswers, facts: Facts, bodies: Bodies, version: str) -> Draft:
    """Return a document as all answers make it.

    Each clause is drafted from the answers of each party, and stands once if the words are the same for all.
    """
    first = _for_givers(document, given.request, given, facts, bodies.givers, version)
    if not bodies.receivers:
        return first
    drafts = dict.fromkeys(list(bodies.receivers)[:1], first)
    for party in list(bodies.receivers)[1:]:
        drafted = _for_givers(document, given.request_of(party), given, facts, bodies.givers, version)
        drafts[party] = _with_own_gaps(drafted, party, RECEIVER_KEYS)
    return _together(document, drafts, bodies.receivers, FOR_RECEIVING)


def _for_givers(
    document: DocumentKey,
    request: Answers,
    given: StoredAnswers,
    facts: Facts,
    givers: Mapping[int, str],
    version: str,
) -> Draft:
    """Return the document from the answers of one that receives, and of each that gives."""
    if len(givers) < 2:
        return draft(document, {**request, **given.own}, facts)
    asked = frozenset(supplier_set(version).places)
    drafts = {
        party: _with_own_gaps(draft(document, {**request, **given.halves.get(party, {})}, facts), party, asked)
        for party in givers
    }
    return _together(document, drafts, givers, FOR_DATA_OF)


def _with_own_gaps(drafted: Draft, party: int, asked: frozenset[str]) -> Draft:
    """Return a draft whose gaps for these questions are those of one party."""
    return replace(drafted, sections=tuple(_own_gaps(section, party, asked) for section in drafted.sections))


def _own_gaps(section: DraftSection, party: int, asked: frozenset[str]) -> DraftSection:
    texts = ((clause, for_each(clause.text, asked, party)) for clause in section.clauses)
    return replace(section, clauses=tuple(replace(clause, text=text, gaps=gaps_in(text)) for clause, text in texts))


def _together(document: DocumentKey, drafts: Mapping[int, Draft], names: Mapping[int, str], heading: str) -> Draft:
    """Return one document from those of several parties."""
    first = next(iter(drafts.values()))
    return replace(first, sections=tuple(_sections(document, drafts, names, heading)))


def _sections(
    document: DocumentKey, drafts: Mapping[int, Draft], names: Mapping[int, str], heading: str
) -> Iterable[DraftSection]:
    """Yield each section that any party's answers call for, its clauses in the order of the library, numbered."""
    drafted = {party: {clause.key: clause for clause in found.clauses} for party, found in drafts.items()}
    made = {section.key: section for found in drafts.values() for section in found.sections}
    for template in sections()[document]:
        if template.key not in made:
            continue
        keys = [clause.key for clause in library()[document] if clause.section == template.key]
        versions = ({party: own[key] for party, own in drafted.items() if key in own} for key in keys)
        found = [_merged(each, names, heading) for each in versions if each]
        numbered = (replace(clause, number=f"{template.number}.{place}") for place, clause in enumerate(found, 1))
        yield replace(made[template.key], clauses=tuple(numbered))


def _merged(versions: Mapping[int, DraftClause], names: Mapping[int, str], heading: str) -> DraftClause:
    """Return one clause from those of several parties."""
    by_text: dict[str, list[int]] = {}
    for party, clause in versions.items():
        by_text.setdefault(clause.text, []).append(party)
    first = next(iter(versions.values()))
    if len(by_text) == 1 and len(versions) == len(names):
        return first
    before, own, after = _divided(list(by_text), whole=len(versions) < len(names))
    parts = [
        f"{_heading(parties, names, heading)}\n\n{text}"
        for text, parties in zip(own, by_text.values(), strict=True)
        if text
    ]
    text = "\n\n".join([*before, *parts, *([FOR_ALL, *after] if after else ())])
    sources = dict.fromkeys(key for clause in versions.values() for key in clause.sources)
    return replace(first, text=text, gaps=gaps_in(text), sources=tuple(sources))


def _divided(texts: Sequence[str], *, whole: bool) -> tuple[list[str], list[str], list[str]]:
    """Return the paragraphs with which all texts begin, what each has of its own, and those with which all end.

    `whole` leaves each text in one piece, as do texts that are divided by headings already.
    """
    if whole or any(BEGIN in text for text in texts):
        return [], list(texts), []
    found = [text.split("\n\n") for text in texts]
    first = _alike(zip(*found, strict=False))
    last = _alike(zip(*(reversed(blocks[first:]) for blocks in found), strict=False))
    own = ["\n\n".join(blocks[first : len(blocks) - last]) for blocks in found]
    return found[0][:first], own, found[0][len(found[0]) - last :]


def _alike(each: Iterable[tuple[str, ...]]) -> int:
    """Return how many rows at the beginning hold one value only."""
    return sum(1 for _ in takewhile(lambda row: len(set(row)) == 1, each))


def _heading(parties: Iterable[int], names: Mapping[int, str], heading: str) -> str:
    return heading.format(names=listed(escape(names[party]) for party in parties))
