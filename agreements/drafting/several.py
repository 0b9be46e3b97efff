"""One document from the answers of several parties: each rule once, and what each party says in its own entry."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Final

from agreements.answers import StoredAnswers
from agreements.drafting.annexes import with_annexes
from agreements.drafting.build import Draft, DraftClause, DraftSection, draft, title_of, written
from agreements.drafting.circumstances import Circumstances
from agreements.drafting.facts import DocumentKey, Facts, PartyFacts
from agreements.drafting.library import several, several_dpia
from agreements.drafting.library.several import SeveralTemplate
from agreements.drafting.library.shape import SectionTemplate
from agreements.drafting.together import OfOne, OfSeveral, circumstances_of
from agreements.wording.gaps import gaps_in, of_party

# Words of options and risks that name a side, and what stands for them among several.
IN_ROLES: Final = {
    "the supplier’s system": "the giver’s system",
    "the gateway that the acquirer named": "the gateway that the receiver named",
    "the supplier’s privacy information": "the giver’s privacy information",
    "The supplier’s privacy information": "The giver’s privacy information",
}
LIBRARY = {"mou": (several.SECTIONS, several.CLAUSES), "dpia": (several_dpia.SECTIONS, several_dpia.CLAUSES)}


def draft_for(document: DocumentKey, given: StoredAnswers, facts: Facts, version: str) -> Draft:
    """Return a document as all answers make it: between several parties, with an entry for each."""
    if not facts.of_several:
        return with_annexes(draft(document, {**given.request, **given.own}, facts), given, version)
    together = circumstances_of(given, facts, version)
    found = (_section(section, document, together) for section in LIBRARY[document][0])
    made = tuple(section for section in found if section.clauses)
    return with_annexes(Draft(document, title_of(document, together), facts, made), given, version)


def circumstances(given: StoredAnswers, facts: Facts, version: str) -> Circumstances:
    """Return the circumstances from which a document is drafted: those of all, between several parties."""
    if not facts.of_several:
        return Circumstances({**given.request, **given.own}, facts)
    return circumstances_of(given, facts, version)


def _section(section: SectionTemplate, document: DocumentKey, together: OfSeveral) -> DraftSection:
    """Return a section with the clauses that apply, numbered."""
    templates = (template for template in LIBRARY[document][1] if template.section == section.key)
    clauses = (clause for template in templates for clause in _clauses(template, together))
    numbered = (replace(clause, number=f"{section.number}.{place}") for place, clause in enumerate(clauses, 1))
    return DraftSection(section.number, section.key, section.heading, tuple(numbered))


def _clauses(template: SeveralTemplate, together: OfSeveral) -> Iterator[DraftClause]:
    """Yield the clauses that a template makes: one, or one for each party that does what it is about."""
    if not template.per and template.when(together):
        made = written(template, "", together)
        yield replace(made, text=_in_roles(made.text))
    for one in _doing(template, together):
        made = written(template, "", one)
        text = one.with_own_gaps(_in_roles(made.text))
        heading = f"{one.me.name} {template.role}".rstrip()[:200]
        key = of_party(template.key, one.me.key)
        yield replace(made, key=key, heading=heading, text=text, gaps=gaps_in(text), binds=_bound(template, one))


def _in_roles(text: str) -> str:
    """Return a text in which options of the library name a giver and a receiver."""
    for side, role in IN_ROLES.items():
        text = text.replace(side, role)
    return text


def _doing(template: SeveralTemplate, together: OfSeveral) -> Iterable[OfOne]:
    return (one for one in together.each if template.per and one.does(template.per) and template.when(one))


def _bound(template: SeveralTemplate, one: OfOne) -> tuple[int, ...]:
    """Return the parties that a clause about one party binds: those at the ends of its flows; empty for all."""
    if template.per == "party":
        return ()
    others: tuple[PartyFacts, ...] = one.takers if template.per == "giver" else one.givers
    return tuple(sorted({one.me.key, *(party.key for party in others)}))
