"""Runs the service on this machine: starts its services and parts, and watches them until told to stop."""

import argparse
import fcntl
import os
import signal
import socket
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import TextIO

from script.local import program
from script.local.bootstrap import PYTHON
from script.local.console import Failed, complain, run, say, step
from script.local.paths import ROOT, Place, ServiceError, development
from script.local.processes import parts
from script.local.services import Services


class Stopped(Exception):
    """A signal to stop, such as Ctrl-C."""


class Runner:
    """One run of the service. It leaves nothing running unless it is killed: then the next run cleans up."""

    def __init__(self, services: Services, port: int) -> None:
        self.services = services
        self.place = services.place
        # A browser keeps passkeys for a name only, never for 127.0.0.1.
        self.address = f"http://localhost:{port}"
        self.signals = 0
        self.interruptible = False
        self.started_here = self.place.pid_file("services-of-server")
        self.environment = self._environment()
        self.parts = parts(self.place, self.environment, port)

    def run(self) -> int:
        """Run until a signal (return 0) or until something cannot be started (return 1)."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._signalled)
        result = 0
        try:
            self.start()
            self.mind()
        except Stopped:
            say("")
        except (Failed, ServiceError) as problem:
            complain(f"\n{problem}\n")
            result = 1
        self.stop()
        return result

    def start(self) -> None:
        for part in self.parts:
            part.end_orphan()
        refuse_taken_port(self.address)
        with step("PostgreSQL and Valkey"):
            self._start_services()
        with self._may_stop():
            sign_ins = self._prepare_data()
        with step("Web, worker and beat"):
            for part in self.parts:
                part.start()
            self._wait_for_web()
        say(f"\n{sign_ins}\nOpen {self.address}   Ctrl-C stops it. Logs and data are in {self.place.data}")

    def mind(self) -> None:
        """Restart what has died, until told to stop."""
        while True:
            self._pause(0.5)
            for name in self.services.dead():
                complain(f"  {name} has stopped; starting it again.")
                self._start_services()
            for part in self.parts:
                part.mind()

    def stop(self) -> None:
        """Stop in the order of the work: no new tasks, finish the current one, then the pages, then the data."""
        say("Stopping ...")
        for part in reversed(self.parts):
            # A second Ctrl-C shortens the wait to a second.
            part.stop(1.0 if self.signals > 1 else part.patience)
        if self.started_here.exists():
            self.services.stop()
            self.started_here.unlink()
        say("Stopped. Everything is kept.")

    def _environment(self) -> dict[str, str]:
        told = {"DATASHARE_ENV": "local"} | dict(os.environ) | self.services.environment()
        told["SERVICE_URL"] = told.get("SERVICE_URL") or self.address
        if not told.get("DATABASE_OWNER_URL"):
            raise Failed("DATABASE_URL is given, so DATABASE_OWNER_URL must name the role that owns its tables.")
        return told

    def _start_services(self) -> None:
        """Start the services and record them on disk, for the run after a killed one."""
        names = self.services.start()
        if names:
            self.started_here.write_text(" ".join(names) + "\n")

    def _prepare_data(self) -> str:
        manage = [str(PYTHON), str(ROOT / "manage.py")]
        owner = self.environment | {"DATABASE_URL": self.environment["DATABASE_OWNER_URL"]}
        with step("Tables"):
            run([*manage, "migrate", "--noinput"], owner)
        if not list(ROOT.glob("*/management/commands/load_demonstration.py")):
            return "There is no demonstration to load."
        with step("Demonstration"):
            return run([*manage, "load_demonstration"], self.environment).strip()

    def _wait_for_web(self) -> None:
        web, deadline = self.parts[0], time.monotonic() + 60
        while not answers(f"{self.address}/health"):
            if web.died() or time.monotonic() > deadline:
                raise Failed(f"The pages did not come up. {web.log} ends:\n{program.tail(web.log, 15)}")
            self._pause(0.1)

    def _signalled(self, number: int, frame: FrameType | None) -> None:
        self.signals += 1
        if self.interruptible:
            self.interruptible = False
            raise Stopped

    @contextmanager
    def _may_stop(self) -> Iterator[None]:
        """Handle signals at once in here, elsewhere at the next such place; never between a start and its record."""
        if self.signals:
            raise Stopped
        self.interruptible = True
        try:
            yield
        finally:
            self.interruptible = False

    def _pause(self, seconds: float) -> None:
        with self._may_stop():
            time.sleep(seconds)


def answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=2) as response:  # noqa: S310 - our own address
            return bool(response.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def port_number(typed: str) -> int:
    number = int(typed) if typed.isdecimal() and len(typed) < 6 else 0
    if not 0 < number < 65536:
        raise argparse.ArgumentTypeError(f"{typed} is no port. A port is a number from 1 to 65535, like 8001.")
    return number


def refuse_taken_port(address: str) -> None:
    port = int(address.rpartition(":")[2])
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except PermissionError as refused:
            raise Failed(f"Port {port} is not open to you. Type: script/server --port 8001") from refused
        except OSError as taken:
            other = 8001 if port != 8001 else 8002
            raise Failed(f"Port {port} is taken by another program. Type: script/server --port {other}") from taken


@contextmanager
def only_one(place: Place, address: str) -> Iterator[TextIO]:
    """Lock the folder: two runners would stop each other's services."""
    with (place.data / "server.lock").open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as held:
            lock.seek(0)
            raise Failed(f"The service runs already: {lock.read().strip() or 'it is just starting'}") from held
        lock.truncate(0)
        lock.write(f"{address} (process {os.getpid()})\n")
        lock.flush()
        yield lock


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="script/server", description="Run the service on this machine.")
    parser.add_argument("--port", type=port_number, default=os.environ.get("PORT") or "8000")
    port = parser.parse_args(arguments).port
    try:
        services = Services(development())
        with only_one(services.place, f"http://localhost:{port}"):
            return Runner(services, port).run()
    except (Failed, ServiceError) as problem:
        complain(f"\n{problem}")
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
