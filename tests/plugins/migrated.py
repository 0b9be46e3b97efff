"""A database with every migration applied, which test databases are copied from until a migration changes."""

import fcntl
import hashlib
import os
from typing import Final
from urllib.parse import urlsplit

import django
import psycopg
from psycopg import sql

from script.local.paths import ROOT, testing

PREFIX: Final = "test_datashare_migrated_"
# What decides what the migrations make: they import from the models and the library alone.
SOURCES: Final = ("*/migrations/*.py", "*/models/**/*.py", "*/models.py", "datashare/**/*.py", "requirements*.txt")


def template() -> str:
    """Return the name of the database that has every migration, made by the first worker that asks."""
    name = PREFIX + _fingerprint()
    with (testing().data / "migrated.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with _maintenance() as connection:
            found = connection.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [PREFIX])
            others = {str(row[0]) for row in found} - {name}
            for other in others:
                connection.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(other)))
            found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
            if not found.fetchone():
                _make(connection, name)
    return name


def _fingerprint() -> str:
    """Return a digest of all that decides what is in the database."""
    digest = hashlib.sha256(f"{django.VERSION} {os.environ.get('DATABASE_APPLICATION_ROLE')}".encode())
    files = {path for pattern in SOURCES for path in ROOT.glob(pattern)}
    for path in sorted(files):
        digest.update(f"{path.relative_to(ROOT)}\0".encode() + path.read_bytes())
    return digest.hexdigest()[:16]


def _maintenance() -> psycopg.Connection[tuple[object, ...]]:
    from django.db import connections

    current, owner = connections["default"].settings_dict, urlsplit(os.environ["DATABASE_OWNER_URL"])
    return psycopg.connect(
        host=current["HOST"] or None,
        port=current["PORT"] or None,
        dbname="postgres",
        user=owner.username,
        password=owner.password,
        autocommit=True,
    )


def _make(connection: psycopg.Connection[tuple[object, ...]], name: str) -> None:
    """Migrate under another name, so that one that was killed halfway is not taken for whole."""
    half = f"{PREFIX}half"
    connection.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(half)))
    connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(half)))
    _migrate(half)
    rename = sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(half), sql.Identifier(name))
    connection.execute(rename)


def _migrate(name: str) -> None:
    """Apply every migration to this database, as the owner that the connection already is."""
    from django.core.management import call_command
    from django.db import connections

    connection = connections["default"]
    connection.close()
    before, connection.settings_dict["NAME"] = connection.settings_dict["NAME"], name
    try:
        call_command("migrate", verbosity=0, interactive=False, run_syncdb=True)
    finally:
        connection.close()
        connection.settings_dict["NAME"] = before
