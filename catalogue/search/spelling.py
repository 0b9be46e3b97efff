"""Suggests the likeliest spelling of a mistyped word: one that the data has, and that is one slip away."""

from django.db import connection

from catalogue.search.query import SearchQuery

# Each word as typed and without marks; whether it is right, as the catalogue has it or an organisation is named by it;
# whether the catalogue has another form of it; and the words of the data that are spelled alike, the commonest first.
_NEAR = """
    SELECT typed.word, typed.plain,
        EXISTS (SELECT FROM catalogue_lexeme WHERE catalogue_lexeme.word = typed.stem AND typed.plain = ANY(forms))
        OR EXISTS (SELECT FROM community_organisation
            WHERE typed.plain = ANY(regexp_split_to_array(lower(plain_letters(name)), '\\W+'))),
        EXISTS (SELECT FROM catalogue_lexeme WHERE catalogue_lexeme.word = typed.stem),
        ARRAY(SELECT form FROM (
            (SELECT forms, ndoc FROM catalogue_lexeme WHERE scope = 'data' AND written %% typed.plain
                ORDER BY similarity(written, typed.plain) DESC, ndoc DESC LIMIT 12)
            UNION
            (SELECT forms, ndoc FROM catalogue_lexeme WHERE scope = 'data' AND catalogue_lexeme.word %% typed.stem
                ORDER BY similarity(catalogue_lexeme.word, typed.stem) DESC, ndoc DESC LIMIT 12)
        ) near, unnest(forms) WITH ORDINALITY spelled(form, place) ORDER BY ndoc DESC, place)
    FROM (
        SELECT word, place, plain_letters(lower(word)) AS plain,
            coalesce((ts_lexize('english_stem', plain_letters(lower(word))))[1], '') AS stem
        FROM unnest(%s::text[]) WITH ORDINALITY words(word, place)
    ) typed
    ORDER BY place
"""
# A shorter word is one slip away from too many right ones.
_SHORTEST, _SHORTEST_WITH_ANOTHER_LETTER = 6, 8
_AROUND = "?!.,;:\"'“”‘’()"


def suggestion(question: SearchQuery) -> str:
    """Return the query with each mistyped word put right; empty if there is none."""
    typed = [word.strip(_AROUND) or word for word in question.words.split()[:8]]
    with connection.cursor() as cursor:
        cursor.execute(_NEAR, [typed])
        better = [_mended(*found) for found in cursor.fetchall()]
    return " ".join(better) if better != typed else ""


def _mended(word: str, plain: str, is_right: bool, has_forms: bool, near: list[str]) -> str:
    """Return the commonest word that is one slip away; the word itself if it is right, has accents, or none is near."""
    if is_right or not word.isascii() or not word.isalpha():
        return word
    # "otters" beside "otter" is a form of it, "emergancy" beside "emergency" is not.
    likely = (other for other in near if len(other) == len(plain) or not has_forms)
    return next((other for other in likely if is_one_slip(plain, other)), word)


def is_one_slip(typed: str, meant: str) -> bool:
    """Return whether a long word lacks a letter, has one too many, or two swapped; in a longer one, a wrong letter."""
    if len(typed) < _SHORTEST or typed[:1] != meant[:1]:
        return False
    letters = enumerate(zip(typed, meant, strict=False))
    place = next((place for place, (one, other) in letters if one != other), min(len(typed), len(meant)))
    one, other = typed[place:], meant[place:]
    swapped = one[:2] == other[1::-1] and one[2:] == other[2:]
    wrong = one[1:] == other[1:] and len(typed) >= _SHORTEST_WITH_ANOTHER_LETTER
    return one[1:] == other or one == other[1:] or swapped or wrong
