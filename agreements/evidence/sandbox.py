"""Work on untrusted input in a process of its own: limited memory and time, no network, no secrets.

One warm child imports its libraries once and forks for each job, so that a job costs milliseconds to start and
a broken job leaves nothing behind for the next. This module holds both ends; the child's end imports no Django.
"""

import json
import os
import signal
import subprocess
import sys
import threading
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

ROOT = Path(__file__).resolve().parent.parent.parent


class JobFailed(Exception):
    """The job failed; `kind` is what the child reported, or crashed, or timeout."""

    def __init__(self, kind: str, message: str) -> None:
        super().__init__(message)
        self.kind = kind


@dataclass(frozen=True)
class Limits:
    """The limits of one job: seconds of processor and on the clock, bytes of memory, and its niceness."""

    cpu: int
    clock: float
    memory: int
    nice: int = 0


class Workshop:
    """The parent's end: keeps one warm child for a module, gives it one job at a time, replaces it if it is lost."""

    def __init__(self, module: str, limits: Limits) -> None:
        self.module = module
        self.limits = limits
        self._lock = threading.Lock()
        self._child: subprocess.Popen[bytes] | None = None
        self._owner = 0

    def run(self, header: dict[str, Any], body: bytes = b"") -> tuple[dict[str, Any], bytes]:
        """Do one job. Raise JobFailed; a job is never retried."""
        with self._lock:
            child = self._warm_child()
            expired = threading.Event()
            timer = threading.Timer(self.limits.clock, expire, [child, expired])
            timer.start()
            try:
                answer = self._exchange(child, header, body)
            except (OSError, EOFError) as error:
                self._end(child)
                kind, words = ("timeout", "took too long") if expired.is_set() else ("crashed", "stopped in the middle")
                raise JobFailed(kind, f"The job {words}.") from error
            finally:
                timer.cancel()
        if "error" in answer[0]:
            raise JobFailed(answer[0]["error"], answer[0]["message"])
        return answer

    def warm(self) -> None:
        """Start the child before the first job needs it."""
        with self._lock:
            self._warm_child()

    def close(self) -> None:
        """End the child."""
        with self._lock:
            if self._child and self._owner == os.getpid():
                self._end(self._child)

    def _exchange(
        self, child: subprocess.Popen[bytes], header: dict[str, Any], body: bytes
    ) -> tuple[dict[str, Any], bytes]:
        if child.stdin is None or child.stdout is None:
            raise EOFError("The child has no pipes.")
        write_message(child.stdin, header, body)
        return read_message(child.stdout)

    def _warm_child(self) -> subprocess.Popen[bytes]:
        # A worker that was forked from this process must not share its child.
        if self._child is None or self._owner != os.getpid() or self._child.poll() is not None:
            self._child, self._owner = self._start(), os.getpid()
        return self._child

    def _start(self) -> subprocess.Popen[bytes]:
        environment = {
            name: os.environ[name]
            for name in ("PATH", "HOME", "TZ", "FONTCONFIG_FILE", "XDG_CACHE_HOME")
            if name in os.environ
        }
        return subprocess.Popen(
            [sys.executable, "-m", self.module, *map(str, (self.limits.cpu, self.limits.memory, self.limits.nice))],
            cwd=ROOT,
            env=environment
            | {
                "LANG": "C.UTF-8",
                "PYTHONHASHSEED": "0",
                "SOURCE_DATE_EPOCH": "0",
                "OBJC_DISABLE_INITIALIZE_FORK_SAFETY": "YES",
            },
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )

    def _end(self, child: subprocess.Popen[bytes]) -> None:
        kill(child)
        child.wait()
        for pipe in (child.stdin, child.stdout):
            with suppress(OSError):
                pipe and pipe.close()


def kill(child: subprocess.Popen[bytes]) -> None:
    """Kill the child and the job it forked; both are in its session."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(child.pid, signal.SIGKILL)


def expire(child: subprocess.Popen[bytes], expired: threading.Event) -> None:
    expired.set()
    kill(child)


def write_message(stream: IO[bytes], header: dict[str, Any], body: bytes = b"") -> None:
    """Write a JSON header and a body, each after its length in 8 bytes."""
    for part in (json.dumps(header).encode(), body):
        stream.write(len(part).to_bytes(8, "big"))
        stream.write(part)
    stream.flush()


def read_message(stream: IO[bytes]) -> tuple[dict[str, Any], bytes]:
    """Return the header and the body that `write_message` wrote. Raise EOFError if the other end is gone."""
    header: dict[str, Any] = json.loads(_read_part(stream))
    return header, _read_part(stream)


def _read_part(stream: IO[bytes]) -> bytes:
    size = int.from_bytes(_read_exactly(stream, 8), "big")
    return _read_exactly(stream, size)


def _read_exactly(stream: IO[bytes], size: int) -> bytes:
    data = stream.read(size)
    if len(data) != size:
        raise EOFError("The other end is gone.")
    return data
