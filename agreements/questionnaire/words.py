"""Turns stored answers into words: the only place where keys become labels and dates become text."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from django import forms

from datashare.lib import clock, govuk

Json: TypeAlias = "str | int | float | bool | list[Json] | dict[str, Json] | None"

# The key of the choice in an answer that holds more than the choice: {"chosen": …, "detail": …}.
CHOSEN = "chosen"


@dataclass(frozen=True)
class Words:
    """An answer in words: paragraphs, a list, or a table with its column headings."""

    lines: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()

    def __bool__(self) -> bool:
        return bool(self.lines or self.rows)

    def __str__(self) -> str:
        return "\n".join(self.lines or ("; ".join(filter(None, row)) for row in self.rows))

    def labelled(self) -> str:
        """Return the words as text, each cell of a table after the heading of its column."""
        if self.lines or not self.columns:
            return str(self)
        rows = (zip(self.columns, row, strict=False) for row in self.rows)
        return "\n".join(", ".join(f"{column}: {cell}" for column, cell in row if cell) for row in rows)


def is_empty(value: Json) -> bool:
    """Return whether a value holds no answer: none, or a group of empty parts. "No" and 0 are answers."""
    if isinstance(value, str):
        return not value.strip()
    if isinstance(value, dict):
        return all(is_empty(part) for part in value.values())
    return value is None or value == []


def chosen(value: Json) -> frozenset[str]:
    """Return the keys of the options chosen in an answer of any shape; empty if it holds no choice."""
    if isinstance(value, dict):
        return chosen(value.get(CHOSEN))
    return frozenset(item for item in texts(value) if item)


def part(value: Json, name: str) -> Json:
    """Return one part of an answer that is a group."""
    return value.get(name) if isinstance(value, dict) else None


def text(value: Json) -> str:
    """Return a stored value of any shape as one line."""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    return str(value) if isinstance(value, str | int | float) else ""


def texts(value: Json) -> list[str]:
    return [text(item) for item in (value if isinstance(value, list) else [value])]


def rows_of(value: Json) -> list[dict[str, Json]]:
    """Return the rows of a table, without values that are no rows."""
    return [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []


def day(value: Json) -> date | None:
    """Return a stored date, or None if it is not one."""
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None


def said(field: forms.Field, value: Json) -> tuple[str, ...]:
    """Return the lines of a field's stored value: labels of its options, dates in full, text as written."""
    if isinstance(field, forms.ChoiceField):
        labels = labels_of(field)
        return tuple(labels.get(key, key) for key in texts(value) if key)
    if isinstance(field, govuk.DateField):
        found = day(value)
        return (clock.long_date(found),) if found else ()
    return tuple(line for line in texts(value) if line.strip())


def labels_of(field: forms.ChoiceField) -> dict[str, str]:
    choices: Iterable[tuple[str, str]] = field.choices  # type: ignore[assignment]
    return {str(key): str(label) for key, label in choices}


def person_line(value: Json) -> str:
    """Return a person in one line: name, role, email."""
    if not isinstance(value, Mapping):
        return ""
    return ", ".join(filter(None, (text(value.get(name)) for name in ("name", "role", "email"))))
