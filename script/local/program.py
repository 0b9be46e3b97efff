"""One long-running program: started, recognised after a crash, and ended."""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from script.local.paths import user_and_group

PROC_FOLDER = Path("/proc")
# Linux has /proc; macOS has ps.
PROC = (PROC_FOLDER / "self").exists()


@dataclass(frozen=True)
class Running:
    """A process started earlier, perhaps before a crash, identified by number and command line."""

    pid: int
    mark: str

    def alive(self) -> bool:
        reap(self.pid)
        return self.mark in command_line(self.pid)

    def send(self, number: signal.Signals) -> None:
        if self.alive():
            try:
                os.kill(self.pid, number)
            except ProcessLookupError:
                return

    def end(self, politely: signal.Signals = signal.SIGTERM, patience: float = 20.0) -> None:
        """Ask it to stop, wait, then kill its whole process group."""
        self.send(politely)
        if not wait_until(lambda: not self.alive(), patience):
            self.send(signal.SIGKILL)
            wait_until(lambda: not self.alive(), 5.0)


def reap(pid: int) -> None:
    """Reap a dead child of ours, so that it no longer looks alive."""
    try:
        os.waitpid(pid, os.WNOHANG)
    except ChildProcessError:
        return


def command_line(pid: int) -> str:
    """Return the command line of a live process; empty if there is none."""
    if PROC:
        try:
            return (PROC_FOLDER / str(pid) / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except OSError:
            return ""
    asked = subprocess.run(["ps", "-o", "command=", "-p", str(pid)], capture_output=True, text=True, check=False)
    return asked.stdout.strip()


def recorded(pid_file: Path, mark: str) -> Running | None:
    """Return the process that a pid file names, if it is alive and ours."""
    try:
        running = Running(int(pid_file.read_text().split()[0]), mark)
    except (OSError, ValueError, IndexError):
        return None
    return running if running.alive() else None


def start(
    command: Sequence[str],
    *,
    log: Path,
    cwd: Path,
    environment: Mapping[str, str] | None = None,
    user: str | None = None,
) -> subprocess.Popen[bytes]:
    """Start it in a process group of its own, so that Ctrl-C reaches only its supervisor."""
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("ab") as output:
        if user is None:
            return subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=output, stderr=output, cwd=cwd, env=environment,
                start_new_session=True,
            )  # fmt: skip
        uid, gid = user_and_group(user)
        return subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=output, stderr=output, cwd=cwd, env=environment,
            start_new_session=True, user=uid, group=gid, extra_groups=[],
        )  # fmt: skip


def wait_until(answer: Callable[[], bool], patience: float, pause: float = 0.05) -> bool:
    """Poll until the answer is yes or patience (seconds) runs out."""
    deadline = time.monotonic() + patience
    while not answer():
        if time.monotonic() > deadline:
            return False
        time.sleep(pause)
    return True


def tail(log: Path, lines: int = 8) -> str:
    """Return the end of a log, for an error message."""
    try:
        return "\n".join(log.read_text(errors="replace").splitlines()[-lines:])
    except OSError:
        return "(no log)"


def family() -> list[tuple[int, int, int]]:
    """Return every live process: its number, its parent's, its group's."""
    if PROC:
        folders = [folder for folder in PROC_FOLDER.iterdir() if folder.name.isdigit()]
        return [(int(folder.name), *told) for folder in folders if (told := parent_and_group(folder))]
    asked = subprocess.run(["ps", "-A", "-o", "pid=,ppid=,pgid="], capture_output=True, text=True, check=False)
    return [(int(pid), int(parent), int(group)) for pid, parent, group in map(str.split, asked.stdout.splitlines())]


def parent_and_group(folder: Path) -> tuple[int, int] | None:
    """Return both from /proc/PID/stat, where they follow the name in brackets and the state."""
    try:
        told = (folder / "stat").read_text(errors="replace").rpartition(")")[2].split()
        return int(told[1]), int(told[2])
    except (OSError, IndexError, ValueError):
        return None


def group(leader: int) -> list[int]:
    """Return the live processes of a process group."""
    return [pid for pid, _, number in family() if number == leader]


def children(pid: int) -> list[int]:
    return [child for child, parent, _ in family() if parent == pid]


def descendants(pid: int) -> list[int]:
    below = children(pid)
    return [*below, *(later for child in below for later in descendants(child))]
