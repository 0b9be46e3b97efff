"""Suggests the likeliest spelling of words that no record has."""

import re
from difflib import get_close_matches

from django.db import connection

from catalogue.search.query import SearchQuery

# Similarity to a word's commonest spelling, or of the two stems: "atendances" is near "attendances", although
_NEAR = """
    SELECT typed.word, plain_letters(lower(typed.word)), ARRAY(
        SELECT DISTINCT unnest(forms) FROM (
            (SELECT forms FROM catalogue_lexeme WHERE scope = 'data' AND written %% plain_letters(lower(typed.word))
                ORDER BY similarity(written, plain_letters(lower(typed.word))) DESC, ndoc DESC LIMIT 12)
            UNION ALL
            (SELECT forms FROM catalogue_lexeme WHERE scope = 'data' AND catalogue_lexeme.word %% stem.word
                ORDER BY similarity(catalogue_lexeme.word, stem.word) DESC, ndoc DESC LIMIT 12)
        ) near
    )
    FROM unnest(%s::text[]) WITH ORDINALITY typed(word, place)
    CROSS JOIN LATERAL (
        SELECT coalesce((ts_lexize('english_stem', plain_letters(lower(typed.word))))[1], '') AS word
    ) stem
    ORDER BY place
"""
_ALIKE = 0.7
_AROUND = "?!.,;:\"'“”‘’()"


def suggestion(question: SearchQuery) -> str:
    """Return the query with each unknown word replaced by the most similar known one; empty if there is none."""
    typed = [word.strip(_AROUND) or word for word in question.words.split()[:8]]
    with connection.cursor() as cursor:
        cursor.execute(_NEAR, [typed])
        better = [_likest(word, plain, near) for word, plain, near in cursor.fetchall()]
    return " ".join(better) if [word.lower() for word in better] != [word.lower() for word in typed] else ""


def _likest(word: str, plain: str, near: list[str]) -> str:
    """Return the most similar of the words near it; the word itself if it is known or none is similar."""
    if plain in near or len(word) < 3 or not re.search(r"[^\W\d_]", word):
        return word
    return next(iter(get_close_matches(plain, sorted(near), 1, _ALIKE)), word)
