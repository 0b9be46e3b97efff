"""The clauses of a data share together with the clauses of the common rules that it stands under."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from agreements.drafting.clause_templates import by_key
from agreements.drafting.drafts import draft_of
from agreements.drafting.facts import cited
from agreements.drafting.rules_above import clauses_in
from agreements.drafting.whom_it_binds import names_of, with_bound
from agreements.models import Agreement, DataShare, Document, Party
from agreements.wording.headings import section_of


@dataclass(frozen=True)
class RuleClause:
    """A clause of common rules, as it was signed."""

    key: str
    number: str
    heading: str
    text: str


@dataclass(frozen=True)
class MergedClause:
    """A clause of a data share, and the clauses of common rules that it applies or departs from."""

    section: str
    number: str
    heading: str
    text: str
    rules: tuple[RuleClause, ...] = ()
    departs: tuple[RuleClause, ...] = ()


@dataclass(frozen=True)
class Merged:
    """Both texts as one: the clauses with the rules they name, then all other rules."""

    clauses: tuple[MergedClause, ...]
    others: tuple[RuleClause, ...]


def merged(share: DataShare, rules: Agreement, *, reader: Party | None) -> Merged:
    """Return the agreement of a data share, as this party may read it, with the common rules that it stands under."""
    signed = {clause.key: clause for clause in rule_clauses(json.loads(rules.words.words))}
    own = tuple(_with_rules(*row, signed) for row in _own_clauses(share, reader))
    named = {rule.key for clause in own for rule in (*clause.rules, *clause.departs)}
    return Merged(own, tuple(rule for rule in signed.values() if rule.key not in named))


def rule_clauses(words: Mapping[str, Any]) -> Iterator[RuleClause]:
    """Yield each clause of the frozen words of common rules."""
    for clause in clauses_in(words):
        yield RuleClause(clause["key"], clause["number"], clause["heading"], clause["text"])


def _own_clauses(share: DataShare, reader: Party | None) -> Iterator[tuple[str, str, str, str, str]]:
    """Yield section, number, key, heading and text of each clause: of record if there are some, else as drafted."""
    of_record = list(share.edition.clauses.in_text().filter(document=Document.MOU).select_related("current"))
    names = names_of(share, of_record)
    for clause in of_record:
        text = with_bound(clause, clause.current.text if clause.current else "", names)
        if clause.is_struck:
            continue
        yield section_of(clause.number, clause.section_heading), clause.number, clause.key, clause.heading, text
    if of_record:
        return
    for section in draft_of(share, Document.MOU, reader=reader).sections:
        for drafted in section.clauses:
            yield section.title, drafted.number, drafted.key, drafted.heading, drafted.text


def _with_rules(
    section: str, number: str, key: str, heading: str, text: str, signed: Mapping[str, RuleClause]
) -> MergedClause:
    named, replaced = cites(key, text, signed.values())
    return MergedClause(section, number, heading, text, tuple(named), tuple(replaced))


def cites(key: str, text: str, signed: Iterable[RuleClause]) -> tuple[Sequence[RuleClause], Sequence[RuleClause]]:
    """Return, of the rules that fix the subject of a clause, those that its text applies and those that it does not.

    Text that says it departs from a rule does not apply it.
    """
    template = by_key().get(key)
    fixing = [rule for rule in signed if template and rule.key in template.under]
    applied = [rule for rule in fixing if names_rule(text, rule.number) and not departs_from(text, rule.number)]
    return applied, [rule for rule in fixing if rule not in applied]


def names_rule(text: str, number: str) -> bool:
    """Return whether a text names a clause of the common rules, as the library does."""
    return cited(number) in text


def departs_from(text: str, number: str) -> bool:
    """Return whether a text says that it departs from a clause of the common rules."""
    said = " ".join(text.lower().split())
    return any(f"{words} from {cited(number)}" in said for words in ("depart", "departs", "departing"))
