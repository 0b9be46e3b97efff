"""The items asked for, with what the supplier has decided on each."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from agreements.drafting.quoting import Prose, cell, escape, grid, table
from agreements.drafting.values import Answered, Gap, Given, GivenRow, as_text

NONE_IS_SHARED: Final = "The supplier has refused every item, so none is shared."


def items(asked: Answered, decided: Answered, *columns: tuple[str, str]) -> Prose:
    """Return the shared items; after the supplier's decision, as it supplies them, without those it refused."""
    if isinstance(asked, Gap) or isinstance(decided, Gap):
        return table(asked, *columns)
    kept = _kept(asked, decided)
    if not kept:
        return Prose(NONE_IS_SHARED)
    cells = ([*(cell(row, name) for _, name in columns), supplied(decision)] for row, decision in kept)
    return grid([*(heading for heading, _ in columns), "What the supplier gives"], cells)


GIVES = {"accept": "As asked for", "reduce": "Reduced", "aggregate": "Only in aggregate"}


def named(row: GivenRow) -> tuple[str, str]:
    """Return the item a row is about; items of the same name are told apart by their ids."""
    return as_text(row.cells.get("id")), as_text(row.cells.get("item"))


def decision_in(row: GivenRow | None) -> str:
    return as_text(row.cells.get("decision")) if row else ""


def supplied(row: GivenRow | None) -> Prose | Gap:
    """Return the form in which the supplier gives an item; a gap if it has not decided."""
    decision = decision_in(row)
    if row is None or decision not in GIVES:
        return Gap("s_items")
    reason = "" if decision == "accept" else as_text(row.cells.get("reason"))
    return Prose(f"{GIVES[decision]}: {escape(reason)}" if reason else GIVES[decision])


def cut_items(decided: Answered) -> Prose:
    """Return the items that the supplier reduced or refused, and why; empty if there is none."""
    cut = [row for row in decided if decision_in(row) not in ("", "accept")]
    return table(cut, ("Item", "item"), ("Decision", "decision"), ("Reason", "reason?")) if cut else Prose("")


def kept_items(asked: Answered, decided: Answered, *columns: tuple[str, str]) -> Prose:
    """Return the items that the supplier has not refused, as they were asked for."""
    if isinstance(asked, Gap) or isinstance(decided, Gap):
        return table(asked, *columns)
    kept = [row for row, _ in _kept(asked, decided)]
    return table(kept, *columns) if kept else Prose(NONE_IS_SHARED)


def _kept(asked: Given, decided: Given) -> list[tuple[GivenRow, GivenRow | None]]:
    """Return each item that was not refused, with the decision on it."""
    decisions = {named(row): row for row in decided}
    rows = [(row, decisions.get(named(row))) for row in asked]
    return [(row, decision) for row, decision in rows if decision_in(decision) != "refuse"]


def refused(decided: Answered) -> list[GivenRow]:
    return [row for row in decided if decision_in(row) == "refuse"]


def refused_items(decided: Answered) -> Prose:
    """Return the items that the supplier refused, and why."""
    return table(refused(decided), ("Item", "item"), ("Reason", "reason?"))


# Functions available to templates.
OF_ITEMS: Final[Mapping[str, Callable[..., Any]]] = {
    "cut_items": cut_items,
    "items": items,
    "kept_items": kept_items,
    "refused_items": refused_items,
}
