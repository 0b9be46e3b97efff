"""The benchmark's own database: made and migrated as the owner role, used as the application role."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection


@contextmanager
def own_database(*, keep: bool) -> Iterator[None]:
    """Use a database of its own; with `keep`, the next run finds its data and starts at once."""
    name = "bench_kept" if keep else f"bench_{os.getpid()}"
    usual = connection.settings_dict["NAME"]
    connection.settings_dict.setdefault("TEST", {})["NAME"] = name
    _become(_owner())
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False, keepdb=keep)
    _become(settings.DATABASE_APPLICATION_ROLE)
    try:
        yield
    finally:
        _become(_owner())
        connection.creation.destroy_test_db(usual, verbosity=0, keepdb=keep)


def gather_statistics() -> None:
    """Update planner statistics, as autovacuum does within a minute of many new rows."""
    _become(_owner())
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    _become(settings.DATABASE_APPLICATION_ROLE)


def _owner() -> str:
    return str(urlsplit(os.environ["DATABASE_OWNER_URL"]).username)


def _become(role: str) -> None:
    connection.close()
    connection.settings_dict["USER"] = role
