"""Clauses that do not apply the common rules that fix their subject: each must say so."""

import json
from collections.abc import Iterator, Sequence

from agreements.drafting.facts import cited
from agreements.drafting.merged import RuleClause, cites, departs_from, rule_clauses
from agreements.drafting.rules_above import rules_above
from agreements.models import Clause, DataShare


def unsaid_departures(share: DataShare, clauses: Sequence[Clause]) -> list[str]:
    """Return a sentence for each clause that leaves out a common rule and does not say so.

    One query, or none for a data share that stands under no common rules.
    """
    rules = rules_above(share)
    if rules is None:
        return []
    signed = list(rule_clauses(json.loads(rules.words.words)))
    return [
        f"Clause {clause.number} does not name {cited(number)}, which is about the same subject. Propose wording that "
        f"applies it, or that says “This clause departs from {cited(number)}”."
        for clause in clauses
        if not clause.is_struck
        for number in _left_out(clause, signed)
    ]


def _left_out(clause: Clause, signed: Sequence[RuleClause]) -> Iterator[str]:
    """Yield the numbers of the rules that a clause neither applies nor says that it departs from."""
    text = clause.current.text if clause.current else ""
    _, replaced = cites(clause.key, text, signed)
    yield from (rule.number for rule in replaced if not departs_from(text, rule.number))
