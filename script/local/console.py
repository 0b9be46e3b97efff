"""Progress messages during set-up."""

import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

from script.local.paths import ROOT


class Failed(Exception):
    """A failed step; the message says which, why and what to do."""


@contextmanager
def step(name: str) -> Iterator[None]:
    """Print what is being done, and how long it took."""
    began = time.monotonic()
    print(f"  {name} ...", end="", flush=True)
    try:
        yield
    except Failed:
        print(" failed", flush=True)
        raise
    except BaseException:
        print(" stopped", flush=True)
        raise
    print(f" {time.monotonic() - began:.1f} s", flush=True)


def say(line: str) -> None:
    print(line, flush=True)


def complain(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def run(command: Sequence[str], environment: Mapping[str, str] | None = None) -> str:
    """Run a command quietly; print its output if it fails."""
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, env=environment, cwd=ROOT, stdin=subprocess.DEVNULL, check=False
        )
    except OSError as problem:
        raise Failed(f"{command[0]} could not be started: {problem}") from problem
    if done.returncode:
        words = "\n".join((done.stdout + done.stderr).strip().splitlines()[-15:])
        raise Failed(f"This command failed ({done.returncode}): {' '.join(command)}\n{words}")
    return done.stdout
