"""The local services survive kill -9, long paths and two starters; they use nothing that is not theirs."""

import os
import signal
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest
import redis

from script.local import paths, program
from script.local.paths import ROOT, Place, ServiceError
from script.local.postgres import Postgres
from script.local.processes import Part
from script.local.services import Services
from script.local.valkey import Valkey

pytestmark = pytest.mark.fault


def as_owner(postgres: Postgres) -> psycopg.Connection[tuple[object, ...]]:
    return psycopg.connect(host=str(postgres.sockets), user="datashare_owner", dbname="datashare", autocommit=True)


def test_a_killed_database_comes_back_with_everything_it_acknowledged(empty_place: Place) -> None:
    postgres = Postgres(empty_place)
    assert postgres.start() is True
    assert postgres.start() is False
    with as_owner(postgres) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 1 AS number")
        running = postgres.running()
        assert running
        running.send(signal.SIGKILL)
    assert program.wait_until(lambda: postgres.running() is None, 5)
    assert postgres.start() is True
    with as_owner(postgres) as connection:
        assert connection.execute("SELECT number FROM kept").fetchall() == [(1,)]


def test_a_stale_lock_that_names_another_program_is_forgotten(empty_place: Place) -> None:
    postgres = Postgres(empty_place)
    postgres.start()
    postgres.stop()
    stranger = subprocess.Popen(["sleep", "60"])
    try:
        (postgres.data / "postmaster.pid").write_text(f"{stranger.pid}\n{postgres.data}\n")
        assert postgres.running() is None
        assert postgres.start() is True
        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()


def test_the_application_role_makes_nothing_and_owns_nothing(empty_place: Place) -> None:
    postgres = Postgres(empty_place)
    postgres.start()
    application = psycopg.connect(host=str(postgres.sockets), user="datashare_app", dbname="datashare")
    with application as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute("CREATE TABLE mine (number int)")
    with as_owner(postgres) as connection:
        assert connection.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user").fetchone() == (False,)
        found = connection.execute("SELECT extname FROM pg_extension").fetchall()
        assert {("pg_trgm",), ("unaccent",), ("btree_gin",)} <= set(found)


def test_only_its_owner_reaches_a_socket(empty_place: Place) -> None:
    services = Services(empty_place)
    assert services.postgres
    assert services.valkey
    for folder in (services.postgres.sockets, services.valkey.socket.parent):
        assert folder.stat().st_mode & 0o777 == 0o700


def test_a_killed_queue_keeps_its_messages(empty_place: Place) -> None:
    valkey = Valkey(empty_place)
    valkey.start()
    with redis.Redis(unix_socket_path=str(valkey.socket)) as client:
        client.rpush("messages", "one", "two")
        assert client.config_get("maxmemory-policy") == {"maxmemory-policy": "noeviction"}
    running = valkey.running()
    assert running
    running.send(signal.SIGKILL)
    assert program.wait_until(lambda: valkey.running() is None, 5)
    assert valkey.start() is True
    with redis.Redis(unix_socket_path=str(valkey.socket)) as client:
        assert client.lrange("messages", 0, -1) == [b"one", b"two"]


def test_two_starters_at_once_start_one_of_each(empty_place: Place) -> None:
    with ThreadPoolExecutor(2) as pool:
        started = list(pool.map(lambda services: services.start(), [Services(empty_place), Services(empty_place)]))
    assert sorted(map(len, started)) == [0, 2]


def test_a_long_or_odd_path_gets_a_short_socket() -> None:
    with tempfile.TemporaryDirectory() as folder:
        for name in ("x" * 90, "with a space & more"):
            sockets = Place(Path(folder) / name).sockets("valkey")
            assert len(str(sockets / ".s.PGSQL.5432")) < 100
            assert paths.PLAIN_PATH.fullmatch(str(sockets))
            sockets.rmdir()


def test_a_socket_folder_that_someone_else_made_is_refused(tmp_path: Path) -> None:
    (tmp_path / "theirs").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "theirs")
    with pytest.raises(ServiceError, match="belongs to someone else"):
        paths.own_folder(tmp_path / "link", None)


def test_a_pid_file_that_names_a_stranger_ends_no_one(tmp_path: Path) -> None:
    place = Place(tmp_path)
    place.make()
    stranger = subprocess.Popen(["sleep", "60"], start_new_session=True)
    try:
        part = Part("web", place, [sys.executable, "-m", "gunicorn"], {}, patience=1.0)
        part.pid_file.write_text(f"{stranger.pid}\n")
        part.end_orphan()
        assert stranger.poll() is None
        assert not part.pid_file.exists()
    finally:
        stranger.kill()
        stranger.wait()


def test_a_part_that_falls_is_started_again_after_a_pause(tmp_path: Path) -> None:
    place = Place(tmp_path)
    place.make()
    part = Part("worker", place, [sys.executable, "-c", "import time; time.sleep(60)"], dict(os.environ), patience=2.0)
    part.start()
    assert part.process
    first = part.process.pid
    part.process.kill()
    part.process.wait()
    part.mind()
    assert program.wait_until(lambda: minded(part) not in (None, first), 5)
    part.stop(part.patience)
    assert not part.pid_file.exists()
    assert not part.died()


def minded(part: Part) -> int | None:
    part.mind()
    return part.process.pid if part.process else None


def test_the_environment_names_what_it_started_and_takes_what_is_given(empty_place: Place) -> None:
    given = dict(os.environ) | {"DATABASE_URL": "postgres://app@db/share", "DATA_DIR": str(empty_place.data)}
    given.pop("DATASHARE_LOCAL_SERVICES", None)
    given.pop("REDIS_URL", None)
    asked = "from script.local.services import *; print(Services(development()).environment())"
    done = subprocess.run(
        [sys.executable, "-c", asked], cwd=ROOT, env=given, capture_output=True, text=True, check=True
    )
    assert "DATABASE_URL" not in done.stdout
    assert "REDIS_URL" in done.stdout


def test_every_command_is_executable_and_says_what_it_does() -> None:
    commands = [path for path in (ROOT / "script").iterdir() if path.is_file()] + [ROOT / ".ci" / "run"]
    assert {"server", "test", "format", "manage", "services"} <= {path.name for path in commands}
    for command in commands:
        lines = command.read_text().splitlines()
        assert os.access(command, os.X_OK), f"chmod +x {command}"
        assert lines[1].startswith(("# ", '"""')), f"{command} must say on its second line what it does"


def test_both_lists_of_packages_pin_the_same_versions() -> None:
    def pins(name: str) -> set[str]:
        lines = (ROOT / name).read_text().splitlines()
        return {
            line.removesuffix(" \\").partition(" ;")[0] for line in lines if "==" in line and not line.startswith(" ")
        }

    service, tests = pins("requirements.txt"), pins("requirements-dev.txt")
    assert service
    assert service <= tests, f"Compile both lists again; these differ: {sorted(service - tests)}"
