"""Clients that stop reading or sending hold some threads for some seconds; others are still served."""

import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Final

import pytest
from django.db import connection

from agreements.models import RegisterEntry
from catalogue.models import DataAsset
from datashare import threads
from script.local import program
from script.local.paths import ROOT
from tests.agreements import stages
from tests.cast import Cast
from tests.plugins.worker import environment_of_this_test

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.fault]
MANY: Final = 40
SOON: Final = 15.0  # of a loaded machine; held threads would take a minute
NAME: Final = "stalled web"  # by which the database knows its connections from those of other tests
WORDS: Final = 30_000_000  # more than the sockets of both sides hold


class Web:
    """A gunicorn with its real settings, on the database of this test."""

    def __init__(self, folder: Path) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])
        environment = environment_of_this_test() | {"BIND": f"127.0.0.1:{self.port}", "PGAPPNAME": NAME}
        command = [sys.executable, "-m", "gunicorn", "-c", "python:datashare.serving"]
        self.log = folder / "web.log"
        self.process: subprocess.Popen[bytes] = program.start(command, log=self.log, cwd=ROOT, environment=environment)
        assert program.wait_until(lambda: self.status("/health") == 200, 60, 0.2), program.tail(self.log)

    def status(self, path: str) -> int:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=30) as answer:
                answer.read(1000)
                return int(answer.status)
        except urllib.error.HTTPError as refused:
            return refused.code
        except OSError:
            return 0

    def seconds(self, path: str) -> float:
        begun = time.monotonic()
        assert self.status(path) == 200, path
        return time.monotonic() - begun

    def stalled(self, words: bytes) -> socket.socket:
        """Return a client that sends this and then neither reads nor sends."""
        client = socket.socket()
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        client.connect(("127.0.0.1", self.port))
        client.sendall(words)
        return client

    def connections(self) -> int:
        """Return how many connections the web has to the database."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_stat_activity WHERE application_name = %s", [NAME])
            return int(cursor.fetchone()[0])

    def stop(self) -> None:
        self.process.terminate()
        try:
            self.process.wait(30)
        except subprocess.TimeoutExpired:
            for pid in (self.process.pid, *program.descendants(self.process.pid)):
                os.kill(pid, 9)


@pytest.fixture
def web(tmp_path: Path, cast: Cast, asset: DataAsset) -> Iterator[Web]:
    """Yield a web server with a register of some size."""
    stages.in_force(cast, asset)
    assert RegisterEntry.objects.update(records=[["DA-1", "x" * WORDS, "HM Revenue"]]) == 1
    service = Web(tmp_path)
    yield service
    service.stop()


def get(path: str) -> bytes:
    return f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode()


WAYS: Final = {
    "reads no JSON": get("/register.json"),
    "reads no CSV": get("/register.csv"),
    "says nothing": b"",
    "half a request": b"GET /register/ HTTP/1.1\r\nHost: 127.0",
    "no body": b"POST /accounts/login/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 9999\r\n"
    b"Content-Type: application/x-www-form-urlencoded\r\n\r\nlogin=",
    "never closes": b"GET /health HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n",
}


def test_many_stalled_clients_leave_pages_to_others(web: Web) -> None:
    """One way to stall after the other, on one server."""
    for way in ("reads no JSON", "reads no CSV", "says nothing", "never closes"):
        with ExitStack() as clients:
            for _ in range(MANY):
                clients.enter_context(web.stalled(WAYS[way]))
            for path in ("/health", "/register/", "/accounts/login/", "/"):
                assert web.seconds(path) < SOON, way
        # Two processes of eight threads, each thread with one connection at most.
        assert program.wait_until(lambda: 0 < web.connections() <= 16, SOON), (way, web.connections())


def test_a_stalled_client_is_let_go(web: Web) -> None:
    """One way to stall after the other, on one server."""
    for way in ("half a request", "no body", "reads no JSON"):
        with ExitStack() as clients:
            # More than there are threads; each round of them is let go after a silence.
            for _ in range(20):
                clients.enter_context(web.stalled(WAYS[way]))
            time.sleep(threads.SILENCE)
            assert program.wait_until(lambda: web.status("/register/") == 200, 5 * threads.SILENCE), way


def test_an_address_that_is_too_long_gets_a_page(web: Web) -> None:
    """A form that asks puts what was pasted into the address."""
    assert web.status(f"/find/?q={'a' * 5000}") == 200
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(f"http://127.0.0.1:{web.port}/find/?q={'a' * 9000}", timeout=30)
    page = refused.value.read().decode()
    assert (refused.value.code, refused.value.headers["Content-Type"]) == (414, "text/html; charset=utf-8")
    assert '<h1 class="govuk-heading-l">This web address is too long</h1>' in page
    assert "Request Line" not in page
    assert web.status("/health") == 200


def test_a_download_that_is_read_is_whole(web: Web) -> None:
    with urllib.request.urlopen(f"http://127.0.0.1:{web.port}/register.json", timeout=60) as answer:
        document = json.load(answer)
    assert len(document["agreements"]) == 1
    assert len(str(document)) > WORDS
    assert [web.status("/register.csv") for _ in range(6)] == [200] * 6


def test_too_many_downloads_are_told_to_wait(web: Web) -> None:
    with ExitStack() as clients:
        for _ in range(20):
            clients.enter_context(web.stalled(WAYS["reads no JSON"]))
        assert program.wait_until(lambda: web.status("/register.json") == 503, SOON)
