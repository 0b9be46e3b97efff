"""The rows of a table answer."""

import pytest

from agreements.questionnaire import tables
from agreements.questionnaire.journey import Journey
from agreements.questionnaire.question_sets import CURRENT
from agreements.questionnaire.words import Json, rows_of


def test_it_adds_a_row_under_a_new_id() -> None:
    first = rows_of(tables.added([], {"item": "Name"}))
    rows = rows_of(tables.added(first, {"item": "Postcode", "id": "mine"}))
    assert [row["item"] for row in rows] == ["Name", "Postcode"]
    assert len({str(row["id"]) for row in rows} - {"mine"}) == 2


def test_it_changes_one_row_and_keeps_its_id() -> None:
    rows = [{"id": "a", "item": "Name"}, {"id": "b", "item": "Postcode"}]
    assert tables.changed(rows, "b", {"item": "Town"}) == [rows[0], {"id": "b", "item": "Town"}]


def test_it_brings_back_a_row_that_someone_removed_meanwhile() -> None:
    assert tables.changed([], "b", {"item": "Town"}) == [{"id": "b", "item": "Town"}]


def test_it_removes_one_row() -> None:
    rows = [{"id": "a", "item": "Name"}, {"id": "b", "item": "Postcode"}]
    assert tables.removed(rows, "a") == [rows[1]]
    assert tables.removed(rows, "z") == rows


def test_it_finds_a_row() -> None:
    answers: dict[str, Json] = {"items": [{"id": "a", "item": "Name"}]}
    assert tables.row(answers, "items", "a") == {"id": "a", "item": "Name"}
    assert tables.row(answers, "items", "z") is None
    assert tables.rows({"items": "nonsense"}, "items") == []


def test_it_refuses_one_row_too_many() -> None:
    full = [{"id": str(number)} for number in range(tables.MOST_ROWS)]
    with pytest.raises(ValueError, match="up to 300 rows"):
        tables.added(full, {"item": "Name"})


def test_it_counts_an_emptied_table_as_unanswered() -> None:
    path = Journey(CURRENT, {"items": tables.removed([{"id": "a"}], "a")})
    assert "items" in {place.question.key for place in path.missing()}
