"""Rows of a CSV file whose cells no spreadsheet takes for formulas."""

import csv
from collections.abc import Iterable, Iterator

# What makes Excel, LibreOffice or Google Sheets calculate a cell, also after spaces; with the full-width forms.
_STARTS = ("=", "+", "-", "@", "\t", "\r", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def safe_cell(text: str) -> str:
    """The text, with an apostrophe before it where a spreadsheet would calculate it."""
    return f"'{text}" if text.lstrip(" \n\u00a0").startswith(_STARTS) else text


class _Echo:
    """Gives back what the writer writes, so that a row becomes a piece of a stream."""

    def write(self, line: str) -> str:
        return line


def csv_lines(rows: Iterable[Iterable[str]]) -> Iterator[str]:
    """The file piece by piece, with the mark by which Excel knows UTF-8."""
    writer = csv.writer(_Echo())
    yield "\ufeff"
    for row in rows:
        yield writer.writerow([safe_cell(cell) for cell in row])
