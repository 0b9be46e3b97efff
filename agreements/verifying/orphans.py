"""Evidence rows whose parent is missing, as left by a deletion with foreign keys disabled."""

from collections.abc import Iterator
from typing import Any, Final

from django.db import connection
from django.db.models import ForeignKey, Model

from agreements import models

EVIDENCE: Final[tuple[type[Model], ...]] = (
    models.DataShare,
    models.Event,
    models.EventDetails,
    models.Agreement,
    models.FrozenWords,
    models.RequiredSignature,
    models.SignatoryReplacement,
    models.JoinsLater,
    models.Signature,
    models.SealedFile,
    models.SealJob,
    models.RegisterJob,
    models.RegisterEntry,
)


def orphans() -> Iterator[str]:
    """Yield each row that refers to a missing row, with its table and its number."""
    for model in EVIDENCE:
        for field in model._meta.concrete_fields:  # noqa: SLF001 (Django's own way to a model's columns)
            if isinstance(field, ForeignKey):
                yield from _without(model, field)


def _without(model: type[Model], field: "ForeignKey[Any, Any]") -> Iterator[str]:
    target, quote = field.remote_field.model, connection.ops.quote_name
    table = model._meta  # noqa: SLF001
    own, key, column = (quote(str(name)) for name in (table.pk.column, target._meta.pk.column, field.column))  # noqa: SLF001
    sql = (
        f"SELECT row.{own} FROM {quote(table.db_table)} row "  # noqa: S608 (names of our own models)
        f"LEFT JOIN {quote(target._meta.db_table)} target ON target.{key} = row.{column} "  # noqa: SLF001
        f"WHERE row.{column} IS NOT NULL AND target.{key} IS NULL ORDER BY 1"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql)
        for (row,) in cursor.fetchall():
            yield f"table {table.db_table}, row {row}: its {field.name} is missing"
