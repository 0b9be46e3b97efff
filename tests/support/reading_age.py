"""How old a reader must be to follow a text: the Flesch-Kincaid grade, in years of age.

The syllables come from the hyphenation dictionary that WeasyPrint brings. (textstat, which computes the same, fetches a
dictionary over the network when it is first used.)
"""

import re
from functools import cache
from typing import Final

import pyphen

# Kincaid and others, 1975. A child in grade 1 of a school in the United States is 6 years old.
YEARS_BEFORE_GRADE_1: Final = 5
_ENDS: Final = re.compile(r"(?<=[.?!:])\s+")
_WORD: Final = re.compile(r"[A-Za-zÀ-ÿ’']+")
_DICTIONARY: Final = pyphen.Pyphen(lang="en_US")


@cache
def syllables(word: str) -> int:
    return len(_DICTIONARY.positions(word.lower())) + 1


def words_in(text: str) -> list[str]:
    return _WORD.findall(text)


def reading_age(text: str) -> float:
    """Return the age in years; the text must have a word."""
    words, sentences = words_in(text), [part for part in _ENDS.split(text) if len(words_in(part)) > 1]
    a_sentence, a_word = len(words) / len(sentences), sum(map(syllables, words)) / len(words)
    return round(0.39 * a_sentence + 11.8 * a_word - 15.59 + YEARS_BEFORE_GRADE_1, 1)
