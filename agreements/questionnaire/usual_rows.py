"""The rows that a table usually has, listed for people to complete: a right, a skill, an organisation each."""

from collections.abc import Mapping, Sequence

from agreements.questionnaire.forms.base import StepContext, StepForm
from agreements.questionnaire.words import Json, text


def usual_rows_left(
    form: type[StepForm], rows: Sequence[Mapping[str, Json]], context: StepContext
) -> list[tuple[int, str]]:
    """Return the number and name of each usual row that is not in the table yet."""
    usual = enumerate(form.usual_rows(context))
    return [(number, form.cells(start)[0]) for number, start in usual if not any(_is_of(start, row) for row in rows)]


def _is_of(start: Mapping[str, Json], row: Mapping[str, Json]) -> bool:
    return all(text(row.get(name)).strip().casefold() == text(value).casefold() for name, value in start.items())


def usual_row(form: type[StepForm], context: StepContext, number: str) -> dict[str, Json]:
    """Return what the usual row of this number begins with; {} if there is none."""
    usual = form.usual_rows(context)
    place = int(number) if number.isdecimal() and len(number) < 4 else len(usual)
    return usual[place] if place < len(usual) else {}
