"""A folder in which no service has been started yet."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from script.local.paths import Place
from script.local.postgres import Postgres
from script.local.valkey import Valkey


@contextmanager
def a_place() -> Iterator[Place]:
    """Yield a place that the database's own user can reach too; stop all that was started there."""
    folder = Path(tempfile.mkdtemp(prefix="das-"))
    folder.chmod(0o711)
    place = Place(folder / "data")
    place.make()
    yield place
    Postgres(place).stop()
    Valkey(place).stop()
    shutil.rmtree(folder)


@pytest.fixture
def empty_place() -> Iterator[Place]:
    with a_place() as place:
        yield place
