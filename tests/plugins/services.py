"""Real PostgreSQL and Valkey, started before Django reads its settings."""

import fcntl
import os
import re
import shutil
from pathlib import Path
from typing import TextIO, TypeVar

from script.local import program
from script.local.paths import testing
from script.local.services import Services

Thing = TypeVar("Thing", Path, str)
WORKER = os.environ.get("PYTEST_XDIST_WORKER", "")


def forget_killed_runs(services: Services) -> None:
    """Delete the folder and databases of a killed run, both named after its process."""
    folders = {folder: folder.name for folder in services.place.data.glob("run-*")}
    for folder in dead(folders):
        shutil.rmtree(folder, ignore_errors=True)
    if services.postgres is not None:
        databases = {name: name for name in services.postgres.databases() if name.startswith("test_datashare_run_")}
        for database in dead(databases):
            services.postgres.drop(database)


def dead(named: dict[Thing, str]) -> list[Thing]:
    """Return those named after a process that is gone."""
    numbers = {thing: re.search(r"run.(\d+)", name) for thing, name in named.items()}
    return [thing for thing, number in numbers.items() if number and not program.command_line(int(number[1]))]


def join_services() -> TextIO:
    """Start the services, and mark them as used while the returned file is open."""
    services = Services(testing())
    users = (services.place.data / "users.lock").open("w")
    fcntl.flock(users, fcntl.LOCK_SH)
    services.start()
    forget_killed_runs(services)
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
if WORKER:
    # Each worker process keeps its files in a folder of its own.
    os.environ["DATA_DIR"] = str(Path(os.environ["DATA_DIR"]) / WORKER)
    Path(os.environ["DATA_DIR"]).mkdir(parents=True, exist_ok=True)


def pytest_configure() -> None:
    """Give each worker process its own cache and queue."""
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
