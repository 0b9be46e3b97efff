"""Reads a CSV file of supplies: all its rows, or where each fault is. It takes counts and labels, never the data."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from django.core.files.uploadedfile import UploadedFile

from agreements.supplying.forms import SupplyForm

COLUMNS: Final = ("sent_on", "covers", "route", "file_count", "records", "sha256", "schema")
EXAMPLE: Final = ("2027-01-31", "January 2027", "API", "1", "1204", "", "2.0")
MOST_ROWS: Final = 500
MOST_BYTES: Final = 200_000
_MOST_FAULTS: Final = 100


@dataclass(frozen=True)
class CellFault:
    """What is wrong with one cell; row 1 is the header. No row or column: with the whole file."""

    reason: str
    row: int = 0
    column: str = ""


@dataclass
class LogRead:
    """The rows of a file as the fields of DataDelivery, and its faults. With faults, no row counts."""

    rows: list[dict[str, Any]] = field(default_factory=list)
    faults: list[CellFault] = field(default_factory=list)


def template() -> str:
    """Return a CSV file with the header and one example."""
    written = io.StringIO()
    csv.writer(written).writerows([COLUMNS, EXAMPLE])
    return written.getvalue()


def read_log(file: "UploadedFile[Any]", since: date) -> LogRead:
    """Return the supplies in a file, none before `since`, the first day of the agreement."""
    if (file.size or 0) > MOST_BYTES:
        return LogRead(faults=[CellFault(f"The file must be smaller than {MOST_BYTES // 1000} KB.")])
    try:
        lines = list(csv.reader(io.StringIO(file.read().decode("utf-8-sig"), newline=""), strict=True))
    except (UnicodeDecodeError, csv.Error):
        return LogRead(faults=[CellFault("The file must be a CSV file in UTF-8.")])
    lines = [line for line in lines if any(cell.strip() for cell in line)]
    if fault := _fault_in_shape(lines):
        return LogRead(faults=[fault])
    found = LogRead()
    names = [name.strip().lower() for name in lines[0]]
    for number, line in enumerate(lines[1:], start=2):
        _read_row(found, number, names, line, since)
    return LogRead(faults=found.faults[:_MOST_FAULTS]) if found.faults else found


def _fault_in_shape(lines: list[list[str]]) -> CellFault | None:
    """Return why this is no log; a file with other columns or many rows may be the data itself."""
    if len(lines) < 2:
        return CellFault("The file must have a header and at least one row.")
    if len(lines) - 1 > MOST_ROWS:
        return CellFault(
            f"The file has {len(lines) - 1:,} rows. It must have {MOST_ROWS} or fewer, one for each delivery. Never "
            "upload the data itself."
        )
    names = [name.strip().lower() for name in lines[0]]
    if unknown := [name for name in names if name not in COLUMNS]:
        return CellFault("It must have only the columns of the template.", row=1, column=unknown[0][:50])
    if missing := [name for name in COLUMNS[:3] if name not in names]:
        return CellFault("This column is missing.", row=1, column=missing[0])
    return CellFault("A column must be there only once.", row=1) if len(set(names)) < len(names) else None


def _read_row(found: LogRead, number: int, names: list[str], line: list[str], since: date) -> None:
    if len(line) != len(names):
        found.faults.append(CellFault(f"The row must have {len(names)} cells, and has {len(line)}.", row=number))
        return
    cells = {name: cell.strip() for name, cell in zip(names, line, strict=True)}
    form = SupplyForm(_posted(cells), since=since)
    if form.is_valid():
        found.rows.append(form.cleaned_data)
        return
    found.faults += [CellFault(reason, row=number, column=name) for name, reason in _reasons(form, cells)]


def _posted(cells: dict[str, str]) -> dict[str, str]:
    """Return the cells as the form's page posts them: the day in three parts."""
    year, month, day = [*cells.get("sent_on", "").split("-"), "", ""][:3]
    return {**cells, "sent_on-year": year, "sent_on-month": month, "sent_on-day": day}


def _reasons(form: SupplyForm, cells: dict[str, str]) -> Iterator[tuple[str, str]]:
    for name, errors in form.errors.items():
        hint = " Write it as 2027-01-31." if name == "sent_on" and cells.get(name) else ""
        yield name, f"{errors[0]}.{hint}"
