"""The three programs of the service (web, worker, beat), each started, watched and stopped with its children."""

import os
import signal
import subprocess
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from script.local import program
from script.local.bootstrap import PYTHON
from script.local.console import complain
from script.local.paths import ROOT, Place

LONGEST_PAUSE = 30.0
# Seconds of running after which a part's earlier exits no longer count.
STEADY = 60.0
LARGEST_LOG = 10_000_000


@dataclass
class Part:
    name: str
    place: Place
    command: list[str]
    environment: Mapping[str, str]
    patience: float
    process: subprocess.Popen[bytes] | None = None
    falls: int = 0
    started_at: float = 0.0
    start_again_at: float = field(default=0.0)

    @property
    def log(self) -> Path:
        return self.place.log(self.name)

    @property
    def pid_file(self) -> Path:
        return self.place.pid_file(self.name)

    @property
    def mark(self) -> str:
        """A text on the command line of this part and of no other program."""
        return " ".join(self.command[:3])

    def start(self) -> None:
        if self.log.exists() and self.log.stat().st_size > LARGEST_LOG:
            self.log.replace(self.log.with_suffix(".old.log"))
        self.process = program.start(self.command, log=self.log, cwd=ROOT, environment=self.environment)
        self.pid_file.write_text(f"{self.process.pid}\n")
        self.started_at = time.monotonic()

    def died(self) -> bool:
        return self.process is not None and self.process.poll() is not None

    def mind(self) -> None:
        """Report a part that has exited once, and restart it after a pause that grows each time."""
        now = time.monotonic()
        if self.process is None and now >= self.start_again_at:
            self.start()
        elif self.process is not None and self.died():
            self.falls = 1 if now - self.started_at > STEADY else self.falls + 1
            pause = min(0.5 * 2 ** (self.falls - 1), LONGEST_PAUSE)
            complain(f"  {self.name} has stopped ({self.process.returncode}); starting it again. Its log: {self.log}")
            kill_group(self.process.pid, self.mark)
            self.process, self.start_again_at = None, now + pause

    def stop(self, patience: float) -> None:
        if self.process is None:
            return
        program.Running(self.process.pid, self.mark).end(signal.SIGTERM, patience)
        kill_group(self.process.pid, self.mark)
        self.pid_file.unlink(missing_ok=True)
        self.process = None

    def end_orphan(self) -> None:
        """End a part left by a killed runner, which holds the port and the queue."""
        try:
            pid = int(self.pid_file.read_text())
        except (OSError, ValueError):
            return
        program.Running(pid, self.mark).end(signal.SIGTERM, patience=5.0)
        kill_group(pid, self.mark)
        self.pid_file.unlink(missing_ok=True)


def kill_group(leader: int, mark: str) -> None:
    """Kill the rest of a process group, if it is ours: children outlive a killed leader."""
    for pid in program.group(leader):
        if mark in program.command_line(pid):
            program.Running(pid, mark).send(signal.SIGKILL)


def parts(place: Place, environment: Mapping[str, str], port: int) -> list[Part]:
    """Return the parts in the order of starting: web first, beat last."""
    python = [str(PYTHON), "-m"]
    celery = [*python, "celery", "-A", "datashare"]
    (place.data / "beat").mkdir(exist_ok=True)
    web = dict(environment) | {"BIND": f"127.0.0.1:{port}"}
    level = ["-l", os.environ.get("LOG_LEVEL", "INFO")]
    worker = [
        "worker",
        "-P",
        "prefork",
        "-c",
        "1",
        "--prefetch-multiplier",
        "1",
        "--without-gossip",
        "--without-mingle",
    ]
    beat = ["beat", "-s", str(place.data / "beat" / "schedule"), "--pidfile="]
    return [
        Part("web", place, [*python, "gunicorn", "-c", "python:datashare.serving"], web, patience=20.0),
        # Sealing takes seconds; an interrupted one is retried from the table.
        Part("worker", place, [*celery, *worker, *level], environment, patience=20.0),
        Part("beat", place, [*celery, *beat, *level], environment, patience=5.0),
    ]
