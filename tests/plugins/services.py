"""Real PostgreSQL and Valkey for the tests; tables made by the owner role, tests run as the application role."""

import fcntl
import os
import shutil
from collections.abc import Iterator
from itertools import count
from typing import Any, TextIO
from urllib.parse import urlsplit

import pytest

from script.local.places import testing
from script.local.services import Services

WORKER = os.environ.get("PYTEST_XDIST_WORKER", "")
TEST_NUMBER = count()


def join_services() -> TextIO:
    """Start the services and say, for as long as the returned file is open, that somebody uses them."""
    services = Services(testing())
    users = (services.place.data / "users.lock").open("w")
    fcntl.flock(users, fcntl.LOCK_SH)
    services.start()
    run = f"run-{os.getpid()}"
    folder = services.place.data / run
    folder.mkdir()
    os.environ.update(services.environment())
    os.environ.update(
        DATASHARE_ENV="test", DATA_DIR=str(folder), TEST_RUN=run, CACHE_PREFIX=run, QUEUE_PREFIX=f"{run}-",
        # Playwright's synchronous interface runs an event loop in the thread of the test.
        DJANGO_ALLOW_ASYNC_UNSAFE="true",
    )  # fmt: skip
    return users


# At import, not in a hook: Django's settings are read before any hook of ours is called.
USERS = None if WORKER else join_services()


def pytest_configure() -> None:
    """Each worker process has its own cache and its own queue."""
    from django.conf import settings

    from datashare.celery import app

    settings.CACHES["default"]["KEY_PREFIX"] = f"{os.environ['TEST_RUN']}-{WORKER}"
    prefix = f"{os.environ['QUEUE_PREFIX']}{WORKER}-"
    settings.CELERY_BROKER_TRANSPORT_OPTIONS["global_keyprefix"] = prefix
    app.conf.broker_transport_options = settings.CELERY_BROKER_TRANSPORT_OPTIONS


def pytest_unconfigure() -> None:
    if USERS is not None:
        shutil.rmtree(testing().data / os.environ["TEST_RUN"], ignore_errors=True)
        USERS.close()


@pytest.fixture(autouse=True)
def _nothing_cached(request: pytest.FixtureRequest) -> None:
    """Each test begins with an empty cache: nobody is throttled for what another test did."""
    from django.conf import settings
    from django.core.cache import caches

    prefix = f"{os.environ['TEST_RUN']}-{WORKER}-{next(TEST_NUMBER)}"
    settings.CACHES["default"]["KEY_PREFIX"] = prefix
    caches["default"].key_prefix = prefix


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
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None, django_db_keepdb: bool
) -> None:
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
