"""Searches the register: one statement gives the page, the total and the counts of every filter."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final

from django.contrib.postgres.search import SearchQuery
from django.db import connection
from django.db.models import Value
from django.utils import timezone

from agreements.models import RegisterEntry
from agreements.models.registering import RegisterEntryQuerySet
from agreements.register.query import CLOSED, FILTERS, RegisterQuery
from datashare.lib.plain import PlainLetters

PAGE: Final = 50
SHOWN: Final = 25
HEADINGS: Final = {
    "body": "Organisation",
    "receives": "Acquirer (receives the data)",
    "gives": "Supplier (provides the data)",
    "state": "State",
    "area": "Area of work",
    "data": "Kind of data",
    "power": "Legal power to receive the data",
    "gateway": "Legal power to disclose the data",
}


@dataclass(frozen=True)
class FilterValue:
    """A value of a filter, and how many of the results have it."""

    value: str
    label: str
    entries: int
    is_chosen: bool


@dataclass(frozen=True)
class RegisterFilter:
    """A filter with its values: chosen ones first, then the commonest."""

    name: str
    heading: str
    choices: list[FilterValue]
    left_out: int
    chosen: int


@dataclass(frozen=True)
class RegisterRow:
    """One line of the list."""

    reference: str
    title: str
    acquirers: list[str]
    suppliers: list[str]
    members: list[str]
    purpose: str
    since: date
    review_on: date | None
    state: str
    ended_on: date | None

    @property
    def review_is_overdue(self) -> bool:
        return self.review_on is not None and self.review_on < timezone.localdate()


@dataclass
class RegisterResults:
    """One page of results. `only_some` says that no entry has all of the words."""

    rows: list[RegisterRow] = field(default_factory=list)
    total: int = 0
    page: int = 1
    only_some: bool = False
    facets: Mapping[str, list[tuple[str, int]]] = field(default_factory=dict)

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // PAGE))


_FIND = """
WITH {asked}hit AS MATERIALIZED (
    SELECT entry.share_id, acquirers, suppliers, members, policy_area, power, gateway, data_types, in_force_since,
        {standing} AS standing{words}
    FROM agreements_registerentry entry {signed}
    WHERE signed.in_force_at IS NOT NULL AND signed.ends_by <> 'superseded' {conditions}
), {found} size AS (SELECT count(*) AS entries FROM found
), page AS (
    SELECT share_id, row_number() OVER () AS place FROM (
        SELECT share_id FROM found ORDER BY {order} LIMIT {size}
        OFFSET least(%(offset)s, greatest((SELECT entries FROM size) - 1, 0) / {size} * {size})
    ) ordered
), shown AS (
    SELECT place, reference, title, acquirers, suppliers, members, left(purpose, 300), in_force_since,
        entry.review_on, {standing} AS standing, signed.ends_on, signed.ended_at
    FROM page JOIN agreements_registerentry entry USING (share_id) {signed}
), side AS MATERIALIZED (
    SELECT 'receives' AS facet, value, count(*) AS entries
    FROM (SELECT unnest(acquirers) AS value FROM found) body GROUP BY 2
    UNION ALL SELECT 'gives', value, count(*) FROM (SELECT unnest(suppliers) AS value FROM found) body GROUP BY 2
    UNION ALL SELECT 'keeps', value, count(*) FROM (SELECT unnest(members) AS value FROM found) body GROUP BY 2
    UNION ALL SELECT 'both', value, -count(*) FROM (
        SELECT unnest(acquirers) AS value, suppliers FROM found WHERE acquirers && suppliers
    ) body WHERE value = ANY(suppliers) GROUP BY 2
), facet AS (
    SELECT 'body' AS facet, value, sum(entries)::bigint AS entries FROM side GROUP BY 2
    UNION ALL SELECT facet, value, entries FROM side WHERE facet IN ('receives', 'gives')
    UNION ALL SELECT 'state', standing, count(*) FROM found GROUP BY 2
    UNION ALL SELECT 'area', policy_area, count(*) FROM found WHERE policy_area <> '' GROUP BY 2
    UNION ALL SELECT 'data', value, count(*) FROM (SELECT unnest(data_types) AS value FROM found) data GROUP BY 2
    UNION ALL SELECT 'power', power, count(*) FROM found WHERE power <> '' GROUP BY 2
    UNION ALL SELECT 'gateway', gateway, count(*) FROM found WHERE gateway <> '' GROUP BY 2
)
SELECT (SELECT entries FROM size), {has_all},
    (SELECT coalesce(json_agg(json_build_array(facet, value, entries) ORDER BY entries DESC, value), '[]') FROM facet),
    (SELECT coalesce(json_agg(shown ORDER BY place), '[]') FROM shown)
"""
_SIGNED: Final = """JOIN agreements_agreement signed ON signed.id = entry.agreement_id
    JOIN agreements_edition edition ON edition.id = signed.edition_id"""
_STANDING: Final = "CASE WHEN signed.ended_at IS NOT NULL THEN 'ended' ELSE edition.state END"
_NEWEST: Final = "(standing = 'ended'), in_force_since DESC, share_id DESC"
_ALL_OF: Final = "(SELECT all_of FROM asked)"
# The same words joined by "or", so that a typed sentence finds the entries with most of its words.
_ANY_OF: Final = "(SELECT any_of FROM asked)"
# Without words, every filtered entry; with words, entries that have all of them, or else those with some.
_PLAIN: Final = {"asked": "", "words": "", "found": "", "has_all": "true", "order": _NEWEST}
_WORDED: Final = {
    # Read once: a plan that is kept for any words would read them again at each entry.
    "asked": """asked AS MATERIALIZED (
    SELECT all_of, replace(all_of::text, '&', '|')::tsquery AS any_of
    FROM plainto_tsquery('english', plain_letters(%(words)s)) AS all_of
), """,
    "words": f", search @@ {_ALL_OF} AS has_all, ts_rank('{{0.05, 0.2, 0.4, 1.0}}', search, {_ANY_OF}) AS rank",
    "found": "found AS MATERIALIZED (SELECT * FROM hit WHERE has_all OR NOT EXISTS (SELECT 1 FROM hit WHERE has_all)),",
    "has_all": "(SELECT coalesce(bool_or(has_all), true) FROM found)",
    "order": f"rank DESC, {_NEWEST}",
}
_CONDITIONS: Final = {
    "body": "(entry.acquirers || entry.suppliers || entry.members) && %(body)s::text[]",
    "receives": "entry.acquirers && %(receives)s::text[]",
    "gives": "entry.suppliers && %(gives)s::text[]",
    "state": f"({_STANDING}) = ANY(%(state)s)",
    "area": "entry.policy_area = ANY(%(area)s)",
    "data": "entry.data_types && %(data)s::varchar[]",
    "power": "entry.power = ANY(%(power)s)",
    "gateway": "entry.gateway = ANY(%(gateway)s)",
}

# The filters but that by organisation, each with what it compares.
_LOOKUPS: Final = {
    "receives": "acquirers__overlap",
    "gives": "suppliers__overlap",
    "area": "policy_area__in",
    "data": "data_types__overlap",
    "power": "power__in",
    "gateway": "gateway__in",
}


def search(question: RegisterQuery) -> RegisterResults:
    """Return the page of results for a query, with counts. One query to the database in all cases."""
    sql, values = _statement(question)
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        total, has_all, facets, rows = cursor.fetchone()
    counted: dict[str, list[tuple[str, int]]] = {name: [] for name in FILTERS}
    for name, value, entries in _loaded(facets):
        counted[name].append((value, entries))
    page = min(question.page, max(1, -(-total // PAGE)))
    return RegisterResults([_row(row) for row in _loaded(rows)], total, page, not has_all, counted)


def _statement(question: RegisterQuery) -> tuple[str, dict[str, Any]]:
    values: dict[str, Any] = {name: list(question.of(name)) for name in FILTERS if question.of(name)}
    conditions = [_CONDITIONS[name] for name in values]
    values["offset"] = (question.page - 1) * PAGE
    if question.record:
        conditions.append("entry.records @> %(record)s::jsonb")
        values["record"] = json.dumps([[question.record]])
    if question.words:
        conditions.append(f"search @@ {_ANY_OF}")
        values["words"] = question.words
    parts = _WORDED if question.words else _PLAIN
    sql = _FIND if question.words else _FIND.replace("FROM found", "FROM hit")
    told = {"size": PAGE, "standing": _STANDING, "signed": _SIGNED}
    return sql.format(**parts, conditions="".join(f" AND {condition}" for condition in conditions), **told), values


def _loaded(value: Any) -> Any:
    """Return JSON from the database, whether or not the driver has parsed it."""
    return json.loads(value) if isinstance(value, str) else value


def _row(row: Mapping[str, Any]) -> RegisterRow:
    return RegisterRow(
        reference=row["reference"],
        title=row["title"],
        acquirers=row["acquirers"],
        suppliers=row["suppliers"],
        members=row["members"],
        purpose=row["left"],
        since=date.fromisoformat(row["in_force_since"]),
        review_on=date.fromisoformat(row["review_on"]) if row["review_on"] else None,
        state=row["standing"],
        ended_on=_ended_on(row),
    )


def _ended_on(row: Mapping[str, Any]) -> date | None:
    """Return the last day in force, as Agreement.ended_on has it; None while it is."""
    if row["ended_at"] is None:
        return None
    ended = timezone.localdate(datetime.fromisoformat(row["ended_at"]))
    return min(date.fromisoformat(row["ends_on"]), ended) if row["ends_on"] else ended


def groups_of(question: RegisterQuery, results: RegisterResults) -> list[RegisterFilter]:
    """Return the filters beside the list."""
    return [_group(name, question, results) for name in FILTERS]


def _group(name: str, question: RegisterQuery, results: RegisterResults) -> RegisterFilter:
    counts, chosen = dict(results.facets.get(name, [])), question.of(name)
    # Keep a chosen value even if no result has it, so that it can be unticked.
    values = [*chosen, *(value for value in counts if value not in chosen)]
    choices = [FilterValue(value, _label(name, value), counts.get(value, 0), value in chosen) for value in values]
    shown = max(SHOWN, len(chosen))
    return RegisterFilter(name, HEADINGS[name], choices[:shown], max(0, len(choices) - shown), len(chosen))


def _label(name: str, value: str) -> str:
    return CLOSED[name].label(value) if name in CLOSED else value


def entries_of(question: RegisterQuery) -> RegisterEntryQuerySet:
    """Return every entry that a query finds, newest first, for the files of the register."""
    entries = RegisterEntry.objects.listed().newest_first()
    for name, lookup in _LOOKUPS.items():
        if question.of(name):
            entries = entries.filter(**{lookup: list(question.of(name))})
    if question.of("state"):
        entries = entries.standing(question.of("state"))
    if question.of("body"):
        entries = entries.of_bodies(question.of("body"))
    if question.record:
        entries = entries.about(question.record)
    if question.words:
        entries = entries.filter(search=SearchQuery(PlainLetters(Value(question.words)), config="english"))
    return entries
