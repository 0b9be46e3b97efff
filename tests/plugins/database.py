"""Tables made by the owner role, tests run as the application role, an empty cache for each."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.plugins.services import WORKER

TEST_NUMBER = count()
# The folders of what is kept outside the database about its rows: sealed files, and head files with their signatures.
KEPT = ("files/sealed", "heads")


@pytest.fixture(autouse=True)
def _nothing_cached(request: pytest.FixtureRequest) -> None:
    """Each test begins with an empty cache: no one is throttled for what another test did."""
    from django.conf import settings
    from django.core.cache import caches

    prefix = f"{os.environ['TEST_RUN']}-{WORKER}-{next(TEST_NUMBER)}"
    settings.CACHES["default"]["KEY_PREFIX"] = prefix
    caches["default"].key_prefix = prefix


@pytest.fixture(autouse=True)
def _nothing_kept(request: pytest.FixtureRequest) -> Iterator[None]:
    """A test's sealed and head files go with its rows: verify_evidence finds files about rows that are gone."""
    with kept_files_removed():
        yield


@contextmanager
def kept_files_removed() -> Iterator[None]:
    """Afterwards, those that were not there before are gone."""
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
    """Every connection from now on, in every thread, is made as this role."""
    from django.db import connections

    connection = connections["default"]
    connection.close()
    connection.settings_dict["USER"] = role


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None, django_db_keepdb: bool) -> None:
    """Before the test database is made: its own name for each run, and the owner role."""
    from django.conf import settings
    from django.db import connections

    run = "kept" if django_db_keepdb else os.environ["TEST_RUN"].replace("-", "_")
    name = "_".join(part for part in ("test_datashare", run, WORKER) if part)
    settings.DATABASES["default"].setdefault("TEST", {})["NAME"] = name
    connections["default"].settings_dict.setdefault("TEST", {})["NAME"] = name
    become(owner_role())


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """After the test database is made, serve as the application role; the owner takes it down again."""
    from tests.support import seeds

    with django_db_blocker.unblock():
        seeds.keep()
        become(os.environ.get("DATABASE_APPLICATION_ROLE", "datashare_app"))
    yield
    with django_db_blocker.unblock():
        become(owner_role())
