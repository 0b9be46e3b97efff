"""Tampering by the owner of the database, and what verify_evidence then reports."""

import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, TypeAlias

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.search import SearchVectorField
from django.core.management import CommandError, call_command
from django.db import connection, models, transaction
from django.db.models import Field

from agreements.models import DataShare, RequiredSignature, Signature

Change: TypeAlias = tuple[type[models.Model], str, str]
_BLANK = "CASE WHEN {column} = '' THEN 'another' ELSE '' END"
# No finding without its place: a data share, an event, an agreement, a row.
PLACE = re.compile(r"FAULT (\S{0,12}(, agreement \d+| event \d+)?:|\S{0,12} event \d+:|data share \d+:|table \w+, row)")
# What says nothing of an agreement: numbers that no other row names, and copies of answers for lists and searches.
FREE: set[tuple[type[models.Model], str]] = {
    (Signature, "id"),
    (RequiredSignature, "id"),
    *((DataShare, name) for name in ("question_set", "title", "agreement_name", "open_questions")),
}


def checked(*references: str) -> tuple[str, str]:
    """Return what the command prints about its work, and its findings."""
    out, err = io.StringIO(), io.StringIO()
    try:
        call_command("verify_evidence", *references, stdout=out, stderr=err)
    except CommandError as stopped:
        err.write(str(stopped))
    return out.getvalue(), err.getvalue()


def faults() -> list[str]:
    """Return the findings, one a line."""
    return [line for line in checked()[1].splitlines() if line.startswith("FAULT")]


def at_rest() -> None:
    """Disable every trigger and foreign key until the test is over, as the owner of the database may."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")


def tamper(*statements: str) -> None:
    """Change something with every trigger and foreign key disabled. @ is replaced by agreements_."""
    at_rest()
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement.replace("@", "agreements_"))
            assert cursor.rowcount > 0, "Nothing was touched."


@contextmanager
def undone() -> Iterator[None]:
    """Roll back all that is done inside, so that no deferred constraint fails at the end of the test."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def change(model: type[models.Model], column: str, value: str) -> None:
    """Change one column of the newest row."""
    key = str(model._meta.pk.column)
    row = f"(SELECT max({key}) FROM {model._meta.db_table})"  # noqa: S608 (our own model)
    tamper(f'UPDATE {model._meta.db_table} SET "{column}" = {value} WHERE {key} = {row}')  # noqa: S608 (the same)


def columns(tables: tuple[type[models.Model], ...], free: set[tuple[type[models.Model], str]]) -> list[Change]:
    """Return every column of these tables but the free ones, with each value that it is changed to."""
    return [
        (model, str(field.column), value)
        for model in tables
        for field in model._meta.concrete_fields
        if (model, field.name) not in free
        for value in others(field)
    ]


def others(field: "Field[object, object]") -> list[str]:
    """Return SQL values that differ from a column's: others of its type, and null or not null."""
    column = f'"{field.column}"'
    values = [value.format(column=column) for value in _of_kind(field)]
    return [*values, f"CASE WHEN {column} IS NULL THEN {values[0]} END"] if field.null else values


def _of_kind(field: "Field[object, object]") -> list[str]:
    if isinstance(field, models.ForeignKey):
        return ["coalesce({column}, 0) + 1", "987654321"]
    if isinstance(field, ArrayField):
        return ["array_append({column}, 'Another')", "CASE WHEN {column} = '{{}}' THEN ARRAY['One'] ELSE '{{}}' END"]
    kinds: list[tuple[Any, list[str]]] = [
        (SearchVectorField, ["to_tsvector('another')"]),
        (models.BooleanField, ["NOT {column}"]),
        (models.BinaryField, ["decode(repeat('ab', 32), 'hex')", "''"]),
        (models.JSONField, ["'[]'", "'{{\"x\": 1}}'", "'null'"]),
        (models.DateTimeField, ["coalesce({column}, now()) + interval '1 microsecond'", "'infinity'"]),
        (models.DateField, ["coalesce({column}, now()) + interval '1 day'"]),
        ((models.IntegerField, models.AutoField), ["{column} + 1000"]),
        ((models.CharField, models.TextField), ["overlay({column} placing '~' from 1 for 1)", _BLANK]),
    ]
    return next(values for kind, values in kinds if isinstance(field, kind))
