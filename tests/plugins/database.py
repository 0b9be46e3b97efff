"""Tables made by the owner role, tests run as the application role, an empty cache for each."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.plugins import migrated
from tests.plugins.services import WORKER

TEST_NUMBER = count()
# The folders of what is kept outside the database about its rows: sealed files, and head files with their signatures.
KEPT = ("files/sealed", "heads")


@pytest.fixture(autouse=True)
def _nothing_cached(request: pytest.FixtureRequest) -> None:
    """Clear the cache before each test, so that no rate limit carries over."""
    from django.conf import settings
    from django.core.cache import caches

    prefix = f"{os.environ['TEST_RUN']}-{WORKER}-{next(TEST_NUMBER)}"
    settings.CACHES["default"]["KEY_PREFIX"] = prefix
    caches["default"].key_prefix = prefix


@pytest.fixture(autouse=True)
def _nothing_kept(request: pytest.FixtureRequest) -> Iterator[None]:
    """Delete a test's sealed and head files, as verify_evidence reports files without rows."""
    with kept_files_removed():
        yield


@contextmanager
def kept_files_removed() -> Iterator[None]:
    """Delete afterwards the files that were not there before."""
    from django.conf import settings

    folders = [Path(settings.DATA_DIR) / folder for folder in KEPT]
    before = {path for folder in folders for path in folder.glob("*")}
    try:
        yield
    finally:
        for path in {path for folder in folders for path in folder.glob("*")} - before:
            path.unlink()


def owner_role() -> str:
    url = os.environ.get("DATABASE_OWNER_URL")
    if not url:
        pytest.exit("DATABASE_OWNER_URL must name the owner role when DATABASE_URL is given.", returncode=2)
    return str(urlsplit(url).username)


def become(role: str) -> None:
    """Connect as this role from now on, in every thread."""
    from django.db import connections

    connection = connections["default"]
    connection.close()
    connection.settings_dict["USER"] = role


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None, django_db_keepdb: bool, django_db_blocker: Any
) -> None:
    """Set the test database's name, unique to each run, its template, and the owner role before it is made."""
    from django.conf import settings
    from django.db import connections

    run = "kept" if django_db_keepdb else os.environ["TEST_RUN"].replace("-", "_")
    name = "_".join(part for part in ("test_datashare", run, WORKER) if part)
    settings.DATABASES["default"].setdefault("TEST", {})["NAME"] = name
    connections["default"].settings_dict.setdefault("TEST", {})["NAME"] = name
    become(owner_role())
    if os.environ.get("DATASHARE_LOCAL_SERVICES"):
        with django_db_blocker.unblock():
            connections["default"].settings_dict["TEST"]["TEMPLATE"] = migrated.template()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Use the application role once the test database is made; the owner drops it at the end."""
    from tests.support import seeds

    with django_db_blocker.unblock():
        _trust_no_statistics()
        seeds.keep()
        become(os.environ.get("DATABASE_APPLICATION_ROLE", "datashare_app"))
    yield
    with django_db_blocker.unblock():
        become(owner_role())


def _trust_no_statistics() -> None:
    """Let every later session of the test database join by hashing, whatever it believes of the size of a table.

    A test's rows are rolled back, so what autovacuum counts in a table, mostly none, says nothing of the next test's
    rows. To join tables that seem empty PostgreSQL compares every row with every row: one long test took an hour. And
    it starts a second process to read a table that seems large: a test's tables are small.
    """
    from django.db import connection

    with connection.cursor() as cursor:
        name = connection.ops.quote_name(connection.settings_dict["NAME"])
        cursor.execute(f"ALTER DATABASE {name} SET enable_nestloop = off")
        cursor.execute(f"ALTER DATABASE {name} SET max_parallel_workers_per_gather = 0")
