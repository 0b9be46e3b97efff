"""The register as files: CSV for spreadsheets, JSON for programs, streamed (docs/register.md)."""

import json
from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from typing import Any, Final

from django.conf import settings
from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import F, Q, Value
from django.urls import reverse

from agreements.models import RegisterEntry
from agreements.models.moving import Moving
from agreements.models.registering import RegisterEntryQuerySet
from agreements.register.entry import Said, said_in
from agreements.register.fields import FIELDS
from agreements.standing.today import standing_of
from datashare.lib.spreadsheet import csv_lines

FORMAT: Final = "das-register-4"
LICENCE: Final = (
    "Open Government Licence v3.0, unless an organisation named here says otherwise. "
    "The names of people are withheld. Their positions are shown instead."
)
# Facts of the agreement, before its answers.
FACTS: Final = (
    "reference",
    "address",
    "title",
    "kind",
    "acquirers",
    "suppliers",
    "members",
    "common_rules",
    "joins_later",
    "signed_as",
    "records",
    "in_force_since",
    "review_on",
    "state",
    "suspended_since",
    "ends_on",
    "ended_on",
    "suspended_for",
    "no_data_moves",
    "how_it_ended",
    "left",
    "agreement_number",
    "words_sha256",
    "sealed_file_sha256",
    "as_signed",
)
CHUNK: Final = 200


def _rows(entries: RegisterEntryQuerySet) -> Iterator[RegisterEntry]:
    with_digests = entries.defer("search", "purpose").annotate(
        number=F("agreement__number"),
        words_digest=F("agreement__words__digest"),
        file_digest=F("agreement__sealed__sha256"),
        gone=ArrayAgg(
            "agreement__departures__party__organisation__name",
            filter=Q(agreement__departures__done_at__isnull=False),
            default=Value([]),
            distinct=True,
        ),
        paused=ArrayAgg(
            "agreement__suspensions__party__organisation__name",
            filter=Q(agreement__suspensions__lifted_at=None, agreement__suspensions__is_whole=False),
            default=Value([]),
            distinct=True,
        ),
    )
    found = with_digests.select_related("agreement__edition").iterator(chunk_size=CHUNK)
    while rows := list(islice(found, CHUNK)):
        moving = Moving.under_each([row.agreement for row in rows if getattr(row, "paused", [])])
        for row in rows:
            row.nothing_moves = row.agreement_id in moving and not moving[row.agreement_id].pairs()
        yield from rows


def facts_of(entry: RegisterEntry) -> dict[str, Any]:
    """Return the facts of the agreement itself. The entry must carry its digests, as `_rows` reads them."""
    return {
        "reference": entry.reference,
        "address": settings.SERVICE_URL + reverse("agreements:register_entry", args=[entry.reference]),
        "title": entry.title,
        "kind": entry.kind,
        "acquirers": entry.acquirers,
        "suppliers": entry.suppliers,
        "members": entry.members,
        "common_rules": entry.rules or None,
        "joins_later": entry.joins_later,
        "signed_as": [{"organisation": body, "position": position} for body, position in entry.signed_as],
        "records": [
            {"reference": reference, "title": title, "publisher": publisher}
            for reference, title, publisher in entry.records
        ],
        "in_force_since": entry.in_force_since.isoformat(),
        "review_on": entry.review_on.isoformat() if entry.review_on else None,
        **_standing(entry),
        "agreement_number": getattr(entry, "number", None),
        "words_sha256": getattr(entry, "words_digest", None),
        "sealed_file_sha256": getattr(entry, "file_digest", None),
        "as_signed": [said.field.name for said in said_in(entry.says) if said.clauses],
    }


def _standing(entry: RegisterEntry) -> dict[str, Any]:
    """Return how the agreement stands today."""
    standing = standing_of(entry.agreement, nothing_moves=entry.nothing_moves)
    days = {name: getattr(standing, name) for name in ("suspended_since", "ends_on", "ended_on")}
    return {
        "state": standing.state.value,
        **{name: day.isoformat() if day else None for name, day in days.items()},
        "suspended_for": getattr(entry, "paused", []),
        "no_data_moves": standing.is_suspended or standing.ended_on is not None,
        "how_it_ended": standing.how or None,
        "left": getattr(entry, "gone", []),
    }


def json_pieces(entries: RegisterEntryQuerySet, *, at: datetime) -> Iterator[str]:
    """Yield one JSON document: what it is, when it was made, under which licence, then every entry."""
    head = {"format": FORMAT, "generated_at": at.isoformat(timespec="seconds"), "licence": LICENCE}
    yield json.dumps(head, ensure_ascii=False)[:-1] + ', "agreements": ['
    separator = "\n"
    for entry in _rows(entries):
        yield separator + json.dumps(facts_of(entry) | _said(entry), ensure_ascii=False)
        separator = ",\n"
    yield "\n]}\n"


def _said(entry: RegisterEntry) -> dict[str, Any]:
    """Return every field by its name, whether or not this agreement has it: lines, rows, or signed clauses."""
    fields = {said.field.name: _as_data(said) for said in said_in(entry.says)}
    return {field.name: fields.get(field.name, []) for field in FIELDS}


def _as_data(said: Said) -> list[Any]:
    if said.clauses:
        return [{"clause": clause.number, "heading": clause.heading, "words": str(clause)} for clause in said.clauses]
    if said.words.rows:
        return [dict(zip(said.words.columns, row, strict=False)) for row in said.words.rows]
    return list(said.words.lines)


def csv_pieces(entries: RegisterEntryQuerySet) -> Iterator[str]:
    """Yield a row for each agreement; a list in a cell has a line for each of its items."""
    yield from csv_lines(_table(entries))


def _table(entries: RegisterEntryQuerySet) -> Iterator[list[str]]:
    yield [*FACTS, *(field.name for field in FIELDS)]
    for entry in _rows(entries):
        texts = {said.field.name: str(said) for said in said_in(entry.says)}
        facts = facts_of(entry)
        yield [_cell(facts[name]) for name in FACTS] + [texts.get(field.name, "") for field in FIELDS]


def _cell(value: Any) -> str:
    if isinstance(value, list):
        return "\n".join(map(_cell, value))
    if isinstance(value, dict):
        return ", ".join(filter(None, map(str, value.values())))
    return "" if value is None else str(value)
