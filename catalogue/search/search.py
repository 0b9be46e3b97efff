"""Finds records for a question typed as a sentence: rare words decide, and the work is bounded."""

import json
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import QuerySet
from markupsafe import Markup

from catalogue.models import IS_FOUND, Access, FacetCount, Lexeme
from catalogue.search.highlight import first_line, marked
from catalogue.search.query import ACCESSES, KINDS, SearchQuery
from catalogue.search.spelling import suggestion
from catalogue.search.words import CAP, Word, any_of, as_typed, every_of, known_words, matched

PAGE = 20
# How many words count for the rank: the rarest of those matched.
RANKED = 4
FACET_VALUES = 30
# How many characters of a description are searched for the line to show.
SHOWN = 4000


@dataclass(frozen=True)
class Listed:
    """The row of a record in a list."""

    reference: str
    title: str
    description: str
    publisher_name: str
    kind: str
    access: str
    modified: date | None
    is_missing: bool = False
    is_closed: bool = False

    @property
    def kind_label(self) -> str:
        return KINDS[self.kind]

    @property
    def access_label(self) -> str:
        return "" if self.access == Access.NOT_STATED else ACCESSES[self.access]


@dataclass(frozen=True)
class Hit:
    """A result, with its title and one line of it in which the searched words are marked.

    `without` are the words of the query that it does not have.
    """

    asset: Listed
    title: Markup
    line: Markup
    without: tuple[str, ...] = ()


@dataclass
class SearchResults:
    """The results. `total` stops at CAP, and `is_capped` says that there are more.

    `facets` count the results; `whole` of them have every word of the query.
    """

    hits: list[Hit] = field(default_factory=list)
    total: int = 0
    whole: int = 0
    is_capped: bool = False
    definitions: int = 0
    facets: dict[str, list[tuple[str, int]]] = field(default_factory=dict)
    did_you_mean: str = ""
    page: int = 1

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // PAGE))


def search(question: SearchQuery) -> SearchResults:
    """Return the page of records for a query, with counts. Two queries, or up to five, for any input.

    If even its rarest word is in too many records to rank, the records with all of its words come, if there are any.
    """
    known = known_words(question)
    words = known[Lexeme.DEFINITIONS if question.definitions else Lexeme.DATA]
    if question.words and not words:
        return SearchResults()
    defined = [] if question.definitions else matched(known[Lexeme.DEFINITIONS])
    results = _find(question, words, defined, every=bool(words) and words[0].records > CAP)
    if not results.total and words and words[0].records > CAP:
        results = _find(question, words, defined)
    if question.words and (not results.total or (not results.whole and any(not word.records for word in words))):
        written = {form for scope in known.values() for word in scope for form in word.forms}
        results.did_you_mean = suggestion(question, written)
    return results


_FIND = """
WITH candidate AS MATERIALIZED (
    SELECT id, publisher_name, themes, access, modified, title, {rank} AS rank, {whole} AS whole
    FROM catalogue_dataasset WHERE {where} {order} LIMIT {cap} + 1
), facet AS (
    SELECT 'publisher' AS facet, publisher_name AS value, count(*) AS records FROM candidate
        WHERE publisher_name <> '' GROUP BY 2
    UNION ALL SELECT 'theme', theme, count(*) FROM (SELECT unnest(themes) AS theme FROM candidate) told GROUP BY 2
    UNION ALL SELECT 'access', access, count(*) FROM candidate GROUP BY 2
), size AS (SELECT count(*) AS records, count(*) FILTER (WHERE whole) AS whole FROM candidate)
SELECT (SELECT records FROM size), (SELECT whole FROM size),
    (SELECT coalesce(jsonb_agg(jsonb_build_array(
            reference, title, left(description, {most}), publisher_name, kind, access, modified,
            missing_since IS NOT NULL,
            EXISTS (SELECT FROM community_organisation body WHERE body.id = publisher_id AND is_closed), {lacks})
        ORDER BY place), '[]')
     FROM (SELECT id, whole, row_number() OVER () AS place FROM (
        SELECT id, whole FROM candidate ORDER BY rank DESC, modified DESC NULLS LAST, title, id
        LIMIT {page_size} OFFSET least(%(offset)s,
            greatest(least((SELECT records FROM size), {cap}) - 1, 0) / {page_size} * {page_size})) ordered) shown
     JOIN catalogue_dataasset USING (id)),
    {definitions},
    {counts}
"""
_COUNTS = """(SELECT coalesce(jsonb_agg(
    jsonb_build_array(facet, value, records) ORDER BY records DESC, value), '[]') FROM facet)"""
_DEFINITIONS = "(SELECT count(*) FROM catalogue_dataasset WHERE kind = 'definition' AND search @@ %(defined)s::tsquery)"


def _find(question: SearchQuery, words: list[Word], defined: list[Word], *, every: bool = False) -> SearchResults:
    sql, values = _statement(question, words, defined, every=every)
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        total, whole, rows, definitions, counts = cursor.fetchone()
    facets: dict[str, list[tuple[str, int]]] = {"publisher": [], "theme": [], "access": []}
    for facet, value, records in _whole() if not words and not question.is_filtered else _decoded(counts):
        facets.setdefault(facet, []).append((value, records))
    capped = total > CAP
    total = min(total, CAP)
    page = min(question.page, max(1, -(-total // PAGE)))
    return SearchResults(_hits(json.loads(rows), words), total, min(whole, CAP), capped, definitions, facets, page=page)


def _statement(
    question: SearchQuery, words: list[Word], defined: list[Word], *, every: bool
) -> tuple[str, dict[str, Any]]:
    """Return the one statement that finds, ranks, counts and paginates. All user input is passed as parameters."""
    values: dict[str, Any] = {"offset": (question.page - 1) * PAGE}
    where = ["kind = 'definition'" if question.definitions else IS_FOUND]
    if words:
        values |= {"any": any_of(matched(words)), "every": every_of(words)}
        where.append("search @@ %(every)s::tsquery" if every else "search @@ %(any)s::tsquery")
    is_split = len(as_typed(words)) > 1 and not every
    where += _filters(question, values)
    return (
        _FIND.format(
            rank=_rank(words, values),
            whole="search @@ %(every)s::tsquery" if is_split else "true",
            lacks=_lacks(words, values) if is_split else "'[]'::jsonb",
            most=SHOWN,
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
    """Return SQL that counts the hidden definitions; none if one word alone is known to match too many."""
    if not defined:
        return "0"
    values["defined"] = any_of(defined)
    return str(CAP + 1) if max(word.records for word in defined) > CAP else _DEFINITIONS


def _lacks(words: list[Word], values: dict[str, Any]) -> str:
    """Return SQL for the typed words that a shown record does not have, as JSON."""
    absent = []
    for place, (typed, parts) in enumerate(as_typed(words).items()):
        values |= {f"typed{place}": typed.strip("?!.,;:\"'“”‘’()") or typed, f"parts{place}": any_of(parts)}
        absent.append(f"CASE WHEN NOT search @@ %(parts{place})s::tsquery THEN %(typed{place})s::text END")
    return f"CASE WHEN NOT whole THEN to_jsonb(array_remove(ARRAY[{', '.join(absent)}], NULL)) END"


def _newest(question: SearchQuery) -> str:
    return "ORDER BY title, id" if question.definitions else "ORDER BY modified DESC NULLS LAST, id"


def _rank(words: list[Word], values: dict[str, Any]) -> str:
    """Return SQL for the rank: each word's rarity times how often and where it occurs (the weights of D, C, B, A)."""
    if not words:
        return "0"
    terms = []
    for place, word in enumerate(words[:RANKED]):
        values[f"word{place}"], values[f"weight{place}"] = word.quoted, word.weight
        terms.append(f"%(weight{place})s * ts_rank('{{0.05, 0.2, 0.4, 1.0}}', search, %(word{place})s::tsquery)")
    return " + ".join(terms)


def _filters(question: SearchQuery, values: dict[str, Any]) -> list[str]:
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
    """Return the whole catalogue's stored counts from refresh_lexemes, as counting for each page would be slow."""
    return FacetCount.objects.order_by("-records", "value").values_list("facet", "value", "records")


def _hits(rows: list[list[Any]], words: list[Word]) -> list[Hit]:
    forms = [form for word in words for form in word.forms or [word.lexeme]]
    return [_hit(_listed(*row), lacks, forms) for *row, lacks in rows]


def _hit(asset: Listed, lacks: list[str] | None, forms: list[str]) -> Hit:
    return Hit(asset, marked(asset.title, forms), first_line(asset.description, forms), tuple(lacks or ()))


def _listed(*values: Any) -> Listed:
    """Return a row from the database's JSON: its day, then whether its source lost it, and its publisher closed."""
    *facts, day, is_missing, is_closed = values
    reference, title, description, publisher_name, kind, access = facts
    changed = date.fromisoformat(day) if day else None
    return Listed(reference, title, description, publisher_name, kind, access, changed, is_missing, is_closed)
