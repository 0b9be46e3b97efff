"""A set-up that is made once: its rows are put back for the next test that starts from the same rows.

The key is the function, what it is given, the day and a fingerprint of all rows: a set-up is put back only where
making it again would add the same. While the clock or the settings are changed it is made each time, because more than
rows decides what is made. Outside a test's transaction it is made or put back in one of its own, which is committed.
"""

import copy
import functools
import inspect
from collections import OrderedDict
from collections.abc import Callable, Mapping
from contextlib import nullcontext
from dataclasses import dataclass, fields, is_dataclass
from typing import Any, Final, ParamSpec, TypeAlias, TypeVar

import time_machine
from django.conf import UserSettingsHolder, settings
from django.db import connection, models, transaction
from django.utils import timezone
from psycopg import sql

P = ParamSpec("P")
R = TypeVar("R")
Rows: TypeAlias = Mapping[str, frozenset[bytes]]
"""The rows of each table that has some, as lines of COPY."""
Fingerprint: TypeAlias = tuple[tuple[str, int, int], ...]

SEEDED: Final = ["django_migrations", "django_content_type", "auth_permission"]
"""Tables that only migrations write."""
COLUMNS: Final = """
    SELECT table_name, array_agg(column_name::text ORDER BY ordinal_position) FROM information_schema.columns
    JOIN information_schema.tables USING (table_catalog, table_schema, table_name)
    WHERE table_schema = 'public' AND table_type = 'BASE TABLE' AND is_generated = 'NEVER' AND table_name <> ALL(%s)
    GROUP BY table_name ORDER BY table_name
"""


@dataclass(frozen=True)
class Setup:
    result: Any
    rows: Rows
    after_commit: tuple[tuple[Callable[[], object], bool], ...]


class Memory:
    """The set-ups that were made, those put back most lately the last to be forgotten. Decorates what makes them."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.setups: OrderedDict[tuple[Any, ...], Setup] = OrderedDict()

    def __call__(self, make: Callable[P, R]) -> Callable[P, R]:
        """Return the set-up function with a memory."""
        signature = inspect.signature(make)

        @functools.wraps(make)
        def wrapper(*args: P.args, **kwargs: P.kwargs) -> R:
            if not _repeatable():
                return make(*args, **kwargs)
            given = signature.bind(*args, **kwargs)
            given.apply_defaults()
            with transaction.atomic() if not connection.in_atomic_block else nullcontext():
                key = (make, timezone.localdate(), _identity(given.arguments), _fingerprint())
                if key in self.setups:
                    # Those that others start from are put back most often, and must be the last to go.
                    self.setups.move_to_end(key)
                    return _put_back(self.setups[key])  # type: ignore[no-any-return]
                return self._made(key, functools.partial(make, *args, **kwargs))

        return wrapper

    def _made(self, key: tuple[Any, ...], make: Callable[[], R]) -> R:
        """Make it, and remember the rows that it added, if it changed no other."""
        before, waiting = _rows(), len(connection.run_on_commit)
        result = make()
        after = _rows()
        if all(lines <= after.get(table, frozenset()) for table, lines in before.items()):
            rows = {table: lines - before.get(table, frozenset()) for table, lines in after.items()}
            added: list[Any] = connection.run_on_commit[waiting:]
            kept = tuple((run, robust) for _, run, robust in added)
            self.setups[key] = Setup(copy.deepcopy(result), rows, kept)
            while len(self.setups) > self.most:
                self.setups.popitem(last=False)
        return result


remembered: Final = Memory(most=200)


def _repeatable() -> bool:
    return not (isinstance(settings._wrapped, UserSettingsHolder) or time_machine.escape_hatch.is_travelling())


def _identity(value: object) -> object:
    """Return the value, a record as the values of its fields, so that it can be compared and hashed."""
    if isinstance(value, models.Model):
        return value._meta.label, repr([getattr(value, field.attname) for field in value._meta.concrete_fields])
    if is_dataclass(value) and not isinstance(value, type):
        return tuple(_identity(getattr(value, field.name)) for field in fields(value))
    if isinstance(value, tuple):
        return tuple(_identity(item) for item in value)
    if isinstance(value, dict):
        return tuple((name, _identity(item)) for name, item in value.items())
    return repr(value)


def _put_back(setup: Setup) -> Any:
    with connection.cursor() as cursor:
        for table, lines in setup.rows.items():
            if lines:
                with cursor.copy(_copy(table, "FROM STDIN")) as target:
                    target.write(b"".join(lines))
    for run, robust in setup.after_commit:
        transaction.on_commit(run, robust=robust)
    return copy.deepcopy(setup.result)


@functools.cache
def _columns() -> Mapping[str, list[str]]:
    """Return each table with its columns that are stored, not computed."""
    with connection.cursor() as cursor:
        cursor.execute(COLUMNS, [SEEDED])
        return dict(cursor.fetchall())


def _copy(table: str, direction: str) -> sql.Composed:
    columns = sql.SQL(", ").join(map(sql.Identifier, _columns()[table]))
    return sql.SQL("COPY {} ({}) " + direction).format(sql.Identifier(table), columns)


def _rows() -> Rows:
    rows = {}
    with connection.cursor() as cursor:
        for table, _, _ in _fingerprint():
            with cursor.copy(_copy(table, "TO STDOUT")) as source:
                rows[table] = frozenset(b"".join(source).splitlines(keepends=True))
    return rows


def _fingerprint() -> Fingerprint:
    """Return each table that has rows, with their number and a sum over the hashes of their contents."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT true FROM pg_prepared_statements WHERE name = 'fingerprint'")
        if not cursor.fetchone():
            cursor.execute(_summing())
        cursor.execute("EXECUTE fingerprint")
        return tuple(sorted(cursor.fetchall()))


@functools.cache
def _summing() -> str:
    """Return what prepares the sums: a plan for some seventy tables is costly, and none depends on what they hold."""
    each = sql.SQL("SELECT {}, count(*), sum(hashtextextended(row::text, 0)) FROM {} row HAVING count(*) > 0")
    sums = sql.SQL(" UNION ALL ").join(each.format(table, sql.Identifier(table)) for table in _columns())
    return "PREPARE fingerprint AS " + sums.as_string(connection.connection)
