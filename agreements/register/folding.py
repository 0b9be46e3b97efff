"""Folds text for finding names however they are typed, and maps matches back to the original."""

import unicodedata
from dataclasses import dataclass
from typing import Final

# Letters that Unicode normalisation does not decompose.
_ALIKE: Final = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h", "ŧ": "t"}
)
_APOSTROPHES: Final = frozenset("'\u2018\u2019\u201b\u02b9\u02bb\u02bc\u02bd\u2032\uff07\u00b4`")


@dataclass(frozen=True)
class Folded:
    """A text without case, marks and kinds of dash; `places` maps each letter to its source, and has one more."""

    text: str
    places: tuple[int, ...]


def fold(written: str) -> Folded:
    """Return the text folded letter by letter (Unicode NFKD and case folding, marks and invisible signs left out)."""
    letters: list[str] = []
    places: list[int] = []
    for place, letter in enumerate(written):
        plain = _fold(letter)
        letters.append(plain)
        places.extend([place] * len(plain))
    return Folded("".join(letters), (*places, len(written)))


def _fold(letter: str) -> str:
    if letter in _APOSTROPHES:
        return "'"
    if letter in "\n\r":
        return letter
    plain = unicodedata.normalize("NFKD", letter).casefold().translate(_ALIKE)
    return "".join(_plain(part) for part in plain)


def _plain(letter: str) -> str:
    kind = unicodedata.category(letter)
    if kind.startswith("M") or kind == "Cf":
        return ""
    if kind == "Pd" or letter == "\u2212":
        return "-"
    return " " if kind == "Zs" or letter == "\t" else letter


def ends_in_mark(written: str, end: int) -> int:
    """Return the end moved past the marks that belong to the letter before it."""
    while end < len(written) and unicodedata.category(written[end]).startswith("M"):
        end += 1
    return end
