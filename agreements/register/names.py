"""The ways to write a known name: order, initials, titles, apostrophes, hyphens, no spaces."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from agreements.register.folding import fold

TITLES: Final = (
    "mr|mrs|ms|miss|mx|messrs|dr|doctor|prof|professor|sir|dame|lord|lady|baron|baroness|rev|rev'?d|reverend|"
    "cllr|councillor|hon|capt|col|colonel|lt|sgt|sergeant|insp|supt|superintendent|pc|dc|di"
)
# Titles that are also ordinary words, or short codes: told from these by capitals.
_RANKS: Final = (
    "judge|justice|captain|major|inspector|general|gen|chief|det|detective|constable|commander|cdr|wing|squadron|sqn|flt|"
    "leader|ldr|lieutenant|corporal|cpl|brigadier|brig|admiral|commodore|marshal|group|gp|wg|her honour|his honour|hhj|"
    "ds|dci|dcs|dsu|acc|dcc|cc|pcso|wpc|nurse|sister|matron|father|fr|mother|canon|dean|bishop|archdeacon|ven|venerable|"
    "rabbi|imam|pastor|parch|parchedig|sheriff|provost|bailie|alderman|master|madam|mme|ambassador|minister|mayor|"
    "mayoress|coroner|recorder|registrar|magistrate|president|principal|chair|chairman|chairwoman|warden|governor|"
    "emeritus|maj|lance|wo[12]|dsupt|dsgt|deputy"
)
_AFTER_A_NAME: Final = re.compile(
    r"[omckdg]be|bem|[gkd]?cb|[gkd]?cmg|[klmc]vo|[kq]c|[qk]pm|jp|dl|pc|phd|dphil|edd|md|rg?n|frc[psv]|frs[eas]?|fba|"
    r"ba|bsc|beng|ma|msc|meng|mphil|mres|mba|mpa|llb|llm|pgce|ceng|cstat|[cf]ipd|cpfa|[fm]rics|mp|msp|ms|mla|am|td|mep|"
    r"jr|sr|esq"
)
_BETWEEN: Final = r"(?:\.\s*|\s+)"
# Between the words of a name, where Markdown may set each in bold.
_GAP: Final = r"[*_]{0,3}\s+[*_]{0,3}"
_TITLE: Final = rf"(?:the )?(?:rt\.? )?(?:{TITLES}){_BETWEEN}(?:(?:{TITLES}|{_RANKS}){_BETWEEN}){{0,4}}"
_RANK: Final = rf"(?:(?:{TITLES}|{_RANKS}){_BETWEEN}){{1,4}}"
_HYPHENED: Final = r"[-\s]?"
# No letter or digit before and after; the sign of emphasis may be there: _Victor Stone_.
_START, _END = r"(?<![^\W_])", r"(?![^\W_])"
# An initial between two names, or what someone is called: Victor (Vic) Stone.
_MIDDLE: Final = rf"(?:\s+(?:\w\.?|[(\"“'][\w-]+[)\"”'])){{0,8}}{_GAP}"
_BEGINNINGS: Final = (*(f"{_START}{title}" for title in (f"(?:{_TITLE})?", _TITLE, _RANK)), _START)
# Words of a surname that begin with a small letter.
PARTICLES: Final = frozenset({
    "ab", "al", "ap", "bin", "bint", "da", "das", "de", "del", "della", "den", "der", "di", "do", "dos", "du", "e",
    "el", "la", "las", "le", "los", "ten", "ter", "van", "von", "y",
})  # fmt: skip
# Written without spaces between words.
_UNSPACED: Final = ("CJK", "HIRAGANA", "KATAKANA", "HANGUL", "THAI", "LAO", "KHMER", "MYANMAR")


_TITLES_AFTER: Final = "先生|女士|小姐|太太|夫人|教授|博士|老师|老師|医生|醫生|さん|様|氏|씨|님"


@dataclass(frozen=True)
class Way:
    """One way to write a name; `fits` checks that the typed words have the capitals of a name."""

    pattern: re.Pattern[str]
    fits: Callable[[str], bool]


def ways_of(names: Iterable[str]) -> list[Way]:
    """Return every way to write these names, to look for in folded text; the longest first."""
    ways: dict[Callable[[str], bool], set[str]] = {always: set(), evenly_typed: set(), has_capitals: set()}
    ways[has_all_capitals] = set()
    for name in names:
        words = words_of(name)
        if is_unspaced("".join(words)):
            ways[always] |= set(_unspaced(words))
        elif len(words) > 1:
            ways[always] |= set(_with_title(words)) | set(_joined(words))
            ways[evenly_typed] |= set(_whole(words))
            ways[has_all_capitals] |= set(_with_more_names(words))
        ways[has_capitals] |= set(_with_capitals(words)) | set(_with_rank(words))
    return [Way(_compiled(patterns), fits) for fits, patterns in ways.items() if patterns]


def words_of(name: str) -> list[str]:
    """Return the words of a name, folded, forename first, without titles and letters after the name."""
    before, comma, after = name.replace("\n", " ").partition(",")
    first, then = _stripped(before), _stripped(after)
    return [*then, *first] if comma and then else first


def _stripped(part: str) -> list[str]:
    """Return the folded words of a part; letters after a name have two capitals (MA), a name has one (Jack Ma)."""
    typed = [word for word in part.split() if any(letter.isalnum() for letter in word)]
    while typed and _is_after_a_name(typed):
        typed.pop()
    words = [fold(word).text.strip(".,;:()[]\"'") for word in typed]
    while len(words) > 1 and re.fullmatch(f"{TITLES}|the|rt", words[0]):
        words.pop(0)
    while len(words) > 2 and re.fullmatch(_RANKS, words[0]):
        words.pop(0)
    return words


def _is_after_a_name(typed: list[str]) -> bool:
    last = typed[-1].strip(".,;:()[]\"'").replace(".", "")
    is_shouted = all(word == word.upper() for word in typed)
    capitals = sum(letter.isupper() for letter in last)
    return bool(_AFTER_A_NAME.fullmatch(last.lower())) and capitals > 1 and (len(typed) > 2 or not is_shouted)


def is_unspaced(word: str) -> bool:
    """Return whether words of this script have no spaces between them. A single sign is no name."""
    return len(word) > 1 and all(unicodedata.name(letter, "").startswith(_UNSPACED) for letter in word)


def always(typed: str) -> bool:
    return True


def has_capitals(typed: str) -> bool:
    """Return whether the first and last word begin with a capital, or are in a script without capitals."""
    capitals = _capitals(typed)
    return capitals[0] and capitals[-1]


def has_all_capitals(typed: str) -> bool:
    """Return whether every word begins with a capital."""
    return all(_capitals(typed))


def evenly_typed(typed: str) -> bool:
    """Return whether the first and last word both begin with a capital, or neither: "Will young people" is no name."""
    capitals = _capitals(typed)
    return capitals[0] == capitals[-1]


def _capitals(typed: str) -> list[bool]:
    """Return for each word but particles (de, van der) whether it begins with a capital."""
    words = re.findall(r"[^\W\d_]+", unicodedata.normalize("NFC", typed))
    return [word[:1] == word[:1].upper() for word in words if word.lower() not in PARTICLES] or [True]


def _unspaced(words: list[str]) -> Iterator[str]:
    """Yield a name without spaces between its words, in either order; its first sign, if a surname, before a title."""
    signs = list("".join(words))
    yield rf"{re.escape(signs[0])}[\s·]*(?:{_TITLES_AFTER})"
    yield from (r"[\s·]*".join(map(re.escape, order)) for order in (signs, [*signs[1:], signs[0]]))


def _surnames(words: list[str]) -> Iterator[str]:
    """Yield the last name with its particles, without them, and each half of a double one."""
    start = len(words) - 1
    while start > 1 and words[start - 1] in PARTICLES:
        start -= 1
    whole = [_typed(word) for word in words[start:]]
    yield rf"(?:{_GAP})?".join(whole)
    yield _typed(words[-1])
    yield from (_typed(half) for half in words[-1].split("-") if len(half) > 1 and half != words[-1])


def _whole(words: list[str]) -> Iterator[str]:
    """Yield the full name in either order, with a comma or in brackets, and without middle names."""
    first = words[0]
    yield _edged(rf"(?:{_TITLE})?" + _MIDDLE.join(map(_typed, words)))
    for last in _surnames(words):
        yield _edged(rf"(?:{_TITLE})?{_typed(first)}{_MIDDLE}{last}")
        for end in (words[1:-1], []):
            given = _GAP.join(map(_typed, [first, *end]))
            yield _edged(rf"{last}[*_]{{0,3}},?{_GAP}(?:{_TITLE})?{given}")
            yield _edged(rf"{last}\s*\({given}\)").removesuffix(_END)
    if len(words) > 2:
        yield _edged(rf"{_surname_of(words)},\s*{_typed(first)}")


def _surname_of(words: list[str]) -> str:
    return _GAP.join(map(_typed, words[1:]))


def _with_title(words: list[str]) -> Iterator[str]:
    """Yield each surname after a title, with initials between."""
    for last in (*_surnames(words), *([_surname_of(words)] if len(words) > 2 else [])):
        yield _edged(rf"{_TITLE}(?:\w\b\.?\s*){{0,4}}{last}")


def _with_rank(words: list[str]) -> Iterator[str]:
    """Yield each surname after a rank, and the first name after a title: Sir John; Mr Li, where it is the surname."""
    if len(words) > 1 and not is_unspaced("".join(words)):
        for last in _surnames(words):
            yield _edged(rf"{_RANK}(?:\w\b\.?\s*){{0,4}}{last}")
        yield _edged(rf"{_RANK}{_typed(words[0])}")


def _joined(words: list[str]) -> Iterator[str]:
    """Yield forename and surname as addresses join them: victor-stone, victor.stone, VictorStone."""
    first, last = ("".join(re.findall(r"\w+", word)) for word in (words[0], words[-1]))
    if len(first) + len(last) > 6:
        yield from (_edged(rf"{one}[-._+]?{other}") for one, other in ((first, last), (last, first)))


def _with_more_names(words: list[str]) -> Iterator[str]:
    """Yield forename and surname with one or two other names between or joined on, or with a comma between."""
    first = _typed(words[0])
    # Mary-Anne and Maryanne for Mary Anne; Jean for Jean-Luc.
    firsts = [first, _HYPHENED.join(map(_typed, words[:-1])), _typed(words[0].split("-")[0])]
    for last in _surnames(words):
        yield _edged(rf"{first}(?:\s+[\w'-]{{1,40}}){{1,2}}{_GAP}{last}")
        yield _edged(rf"{first}-\w+{_GAP}{last}")
        yield from (_edged(rf"{one}{_GAP}{last}") for one in firsts)
    yield _edged(rf"{first},\s*{_surname_of(words)}")


def _with_capitals(words: list[str]) -> Iterator[str]:
    """Yield a name of one word; initials before the surname, or after it and a comma, told from words by capitals."""
    if not words or is_unspaced("".join(words)):
        return
    if len(words) == 1:
        yield _edged(_typed(words[0]))
        yield _edged(rf"{_TITLE}{_typed(words[0])}")
    else:
        initials = rf"{re.escape(words[0][0])}\.?(?:[\s-]*\w\.?(?=[\s.-])){{0,3}}?"
        yield _edged(rf"{initials}\s*{_surname_of(words)}")
        for last in _surnames(words):
            yield _edged(rf"{initials}\s*{last}")
            yield _edged(rf"{last},?\s+{re.escape(words[0][0])}(?:\.?\s*\w\b)*\.?")


def _typed(word: str) -> str:
    """Return a pattern for a word with or without apostrophes and hyphens: O'Brien, OBrien, O Brien; Smith-Jones."""
    return "[-' ]?".join(re.escape(part) for part in re.split(r"[-']+", word) if part)


def _edged(pattern: str) -> str:
    return f"{_START}{pattern}{_END}"


def _compiled(patterns: Iterable[str]) -> re.Pattern[str]:
    """Return one pattern of all, the longest first; what several begin with is read once."""
    groups: dict[str, list[str]] = {}
    for pattern in sorted(patterns, key=len, reverse=True):
        beginning = next((known for known in _BEGINNINGS if pattern.startswith(known)), "")
        groups.setdefault(beginning, []).append(pattern.removeprefix(beginning))
    return re.compile("|".join(f"{beginning}(?:{'|'.join(rest)})" for beginning, rest in groups.items()) or r"(?!)")
