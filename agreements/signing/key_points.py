"""A summary for signatories, taken only from the frozen words."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from markupsafe import Markup

from agreements.evidence.frozen import clause_html
from agreements.wording.table_rows import Cells, Grid, cut
from datashare.lib import markdown

# Each line of the summary, its clause, and whether the first paragraph is enough.
LINES: Final = (
    ("Purpose", "purpose.aims", False),
    ("Data", "data.described", False),
    ("Dates", "summary.term", True),
    ("Retention", "retention.period", False),
    # Of common rules.
    ("Purpose", "rules.purpose", False),
    ("Dates", "rules.term", True),
)
ITEMS, RISKS, MEASURES = "annex.items", "risks.register", "measures.plan"
OVERALL, REMAINING, NUMBER, RISK, ITEM = "overall", "remaining risk", "no.", "what could go wrong", "item"


@dataclass(frozen=True)
class KeyPoint:
    """One line of the summary: its name, its words, and their clause (its number and its anchor)."""

    name: str
    html: Markup
    number: str
    place: str


@dataclass(frozen=True)
class HighRisk:
    """A risk that the frozen words score high, and what remains after the measures."""

    words: str
    remaining: str


@dataclass(frozen=True)
class Gist:
    """The summary of frozen words. `risks` is None if no readable table scores them."""

    title: str
    kind: str
    parties: tuple[tuple[str, str], ...]
    lines: tuple[KeyPoint, ...]
    items: tuple[str, ...]
    risks: tuple[HighRisk, ...] | None
    risks_place: str
    # Whether an impact assessment is signed with it: none is with common rules.
    has_assessment: bool
    # The common rules that they stand under, as the words name them; None if there are none.
    rules: Mapping[str, Any] | None

    def says(self, name: str) -> KeyPoint | None:
        """Return the line of this name, if the words have its clause."""
        return next((line for line in self.lines if line.name == name), None)


def gist_of(words_json: str) -> Gist:
    """Return the summary of what was frozen (`FrozenWords.words`)."""
    words = json.loads(words_json)
    clauses = {clause["key"]: (document, clause) for document, clause in _clauses(words)}
    found = [_line(name, *clauses[key], first=first) for name, key, first in LINES if key in clauses]
    return Gist(
        title=words["title"],
        kind=words["kind"],
        parties=tuple((party["organisation"], party["side"]) for party in words["parties"]),
        lines=tuple(found),
        items=tuple(_items(clauses)),
        risks=_high_risks(clauses),
        risks_place=_place(*clauses[RISKS]) if RISKS in clauses else "",
        has_assessment=any(document["key"] == "dpia" for document in words["documents"]),
        rules=words.get("rules"),
    )


def _clauses(words: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield each clause with the key of its document."""
    for document in words["documents"]:
        for section in document["sections"]:
            for clause in section["clauses"]:
                yield document["key"], clause


def _line(name: str, document: str, clause: Mapping[str, Any], *, first: bool) -> KeyPoint:
    text = clause["text"].strip().split("\n\n")[0] if first else clause["text"]
    return KeyPoint(name, clause_html(text), clause["number"], _place(document, clause))


def _place(document: str, clause: Mapping[str, Any]) -> str:
    return f"{document}-{clause['number']}"


def _items(clauses: Mapping[str, tuple[str, Mapping[str, Any]]]) -> Iterator[str]:
    """Yield the items of data by name, from the table of the annex."""
    for grid in _grids(clauses, ITEMS):
        if (column := _column(grid, ITEM)) is not None:
            yield from (plain(row[column]) for row in grid.rows)


def _high_risks(clauses: Mapping[str, tuple[str, Mapping[str, Any]]]) -> tuple[HighRisk, ...] | None:
    """Return the high risks of the register; None if the words have no register with scores."""
    scored = [grid for grid in _grids(clauses, RISKS) if _column(grid, OVERALL) is not None]
    if not scored:
        return None
    remaining = dict(_remaining(clauses))
    return tuple(
        HighRisk(_cell(grid, row, RISK) or plain(row[0]), remaining.get(_cell(grid, row, NUMBER), ""))
        for grid in scored
        for row in grid.rows
        if _cell(grid, row, OVERALL).casefold() == "high"
    )


def _remaining(clauses: Mapping[str, tuple[str, Mapping[str, Any]]]) -> Iterator[tuple[str, str]]:
    """Yield the number of each risk with what remains of it."""
    for grid in _grids(clauses, MEASURES):
        for row in grid.rows:
            if (number := _cell(grid, row, NUMBER)) and (words := _cell(grid, row, REMAINING)):
                yield number, words.lower()


def _grids(clauses: Mapping[str, tuple[str, Mapping[str, Any]]], key: str) -> tuple[Grid, ...]:
    found = cut(clauses[key][1]["text"]) if key in clauses else None
    return found.grids if found else ()


def _column(grid: Grid, heading: str) -> int | None:
    names = [plain(cell).casefold() for cell in grid.heading]
    return names.index(heading) if heading in names else None


def _cell(grid: Grid, row: Cells, heading: str) -> str:
    column = _column(grid, heading)
    return plain(row[column]) if column is not None else ""


def plain(cell: str) -> str:
    """Return the words of a cell without Markdown."""
    return str(markdown.inline(cell).striptags()).strip()
