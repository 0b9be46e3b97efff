"""How a person's words enter a document: as words, never as headings, links, markup or a gap of ours."""

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Any

from agreements.documents.values import Gap, as_text, is_given, label


class Prose(str):
    """Markdown that we wrote ourselves or have already made safe: printed as it is."""

    __slots__ = ()


SIGNIFICANT = re.compile(r"[\\`*\[\]<>|~]|(?<![^\W_])_|_(?![^\W_])|&(?=#?\w{1,32};)")
# At the start of a line these would begin a heading, a quotation, a list or a rule.
LINE_START = re.compile(r"^(?:[#>+=:-]|\d{1,9}(?=[.)]))")
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
BREAKS = re.compile(r"\r\n?|[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")


def escape(text: str) -> Prose:
    """One line of somebody's text, with everything that Markdown would read as an instruction disarmed."""
    line = " ".join(CONTROL.sub(" ", BREAKS.sub("\n", text)).split())
    # A word joiner keeps "[[gap:" in somebody's own text from ever looking like a mark of ours.
    line = SIGNIFICANT.sub(r"\\\g<0>", line.replace("[[gap:", "[\u2060[gap:"))
    return Prose(LINE_START.sub(disarmed, line))


def disarmed(start: re.Match[str]) -> str:
    """The beginning of a line, as plain text: `1.` becomes `1\\.`, `#` becomes `\\#`."""
    found = start[0]
    return found + "\\" if found.isdigit() else "\\" + found


def paragraphs(text: str) -> list[Prose]:
    """Somebody's text as escaped paragraphs: each line that they began stays a line of its own."""
    lines = (escape(line) for line in BREAKS.sub("\n", text).split("\n"))
    return [line for line in lines if line]


def inline(value: Any) -> Prose:
    """Any value inside a sentence: this is what every `{{ ... }}` in a clause goes through."""
    if isinstance(value, Prose):
        return value
    if isinstance(value, Gap):
        return Prose(value.token)
    if isinstance(value, (list, tuple)):
        return listed(value)
    return escape(as_text(value))


def own(value: Any) -> Prose:
    """A party's own statement, set in from the margin, so that its "we" is plainly the party's."""
    if isinstance(value, Gap):
        return Prose(value.token)
    return Prose("\n>\n".join(f"> {line}" for line in paragraphs(as_text(value))))


def listed(values: Iterable[Any], last: str = "and") -> Prose:
    """`a, b and c`."""
    words = [inline(value) for value in values]
    if len(words) < 2:
        return Prose("".join(words))
    return Prose(f"{', '.join(words[:-1])} {last} {words[-1]}")


def bullets(values: Iterable[Any], sign: str = "-") -> Prose:
    """A list, one line each."""
    return Prose("\n".join(f"{sign} {inline(value)}" for value in values))


def table(rows: Any, *columns: tuple[str, str], say: Callable[[Any], Any] = lambda cell: cell) -> Prose:
    """Rows as a Markdown table; a cell that nobody filled shows as a gap naming the question it belongs to."""
    if isinstance(rows, Gap):
        return Prose(rows.token)
    head = [row_of(heading for heading, _ in columns), row_of("---" for _ in columns)]
    return Prose("\n".join([*head, *(row_of(cells(row, columns)) for row in rows)]))


def cells(row: Any, columns: Sequence[tuple[str, str]]) -> Iterable[Any]:
    """The cells of one row, in the order of the columns."""
    return (getattr(row, name) for _, name in columns)


def row_of(values: Iterable[Any]) -> str:
    """One line of a table."""
    return f"| {' | '.join(value if value == '---' else inline(value) for value in values)} |"


def day(value: Any) -> Prose:
    """21 November 2026."""
    if not isinstance(value, date):
        return inline(value)
    return Prose(f"{value.day} {value:%B} {value.year}")


def named(value: Any) -> Prose:
    """A choice in the words of its option."""
    return inline(value if isinstance(value, Gap) or not is_given(value) else label(value))
