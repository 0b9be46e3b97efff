"""Reads access levels and update frequencies in the words of catalogues."""

import re

from catalogue.harvesting.sources.known import FREQUENCIES, OPEN_ACCESS, PARTS_OF_A_PERIOD, PERIODS, RESTRICTED_ACCESS

# Vocabularies whose entries are URLs or prefixed names: the last part is the word.
_ENTRY = re.compile(
    r"(?:https?://(?:publications\.europa\.eu/resource/authority/[a-z-]+/|purl\.org/cld/(?:freq/|terms/)|"
    r"(?:www\.)?dublincore\.org/[\w/-]*/collection-frequency/)|freq:|cld:)(?P<word>[\w-]+)/?",
    re.IGNORECASE,
)
_REPEAT = re.compile(
    r"(?:R\d*/)?(?P<period>P(?P<date>\d+(?:\.\d+)?[YMWD])|P(?P<time>T\d+(?:\.\d+)?[HMS]))", re.IGNORECASE
)


def access(text: str) -> str:
    """Return "open" or "restricted" for a known level, else an empty text: an unknown level counts as not stated."""
    level = _word_of(text).lower().replace("_", " ").rstrip(".!")
    if level in OPEN_ACCESS:
        return "open"
    return "restricted" if level in RESTRICTED_ACCESS else ""


def frequency(text: str) -> str:
    """Return how often a record changes, in words; unknown words unchanged."""
    word = _word_of(text)
    repeat = _REPEAT.fullmatch(word)
    if repeat:
        return _repeated(repeat) or word
    known = FREQUENCIES.get(word.lower().replace("_", " ")) or FREQUENCIES.get(word.lower().replace("_", ""))
    return known or word[:1].upper() + word[1:]


def _repeated(repeat: re.Match[str]) -> str:
    """Return a repeating interval of ISO 8601 in words: R/P1Y is yearly, R/P3M every three months."""
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
