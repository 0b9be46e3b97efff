"""Clauses that do not apply the common rules that fix their subject, and what each must say instead."""

import json
import re
from collections.abc import Iterator, Sequence
from typing import Final

from agreements.drafting.facts import cited
from agreements.drafting.merged import RuleClause, cites, departs_from, rule_clauses
from agreements.drafting.rules_above import rules_above
from agreements.models import Clause, DataShare

_NUMBER: Final = re.compile(r"\b\d+\.\d+\b")
# The clause of common rules that says from which of them a schedule may depart.
_PRECEDENCE: Final = "rules.precedence"


def unsaid_departures(share: DataShare, clauses: Sequence[Clause]) -> list[str]:
    """Return a sentence for each clause that leaves out a common rule and may not, or does not say so.

    One query, or none for a data share that stands under no common rules.
    """
    rules = rules_above(share)
    if rules is None:
        return []
    signed = list(rule_clauses(json.loads(rules.words.words)))
    may_depart = _departable(signed)
    return [
        sentence for clause in clauses if not clause.is_struck for sentence in _sentences(clause, signed, may_depart)
    ]


def _departable(signed: Sequence[RuleClause]) -> frozenset[str]:
    """Return the numbers of the rules from which a schedule may depart: those that the signed rules name for that.

    All, if the parties to the rules changed that clause so that it names none: people judge what they meant.
    """
    named = [number for rule in signed if rule.key == _PRECEDENCE for number in _NUMBER.findall(rule.text)]
    return frozenset(named or (rule.number for rule in signed))


def _sentences(clause: Clause, signed: Sequence[RuleClause], may_depart: frozenset[str]) -> Iterator[str]:
    """Yield what is wrong with a clause for each rule that it does not apply, and what to propose."""
    text = clause.current.text if clause.current else ""
    _, replaced = cites(clause.key, text, signed)
    for rule in replaced:
        named, departs = cited(rule.number), departs_from(text, rule.number)
        if rule.number not in may_depart:
            so = f"departs from {named}, and the rules do not allow that" if departs else _unnamed(named)
            apply = "Propose wording that names it, and applies it or is stricter."
            yield f"Clause {clause.number} {so}. {apply}"
        elif not departs:
            instead = f"or that says “This clause departs from {named}”"
            yield f"Clause {clause.number} {_unnamed(named)}. Propose wording that applies it, {instead}."


def _unnamed(named: str) -> str:
    return f"does not name {named}, which is about the same subject"
