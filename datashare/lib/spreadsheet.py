"""CSV rows whose cells spreadsheets do not run as formulas."""

import csv
from collections.abc import Iterable, Iterator

# Characters that start a formula in Excel, LibreOffice or Google Sheets, even after spaces; with full-width forms.
_STARTS = ("=", "+", "-", "@", "\t", "\r", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def safe_cell(text: str) -> str:
    """Return the text, with an apostrophe before it if a spreadsheet would run it as a formula."""
    return f"'{text}" if text.lstrip(" \n\u00a0").startswith(_STARTS) else text


class _Echo:
    """A file that returns what is written, so that a row becomes a piece of a stream."""

    def write(self, line: str) -> str:
        return line


def csv_lines(rows: Iterable[Iterable[str]]) -> Iterator[str]:
    """Yield the file in pieces, with the byte order mark by which Excel recognises UTF-8."""
    writer = csv.writer(_Echo())
    yield "\ufeff"
    for row in rows:
        yield writer.writerow([safe_cell(cell) for cell in row])
