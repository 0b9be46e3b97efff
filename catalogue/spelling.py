"""Guesses what was meant where nothing was found: the likest words that somebody wrote."""

from difflib import SequenceMatcher

from django.db import connection

from catalogue.question import Question

_NEAR = """
    SELECT typed.word, ARRAY(
        SELECT written FROM catalogue_lexeme WHERE scope = 'data' AND written %% lower(typed.word)
        ORDER BY similarity(written, lower(typed.word)) DESC, ndoc DESC LIMIT 12)
    FROM unnest(%s::text[]) WITH ORDINALITY typed(word, place) ORDER BY place
"""


def suggestion(question: Question) -> str:
    """The question with each word nobody wrote replaced by the likest one somebody did, or nothing."""
    typed = question.words.split()[:8]
    with connection.cursor() as cursor:
        cursor.execute(_NEAR, [typed])
        better = " ".join(_likest(word, near) for word, near in cursor.fetchall())
    return better if better.lower() != " ".join(typed).lower() else ""


def _likest(word: str, near: list[str]) -> str:
    """Of words that share three-letter pieces with it, the one with most of its letters in their order."""
    likeness = {other: SequenceMatcher(None, word.lower(), other).ratio() for other in near}
    best = max(near, key=lambda other: likeness[other], default=word)
    return best if near and len(word) > 2 and likeness[best] > 0.7 else word
