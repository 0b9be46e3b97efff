"""The words of a query as full-text search has them: which are rare, which to match, how to match them."""

from dataclasses import dataclass
from typing import Final

from django.db import connection

from catalogue.models import Lexeme
from catalogue.search.query import SearchQuery
from catalogue.search.stop_words import told

CAP: Final = 1000
# How many words are matched: the rarest, so that a long query costs as much as a short one.
MATCHED: Final = 8


@dataclass(frozen=True)
class Word:
    """A word of a query as full-text search stores it, with its rarity, its spellings, and as typed."""

    lexeme: str
    weight: float
    is_rare: bool
    records: int
    forms: list[str]
    typed: str

    @property
    def quoted(self) -> str:
        return "'" + self.lexeme.replace("\\", "\\\\").replace("'", "''") + "'"


def known_words(question: SearchQuery) -> dict[str, list[Word]]:
    """Return the query's words, rarest first, as the data and as the definitions have them; a new word is rare."""
    known: dict[str, list[Word]] = {Lexeme.DATA: [], Lexeme.DEFINITIONS: []}
    if question.words:
        with connection.cursor() as cursor:
            cursor.execute(
                """SELECT scopes.scope, lexeme, coalesce(weight, 12), coalesce(is_rare, true), coalesce(ndoc, 0),
                       coalesce(forms, '{}'), typed
                   FROM (SELECT lexeme, min(word) AS typed FROM unnest(%s::text[]) word,
                         unnest(to_tsvector('english', plain_letters(word))) GROUP BY lexeme) asked
                   CROSS JOIN (VALUES ('data'), ('definitions')) scopes(scope)
                   LEFT JOIN catalogue_lexeme known ON known.word = lexeme AND known.scope = scopes.scope
                   ORDER BY ndoc NULLS FIRST, lexeme""",
                [told(question.words)],
            )
            for scope, *word in cursor.fetchall():
                known[scope].append(Word(*word))
    return known


def matched(words: list[Word]) -> list[Word]:
    """Return the rarest words to match, until they could bring as many records as are ranked.

    Words that no record is known to have are added and replace none of the others, as one may be mistyped.
    """
    known = [word for word in words if word.records]
    chosen = [word for word in words if not word.records][:MATCHED]
    records = 0
    for word in [word for word in known if word.is_rare] or known:
        if chosen and (records + word.records > CAP or len(chosen) == MATCHED):
            break
        chosen.append(word)
        records += word.records
    return chosen


def any_of(words: list[Word]) -> str:
    return " | ".join(word.quoted for word in words)


def as_typed(words: list[Word]) -> dict[str, list[Word]]:
    """Return the words as typed, each with its full-text forms: two or three for well-being."""
    typed: dict[str, list[Word]] = {}
    for word in words:
        typed.setdefault(word.typed, []).append(word)
    return typed


def every_of(words: list[Word]) -> str:
    return " & ".join(f"({any_of(parts)})" for parts in as_typed(words).values())
