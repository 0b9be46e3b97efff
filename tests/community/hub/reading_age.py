"""The reading age of a text in English."""

import re
from typing import Final

# What ends a sentence; also a line, an item or a cell, which are read by themselves.
_END: Final = re.compile(r"[.!?](?=\s|$)|\n|\|")
_WORD: Final = re.compile(r"[A-Za-z]+(?:[’'-][A-Za-z]+)*")
_VOWELS: Final = re.compile(r"[aeiouy]+")
_SILENT: Final = re.compile(r"(?:[^aeiouyl]e|[^aeiouytd]ed|[^aeiouysxz]es)$")


def syllables(word: str) -> int:
    """Return how many syllables a word has, by its groups of vowels."""
    small = word.lower()
    return max(1, len(_VOWELS.findall(small)) - bool(_SILENT.search(small)))


def reading_age(text: str) -> float:
    """Return the age of a reader in years: the Flesch-Kincaid grade and five.

    Source: J. P. Kincaid and others, Research Branch Report 8-75 (1975).
    """
    sentences = [words for part in _END.split(text) if (words := _WORD.findall(part))]
    words = [word for sentence in sentences for word in sentence]
    grade = 0.39 * len(words) / len(sentences) + 11.8 * sum(map(syllables, words)) / len(words) - 15.59
    return grade + 5
