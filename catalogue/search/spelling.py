"""Suggests the likeliest spelling of a mistyped word: one that the data has, and that is one slip away."""

from collections.abc import Iterator, Set
from string import ascii_lowercase
from typing import Final

from django.db import connection

from catalogue.search.query import SearchQuery

# For each word that is not right (neither the catalogue has it nor an organisation is named by it), the commonest that
# the data has of those it may be. "otters" beside "otter" is a form of it, "emergancy" beside "emergency" is not.
_MEANT: Final = """
    WITH mistyped AS MATERIALIZED (
        SELECT typed.word, slips, forms IS NOT NULL AS has_forms
        FROM unnest(%s::text[], %s::text[]) typed(word, slips) LEFT JOIN LATERAL (
            SELECT array_agg(form) AS forms FROM catalogue_lexeme known, unnest(forms) form
            WHERE scope IN ('data', 'definitions')
                AND known.word = coalesce((ts_lexize('english_stem', typed.word))[1], '')
        ) known ON true
        WHERE typed.word <> ALL(coalesce(forms, '{}')) AND NOT EXISTS (SELECT FROM community_organisation
            WHERE to_tsvector('simple', plain_letters(name)) @@ plainto_tsquery('simple', typed.word))
    ),
    slip AS MATERIALIZED (
        SELECT word, meant, coalesce((ts_lexize('english_stem', meant))[1], '') AS stem
        FROM mistyped, string_to_table(slips, ' ') meant WHERE length(meant) = length(word) OR NOT has_forms
    )
    SELECT DISTINCT ON (slip.word) slip.word, meant FROM catalogue_lexeme known JOIN slip ON known.word = stem
    WHERE scope = 'data' AND known.word = ANY(ARRAY(SELECT stem FROM slip)) AND meant = ANY(forms)
    ORDER BY slip.word, ndoc DESC, array_position(forms, meant)
"""
# A shorter word is one slip away from too many right ones.
_SHORTEST, _SHORTEST_WITH_ANOTHER_LETTER = 6, 8
_AROUND = "?!.,;:\"'“”‘’()"


def suggestion(question: SearchQuery, written: Set[str]) -> str:
    """Return the query with each mistyped word put right; empty if there is none. `written` are right. One query."""
    typed = [word.strip(_AROUND) or word for word in question.words.split()[:8]]
    plain = {word.lower() for word in typed if len(word) >= _SHORTEST and word.isascii() and word.isalpha()}
    if not (doubtful := sorted(plain - written)):
        return ""
    with connection.cursor() as cursor:
        cursor.execute(_MEANT, [doubtful, [" ".join(set(one_slip_away(word)) - {word}) for word in doubtful]])
        meant = dict(cursor.fetchall())
    better = [meant.get(word.lower(), word) for word in typed]
    return " ".join(better) if better != typed else ""


def one_slip_away(typed: str) -> Iterator[str]:
    """Yield what may be meant: with a letter more, one less, two swapped; in a long word, with another letter.

    The first letter is seldom mistyped, and stays. Nothing for a short word.
    """
    if len(typed) < _SHORTEST:
        return
    for place in range(1, len(typed) + 1):
        head, tail = typed[:place], typed[place:]
        yield from (head + letter + tail for letter in ascii_lowercase)
        yield head + tail[1:]
        if len(tail) > 1:
            yield head + tail[1] + tail[0] + tail[2:]
        if tail and len(typed) >= _SHORTEST_WITH_ANOTHER_LETTER:
            yield from (head + letter + tail[1:] for letter in ascii_lowercase)
