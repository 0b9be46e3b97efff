"""Clauses drafted from the same answers of which only some were reworded, so that they may disagree."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Q

from agreements.drafting.clause_templates import stated
from agreements.models import Clause, DataShare
from agreements.wording.gaps import MARK


@dataclass(frozen=True)
class Doubt:
    """A reworded clause, and those drafted from the same answers that still have their first words."""

    reworded: Clause
    unchanged: tuple[Clause, ...]


def doubts_in(share: DataShare) -> list[Doubt]:
    """Return all doubts in both documents. One query."""
    return doubts_among(list(share.edition.clauses.in_text().with_starter().in_order()))


def clauses_beside(clause: Clause, keys: Collection[str]) -> list[Clause]:
    """Return a clause with those that may be doubtful beside it, and those of these keys. One query.

    Beside an unchanged clause only reworded ones may be.
    """
    clauses = clause.edition.clauses.in_text().with_starter()
    if clause.current and clause.current.number == 1:
        named = clause.edition.clauses.in_text().drafted_as(keys)
        clauses = clauses.filter(Q(pk=clause.pk) | Q(current__number__gt=1) | Q(pk__in=named))
    return list(clauses.in_order())


def doubts_among(clauses: Sequence[Clause]) -> list[Doubt]:
    """Return the doubts among clauses loaded with their starters. No query."""
    says = {clause.pk: stated(clause.key, clause.sources) for clause in clauses}
    same = [clause for clause in clauses if not is_changed(clause)]
    found = (
        Doubt(clause, tuple(other for other in same if says[clause.pk] & says[other.pk]))
        for clause in clauses
        if is_reworded(clause)
    )
    return [doubt for doubt in found if doubt.unchanged]


def unchanged_beside(clause: Clause, doubts: Iterable[Doubt]) -> tuple[Clause, ...]:
    """Return the clauses that still have their first words while this one has others."""
    return next((doubt.unchanged for doubt in doubts if doubt.reworded.pk == clause.pk), ())


def reworded_beside(clause: Clause, doubts: Iterable[Doubt]) -> list[Clause]:
    """Return the clauses that have other words while this one still has its first."""
    return [doubt.reworded for doubt in doubts if clause.pk in {other.pk for other in doubt.unchanged}]


def is_changed(clause: Clause) -> bool:
    return clause.current is not None and clause.current.text.strip() != clause.starter.strip()


def is_reworded(clause: Clause) -> bool:
    """Return whether a clause was changed beyond filling its gaps."""
    return is_changed(clause) and clause.current is not None and not only_fills(clause.starter, clause.current.text)


def only_fills(starter: str, text: str) -> bool:
    """Return whether a text is the starter with words in place of its gaps, and all other words unchanged."""
    starter, text = starter.strip(), text.strip()
    first, *between = MARK.split(starter)[::2]
    if not between:
        return starter == text
    last, at = between.pop(), len(first)
    for piece in between:
        found = text.find(piece, at + 1)
        if found < 0:
            return False
        at = found + len(piece)
    return text.startswith(first) and text.endswith(last) and len(text) - len(last) > at
