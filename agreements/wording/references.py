"""References from one clause to another: kept as the key of the clause, printed as its number.

Numbers follow when a clause is added or struck; what a reference means does not change with them.
"""

import re
from collections.abc import Callable, Mapping
from typing import Final, NamedTuple

# The beginning of a mark, and a whole mark: [[clause:retention.period]].
BEGIN: Final = "[[clause:"
MARK: Final = re.compile(r"\[\[clause:([a-z0-9_.]+)\]\]")
_NUMBER: Final = r"(?:\d{1,2}|[A-Z]\d?)\.\d{1,3}(?!\.?\d|[A-Za-z])"
# “clause 3.2”, “clauses 3.2, 3.3 and 10.1”; then, if it says so, of which text.
_SAID: Final = re.compile(
    rf"\b(clauses?\s+)({_NUMBER}(?:(?:\s*,\s*(?:and\s+|or\s+)?|\s+and\s+|\s+or\s+|\s+to\s+|\s*[–-]\s*){_NUMBER})*)"
    r"(\s+of\s+(?:[\w’']+\s*){1,5})?",
    re.IGNORECASE,
)
_EACH: Final = re.compile(_NUMBER, re.IGNORECASE)
# What people call each document when they refer to a clause of it.
_ASSESSMENT: Final = re.compile(
    r"\s+of (?:the|this) (?:(?:data protection )?(?:impact )?assessment|dpia)\b", re.IGNORECASE
)
_AGREEMENT: Final = re.compile(
    r"\s+of (?:the|this) (?:memorandum(?: of understanding)?|mou|(?:data sharing )?agreement)\b"
    r"(?! (?:with|between|dated|of|for)\b)",
    re.IGNORECASE,
)


class ClauseName(NamedTuple):
    """A clause as a reference needs it: its document, its number (empty if it was struck) and its heading."""

    document: str
    number: str
    heading: str


def kept(text: str, document: str, clauses: Callable[[], Mapping[str, ClauseName]]) -> str:
    """Return a text in which each reference by number to a clause of these is a mark with its key.

    A number without more means the clause of the document that the text belongs to. What refers to another text, or to
    a number that no clause has, stays as it is. `clauses` is called only if the text refers to any.
    """
    if not _SAID.search(text):
        return text
    keys = {(named.document, named.number): key for key, named in clauses().items() if named.number}

    def marked(said: re.Match[str]) -> str:
        target = _document_of(said[3] or "", document)
        words = _EACH.sub(lambda number: _mark(keys.get((target, number[0].upper()))) or number[0], said[2])
        return f"{said[1]}{words}{said[3] or ''}"

    return _SAID.sub(marked, text)


def _document_of(words: str, own: str) -> str:
    """Return which document words such as “ of the impact assessment” name; empty for another text."""
    if not words:
        return own
    if _ASSESSMENT.match(words):
        return "dpia"
    return "mou" if _AGREEMENT.match(words) else ""


def _mark(key: str | None) -> str:
    return f"{BEGIN}{key}]]" if key else ""


def printed(text: str, clauses: Callable[[], Mapping[str, ClauseName]]) -> str:
    """Return a text with the number of each clause it refers to. `clauses` is called only if it refers to one."""
    if BEGIN not in text:
        return text
    known = clauses()
    return MARK.sub(lambda mark: _number_of(known.get(mark[1])), text)


def _number_of(named: ClauseName | None) -> str:
    if named is None:
        return "that was removed"
    return named.number or f"“{named.heading}” (struck)"


def referred_to(text: str) -> tuple[str, ...]:
    """Return the keys of the clauses that a text refers to, each once, in order."""
    return tuple(dict.fromkeys(MARK.findall(text)))
