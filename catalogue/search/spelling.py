"""Suggests the likeliest spelling of a mistyped word: one that the data has, and that is one slip away."""

from collections.abc import Iterator, Mapping, Set
from string import ascii_lowercase
from typing import Final

from django.db import connection

from catalogue.search.query import SearchQuery

# The spellings of each word that may be meant. Most unknown words are names, one slip away from nothing.
_WRITTEN: Final = """
    SELECT forms FROM catalogue_lexeme WHERE scope = 'data' AND word = ANY(ARRAY(
        SELECT coalesce((ts_lexize('english_stem', meant))[1], '') FROM string_to_table(%s, ' ') meant))
"""
# For each word that is not right (neither the catalogue has it nor an organisation is named by it), the commonest that
# the data has of those it may be. "otters" beside "otter" is a form of it, "emergancy" beside "emergency" is not.
_MEANT: Final = """
    SELECT DISTINCT ON (slip.word) slip.word, meant FROM unnest(%s::text[], %s::text[]) slip(word, meant)
    JOIN catalogue_lexeme known ON scope = 'data' AND known.word = coalesce((ts_lexize('english_stem', meant))[1], '')
    WHERE meant = ANY(forms)
        AND NOT EXISTS (SELECT FROM catalogue_lexeme typed WHERE scope IN ('data', 'definitions')
            AND typed.word = coalesce((ts_lexize('english_stem', slip.word))[1], '')
            AND (slip.word = ANY(forms) OR (forms <> '{}' AND length(slip.word) <> length(meant))))
        AND NOT EXISTS (SELECT FROM community_organisation
            WHERE to_tsvector('simple', plain_letters(name)) @@ plainto_tsquery('simple', slip.word))
    ORDER BY slip.word, ndoc DESC, array_position(forms, meant)
"""
# A shorter word is one slip away from too many right ones.
_SHORTEST, _SHORTEST_WITH_ANOTHER_LETTER = 6, 8
_AROUND = "?!.,;:\"'“”‘’()"


def suggestion(question: SearchQuery, written: Set[str]) -> str:
    """Return the query with each mistyped word put right; empty if there is none. `written` are right words."""
    typed = [word.strip(_AROUND) or word for word in question.words.split()[:8]]
    plain = {word.lower() for word in typed if len(word) >= _SHORTEST and word.isascii() and word.isalpha()}
    meant = _meant({word: set(one_slip_away(word)) - {word} for word in plain - written})
    better = [meant.get(word.lower(), word) for word in typed]
    return " ".join(better) if better != typed else ""


def _meant(slips: Mapping[str, Set[str]]) -> Mapping[str, str]:
    """Return the mistyped words, each with what is meant. No query for no words, one more if any slip is a word."""
    if not slips:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(_WRITTEN, [" ".join(set().union(*slips.values()))])
        forms = {form for (forms,) in cursor.fetchall() for form in forms}
        pairs = [(word, meant) for word, slipped in slips.items() for meant in slipped & forms]
        if not pairs:
            return {}
        cursor.execute(_MEANT, [list(column) for column in zip(*pairs, strict=True)])
        return dict(cursor.fetchall())


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
