"""Escapes user text in documents, so that it cannot make headings, links, markup or gap marks."""

import re
from collections.abc import Iterable
from typing import Any

from agreements.drafting.library.phrases import sentence_case
from agreements.drafting.values import Answered, Gap, Given, GivenRow, as_text
from agreements.wording.gaps import BEGIN
from datashare.lib import phrases


class Prose(str):
    """Markdown that the library wrote, or text already escaped; printed unchanged."""

    __slots__ = ()


NOTHING, RULE = Prose("–"), Prose("---")
SIGNIFICANT = re.compile(r"[\\`*\[\]<>|~]|(?<![^\W_])_|_(?![^\W_])|&(?=#?\w{1,32};)")
# Characters that would begin a heading, a quotation, a list or a rule at the start of a line.
LINE_START = re.compile(r"^(?:[#+=:-]|\d{1,9}(?=[.)]))")
CONTROL = re.compile(r"[\x00-\x08\x0e-\x1b\x7f\ud800-\udfff]")
BREAKS = re.compile(r"\r\n?|[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")


def escape(text: str) -> Prose:
    """Return one line of user text with all Markdown syntax escaped."""
    line = " ".join(CONTROL.sub(" ", text).split())
    # A word joiner keeps "[[gap:" in user text from being read as a gap mark.
    line = SIGNIFICANT.sub(r"\\\g<0>", line.replace(BEGIN, f"[\u2060{BEGIN[1:]}"))
    return Prose(LINE_START.sub(disarmed, line))


def disarmed(start: re.Match[str]) -> str:
    r"""Return the beginning of a line as plain text: `1.` becomes `1\.`, `#` becomes `\#`."""
    return f"{start[0]}\\" if start[0].isdigit() else f"\\{start[0]}"


def paragraphs(text: str) -> list[Prose]:
    """Return user text as escaped paragraphs, keeping its line breaks."""
    lines = (escape(line) for line in BREAKS.sub("\n", text).split("\n"))
    return [line for line in lines if line]


def inline(value: Any) -> Prose:
    """Return any value for use inside a sentence; every `{{ ... }}` in a clause goes through this."""
    match value:
        case Prose():
            return value
        case Gap():
            return Prose(value.token)
        case Given():
            return escape(value.words)
        case list() | tuple():
            return listed(value)
        case _:
            return escape(as_text(value))


def own(value: Answered | str) -> Prose:
    """Return a party's own statement as a quotation, so that its "we" is plainly the party's."""
    if isinstance(value, Gap):
        return Prose(value.token)
    text = spoken(value) if isinstance(value, Given) else value
    return Prose("\n>\n".join(f"> {line}" for line in paragraphs(text)))


def spoken(value: Given) -> str:
    """Return a party's answer as its own sentence; a chosen option begins with a capital."""
    return sentence_case(value.words) if value.is_choice else value.words


def listed(values: Iterable[Any]) -> Prose:
    """Return `a, b and c`."""
    return Prose(phrases.listed([inline(value) for value in values]))


def bullets(values: Iterable[Any]) -> Prose:
    """Return a list, one line each."""
    return Prose("\n".join(f"- {capital(inline(value))}" for value in values))


def capital(words: Prose) -> Prose:
    """Return words with a capital, to begin a table cell or a line of a list."""
    return words if words.startswith("[[") else Prose(sentence_case(words))


def table(rows: Answered | Iterable[GivenRow], *columns: tuple[str, str]) -> Prose:
    """Return rows as a Markdown table, from columns as ("Why", "why"); `assurance?` may be left out.

    Any other empty cell shows as a gap naming its question.
    """
    if isinstance(rows, Gap):
        return Prose(rows.token)
    return grid([heading for heading, _ in columns], ([cell(row, name) for _, name in columns] for row in rows))


def grid(headings: Iterable[str], rows: Iterable[Iterable[Any]]) -> Prose:
    """Return headings and cells as a Markdown table."""
    head = list(headings)
    lines: list[Iterable[Any]] = [head, [RULE] * len(head), *rows]
    return Prose("\n".join(f"| {' | '.join(in_cell(value) for value in line)} |" for line in lines))


def in_cell(value: Any) -> Prose:
    """Return the words of a cell. An option begins with a capital; user text stays as written."""
    words = inline(value)
    return capital(words) if isinstance(value, Given) and value.is_choice else words


def cell(row: GivenRow, name: str) -> Answered | Prose:
    """Return one cell; an optional empty one shows as a dash."""
    found = row.cell(name.rstrip("?"))
    return NOTHING if name.endswith("?") and not found else found
