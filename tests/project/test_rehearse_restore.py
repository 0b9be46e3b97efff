"""A real run of script/rehearse-restore: a sealed data share is restored beside the service and checked there."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import psycopg
import pytest
from django.conf import settings
from django.db import connections
from pytest_django.plugin import DjangoDbBlocker

from agreements.evidence import publishing
from agreements.models import SealedFile
from agreements.signing.sealing import seal_owed
from script.local.paths import ROOT, Place
from script.local.rehearsal import Rehearsal
from script.local.tools import Database, Tools, fingerprints, url_called
from tests.agreements import stages
from tests.cast import make_asset, make_bodies, make_cast
from tests.plugins.worker import environment_of_this_test
from tests.support import seeds

pytestmark = pytest.mark.django_db


@dataclass(frozen=True)
class Backed:
    """The sealed file of an agreement in force, and a dump from before its signatures."""

    name: str
    reference: str
    old_dump: Path


@pytest.fixture(scope="module")
def sealed(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Backed]:
    """Yield what is committed once for all tests here, with a head file of today: a rehearsal only reads it."""
    folder = tmp_path_factory.mktemp("dumps")
    with django_db_blocker.unblock():
        try:
            yield sealed_and_dumped(folder / "old.dump")
        finally:
            seeds.restore()
            for kept in ("files", "heads", "backup"):
                shutil.rmtree(Path(settings.DATA_DIR) / kept, ignore_errors=True)


def sealed_and_dumped(old_dump: Path) -> Backed:
    bodies = make_bodies()
    cast, asset = make_cast(bodies), make_asset(bodies.revenue)
    share = stages.signing(cast, asset)
    dump_to(old_dump)
    stages.sign_everything(share, cast)
    assert seal_owed() == 1
    publishing.publish_heads()
    return Backed(SealedFile.objects.get().name, share.reference, old_dump)


def dump_to(file: Path) -> None:
    source = Database.of(told()["DATABASE_OWNER_URL"])
    tools = Tools.for_server(source, Place(Path(settings.DATA_DIR)))
    with source.connect() as connection:
        connection.execute("BEGIN ISOLATION LEVEL REPEATABLE READ")
        [snapshot] = connection.execute("SELECT pg_export_snapshot()").fetchall()
        tools.dump(source, file, str(snapshot[0]))


def told() -> dict[str, str]:
    """Return an operator's environment: its database is given, not started here."""
    environment = environment_of_this_test()
    environment.pop("DATASHARE_LOCAL_SERVICES", None)
    name = str(connections["default"].settings_dict["NAME"])
    return environment | {"DATABASE_OWNER_URL": url_called(os.environ["DATABASE_OWNER_URL"], name)}


def rehearse(*options: str | Path) -> subprocess.CompletedProcess[str]:
    command = [str(ROOT / "script" / "rehearse-restore"), *map(str, options)]
    return subprocess.run(command, env=told(), capture_output=True, text=True, check=False)


def copied() -> Path:
    """Return a copy of the file store, as a backup would hold it."""
    folder = Path(settings.DATA_DIR)
    shutil.rmtree(folder / "backup", ignore_errors=True)
    shutil.copytree(folder / "files", folder / "backup")
    return folder / "backup"


def left_behind() -> list[str]:
    source = Database.of(told()["DATABASE_OWNER_URL"])
    with source.connect() as connection:
        rows = connection.execute("SELECT datname FROM pg_database WHERE datname = %s", [f"{source.name}_rehearsal"])
        found = [str(row[0]) for row in rows]
    return found + [str(path) for path in Path(settings.DATA_DIR).glob("rehearsal/*")]


def test_it_restores_everything_and_leaves_nothing_behind(sealed: Backed) -> None:
    done = rehearse()
    assert done.returncode == 0, done.stdout + done.stderr
    for line in (
        "Compared 1 sealed files with their SHA-256", "Checked 1 shares", "Checked 2 signatures",
        "Checked 1 sealed files", "Checked 1 head files", "Everything is as it was recorded",
        "This backup restores everything.",
    ):  # fmt: skip
        assert line in done.stdout
    assert not left_behind()
    assert SealedFile.objects.count() == 1


def test_it_names_a_sealed_file_that_is_missing(sealed: Backed) -> None:
    backup = copied()
    (backup / sealed.name).unlink()
    done = rehearse("--files", backup)
    assert done.returncode == 1
    assert f"FAULT sealed file {sealed.name} is missing from the copy of the file store" in done.stderr
    assert "this backup would not restore everything" in done.stderr
    assert not left_behind()


def test_it_names_a_sealed_file_that_was_changed(sealed: Backed) -> None:
    backup = copied()
    file = backup / sealed.name
    file.write_bytes(file.read_bytes() + b" ")
    done = rehearse("--files", backup)
    assert done.returncode == 1
    assert f"FAULT sealed file {sealed.name} is not the one that was stored" in done.stderr


def test_it_says_when_the_service_itself_has_lost_a_file(sealed: Backed, tmp_path: Path) -> None:
    file = Path(settings.DATA_DIR) / "files" / sealed.name
    kept = shutil.move(file, tmp_path / "kept")
    try:
        done = rehearse()
    finally:
        shutil.move(kept, file)
    assert done.returncode == 1
    assert "is missing" in done.stderr


def test_an_old_dump_shows_what_it_would_lose(sealed: Backed) -> None:
    """A dump from before a signature lacks events of today's head file."""
    done = rehearse("--dump", sealed.old_dump, "--files", copied())
    assert done.returncode == 1
    assert f"FAULT {sealed.reference}" in done.stderr


class Careless(Rehearsal):
    """A restore whose copy was changed."""

    damage: tuple[str, ...] = ()

    def _restore(self, dump: Path, files: Path | None) -> None:
        super()._restore(dump, files)
        with self.copy.connect() as connection:
            for change in self.damage:
                connection.execute(change.encode())


DAMAGE: Final = {
    "DELETE FROM community_emaildomain WHERE pattern = 'council.gov.uk'":
        "table community_emaildomain: 3 rows in the service, 2 restored",
    "UPDATE community_user SET full_name = 'Mallory' WHERE full_name = 'Zoe Marsh'":
        "table community_user: a row was changed on the way",
    "DROP TABLE community_historicalemaildomain": "table community_historicalemaildomain: 3 rows",
}  # fmt: skip


@pytest.fixture(scope="module")
def faults(sealed: Backed) -> list[str]:
    """Return what one rehearsal with all the damage finds: each is in another table, and each is compared alone."""
    rehearsal = Careless(Place(Path(settings.DATA_DIR)), told())
    rehearsal.damage = tuple(DAMAGE)
    return rehearsal.rehearse(None, copied())


@pytest.mark.parametrize(("damage", "fault"), DAMAGE.items())
def test_it_names_the_table_of_a_row_that_is_missing_or_changed(damage: str, fault: str, faults: list[str]) -> None:
    assert any(found.startswith(fault) for found in faults), faults
    assert len([found for found in faults if found.startswith("table ")]) == len(DAMAGE), faults


def test_it_says_what_it_needs(sealed: Backed) -> None:
    environment = told()
    environment.pop("DATABASE_OWNER_URL")
    command = [str(ROOT / "script" / "rehearse-restore")]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "DATABASE_OWNER_URL must name the role that owns its tables" in done.stderr


def test_a_file_that_is_no_dump_is_said_plainly(sealed: Backed, tmp_path: Path) -> None:
    (tmp_path / "no.dump").write_text("not a dump")
    done = rehearse("--dump", tmp_path / "no.dump", "--files", copied())
    assert done.returncode == 2
    assert "The rehearsal could not be done" in done.stderr
    assert not left_behind()


def test_a_database_is_found_by_its_address() -> None:
    far = Database.of("postgres://owner:p%40ss@db.example:5433/share?sslmode=require")
    assert far.name == "share"
    words = {"host": "db.example", "port": "5433", "user": "owner", "password": "p@ss", "sslmode": "require"}
    assert dict(far.words) == words
    assert far.environment()["PGPASSWORD"] == "p@ss"
    near = Database.of("postgres://owner@/%2Ftmp%2Fsockets/share")
    assert (near.name, dict(near.words)["host"]) == ("share", "/tmp/sockets")
    assert url_called("postgres://a@b/c?sslmode=require", "d") == "postgres://a@b/d?sslmode=require"


def test_a_fingerprint_changes_with_any_row_and_not_with_their_order(sealed: Backed) -> None:
    with Database.of(told()["DATABASE_OWNER_URL"]).connect() as connection:
        before = fingerprints(connection)
        connection.execute("BEGIN")
        connection.execute("UPDATE community_user SET full_name = full_name")
        assert fingerprints(connection) == before
        connection.execute("UPDATE community_user SET full_name = 'X' WHERE full_name = 'Zoe Marsh'")
        assert fingerprints(connection)["community_user"] != before["community_user"]
        connection.execute("ROLLBACK")
    with pytest.raises(psycopg.Error):
        Database.of("postgres://no_one@127.0.0.1:1/none").connect()
