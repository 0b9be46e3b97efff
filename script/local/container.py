"""Runs the image without Docker: its root read-only, and only Compose's writable places writable."""

import json
import socket
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from script.local import program
from script.local.console import Failed, run
from script.local.recipe import Service

DEVICES: Final = ("null", "zero", "full", "random", "urandom")


@dataclass(frozen=True)
class Image:
    """The image's configuration, and where it is mounted."""

    root: Path
    user: str
    folder: str
    command: list[str]
    environment: dict[str, str]
    health: list[str]

    @classmethod
    def of(cls, root: Path, inspected: str) -> "Image":
        """Return the image from the output of `buildah inspect`."""
        told: dict[str, Any] = json.loads(inspected)["Docker"]["config"]
        environment = dict(line.split("=", 1) for line in told["Env"])
        return cls(root, told["User"], told["WorkingDir"], told["Cmd"], environment, told["Healthcheck"]["Test"][1:])

    def owner_of(self, path: str) -> tuple[int, int]:
        facts = (self.root / path.lstrip("/")).stat()
        return facts.st_uid, facts.st_gid

    def make(self, path: Path | str, *, file: bool = False) -> None:
        """Make an empty mount point in the image, as Docker does."""
        place = self.root / str(path).lstrip("/")
        (place.parent if file else place).mkdir(parents=True, exist_ok=True)
        if file:
            place.touch()


class Container:
    """One service in its own mount of the image, in a mount namespace that ends with this command."""

    def __init__(self, image: Image, service: Service, root: Path) -> None:
        self.image, self.service, self.root = image, service, root
        # As Docker does, besides the settings of the image and Compose.
        told = {"HOME": image.folder, "HOSTNAME": socket.gethostname()}
        self.environment = image.environment | service.environment | told
        self.process: subprocess.Popen[bytes] | None = None
        self.log = Path()

    def mount(self, shared: Mapping[str, Path]) -> None:
        """Mount the image, and on it what Compose makes writable: tmpfs, and volumes and secrets of `shared`."""
        self.root.mkdir(parents=True)
        run(["mount", "--bind", str(self.image.root), str(self.root)])
        if self.service.read_only:
            run(["mount", "-o", "remount,bind,ro", str(self.root)])
        run(["mount", "-t", "proc", "proc", str(self.root / "proc")])
        self._mount_devices()
        for place in self.service.tmpfs:
            run(["mount", "-t", "tmpfs", "-o", "mode=1777", "tmpfs", str(self.root / place.lstrip("/"))])
        places = {path: shared[name] for name, path in self.service.volumes.items()}
        places |= {f"/run/secrets/{name}": shared[name] for name in self.service.secrets}
        for path, source in places.items():
            self.bind(source, path)

    def bind(self, source: Path, path: Path | str) -> None:
        run(["mount", "--bind", str(source), str(self.root / str(path).lstrip("/"))])

    def _mount_devices(self) -> None:
        """Mount a /dev like Docker's: the harmless devices, and writable shared memory."""
        dev = self.root / "dev"
        run(["mount", "-t", "tmpfs", "-o", "mode=755", "tmpfs", str(dev)])
        for name in DEVICES:
            (dev / name).touch()
            run(["mount", "--bind", f"/dev/{name}", str(dev / name)])
        (dev / "shm").mkdir()
        run(["mount", "-t", "tmpfs", "-o", "mode=1777,size=64m", "tmpfs", str(dev / "shm")])

    def words(self, command: list[str]) -> list[str]:
        """Return a command as the image's own user runs it, without capabilities or a way to gain them."""
        user = self.image.user
        dropped = ["--clear-groups", "--no-new-privs", "--inh-caps=-all", "--bounding-set=-all"]
        rooted = ["unshare", f"--root={self.root}", f"--wd={self.image.folder}"]
        return [*rooted, "setpriv", f"--reuid={user}", f"--regid={user}", *dropped, *command]

    def run(self, command: list[str], environment: Mapping[str, str] | None = None) -> str:
        """Run a command to its end and return its output. Raise Failed with the end of that."""
        done = subprocess.run(
            self.words(command), env=self.environment | dict(environment or {}), stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False, timeout=300,
        )  # fmt: skip
        if done.returncode:
            asked = " ".join(command)[:200]
            raise Failed(f"In the image, this failed ({done.returncode}): {asked}\n{done.stdout[-3000:]}")
        return done.stdout

    def start(self, log: Path) -> None:
        """Start the service's command, or the image's own."""
        self.log = log
        command = self.service.command or self.image.command
        self.process = program.start(self.words(command), log=log, cwd=Path("/"), environment=self.environment)

    def fell(self) -> bool:
        return self.process is not None and self.process.poll() is not None

    def stop(self) -> int | None:
        """Ask the service to stop and return its exit code. Raise Failed if its period of grace runs out."""
        if self.process is None:
            return None
        self.process.terminate()
        try:
            return self.process.wait(self.service.grace)
        except subprocess.TimeoutExpired as late:
            raise Failed(f"{self.service.name} had not stopped after {self.service.grace:.0f} s.") from late
