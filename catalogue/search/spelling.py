"""Suggests the likeliest spelling of a mistyped word: one that the data has, and that is one slip away."""

from collections.abc import Iterator
from string import ascii_lowercase
from typing import Final

from django.db import connection

from catalogue.search.query import SearchQuery

# For each word that is not right (neither the catalogue has it nor an organisation is named by it), the commonest that
# the data has of those it may be. "otters" beside "otter" is a form of it, "emergancy" beside "emergency" is not.
_MEANT: Final = """
    WITH typed AS MATERIALIZED (SELECT plain_letters(lower(word)) AS plain, word FROM unnest(%s::text[]) word),
    mistyped AS MATERIALIZED (
        SELECT typed.word, plain, forms IS NOT NULL AS has_forms
        FROM typed LEFT JOIN LATERAL (
            SELECT array_agg(form) AS forms FROM catalogue_lexeme known, unnest(forms) form
            WHERE scope IN ('data', 'definitions')
                AND known.word = coalesce((ts_lexize('english_stem', typed.plain))[1], '')
        ) known ON true
        WHERE plain <> ALL(coalesce(forms, '{}')) AND NOT EXISTS (SELECT FROM community_organisation
            WHERE to_tsvector('simple', plain_letters(name)) @@ plainto_tsquery('simple', plain))
    )
    SELECT DISTINCT ON (mistyped.word) mistyped.word, meant
    FROM mistyped JOIN unnest(%s::text[], %s::text[]) slips(word, meant) USING (word)
    JOIN catalogue_lexeme known ON scope = 'data' AND known.word = coalesce((ts_lexize('english_stem', meant))[1], '')
    WHERE meant = ANY(forms) AND (length(meant) = length(plain) OR NOT has_forms)
    ORDER BY mistyped.word, ndoc DESC, array_position(forms, meant)
"""
# A shorter word is one slip away from too many right ones.
_SHORTEST, _SHORTEST_WITH_ANOTHER_LETTER = 6, 8
_AROUND = "?!.,;:\"'“”‘’()"


def suggestion(question: SearchQuery) -> str:
    """Return the query with each mistyped word put right; empty if there is none. One query."""
    typed = [word.strip(_AROUND) or word for word in question.words.split()[:8]]
    plain = [word for word in typed if word.isascii() and word.isalpha()]
    slips = [(word, meant) for word in plain for meant in set(one_slip_away(word.lower())) - {word.lower()}]
    with connection.cursor() as cursor:
        cursor.execute(_MEANT, [plain, [word for word, _ in slips], [meant for _, meant in slips]])
        meant = dict(cursor.fetchall())
    better = [meant.get(word, word) for word in typed]
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
