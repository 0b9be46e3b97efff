"""A limit on costly jobs on one machine, shared by all its processes and threads."""

import fcntl
import hashlib
import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from django.conf import settings

PAUSE = 0.05
# A waiting web worker answers no one else: after one wait, no other for this many seconds.
BETWEEN_WAITS = 5.0


class Busy(Exception):
    """Every slot is taken: retry the job later."""


class Slots:
    """A number of slots for jobs of one kind. The kernel frees the slot of a process that dies.

    `patience`: the seconds one caller waits for a slot. Of many callers, only one in a while may wait.
    """

    def __init__(self, name: str, count: int, patience: float) -> None:
        self.name, self.count, self.patience = name, count, patience

    @contextmanager
    def taken(self) -> Iterator[None]:
        """Hold one slot, after a short wait if need be. Raise Busy if none became free."""
        held = self._free()
        if held is None and self._may_wait():
            until = time.monotonic() + self.patience
            while held is None and time.monotonic() < until:
                time.sleep(PAUSE)
                held = self._free()
        if held is None:
            raise Busy(f"All {self.count} slots of {self.name} are taken.")
        with held:
            yield

    def _free(self) -> IO[bytes] | None:
        for number in range(self.count):
            file = self._open(number)
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                file.close()
            else:
                return file
        return None

    def _may_wait(self) -> bool:
        """Return whether no other caller has waited for a while, and record this caller as waiting."""
        path = self._folder() / f"{self.name}-waited"
        lately = path.exists() and abs(time.time() - path.stat().st_mtime) < BETWEEN_WAITS
        if not lately:
            path.touch()
        return not lately

    def _open(self, number: int) -> IO[bytes]:
        return (self._folder() / f"{self.name}-{number}").open("ab")

    def _folder(self) -> Path:
        """Return a folder of this service's own, so that no other user of the machine can hold our slots."""
        mark = hashlib.sha256(str(settings.DATA_DIR).encode()).hexdigest()[:12]
        folder = Path(tempfile.gettempdir()) / f"design-a-data-share-{os.geteuid()}-{mark}"
        folder.mkdir(mode=0o700, exist_ok=True)
        if folder.stat().st_uid != os.geteuid():
            raise PermissionError(f"{folder} belongs to another user.")
        return folder
