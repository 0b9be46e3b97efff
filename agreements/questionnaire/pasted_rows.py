"""Table rows pasted from a spreadsheet: one line for each row, columns separated by tabs."""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError

from agreements.questionnaire import tables
from agreements.questionnaire.forms.base import StepForm
from agreements.questionnaire.words import Json, labels_of, rows_of
from datashare.lib import govuk
from datashare.lib.govuk import Look
from datashare.lib.phrases import listed

LONGEST_PASTE, MOST_NAMED = 60_000, 20


@dataclass(frozen=True)
class PastedLine:
    """One pasted line: its number, the value of each column, and its errors."""

    number: int
    cells: tuple[str, ...]
    row: Mapping[str, Json]
    problems: tuple[str, ...]


def can_be_pasted(form: type[StepForm]) -> bool:
    """Return whether each field of a row is one column, so that a line can hold the whole row."""
    return tuple(form.base_fields) == tuple(form.columns)


def read_lines(form: type[StepForm], text: str) -> list[PastedLine]:
    """Return the lines that are not blank, without a first line that repeats the column headings.

    Raise ValueError, before reading them, for more lines than a table can hold.
    """
    lines = list(_cells(text))
    if lines and _is_heading(form, lines[0][1]):
        lines = lines[1:]
    if len(lines) > tables.MOST_ROWS:
        raise ValueError(tables.FULL)
    return [_line(form, number, cells) for number, cells in lines]


def _cells(text: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the columns of each line with its number; a cell in quotation marks may span several lines."""
    # Accept any line ending, including the single carriage return of old spreadsheets.
    reader, number = csv.reader(io.StringIO(text, newline=None), dialect="excel-tab"), 1
    for cells in reader:
        stripped = [cell.strip() for cell in cells]
        if any(stripped):
            yield number, stripped
        number = reader.line_num + 1


def _is_heading(form: type[StepForm], cells: Sequence[str]) -> bool:
    headings = [heading.casefold() for heading in form.columns.values()]
    return bool(cells) and [cell.casefold() for cell in cells[: len(headings)]] == headings[: len(cells)]


def _line(form: type[StepForm], number: int, cells: Sequence[str]) -> PastedLine:
    said = dict(zip(form.columns, cells, strict=False))
    bound = form(data={name: _value(form.base_fields[name], cell) for name, cell in said.items()})
    problems = [
        words
        for name, errors in bound.errors.as_data().items()
        for error in errors
        for words in _in_words(bound.fields.get(name), error)
    ]
    if len(cells) > len(form.columns):
        problems.append(
            f"Remove the extra columns. Each line can have {len(form.columns)} columns and this one has {len(cells)}"
        )
    row = {} if problems else bound.to_answers()
    shown = form.cells(row) if row else tuple(said.get(name, "") for name in form.columns)
    return PastedLine(number, shown, row, tuple(problems))


def _in_words(field: forms.Field | None, error: ValidationError) -> list[str]:
    """Return the messages of an error; a cell that names no option gets the options to enter."""
    if isinstance(field, forms.ChoiceField) and error.code in ("invalid_choice", "required"):
        *labels, last = (f"“{label}”" for label in labels_of(field).values())
        return [f"Enter {', '.join(labels)} or {last}"]
    return [str(message) for message in error.messages]


def _value(field: forms.Field, cell: str) -> str:
    """Return the key of the option named by its label or the beginning of it; other text unchanged."""
    if not isinstance(field, forms.ChoiceField):
        return cell
    labels = labels_of(field)
    named = [key for key, label in labels.items() if cell and label.casefold() == cell.casefold()]
    begun = [key for key, label in labels.items() if cell and label.casefold().startswith(cell.casefold())]
    return (named or begun)[0] if named or len(begun) == 1 else cell


def _all_added(before: Sequence[Mapping[str, Json]], lines: Sequence[PastedLine]) -> list[dict[str, Json]]:
    """Return the rows with each line's row added at the end. Raise ValueError if the table cannot hold them."""
    rows = [dict(row) for row in before]
    for line in lines:
        rows = rows_of(tables.added(rows, line.row))
    return rows


def _all_wrong(wrong: Sequence[PastedLine]) -> str:
    """Return the only error, or one message that says which lines are wrong; the page explains each error."""
    first = wrong[0]
    if len(wrong) == len(first.problems) == 1:
        return f"Line {first.number}: {first.problems[0]}"
    numbers = listed([str(line.number) for line in wrong[:MOST_NAMED]])
    if len(wrong) > MOST_NAMED:
        return f"Correct {len(wrong):,} lines. The first are {numbers}"
    return f"Correct {'line' if len(wrong) == 1 else 'lines'} {numbers}"


class PasteForm(govuk.Form):
    """Lines for a table; valid if each makes a row. `rows` is the table with them."""

    lines = forms.CharField(
        label="Paste the lines from your spreadsheet", widget=forms.Textarea, max_length=LONGEST_PASTE, strip=False
    )
    looks: ClassVar = {"lines": Look(size="m", called="the lines from your spreadsheet", rows=10)}

    def __init__(
        self, data: Any = None, *, row_form: type[StepForm], before: Sequence[Mapping[str, Json]], **options: Any
    ) -> None:
        super().__init__(data, **options)
        self.row_form, self.before = row_form, before
        self.read: list[PastedLine] = []
        self.rows: list[dict[str, Json]] = []

    def clean_lines(self) -> str:
        """Check that every line makes a row and that the table can hold them all."""
        typed = str(self.cleaned_data["lines"])
        try:
            self.read = read_lines(self.row_form, typed)
            wrong = [line for line in self.read if line.problems]
            if not self.read:
                raise forms.ValidationError("Paste at least one line below the headings")
            if wrong:
                raise forms.ValidationError(_all_wrong(wrong))
            self.rows = _all_added(self.before, self.read)
        except ValueError as full:
            raise forms.ValidationError(str(full)) from full
        return typed
