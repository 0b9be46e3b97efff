"""Cuts a clause into its tables and the text around them, and rejoins them without changing a letter."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from agreements.wording.blocks import BEFORE_A_ROW, BULLET, NUMBER, QUOTE, cells_of, is_rule
from datashare.lib import markdown

Cells = tuple[str, ...]
BLOCK = re.compile(r"[ \t]{0,3}(?:#{1,6}(?:\s|$)|```|~~~)|(?: {4}|\t)")


@dataclass(frozen=True, slots=True)
class Grid:
    """A table: the cells of its heading and of each row, and their source lines."""

    heading: Cells
    rows: tuple[Cells, ...]
    # The heading's line and its rule, then the line of each row.
    top: tuple[str, str]
    lines: tuple[str, ...]

    def written(self, rows: Sequence[Cells]) -> str:
        """Return the table with these rows in place of its own; a row with unchanged cells keeps its line."""
        known = dict(zip(self.rows, self.lines, strict=True))
        return "\n".join([*self.top, *(known.get(row) or line_of(row) for row in rows)])


@dataclass(frozen=True, slots=True)
class Cut:
    """Texts and tables in turn, a text first and last; a text is None if it is empty."""

    texts: tuple[str | None, ...]
    grids: tuple[Grid, ...]

    @property
    def bodies(self) -> tuple[str, ...]:
        """Each text without the blank lines around it, as a box shows it."""
        return tuple((text or "").strip("\n") for text in self.texts)

    def joined(self, bodies: Sequence[str], rows: Sequence[Sequence[Cells]]) -> str:
        """Return the whole text with these texts and rows. Unchanged parts stay letter for letter."""
        parts: list[str] = []
        for place, body in enumerate(bodies):
            before = self.texts[place]
            if body != self.bodies[place]:
                parts += _set_apart(body, first=place == 0, last=place == len(bodies) - 1)
            elif before is not None:
                parts.append(before)
            if place < len(self.grids):
                parts.append(self.grids[place].written(rows[place]))
        return "\n".join(parts)


def _set_apart(body: str, *, first: bool, last: bool) -> list[str]:
    """Return the lines of a text with the blank lines that separate it from the tables around it."""
    if not body.strip():
        return [] if first or last else [""]
    return [*([] if first else [""]), body, *([] if last else [""])]


def line_of(cells: Cells) -> str:
    """Return a row as Markdown writes it."""
    return f"| {' | '.join(cells)} |"


def typed(cell: str) -> str:
    """Return a cell as an edit box shows it: a bar needs no backslash there."""
    return cell.replace("\\|", "|")


def stored(cell: str) -> str:
    """Return the text of an edit box as a table cell on one line."""
    return " ".join(cell.replace("|", "\\|").split())


def cut(text: str) -> Cut | None:
    """Return a text cut at its tables; None if it has none or is better edited as text.

    That is a table inside a list or a quotation, or one with a row longer than its heading.
    """
    texts, grids, lines = [list[str]()], list[Grid](), text.split("\n")
    place = 0
    while place < len(lines):
        end = _end_of_table(lines, place)
        if end:
            grids.append(_grid(lines[place:end]))
            texts.append([])
            place = end
        else:
            texts[-1].append(lines[place])
            place += 1
    if not grids or not _is_read_so(text, grids):
        return None
    return Cut(tuple("\n".join(some) if some else None for some in texts), tuple(grids))


def _end_of_table(lines: Sequence[str], place: int) -> int:
    """Return the line at which the table that begins here ends; 0 if no table begins here."""
    begins = place + 1 < len(lines) and "|" in lines[place] and is_rule(lines[place + 1], lines[place])
    if not begins or BEFORE_A_ROW.match(lines[place])[0]:  # type: ignore[index]
        return 0
    end = place + 2
    while end < len(lines) and lines[end].strip() and not _begins_a_block(lines[end]):
        end += 1
    return end


def _begins_a_block(line: str) -> bool:
    return any(begun.match(line) for begun in (QUOTE, BULLET, NUMBER, BLOCK))


def _grid(lines: Sequence[str]) -> Grid:
    heading = cells_of(lines[0])
    rows = tuple((*found, *[""] * (len(heading) - len(found))) for found in map(cells_of, lines[2:]))
    return Grid(heading, rows, (lines[0], lines[1]), tuple(lines[2:]))


def _is_read_so(text: str, grids: Sequence[Grid]) -> bool:
    """Return whether Markdown sees the same tables with as many rows, and no row longer than its heading."""
    seen = [len(piece.rows) for piece in markdown.plain(text) if isinstance(piece, markdown.Table)]
    whole = all(len(row) == len(grid.heading) for grid in grids for row in grid.rows)
    return whole and seen == [len(grid.rows) for grid in grids]
