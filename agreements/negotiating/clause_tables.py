"""A form for a clause with tables: its text in boxes, each table row by row."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Final

from django import forms
from django.core.exceptions import ValidationError

from agreements.negotiating.forms import LONGEST_CLAUSE
from agreements.wording.table_rows import Cut, stored, typed
from datashare.lib import govuk, markdown
from datashare.lib.govuk import Look
from datashare.lib.govuk.characters import shown

LONGEST_CELL, MOST_ROWS = 4000, 200
ACT: Final = re.compile(r"(add|remove|up|down):(\d{1,3})(?::(\d{1,3}))?")
REASON: Final = forms.CharField(
    label="Why are you proposing this?",
    help_text="The other organisations will see this with your proposal.",
    max_length=4000,
    widget=forms.Textarea,
)

Grids = list[list[list[str]]]


def text_name(place: int) -> str:
    return f"text-{place}"


def cell_name(table: int, row: int, column: int) -> str:
    return f"cell-{table}-{row}-{column}"


@dataclass
class Typed:
    """The content of the boxes: the texts, and for each table its rows of cells."""

    cut: Cut
    texts: list[str]
    grids: Grids

    @classmethod
    def of(cls, cut: Cut) -> "Typed":
        """Return the boxes filled from the clause."""
        grids = [[[typed(cell) for cell in row] for row in grid.rows] for grid in cut.grids]
        return cls(cut, list(cut.bodies), grids)

    @classmethod
    def posted(cls, cut: Cut, data: Mapping[str, Any]) -> "Typed":
        """Return the boxes filled from posted data; an impossible number of rows falls back to the clause's."""
        texts = [_lines(data, text_name(place)).strip("\n") for place in range(len(cut.texts))]
        grids: Grids = []
        for table, grid in enumerate(cut.grids):
            given = str(data.get(f"rows-{table}", ""))
            count = int(given) if re.fullmatch(r"[0-9]{1,3}", given) else len(grid.rows)
            grids.append(
                [
                    [_lines(data, cell_name(table, row, column)) for column in range(len(grid.heading))]
                    for row in range(min(count, MOST_ROWS))
                ]
            )
        return cls(cut, texts, grids)

    def text(self) -> str:
        """Return the clause as these boxes make it."""
        rows = [[tuple(stored(cell) for cell in row) for row in grid] for grid in self.grids]
        return self.cut.joined(self.texts, rows)

    def act(self, asked: str) -> str:
        """Add, remove or move a row as the pressed button says. Return the anchor to show next."""
        found = ACT.fullmatch(asked)
        table = int(found[2]) if found else len(self.grids)
        if not found or table >= len(self.grids):
            return ""
        rows, row = self.grids[table], int(found[3] or 0)
        if found[1] == "add":
            if len(rows) < MOST_ROWS:
                rows.append([""] * len(self.cut.grids[table].heading))
            return f"row-{table}-{len(rows) - 1}"
        if row < len(rows):
            self._change(rows, row, found[1])
        return ""

    def _change(self, rows: list[list[str]], row: int, how: str) -> None:
        if how == "remove":
            del rows[row]
            return
        other = row + (1 if how == "down" else -1)
        if 0 <= other < len(rows):
            rows[row], rows[other] = rows[other], rows[row]

    def initial(self) -> dict[str, str]:
        """Return the boxes by name."""
        boxes = {text_name(place): text for place, text in enumerate(self.texts)}
        for table, rows in enumerate(self.grids):
            boxes[f"rows-{table}"] = str(len(rows))
            for row, cells in enumerate(rows):
                boxes |= {cell_name(table, row, column): cell for column, cell in enumerate(cells)}
        return boxes


def _lines(data: Mapping[str, Any], name: str) -> str:
    """Return the text of a box with line feeds only."""
    return str(data.get(name) or "").replace("\r\n", "\n").replace("\r", "\n")


class RowsForm(govuk.Form):
    """The texts and the rows of one clause, the reason for the change, and the wording that was seen."""

    looks: ClassVar[Mapping[str, Look]] = {}

    def __init__(self, data: Any = None, *, base: str, typed: Typed, based_on: object, reason: str = "") -> None:
        self.cut, self.typed = typed.cut, typed
        fields, looks = self._boxes()
        self.base_fields = {  # type: ignore[misc]
            **fields,
            "reason": REASON,
            "based_on": forms.IntegerField(widget=forms.HiddenInput),
            # The original text of these boxes: unchanged parts are put back as they were.
            "base": forms.CharField(widget=forms.HiddenInput, strip=False, max_length=LONGEST_CLAUSE),
        }
        self.looks = {**looks, "reason": Look(called="why you are proposing this", rows=3)}  # type: ignore[misc]
        super().__init__(data, initial={**typed.initial(), "based_on": based_on, "base": base, "reason": reason})

    def _boxes(self) -> tuple[dict[str, forms.Field], dict[str, Look]]:
        fields: dict[str, forms.Field] = {}
        looks: dict[str, Look] = {}
        for place, label in enumerate(self._labels()):
            fields[text_name(place)] = forms.CharField(
                label=label, required=False, strip=False, max_length=LONGEST_CLAUSE, widget=forms.Textarea
            )
            looks[text_name(place)] = Look(called="the text", rows=4 if self.typed.texts[place].strip() else 2)
        for table, grid in enumerate(self.cut.grids):
            fields[f"rows-{table}"] = forms.CharField(required=False, widget=forms.HiddenInput)
            for row, cells in enumerate(self.typed.grids[table]):
                for column, heading in enumerate(map(words_of, grid.heading)):
                    called = f"“{heading}” of row {row + 1}" if heading else f"cell {column + 1} of row {row + 1}"
                    name = cell_name(table, row, column)
                    fields[name] = forms.CharField(
                        label=heading or f"Cell {column + 1}",
                        required=not self._may_be_empty(table, column),
                        max_length=LONGEST_CELL,
                        widget=forms.Textarea,
                    )
                    height = 1 + min(len(cells[column]) // 30, 7) if column < len(cells) else 1
                    looks[name] = Look(called=called, rows=height)
        return fields, looks

    def _labels(self) -> list[str]:
        """Return the label of each text, by its position."""
        last = len(self.cut.grids)
        if last == 1:
            return ["Text before the table", "Text after the table"]
        between = [f"Text between table {place} and table {place + 1}" for place in range(1, last)]
        return ["Text before table 1", *between, f"Text after table {last}"]

    def _may_be_empty(self, table: int, column: int) -> bool:
        """Return whether the clause already has empty cells in this column."""
        return any(not row[column] for row in self.cut.grids[table].rows)

    def clean(self) -> dict[str, Any]:
        """Put the clause together; a table keeps at least one row."""
        cleaned = super().clean() or self.cleaned_data
        for table, rows in enumerate(self.typed.grids):
            if not rows:
                self.add_error(None, ValidationError(f"Add a row to table {table + 1}, or edit it as text"))
        if not self.errors:
            cleaned["text"] = Typed.posted(self.cut, cleaned).text()
            if len(cleaned["text"]) > LONGEST_CLAUSE:
                self.add_error(None, f"The whole wording must be {LONGEST_CLAUSE:,} characters or fewer")
        return cleaned

    @property
    def tables(self) -> list["TableBoxes"]:
        """The tables in order, each with the text before it, for the page."""
        return [
            TableBoxes(self, table, [words_of(cell) for cell in grid.heading], len(self.typed.grids[table]))
            for table, grid in enumerate(self.cut.grids)
        ]

    @property
    def last_text(self) -> forms.BoundField:
        return self[text_name(len(self.cut.grids))]


@dataclass(frozen=True)
class TableBoxes:
    """One table of the form, as its page shows it."""

    form: RowsForm
    number: int
    headings: Sequence[str]
    count: int

    @property
    def text_before(self) -> forms.BoundField:
        return self.form[text_name(self.number)]

    @property
    def rows(self) -> list[list[forms.BoundField]]:
        columns = range(len(self.headings))
        return [[self.form[cell_name(self.number, row, column)] for column in columns] for row in range(self.count)]

    def called(self, row: int) -> str:
        """Return the name of a row: its first cell."""
        words = shown(words_of(next((cell for cell in self.form.typed.grids[self.number][row] if cell.strip()), "")))
        return f"{words[:60]}…" if len(words) > 60 else words

    @property
    def counter(self) -> forms.BoundField:
        return self.form[f"rows-{self.number}"]


def words_of(cell: str) -> str:
    """Return the words of a cell without Markdown."""
    return str(markdown.inline(cell).striptags())
