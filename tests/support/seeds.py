"""Empties the database between tests as its owner, and restores what the migrations had put there."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

import psycopg
from django.conf import settings
from django.db import connections
from psycopg import sql

KEPT = {"django_migrations"}
TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = %s ORDER BY tablename"


@contextmanager
def as_owner() -> Iterator[psycopg.Connection[tuple[Any, ...]]]:
    """Yield a connection with triggers and foreign keys disabled until it ends."""
    current, owner = connections["default"].settings_dict, urlsplit(settings.DATABASE_OWNER_URL)
    with psycopg.connect(
        host=current["HOST"] or None,
        port=current["PORT"] or None,
        dbname=current["NAME"],
        user=owner.username,
        password=owner.password,
    ) as connection:
        connection.execute("SET session_replication_role = replica")
        connection.execute("SET lock_timeout = '20s'")
        yield connection


def tables(connection: psycopg.Connection[tuple[Any, ...]], schema: str) -> list[str]:
    found = [str(row[0]) for row in connection.execute(TABLES, [schema])]
    return [table for table in found if table not in KEPT]


def keep() -> None:
    """Copy every table that the migrations filled: content types, permissions, and data migrations."""
    with as_owner() as connection:
        connection.execute("DROP SCHEMA IF EXISTS seeds CASCADE")
        connection.execute("CREATE SCHEMA seeds")
        for table in tables(connection, "public"):
            name = sql.Identifier(table)
            if connection.execute(sql.SQL("SELECT 1 FROM public.{} LIMIT 1").format(name)).fetchone():
                connection.execute(sql.SQL("CREATE TABLE seeds.{0} AS TABLE public.{0}").format(name))


def restore() -> None:
    """Delete all rows and restore the copies; sequences go on, so that a number is never reused."""
    with as_owner() as connection:
        names = [sql.Identifier(table) for table in tables(connection, "public")]
        connection.execute(sql.SQL("; ").join(sql.SQL("DELETE FROM public.{}").format(name) for name in names))
        for table in tables(connection, "seeds"):
            connection.execute(sql.SQL("INSERT INTO public.{0} SELECT * FROM seeds.{0}").format(sql.Identifier(table)))
