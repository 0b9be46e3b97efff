"""Finds records for a question typed as a sentence: rare words decide, and the work is bounded."""

import json
from dataclasses import dataclass, field
from datetime import date
from difflib import SequenceMatcher
from typing import Any

from django.db import connection
from django.db.models import QuerySet
from markupsafe import Markup

from catalogue.highlight import first_line, marked
from catalogue.models import Access, FacetCount, Lexeme
from catalogue.question import ACCESSES, KINDS, Question

PAGE, CAP = 20, 1000
# Words that are matched, and words that are ranked by: the rarest, so that a long question costs what a short one does.
MATCHED, RANKED = 8, 4
FACET_VALUES = 30


@dataclass(frozen=True)
class Word:
    """A word of a question as full-text search stores it, with its rarity and the ways people write it."""

    lexeme: str
    weight: float
    is_rare: bool
    records: int
    forms: list[str]

    @property
    def quoted(self) -> str:
        return "'" + self.lexeme.replace("\\", "\\\\").replace("'", "''") + "'"


@dataclass(frozen=True)
class Listed:
    """What a list says of a record."""

    reference: str
    title: str
    description: str
    publisher_name: str
    kind: str
    access: str
    modified: date | None

    @property
    def kind_label(self) -> str:
        return KINDS[self.kind]

    @property
    def access_label(self) -> str:
        return "" if self.access == Access.NOT_STATED else ACCESSES[self.access]


@dataclass(frozen=True)
class Hit:
    """A record found, with its title and one line of it in which the found words are marked."""

    asset: Listed
    title: Markup
    line: Markup


@dataclass
class Found:
    """What was found. `total` stops at CAP, and `is_capped` says that there is more; `facets` count what was found."""

    hits: list[Hit] = field(default_factory=list)
    total: int = 0
    is_capped: bool = False
    definitions: int = 0
    facets: dict[str, list[tuple[str, int]]] = field(default_factory=dict)
    did_you_mean: str = ""
    page: int = 1

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // PAGE))


def search(question: Question) -> Found:
    """The page of records that a question asks for, with counts: two queries, or three, whatever it says."""
    known = _known(question)
    words = known[Lexeme.DEFINITIONS if question.definitions else Lexeme.DATA]
    if question.words and not words:
        return Found()
    defined = [] if question.definitions else _matched(known[Lexeme.DEFINITIONS])
    found = _find(question, words, defined)
    if not found.total and not found.definitions and question.words:
        found.did_you_mean = suggestion(question)
    return found


def _known(question: Question) -> dict[str, list[Word]]:
    """The question's words, rarest first, as the data and as the definitions know them; a new word is rare."""
    known: dict[str, list[Word]] = {Lexeme.DATA: [], Lexeme.DEFINITIONS: []}
    if question.words:
        with connection.cursor() as cursor:
            cursor.execute(
                """SELECT scopes.scope, lexeme, coalesce(weight, 12), coalesce(is_rare, true), coalesce(ndoc, 0),
                       coalesce(forms, '{}')
                   FROM unnest(to_tsvector('english', %s)) asked
                   CROSS JOIN (VALUES ('data'), ('definitions')) scopes(scope)
                   LEFT JOIN catalogue_lexeme known ON word = lexeme AND known.scope = scopes.scope
                   ORDER BY ndoc NULLS FIRST, lexeme""",
                [question.words],
            )
            for scope, *word in cursor.fetchall():
                known[scope].append(Word(*word))
    return known


def _matched(words: list[Word]) -> list[Word]:
    """Rare words alone are matched; the rarest first, until they could bring as many records as will be ranked."""
    chosen: list[Word] = []
    records = 0
    for word in [word for word in words if word.is_rare] or words:
        if chosen and (records + word.records > CAP or len(chosen) == MATCHED):
            break
        chosen.append(word)
        records += word.records
    return chosen


_FIND = """
WITH candidate AS MATERIALIZED (
    SELECT id, publisher_name, themes, access, modified, title, {rank} AS rank
    FROM catalogue_dataasset WHERE {where} {order} LIMIT {cap} + 1
), facet AS (
    SELECT 'publisher' AS facet, publisher_name AS value, count(*) AS records FROM candidate
        WHERE publisher_name <> '' GROUP BY 2
    UNION ALL SELECT 'theme', theme, count(*) FROM (SELECT unnest(themes) AS theme FROM candidate) told GROUP BY 2
    UNION ALL SELECT 'access', access, count(*) FROM candidate GROUP BY 2
), size AS (SELECT count(*) AS records FROM candidate)
SELECT (SELECT records FROM size),
    (SELECT coalesce(jsonb_agg(jsonb_build_array(
            reference, title, left(description, 4000), publisher_name, kind, access, modified) ORDER BY place), '[]')
     FROM (SELECT id, row_number() OVER () AS place FROM (
        SELECT id FROM candidate ORDER BY rank DESC, modified DESC NULLS LAST, title, id
        LIMIT {page_size} OFFSET least(%(offset)s,
            greatest(least((SELECT records FROM size), {cap}) - 1, 0) / {page_size} * {page_size})) ordered) shown
     JOIN catalogue_dataasset USING (id)),
    {definitions},
    {counts}
"""
_COUNTS = """(SELECT coalesce(jsonb_agg(
    jsonb_build_array(facet, value, records) ORDER BY records DESC, value), '[]') FROM facet)"""
_DEFINITIONS = "(SELECT count(*) FROM catalogue_dataasset WHERE kind = 'definition' AND search @@ %(defined)s::tsquery)"


def _find(question: Question, words: list[Word], defined: list[Word]) -> Found:
    sql, values = _statement(question, words, defined)
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        total, rows, definitions, counts = cursor.fetchone()
    facets: dict[str, list[tuple[str, int]]] = {"publisher": [], "theme": [], "access": []}
    for facet, value, records in _whole() if not words and not question.is_filtered else _decoded(counts):
        facets.setdefault(facet, []).append((value, records))
    capped = total > CAP
    total = min(total, CAP)
    page = min(question.page, max(1, -(-total // PAGE)))
    return Found(_hits(json.loads(rows), words), total, capped, definitions, facets, page=page)


def _statement(question: Question, words: list[Word], defined: list[Word]) -> tuple[str, dict[str, Any]]:
    """The one statement that finds, ranks, counts and cuts out the page. Everything a person typed is a parameter."""
    values: dict[str, Any] = {"offset": (question.page - 1) * PAGE}
    where = ["kind = 'definition'" if question.definitions else "kind <> 'definition'"]
    matched = _matched(words)
    if matched:
        values["any"] = _any(matched)
        where.append("search @@ %(any)s::tsquery")
    where += _filters(question, values)
    return (
        _FIND.format(
            rank=_rank(words, values),
            counts=_COUNTS if words or question.is_filtered else "'[]'",
            where=" AND ".join(where),
            order="" if words else _newest(question),
            definitions=_definitions(defined, values),
            cap=CAP,
            page_size=PAGE,
        ),
        values,
    )


def _definitions(defined: list[Word], values: dict[str, Any]) -> str:
    """How to count the definitions kept out of the way: not at all where one word alone is known to bring too many."""
    if not defined:
        return "0"
    values["defined"] = _any(defined)
    return str(CAP + 1) if max(word.records for word in defined) > CAP else _DEFINITIONS


def _any(words: list[Word]) -> str:
    return " | ".join(word.quoted for word in words)


def _newest(question: Question) -> str:
    return "ORDER BY title, id" if question.definitions else "ORDER BY modified DESC NULLS LAST, id"


def _rank(words: list[Word], values: dict[str, Any]) -> str:
    """Each word's rarity times how often and where it stands; title counts most (the weights of D, C, B, A)."""
    if not words:
        return "0"
    terms = []
    for place, word in enumerate(words[:RANKED]):
        values[f"word{place}"], values[f"weight{place}"] = word.quoted, word.weight
        terms.append(f"%(weight{place})s * ts_rank('{{0.05, 0.2, 0.4, 1.0}}', search, %(word{place})s::tsquery)")
    return " + ".join(terms)


def _filters(question: Question, values: dict[str, Any]) -> list[str]:
    conditions = {"publisher": "publisher_name = ANY(%(publisher)s)", "access": "access = ANY(%(access)s)"}
    conditions |= {"theme": "themes && %(theme)s::varchar[]"}
    chosen = [name for name, asked in question.filters.items() if asked]
    values |= {name: list(question.filters[name]) for name in chosen}
    where = [conditions[name] for name in chosen]
    if question.kind and not question.definitions:
        values["kind"] = question.kind
        where.append("kind = %(kind)s")
    return where


def _decoded(counts: str) -> list[tuple[str, str, int]]:
    return [(facet, value, records) for facet, value, records in json.loads(counts)]


def _whole() -> "QuerySet[FacetCount, tuple[str, str, int]]":
    """The whole catalogue's counts, kept by refresh_lexemes: nobody counts everything for a page."""
    return FacetCount.objects.order_by("-records", "value").values_list("facet", "value", "records")


def _hits(rows: list[list[Any]], words: list[Word]) -> list[Hit]:
    forms = [form for word in words for form in word.forms or [word.lexeme]]
    listed = [_listed(*row) for row in rows]
    return [Hit(asset, marked(asset.title, forms), first_line(asset.description, forms)) for asset in listed]


def _listed(*told: Any) -> Listed:
    """A row as the database's JSON holds it: everything but the day, then the day in letters."""
    *facts, day = told
    reference, title, description, publisher_name, kind, access = facts
    changed = date.fromisoformat(day) if day else None
    return Listed(reference, title, description, publisher_name, kind, access, changed)


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
