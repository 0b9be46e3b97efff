"""Turns names in capitals into their usual spelling."""

import re
from typing import Final

_ACRONYMS: Final = frozenset(
    {
        *("NHS", "UK", "HM", "GP", "GB", "EU", "USA", "ICB", "HSC", "CCG", "CIC", "PLC", "LLP", "NI", "HMRC"),
        *("HMCTS", "DWP", "DVLA", "DVSA", "MOD", "BBC", "HIV", "NIHR", "HDRUK", "GIS", "HQ", "TFL", "ONS"),
        *("II", "III", "IV", "VI", "VII", "VIII", "IX"),
    }
)
# English and French, Welsh ("Pen-y-bont ar Ogwr"), Gaelic ("Comhairle nan Eilean Siar", "na h-Eileanan").
_SMALL: Final = frozenset(
    {
        *("of", "and", "the", "for", "in", "on", "upon", "under", "by", "with", "at", "to", "next", "an", "a"),
        *("le", "la", "de", "du", "cum", "y", "yr", "ar", "a'r", "o'r", "i'r", "na", "nan", "nam"),
    }
)
_APOSTROPHES: Final = "'’"
_LETTERED: Final = re.compile(rf"[^\W\d_]+(?:[{_APOSTROPHES}][^\W\d_]+)*")
_INITIALS: Final = re.compile(r"\b(?:[^\W\d_]\.){2,}")
_ORDINAL: Final = re.compile(r"\b(\d+)(ST|ND|RD|TH)\b")
_BEGINS: Final = re.compile(r"(?:^|[(\[/:;]\s*|\s[-–—]\s)[\"'“‘]?$")


def is_shouted(name: str) -> bool:
    """Return whether a name of several words is all in capitals.

    A single word, or two with a hyphen, may be an abbreviation.
    """
    several = len(name.split()) > 1 or len(name.split("-")) > 2
    return several and any(letter.isalpha() for letter in name) and name == name.upper()


def as_written(name: str) -> str:
    """Return a name in capitals in its usual spelling; any other name without extra blanks."""
    name = " ".join(name.split())
    return in_title_case(name) if is_shouted(name) else name


def in_title_case(name: str) -> str:
    """Return the name in its usual capitals, whatever its case."""
    name = " ".join(name.upper().split())
    places = {place for match in _INITIALS.finditer(name) for place in range(*match.span())}
    titled = _LETTERED.sub(lambda word: word[0] if word.start() in places else _word(word, name), name)
    return _ORDINAL.sub(lambda match: match[0].lower(), titled)


def _word(match: re.Match[str], name: str) -> str:
    word, before, after = match[0], name[: match.start()], name[match.end() :]
    if before[-1:].isdigit():
        return word
    if word in _ACRONYMS:
        return word
    if word == "H" and re.match(r"-[AEIOUÀÈÌÒÙ]", after):
        return "h"
    if word.lower().replace("’", "'") in _SMALL and not _BEGINS.search(before):
        return word.lower()
    return _capitalised(word)


def _capitalised(word: str) -> str:
    """Return Sheffield, McDonald, O'Neill, King's."""
    start, mark, rest = word[0], word[1:2], word[2:]
    if mark and mark in _APOSTROPHES and start in "ODL" and len(rest) > 1:
        return start + mark + rest.capitalize()
    if re.fullmatch(r"MC[^\W\d_]{2,}.*", word):
        return "Mc" + word[2:].capitalize()
    return start + word[1:].lower()
