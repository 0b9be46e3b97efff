"""Where local services keep their data and sockets."""

import hashlib
import os
import re
import stat
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
# A Unix socket's address holds 103 characters on macOS and 107 on Linux, its file name included.
LONGEST_SOCKET_FOLDER = 80
PLAIN_PATH = re.compile(r"[A-Za-z0-9/._-]+")
DATABASE_USER = "nobody"
ELSEWHERE = Path("/var/lib/design-a-data-share")


class ServiceError(Exception):
    """A local service cannot be started; the message says why and what to do."""


def is_root() -> bool:
    return os.geteuid() == 0


@dataclass(frozen=True)
class Place:
    """The folder of one set of services: .data for the server, .data/test for the tests."""

    data: Path
    durable: bool = True

    @property
    def mark(self) -> str:
        """A short name unique to this checkout on this machine."""
        return hashlib.sha256(f"{os.geteuid()}:{self.data}".encode()).hexdigest()[:12]

    def make(self) -> None:
        for folder in (self.data, self.data / "log", self.data / "pid"):
            folder.mkdir(parents=True, exist_ok=True)
        # For root the database runs as another user, who must be able to pass through.
        self.data.chmod(0o711 if is_root() else 0o700)

    def sockets(self, name: str, owner: str | None = None) -> Path:
        """Return a folder for one service's socket that only its owner may enter."""
        near = self.data / "run" / name
        fits = len(str(near)) <= LONGEST_SOCKET_FOLDER and PLAIN_PATH.fullmatch(str(near))
        if not fits or (owner and not reachable(self.data, owner)):
            near = Path(tempfile.gettempdir()) / f"data-share-{self.mark}-{name}"
        return own_folder(near, owner)

    def log(self, name: str) -> Path:
        return self.data / "log" / f"{name}.log"

    def pid_file(self, name: str) -> Path:
        return self.data / "pid" / name


def given(variable: str) -> str | None:
    """Return a variable set by the user, unless it came from `script/services env`, which names our own services."""
    return None if os.environ.get("DATASHARE_LOCAL_SERVICES") else os.environ.get(variable) or None


def development() -> Place:
    return Place(Path(given("DATA_DIR") or ROOT / ".data").resolve())


def testing() -> Place:
    """Return the place of the tests' services, which may trade durability for speed."""
    return Place(ROOT / ".data" / "test", durable=False)


def own_folder(folder: Path, owner: str | None) -> Path:
    """Make a folder of mode 0700; refuse one that another user put there first."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    folder.mkdir(mode=0o700, exist_ok=True)
    facts = folder.lstat()
    expected = {os.geteuid(), user_and_group(owner)[0]} if owner else {os.geteuid()}
    if not stat.S_ISDIR(facts.st_mode) or facts.st_uid not in expected:
        raise ServiceError(f"{folder} belongs to someone else; remove it and start again.")
    folder.chmod(0o700)
    if owner:
        os.chown(folder, *user_and_group(owner))
    return folder


def user_and_group(name: str) -> tuple[int, int]:
    import pwd

    found = pwd.getpwnam(name)
    return found.pw_uid, found.pw_gid


def reachable(path: Path, user: str) -> bool:
    """Return whether this other user can pass through to the path."""
    command = ["/bin/sh", "-c", 'cd "$1"', "sh", str(path if path.is_dir() else path.parent)]
    uid, gid = user_and_group(user)
    asked = subprocess.run(command, user=uid, group=gid, extra_groups=[], cwd="/", capture_output=True, check=False)
    return asked.returncode == 0
