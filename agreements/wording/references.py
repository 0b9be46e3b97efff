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
_BETWEEN: Final = r"(?:\s*,\s*(?:and\s+|or\s+)?|\s+(?:and/or|and|or|to)\s+|\s*[–&-]\s*)"
# “clause 3.2”, “clauses 3.2, 3.3 and 10.1”; then what follows, which may say of which text.
_SAID: Final = re.compile(
    rf"\b((?:clauses?|paragraphs?|cl\.)\s+)({_NUMBER}(?:{_BETWEEN}{_NUMBER})*)"
    r"([\s,(]+(?:of|in|under|from|to)\s+(?:[\w’']+\s*){1,6})?",
    re.IGNORECASE,
)
_EACH: Final = re.compile(_NUMBER, re.IGNORECASE)
# What people call each document when they refer to a clause of it.
_ASSESSMENT: Final = re.compile(
    r"[\s,(]+(?:of|in|under) (?:the|this) (?:(?:data protection )?(?:impact )?assessment|dpia)\b", re.IGNORECASE
)
_AGREEMENT: Final = re.compile(
    r"[\s,(]+(?:of|in|under) (?:the|this) (?:memorandum(?: of understanding)?|mou|(?:data sharing )?agreement)\b"
    r"(?![’']|\s(?:with|between|dated|of|for|made|signed|on|about|entered|from)\b)",
    re.IGNORECASE,
)
# Common rules call themselves so.
_OWN_RULES: Final = re.compile(r"[\s,(]+(?:of|in|under) these (?:common )?rules\b", re.IGNORECASE)
# Texts that have clauses of their own.
_TEXTS: Final = (
    r"(?:rules|contracts?|agreements?|acts?|regulations?|leases?|licen[cs]es?|codes?|polic(?:y|ies)|schedules?|protocols?"
    r"|memorand(?:um|a)|documents?|annex(?:es)?|terms|deeds?|treat(?:y|ies)|standards?)"
)
_OTHER_AFTER: Final = re.compile(rf"[\s,(]+(?:of\b|\w+\s.*\b{_TEXTS}\b)", re.IGNORECASE)
_OTHER_BEFORE: Final = re.compile(rf"(?<!this )\b{_TEXTS}[’']?s?[\s,:(]*(?:in\s+)?$", re.IGNORECASE)
_LOOKED_BACK: Final = 30


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
    if not refers(text):
        return text
    keys = {(named.document, named.number): key for key, named in clauses().items() if named.number}

    def marked(said: re.Match[str]) -> str:
        target = _document_of(said[3] or "", document)
        if _OTHER_BEFORE.search(text[max(0, said.start() - _LOOKED_BACK) : said.start()]):
            return said[0]
        words = _EACH.sub(lambda number: _mark(keys.get((target, number[0].upper()))) or number[0], said[2])
        return f"{said[1]}{words}{said[3] or ''}"

    return _SAID.sub(marked, text)


def _document_of(words: str, own: str) -> str:
    """Return which document words such as “ of the impact assessment” name; empty for another text."""
    if _ASSESSMENT.match(words):
        return "dpia"
    if _AGREEMENT.match(words):
        return "mou"
    return own if _OWN_RULES.match(words) or not _OTHER_AFTER.match(words) else ""


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


def refers(text: str) -> bool:
    """Return whether a text seems to refer to a clause by number, of whichever text."""
    return _SAID.search(text) is not None


def referred_to(text: str) -> tuple[str, ...]:
    """Return the keys of the clauses that a text refers to, each once, in order."""
    return tuple(dict.fromkeys(MARK.findall(text)))


def typed_mark(text: str, clauses: Callable[[], Mapping[str, ClauseName]]) -> str:
    """Return the first mark in a text that names no clause, as people may type one; empty if there is none."""
    if BEGIN not in text:
        return ""
    known = clauses()
    left = MARK.sub(lambda mark: "" if mark[1] in known else mark[0], text)
    place = left.find(BEGIN)
    return left[place : place + 40].split("\n")[0] if place >= 0 else ""
