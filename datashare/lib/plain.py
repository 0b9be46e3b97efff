"""Folds spelling variants: dŵr and dwr, women’s and women's, ‘bus’ and bus.

For searching and comparing only: stored and shown text keeps its letters.
"""

import re
import unicodedata
from typing import Final

from django.db.models import CharField, Func, TextField, Transform

# With the C locale PostgreSQL's parser treats non-ASCII characters as letters, so that “bus” differs from bus. Remove
_APOSTROPHES: Final = "\u2018\u2019\u201b\u02b9\u02bb\u02bc\u02bd\u2032\u00b4\u0060\uff07"
_INVISIBLE: Final = r"[\u0300-\u036f\u00ad\u200b-\u200f\u2060-\u2064\ufe00-\ufe0f\ufeff]"
# Replace < and > too, as the parser drops text between them as markup.
_PUNCTUATION: Final = (
    r"[<>\u0080-\u00a9\u00ab-\u00b4\u00b6-\u00b9\u00bb-\u00bf\u00d7\u00f7"
    r"\u2000-\u2bff\u2e00-\u2e7f\u3000-\u303f\ue000-\uf8ff]"
)
# What the parser takes for one path, host, address, entity or signed number: bus/tram, data.gov.uk, R&D;, 2023-24. Only
# decimals stay whole. Without constraints such as (?=, each of which PostgreSQL follows to the end of the text.
_JOINTS: Final = r"/\@~&_"
_POINTS: Final = r"(\D)\.|[-+](\d)|(\d)\.(\d+)\.(\d)"

CREATE: Final = rf"""
    CREATE OR REPLACE FUNCTION plain_letters(given text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT AS $function$
        SELECT public.unaccent('public.unaccent'::regdictionary, normalize(
            regexp_replace(regexp_replace(
                regexp_replace(
                    regexp_replace(normalize(translate(given, '{_APOSTROPHES}{_JOINTS}',
                        repeat('''', {len(_APOSTROPHES)}) || repeat(' ', {len(_JOINTS)})), NFKD),
                        '{_INVISIBLE}', '', 'g'),
                    '{_PUNCTUATION}', ' ', 'g'),
                '{_POINTS}', '\1\3 \4 \2\5', 'g'), '\.(\D)', ' \1', 'g'),
            NFC))
    $function$
"""
DROP: Final = "DROP FUNCTION IF EXISTS plain_letters(text)"

# The same joints in a query of full words, each of which is then matched by itself.
_JOINTS_TYPED: Final = re.compile(r"[/\\@~&_]|(?<=[^\W\d])\.(?=\w)|(?<=\d)\.(?=[^\W\d])|(?<=\w)[-+](?=\d)")


class PlainLetters(Func):
    """The SQL function that folds a value."""

    function = "plain_letters"
    output_field = TextField()


@CharField.register_lookup
@TextField.register_lookup
class Plain(Transform):
    """A lookup that folds both sides: `name__plain__icontains="dwr"` finds "Dŵr"."""

    lookup_name = "plain"
    function = "plain_letters"
    bilateral = True


def same_length(text: str) -> str:
    """Return the text, composed, with each letter without its marks: as long as compose(text), to map positions."""
    plain = compose(text)
    for letter, other in _USUAL if plain.isascii() else _USUAL + _USUAL_IN_PROSE:
        plain = plain.replace(letter, other)
    return plain if plain.isascii() else _NOT_ASCII.sub(_plain_letters, plain)


def words_typed(text: str) -> list[str]:
    """Return the words of a query, as typed: bus/tram is two."""
    return [word for typed in text.split() for word in _JOINTS_TYPED.sub(" ", typed).split() or [typed]]


def compose(text: str) -> str:
    """Return the text with each letter and its marks as one character if there is one (Unicode NFC)."""
    return unicodedata.normalize("NFC", text)


class _PlainLetters(dict[int, str]):
    """The letter without marks for each character met so far: a page of results has some 20,000."""

    def __missing__(self, code: int) -> str:
        self[code] = _plain(chr(code))
        return self[code]


_PLAIN_LETTERS: Final = _PlainLetters()
_NOT_ASCII: Final = re.compile(r"[^\x00-\x7f]+")


def _plain_letters(letters: re.Match[str]) -> str:
    return letters[0].translate(_PLAIN_LETTERS)


def _plain(letter: str) -> str:
    if letter in _APOSTROPHES:
        return "'"
    base = unicodedata.normalize("NFKD", letter)[0] if not letter.isascii() else letter
    return " " if re.fullmatch(_PUNCTUATION, base) else base


# To replace the usual ones takes a fifth of the time that it takes to look at each letter. Most texts have no others.
_USUAL: Final = [(letter, _plain(letter)) for letter in "`<>"]
_USUAL_IN_PROSE: Final = [(letter, _plain(letter)) for letter in "’‘“”–—…•£"]
