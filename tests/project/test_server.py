"""Real runs of script/server: one at a time, nothing lost to kill -9, nothing left after Ctrl-C."""

import json
import os
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from script.local import program
from script.local.paths import ROOT, Place
from script.local.postgres import Postgres
from script.local.valkey import Valkey
from tests.project.conftest import a_place

pytestmark = pytest.mark.fault
OF_THE_TESTS = {
    "CACHE_PREFIX", "DATABASE_OWNER_URL", "DATABASE_URL", "DATASHARE_ENV", "DATASHARE_LOCAL_SERVICES", "QUEUE_PREFIX",
    "REDIS_URL", "SERVICE_URL",
}  # fmt: skip


class Server:
    """The runner with its own folder and port."""

    def __init__(self, place: Place) -> None:
        self.place = place
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])
        self.output = place.data / "output"

    def command(self) -> dict[str, Any]:
        kept = {name: value for name, value in os.environ.items() if name not in OF_THE_TESTS}
        words = [sys.executable, "-m", "script.local.server", "--port", str(self.port)]
        return {"args": words, "cwd": ROOT, "env": kept | {"DATA_DIR": str(self.place.data)}}

    def start(self) -> None:
        with self.output.open("wb") as output:
            self.process = subprocess.Popen(**self.command(), stdout=output, stderr=output, start_new_session=True)
        assert program.wait_until(lambda: "Ctrl-C stops it" in self.said() or self.process.poll() is not None, 300)
        assert self.process.poll() is None, self.said()

    def said(self) -> str:
        return self.output.read_text()

    def lives(self) -> bool:
        return bool(self.ask("health")["status"] == "alive")

    def ask(self, name: str) -> dict[str, Any]:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/{name}", timeout=5) as answer:
                return dict(json.load(answer))
        except urllib.error.HTTPError as refused:
            return dict(json.load(refused))
        except OSError:
            return {"status": "silent"}

    def ready(self) -> bool:
        return bool(self.ask("ready")["status"] == "ready")

    def pid(self, part: str) -> int:
        return int(self.place.pid_file(part).read_text())

    def processes(self) -> list[str]:
        """Return the running processes that name our folder or our port."""
        lines = [program.command_line(pid) for pid, _, _ in program.family()]
        return [line for line in lines if str(self.place.data) in line]


@pytest.fixture(scope="module")
def place_of_a_server() -> Iterator[Place]:
    """Yield a place that the first start fills, as on a new machine; later ones find it as it was left."""
    with a_place() as place:
        yield place


@pytest.fixture
def server(place_of_a_server: Place) -> Iterator[Server]:
    server = Server(place_of_a_server)
    server.start()
    yield server
    if server.process.poll() is None:
        server.process.send_signal(signal.SIGINT)
        server.process.wait(60)


def note(place: Place, words: str) -> None:
    """Store something that the service acknowledged."""
    with psycopg.connect(host=str(Postgres(place).sockets), user="datashare_owner", dbname="datashare") as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS note (words text)")
        connection.execute("INSERT INTO note VALUES (%s)", [words])


def noted(place: Place) -> list[tuple[str]]:
    with psycopg.connect(host=str(Postgres(place).sockets), user="datashare_owner", dbname="datashare") as connection:
        return connection.execute("SELECT words FROM note").fetchall()


def kill(pid: int) -> None:
    os.kill(pid, signal.SIGKILL)


def test_it_survives_the_loss_of_any_part_and_ends_with_nothing_left(server: Server, tmp_path: Path) -> None:
    place = server.place
    assert program.wait_until(server.ready, 60), server.ask("ready")
    note(place, "before all parts were killed")

    second = subprocess.run(**server.command(), capture_output=True, text=True, check=False)
    assert second.returncode == 1
    assert f"runs already: http://localhost:{server.port}" in second.stderr

    database, queue = Postgres(place).running(), Valkey(place).running()
    assert database
    assert queue
    for pid in (server.pid("web"), server.pid("worker"), server.pid("beat"), queue.pid, database.pid):
        kill(pid)
    assert program.wait_until(lambda: server.said().count("starting it again") == 5, 30), server.said()
    assert program.wait_until(server.ready, 90), server.ask("ready")
    assert ("before all parts were killed",) in noted(place)

    server.process.send_signal(signal.SIGINT)
    assert server.process.wait(60) == 0
    assert "Stopped. Everything is kept." in server.said()
    assert server.processes() == []


def test_the_next_start_tidies_up_after_a_runner_that_was_killed(server: Server) -> None:
    note(server.place, "before the runner was killed")
    before = {part: server.pid(part) for part in ("web", "worker", "beat")}
    kill(server.process.pid)
    server.process.wait()
    assert server.lives(), "The orphans of a killed runner go on until the next start."
    server.start()
    assert server.lives()
    assert ("before the runner was killed",) in noted(server.place)
    assert not [part for part, pid in before.items() if program.command_line(pid)]
    server.process.send_signal(signal.SIGTERM)
    assert server.process.wait(60) == 0
    assert server.processes() == []


@pytest.mark.parametrize("port", ["99999", "0", "-1", "x", "8" * 30, ""])
def test_a_port_that_is_none_is_told(port: str) -> None:
    words = [sys.executable, "-m", "script.local.server", f"--port={port}"]
    refused = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert refused.returncode == 2
    assert f"{port} is no port. A port is a number from 1 to 65535, like 8001." in refused.stderr
    assert "Traceback" not in refused.stderr


def test_a_port_that_is_taken_is_told(empty_place: Place) -> None:
    server = Server(empty_place)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", server.port))
        taken.listen()
        refused = subprocess.run(**server.command(), capture_output=True, text=True, check=False)
    assert refused.returncode == 1
    assert f"Port {server.port} is taken" in refused.stderr
    assert "--port" in refused.stderr
