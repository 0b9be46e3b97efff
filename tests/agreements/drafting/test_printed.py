"""What is printed for who reviews words and law: every question, every clause, totals first."""

import re
from io import StringIO

import pytest
from django.core.management import call_command

from agreements.drafting.clause_templates import library
from agreements.drafting.library import several, several_dpia, short
from agreements.questionnaire.question_sets import QUESTION_SETS
from agreements.questionnaire.supplier import supplier_set


def printed(command: str) -> str:
    out = StringIO()
    call_command(command, stdout=out)
    return out.getvalue()


def rows_of(text: str) -> list[list[str]]:
    """Return the cells of each row of each table, without heading rows."""
    lines = [line for line in text.splitlines() if line.startswith("| ") and not line.startswith("| ---")]
    return [[cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]] for line in lines]


def test_every_question_is_printed_with_its_choices() -> None:
    text = printed("print_questionnaire")
    sets = [made for version in QUESTION_SETS for made in (QUESTION_SETS[version], supplier_set(version))]
    asked = {(key, place.question.ask) for made in sets for key, place in made.places.items()}
    assert asked <= {(row[0], row[1]) for row in rows_of(text)}
    rows = {row[0]: row for row in rows_of(text)}
    assert "Public task" in rows["basis"][3]
    assert {len(row) for row in rows_of(text)} == {3, 9}
    assert rows["Set 2026-11, who asks"][1] == str(len(QUESTION_SETS["2026-11"].places))


def test_every_clause_is_printed_with_its_words_and_source() -> None:
    text = printed("print_clauses")
    of_two = (clause for found in library().values() for clause in found)
    every = [*of_two, *short.CLAUSES, *several.CLAUSES, *several_dpia.CLAUSES]
    rows = [row for row in rows_of(text) if len(row) == 6 and row[0] != "Key"]
    assert len(rows) == len(every)
    assert sorted(row[0] for row in rows) == sorted(clause.key for clause in every)
    assert [row[0] for row in rows if not row[2] or not row[5]] == []
    assert text.index("## Totals") < text.index("## Agreement between two organisations")
    assert "Checked by a lawyer: no version yet." in text


@pytest.mark.parametrize("command", ["print_questionnaire", "print_clauses"])
def test_totals_come_first(command: str) -> None:
    assert re.findall(r"^## (.*)", printed(command), re.MULTILINE)[0] == "Totals"
