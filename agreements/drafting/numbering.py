"""The numbers of clauses: they follow when a clause is added or struck, and references to them with them."""

from collections.abc import Callable, Collection
from functools import cache
from hashlib import sha256
from itertools import groupby
from typing import Final, TypeAlias

from agreements.models import Clause, DataShare
from agreements.wording.references import ClauseName, printed

# Prints the references of a text to other clauses as their numbers.
Printer: TypeAlias = Callable[[str], str]

# What stands in place of a number while others are given, as no two clauses may have the same.
_BETWEEN: Final = "~"


def clauses_named(share: DataShare) -> dict[str, ClauseName]:
    """Return the clauses of the edition by their keys, as references need them. One query."""
    rows = share.edition.clauses.in_text().values_list("key", "document", "number", "heading")
    return {key: ClauseName(*named) for key, *named in rows}


def reference_printer(share: DataShare) -> Printer:
    """Return a function that prints the references of a text to clauses as their numbers now. One query, or none."""
    named = cache(lambda: clauses_named(share))
    return lambda text: printed(text, named)


def numbering_of(share: DataShare) -> str:
    """Return a short mark of which number each clause has now: another once a number has changed. One query."""
    numbers = sorted((key, named.number) for key, named in clauses_named(share).items())
    return sha256(repr(numbers).encode()).hexdigest()[:16]


def renumber(share: DataShare, sections: Collection[str]) -> None:
    """Give the clauses of these sections their numbers in order; struck ones have none. Three queries at most."""
    clauses = share.edition.clauses.in_text().filter(section__in=sections).select_related("current").in_order()
    found = [pair for section, group in groupby(clauses, _section_of) for pair in _numbered(section, list(group))]
    moved = [(clause, number) for clause, number in found if clause.number != number]
    for place, (clause, _) in enumerate(moved):
        clause.number = f"{_BETWEEN}{place}"
    Clause.objects.bulk_update([clause for clause, _ in moved], ["number"])
    for clause, number in moved:
        clause.number = number
    Clause.objects.bulk_update([clause for clause, _ in moved], ["number"])


def _section_of(clause: Clause) -> str:
    return clause.section


def _numbered(section: str, clauses: list[Clause]) -> list[tuple[Clause, str]]:
    """Return each clause of a section with its number; a struck one with none."""
    standing = [clause for clause in clauses if not clause.is_struck]
    numbers = {clause.pk: f"{section_number(section)}.{place}" for place, clause in enumerate(standing, 1)}
    return [(clause, numbers.get(clause.pk, "")) for clause in clauses]


def section_number(section: str) -> str:
    """Return the number of a section by its key: 3 for M3, D3 and U3, A for the annex, S1 for a schedule."""
    return section[1:] if section[0] in "MDU" and section[1:] else section
