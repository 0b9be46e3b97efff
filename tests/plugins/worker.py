"""A real Celery worker on the test's own database and queue, which a test may kill."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from script.local import program
from script.local.paths import ROOT

COMMAND = [sys.executable, "-m", "celery", "-A", "datashare", "worker", "-P", "prefork", "-c", "1", "-l", "INFO"]
QUIETLY = ["--prefetch-multiplier", "1", "--without-gossip", "--without-mingle"]


class WorkerProcess:
    """A worker to start, stop (finishes its task) or kill (does not); its log says what it did."""

    def __init__(self, environment: dict[str, str], log: Path) -> None:
        self.environment = environment
        self.log = log
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int:
        assert self.process is not None, "The worker is not running: call start()."
        return self.process.pid

    def start(self, patience: float = 30.0) -> None:
        """Start, and return when it takes tasks."""
        begun = self.log.stat().st_size if self.log.exists() else 0
        self.process = program.start([*COMMAND, *QUIETLY], log=self.log, cwd=ROOT, environment=self.environment)
        up = program.wait_until(lambda: b" ready." in self.log.read_bytes()[begun:] or not self.alive(), patience)
        assert up, f"The worker did not start:\n{program.tail(self.log, 30)}"
        assert self.alive(), f"The worker stopped at once:\n{program.tail(self.log, 30)}"

    def alive(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def stop(self, patience: float = 30.0) -> None:
        if self.process is None:
            return
        self.process.terminate()
        try:
            self.process.wait(patience)
        except subprocess.TimeoutExpired:
            self.kill()
        self.process = None

    def kill(self) -> None:
        """Kill as a power cut would: the parent, its child in the middle of a task, and the child's children."""
        if self.process is None:
            return
        for pid in {self.process.pid, *program.group(self.process.pid), *program.descendants(self.process.pid)}:
            program.Running(pid, "").send(signal.SIGKILL)
        self.process.wait()
        self.process = None

    def kill_child(self) -> None:
        """Kill only the process that runs the task, so that the worker returns the task to the queue."""
        for pid in program.children(self.pid):
            program.Running(pid, "").send(signal.SIGKILL)


def environment_of_this_test() -> dict[str, str]:
    """Return the current names of this test's database, cache and queue."""
    from django.conf import settings
    from django.db import connections

    database = str(connections["default"].settings_dict["NAME"])
    return dict(os.environ) | {
        "DATABASE_URL": os.environ["DATABASE_URL"].rpartition("/")[0] + f"/{database}",
        "CACHE_PREFIX": settings.CACHES["default"]["KEY_PREFIX"],
        "QUEUE_PREFIX": settings.CELERY_BROKER_TRANSPORT_OPTIONS["global_keyprefix"],
        "DATA_DIR": str(settings.DATA_DIR),
    }


def empty_queue() -> None:
    """Delete messages of earlier tests, which are about rows that are gone."""
    import redis
    from django.conf import settings

    prefix = settings.CELERY_BROKER_TRANSPORT_OPTIONS["global_keyprefix"]
    with redis.Redis.from_url(settings.REDIS_URL) as client:
        for key in client.scan_iter(f"{prefix}*"):
            client.delete(key)


@pytest.fixture
def celery_worker_process(transactional_db: None, tmp_path: Path) -> Iterator[WorkerProcess]:
    """Yield a started worker on an empty queue, which the test may stop or kill."""
    empty_queue()
    worker = WorkerProcess(environment_of_this_test(), tmp_path / "worker.log")
    worker.start()
    yield worker
    worker.kill()
