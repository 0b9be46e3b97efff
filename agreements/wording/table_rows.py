"""Cuts a clause into its tables and the text around them, and rejoins them without changing a letter."""

from collections.abc import Sequence
from dataclasses import dataclass

from agreements.wording.blocks import BEFORE_A_ROW, TableSpan, cells_of, tables_in

Cells = tuple[str, ...]


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
    tables = tables_in(text)
    if not tables or "\r" in text:
        return None
    lines, texts, grids, at = text.split("\n"), list[str | None](), list[Grid](), 0
    for table in tables:
        grid = _grid(lines[table.begin : table.end])
        if table.nested or not _is_read_so(grid, table):
            return None
        texts.append(_text(lines[at : table.begin]))
        grids.append(grid)
        at = table.end
    return Cut((*texts, _text(lines[at:])), tuple(grids))


def _text(lines: Sequence[str]) -> str | None:
    return "\n".join(lines) if lines else None


def _grid(lines: Sequence[str]) -> Grid:
    heading = cells_of(lines[0])
    rows = tuple((*found, *[""] * (len(heading) - len(found))) for found in map(cells_of, lines[2:]))
    return Grid(heading, rows, (lines[0], lines[1]), tuple(lines[2:]))


def _is_read_so(grid: Grid, table: TableSpan) -> bool:
    """Return whether Markdown sees the same tables with as many rows, and no row longer than its heading."""
    plainly = not BEFORE_A_ROW.match(grid.top[0])[0]  # type: ignore[index]
    return plainly and table.columns == len(grid.heading) and all(len(row) == table.columns for row in grid.rows)
