"""Rows of a table answer: added, changed and removed under ids that are never reused."""

from collections.abc import Mapping, Sequence
from uuid import uuid4

from agreements.questionnaire.words import Json, rows_of

MOST_ROWS = 300
FULL = f"A list can have up to {MOST_ROWS} rows. Remove rows before you add more"


def rows(answers: Mapping[str, Json], key: str) -> list[dict[str, Json]]:
    """Return the rows stored for a table question."""
    return rows_of(answers.get(key))


def row(answers: Mapping[str, Json], key: str, row_id: str) -> dict[str, Json] | None:
    """Return one row, or None if it was removed."""
    return next((row for row in rows(answers, key) if row.get("id") == row_id), None)


def added(before: Sequence[Mapping[str, Json]], new: Mapping[str, Json]) -> list[Json]:
    """Return the rows with a new one at the end.

    Raise ValueError if the table is full. Idempotent: equal rows are kept once.
    """
    if any(_words(row) == _words(new) for row in before):
        return [*map(dict, before)]
    if len(before) >= MOST_ROWS:
        raise ValueError(FULL)
    return [*map(dict, before), {**new, "id": uuid4().hex[:12]}]


def lacking(before: Sequence[Mapping[str, Json]], others: Sequence[Mapping[str, Json]]) -> list[Mapping[str, Json]]:
    """Return those of the other rows whose words are not in the table."""
    there = [_words(row) for row in before]
    return [row for row in others if _words(row) not in there]


def joined(before: Sequence[Mapping[str, Json]], others: Sequence[Mapping[str, Json]]) -> list[Json]:
    """Return the rows with others at the end, which keep their ids. Raise ValueError if the table is full.

    Idempotent: equal rows are kept once.
    """
    new = lacking(before, others)
    if len(before) + len(new) > MOST_ROWS:
        raise ValueError(FULL)
    return [*map(dict, before), *map(dict, new)]


def _words(row: Mapping[str, Json]) -> dict[str, Json]:
    return {key: value for key, value in row.items() if key != "id"}


def changed(before: Sequence[Mapping[str, Json]], row_id: str, new: Mapping[str, Json]) -> list[Json]:
    """Return the rows with one replaced; a row removed meanwhile is added back at the end, so no words are lost."""
    if not any(row.get("id") == row_id for row in before):
        return [*map(dict, before), {**new, "id": row_id}]
    return [{**(new if row.get("id") == row_id else row), "id": row.get("id")} for row in before]


def removed(before: Sequence[Mapping[str, Json]], row_id: str) -> list[Json]:
    return [dict(row) for row in before if row.get("id") != row_id]
