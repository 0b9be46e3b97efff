"""Reads access levels and update frequencies in the words of catalogues."""

import re

from catalogue.harvesting.sources.known import FREQUENCIES, OPEN_ACCESS, PARTS_OF_A_PERIOD, PERIODS, RESTRICTED_ACCESS

# Vocabularies whose entries are URLs or prefixed names: the last part is the word.
_ENTRY = re.compile(
    r"(?:https?://(?:publications\.europa\.eu/resource/authority/[a-z-]+/|purl\.org/cld/(?:freq/|terms/)|"
    r"(?:www\.)?dublincore\.org/[\w/-]*/collection-frequency/|"
    r"inspire\.ec\.europa\.eu/metadata-codelist/LimitationsOnPublicAccess/)|freq:|cld:)(?P<word>[\w-]+)/?",
    re.IGNORECASE,
)
_REPEAT = re.compile(
    r"(?:R\d*/)?(?P<period>P(?P<date>\d+(?:\.\d+)?[YMWD])|P(?P<time>T\d+(?:\.\d+)?[HMS]))", re.IGNORECASE
)


def _squeezed(text: str) -> str:
    """Return the letters of a level or frequency, written in any of the ways: as needed, AS_NEEDED, asNeeded."""
    return re.sub(r"[\s_-]+", "", text).lower()


_OPEN, _RESTRICTED = frozenset(map(_squeezed, OPEN_ACCESS)), frozenset(map(_squeezed, RESTRICTED_ACCESS))
_FREQUENCIES = {_squeezed(name): words for name, words in FREQUENCIES.items()}


def access(text: str) -> str:
    """Return "open" or "restricted" for a known level, else an empty text: an unknown level counts as not stated."""
    level = _squeezed(_word_of(text).rstrip(".!"))
    if level in _OPEN:
        return "open"
    return "restricted" if level in _RESTRICTED else ""


def frequency(text: str) -> str:
    """Return how often a record changes, in words; unknown words unchanged."""
    word = _word_of(text)
    repeat = _REPEAT.fullmatch(word)
    if repeat:
        return _repeated(repeat) or word
    known = _FREQUENCIES.get(_squeezed(word))
    if known is not None:
        return known
    return word[:1].upper() + word[1:] if word.split()[:1] == word.lower().split()[:1] and "://" not in word else word


def _repeated(repeat: re.Match[str]) -> str:
    """Return a repeating interval of ISO 8601 in words: R/P1Y is yearly, R/P3M every 3 months."""
    period = repeat["period"].upper()
    if period in PARTS_OF_A_PERIOD:
        return PARTS_OF_A_PERIOD[period]
    number, unit = re.findall(r"[\d.]+", period)[0], re.sub(r"[P\d.]", "", period)
    once, units = PERIODS[unit]
    if float(number) == 1:
        return once
    return f"Every {number} {units}" if number.isdecimal() and int(number) else ""


def _word_of(text: str) -> str:
    entry = _ENTRY.fullmatch(text.strip())
    return entry["word"] if entry else text.strip()
