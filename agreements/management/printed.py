"""The questions and the clause library as Markdown tables, for who reviews their words and their law."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from django.conf import settings
from django.forms import ChoiceField

from agreements.drafting.clause_templates import CHECKED_BY_A_LAWYER, VERSION, library, sections
from agreements.drafting.library import several, several_dpia, short
from agreements.drafting.library.needed import why_needed
from agreements.drafting.library.shape import ClauseTemplate, SectionTemplate
from agreements.questionnaire.question_sets import QUESTION_SETS
from agreements.questionnaire.shape import Need, QuestionPlace, QuestionSet, always, never
from agreements.questionnaire.supplier import supplier_set

NEEDS: Final[Mapping[Need, str]] = {"submit": "before it is sent", "draft": "for the draft", "later": "may follow"}
_BLOCK: Final = r"\{%%-?\s*block %s\s*-?%%\}(.*?)\{%%-?\s*endblock"
DOCUMENTS: Final = {
    "mou": "Agreement between two organisations",
    "dpia": "Impact assessment of two organisations",
    "rules": "Common rules",
    "short": "Agreement between two organisations, short form",
    "several": "Agreement of three or more organisations",
    "several_dpia": "Impact assessment of three or more organisations",
}


def questionnaire() -> str:
    """Return every question of every set: totals first, then a table for each section."""
    return _lines(["# Questions", *_totals(_question_totals()), *_questions()])


def clauses() -> str:
    """Return every clause of the library: totals first, then a table for each section."""
    checked = ", ".join(sorted(CHECKED_BY_A_LAWYER)) or "no version yet"
    about = f"Clause library {VERSION}. Checked by a lawyer: {checked}."
    return _lines(["# Clauses", about, *_totals(_clause_totals()), *_clauses()])


def _lines(blocks: Iterable[str]) -> str:
    return "\n\n".join(blocks) + "\n"


def _table(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    head = [_row(columns), _row(["---"] * len(columns))]
    return "\n".join([*head, *(_row(row) for row in rows)])


def _row(cells: Sequence[object]) -> str:
    return f"| {' | '.join(_cell(str(cell)) for cell in cells)} |"


def _cell(text: str) -> str:
    return "<br>".join(line.strip() for line in text.strip().splitlines()).replace("|", "\\|")


def _totals(rows: Iterable[Sequence[object]]) -> list[str]:
    return ["## Totals", _table(("What", "How many", "Words"), rows)]


def _count(texts: Iterable[str]) -> int:
    return sum(len(text.split()) for text in texts)


# --- Questions --------------------------------------------------------------------------------------


def _sets() -> Iterator[tuple[str, QuestionSet]]:
    for version, found in QUESTION_SETS.items():
        yield f"Set {version}, who asks", found
        if found is not supplier_set(version):
            yield f"Set {version}, who gives", supplier_set(version)


def _places(found: QuestionSet) -> list[QuestionPlace]:
    return list(found.places.values())


def _question_totals() -> Iterator[tuple[str, int, int]]:
    for name, found in _sets():
        places = _places(found)
        if not places:
            continue
        yield name, len(places), _count(f"{each.question.ask} {each.question.hint}" for each in places)
        needs = Counter(each.question.need for each in places)
        for need, words in NEEDS.items():
            asked = [each.question for each in places if each.question.need == need]
            yield f"{name}: {words}", needs[need], _count(f"{each.ask} {each.hint}" for each in asked)


def _questions() -> Iterator[str]:
    columns = ("Key", "Question", "Hint and example", "Choices", "Needed", "Asked", "Goes to", "Why", "Source")
    for name, found in _sets():
        for section in found.sections:
            yield f"## {name}: {section.title}"
            rows = [_question(place) for place in _places(found) if place.step in section.steps]
            yield _table(columns, rows)


def _question(place: QuestionPlace) -> tuple[str, ...]:
    question, step = place.question, place.step
    asked = "always" if step.when is always else "depending on earlier answers"
    asked += "" if question.in_short is never else "; in the short form too"
    hints = "\n".join(filter(None, (question.hint, f"Example: {question.example}" if question.example else "")))
    goes_to = ", ".join(question.becomes())
    need = NEEDS[question.need]
    return (question.key, question.ask, hints, _choices(place), need, asked, goes_to, question.why, question.source)


def _choices(place: QuestionPlace) -> str:
    """Return what can be chosen, a line for each; of a table, for each column that has choices."""
    step, key = place.step, place.question.key
    fields = (step.open_row({}) if step.kind == "table" else step.open({})).fields
    own = [field for name, field in fields.items() if step.kind == "table" or name.split("__")[0] == key]
    offered = [field for field in own if isinstance(field, ChoiceField)]
    pairs = [pair for field in offered for pair in list(field.choices)]  # type: ignore[arg-type]
    return "\n".join(str(words) for value, words in pairs if value)


# --- Clauses ----------------------------------------------------------------------------------------


def _documents() -> Iterator[tuple[str, Sequence[ClauseTemplate], Sequence[SectionTemplate]]]:
    for key, found in library().items():
        yield DOCUMENTS[key], found, sections()[key]
    yield DOCUMENTS["short"], short.CLAUSES, sections()["mou"]
    yield DOCUMENTS["several"], several.CLAUSES, several.SECTIONS
    yield DOCUMENTS["several_dpia"], several_dpia.CLAUSES, several_dpia.SECTIONS


def _clause_totals() -> Iterator[tuple[str, int, int]]:
    for name, found, _ in _documents():
        yield name, len(found), _count(map(_source_of, found))


def _clauses() -> Iterator[str]:
    columns = ("Key", "Heading", "Words, with what they are filled from", "Read from", "Needed because", "Source")
    for name, found, in_order in _documents():
        for section in in_order:
            if rows := [_clause(clause) for clause in found if clause.section == section.key]:
                yield f"## {name}: {section.heading}"
                yield _table(columns, rows)


def _clause(clause: ClauseTemplate) -> tuple[str, ...]:
    read = ", ".join((*clause.reads, *(f"{key} (weighed)" for key in clause.weighs)))
    return (clause.key, clause.heading, _source_of(clause), read, why_needed(clause.key), clause.source)


def _source_of(clause: ClauseTemplate) -> str:
    """Return the words of a clause as its template has them, places for answers and conditions among them."""
    path = Path(settings.BASE_DIR) / "templates" / "documents" / "drafting" / clause.template
    found = re.search(_BLOCK % re.escape(clause.block), path.read_text(encoding="utf-8"), re.DOTALL)
    return found[1].strip() if found else ""
