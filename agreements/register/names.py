"""The ways to write a known name: order, initials, titles, apostrophes, hyphens, no spaces."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from agreements.register.folding import fold

TITLES: Final = (
    "mr|mrs|ms|miss|mx|dr|doctor|prof|professor|sir|dame|lord|lady|baron|baroness|rev|revd|reverend|"
    "cllr|councillor|judge|justice|hon|capt|captain|major|col|colonel|lt|sgt|sergeant|insp|inspector|supt|superintendent|pc|dc|di"
)
_AFTER_A_NAME: Final = re.compile(
    r"(?:obe|mbe|cbe|kbe|dbe|kcb|dcb|cb|kc|qc|jp|dl|phd|dphil|md|frcp|frcs|frs|ba|bsc|ma|msc|mba|llb|llm|jr|sr|esq)"
)
_TITLE: Final = rf"(?:the )?(?:rt\.? )?(?:(?:{TITLES})\.?\s+)+"
# Written without spaces between words.
_UNSPACED: Final = ("CJK", "HIRAGANA", "KATAKANA", "HANGUL", "THAI", "LAO", "KHMER", "MYANMAR")


@dataclass(frozen=True)
class Way:
    """One way to write a name; `fits` checks that the typed words have the capitals of a name."""

    pattern: re.Pattern[str]
    fits: Callable[[str], bool]


def ways_of(names: Iterable[str]) -> list[Way]:
    """Return every way to write these names, to look for in folded text; the longest first."""
    plain, capital = set[str](), set[str]()
    for name in names:
        words = words_of(name)
        if len(words) > 1 or is_unspaced("".join(words)):
            plain |= set(_in_any_case(words))
        capital |= set(_with_capitals(words))
    found = [Way(_compiled(plain), lambda typed: True), Way(_compiled(capital), has_capitals)]
    return [way for way, patterns in zip(found, (plain, capital), strict=True) if patterns]


def words_of(name: str) -> list[str]:
    """Return the words of a name, folded, forename first, without titles and letters after the name."""
    before, comma, after = fold(name.replace("\n", " ")).text.partition(",")
    first, then = _stripped(before), _stripped(after)
    return [*then, *first] if comma and then else first


def _stripped(part: str) -> list[str]:
    words = [word.strip(".,;:()[]\"'") for word in part.split()]
    words = [word for word in words if any(letter.isalnum() for letter in word)]
    while len(words) > 1 and re.fullmatch(f"{TITLES}|the|rt", words[0]):
        words.pop(0)
    while words and _AFTER_A_NAME.fullmatch(words[-1].replace(".", "")):
        words.pop()
    return words


def is_unspaced(word: str) -> bool:
    """Return whether words of this script have no spaces between them. A single sign is no name."""
    return len(word) > 1 and all(unicodedata.name(letter, "").startswith(_UNSPACED) for letter in word)


def has_capitals(typed: str) -> bool:
    """Return whether the first and last word begin with a capital, or are in a script without capitals."""
    words = re.findall(r"[^\W\d_]+", typed)
    return all(word[0] == word[0].upper() for word in (words[0], words[-1]))


def _in_any_case(words: list[str]) -> Iterator[str]:
    """Yield the full name in either order, with a comma, without middle names, and after a title."""
    if is_unspaced("".join(words)):
        signs = list("".join(words))
        yield from (r"[\s·]*".join(map(re.escape, order)) for order in (signs, [*signs[1:], signs[0]]))
        return
    first, last = words[0], words[-1]
    middle = r"(?:\s+\w\.?)*\s+"
    for row in ([first, *words[1:-1], last], [first, last]):
        yield _edged(rf"(?:{_TITLE})?" + middle.join(map(_typed, row)))
    for end in (words[1:-1], []):
        yield _edged(rf"{_typed(last)},?\s+(?:{_TITLE})?" + r"\s+".join(map(_typed, [first, *end])))
    yield _edged(rf"{_TITLE}(?:\w\b\.?\s*){{0,4}}{_typed(last)}")
    if len(words) > 2:
        surname = r"\s+".join(map(_typed, words[1:]))
        yield _edged(rf"{_TITLE}{surname}")
        yield _edged(rf"{surname},\s*{_typed(first)}")


def _with_capitals(words: list[str]) -> Iterator[str]:
    """Yield a name of one word; initials before the surname, or after it and a comma, told from words by capitals."""
    if not words or is_unspaced("".join(words)):
        return
    if len(words) == 1:
        yield _edged(_typed(words[0]))
        yield _edged(rf"{_TITLE}{_typed(words[0])}")
    else:
        initials = rf"{re.escape(words[0][0])}\.?(?:[\s-]*\w\.?(?=[\s.-])){{0,3}}?"
        yield _edged(rf"{initials}\s*{_typed(words[-1])}")
        yield _edged(rf"{initials}\s*" + r"\s+".join(map(_typed, words[1:])))
        yield _edged(rf"{_typed(words[-1])},?\s+{re.escape(words[0][0])}(?:\.?\s*\w\b)*\.?")


def _typed(word: str) -> str:
    """Return a pattern for a word with or without apostrophes and hyphens: O'Brien, OBrien, O Brien; Smith-Jones."""
    return "[-' ]?".join(re.escape(part) for part in re.split(r"[-']+", word) if part)


def _edged(pattern: str) -> str:
    return rf"(?<!\w){pattern}(?!\w)"


def _compiled(patterns: Iterable[str]) -> re.Pattern[str]:
    return re.compile("|".join(sorted(patterns, key=len, reverse=True)) or r"(?!)")
