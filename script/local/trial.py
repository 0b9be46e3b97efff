"""Tries the image: its web, worker and beat on a real PostgreSQL and Valkey, with real requests."""

import ctypes
import fcntl
import json
import os
import re
import socket
import struct
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import pikepdf

from script.local import program
from script.local.checks import DEPLOYED, make_key
from script.local.console import Failed, say, step
from script.local.container import Container, Image
from script.local.paths import Place
from script.local.postgres import Postgres
from script.local.recipe import Service, services
from script.local.system_packages import FONTS
from script.local.valkey import Valkey

CLONE_NEWNET: Final = 0x40000000
SIOCSIFFLAGS: Final = 0x8914
IFF_UP: Final = 1
# Compose's variables. The passwords are for servers that Compose starts; ours need none.
TOLD: Final = DEPLOYED | {
    "EMAIL_URL": "consolemail://",
    "DEFAULT_FROM_EMAIL": "share@share.example.gov.uk",
    "APP_DATABASE_PASSWORD": "not-asked-for",
    "OWNER_DATABASE_PASSWORD": "not-asked-for",
    "REDIS_PASSWORD": "not-asked-for",
}
# Text in a script of each font family of the image: Liberation or DejaVu, Noto, Noto CJK.
SAMPLE: Final = "A page, পাতা, 頁"
SAMPLE_FONTS: Final = ("Noto-Sans-Bengali", "CJK")
PRINT: Final = "import sys, weasyprint; weasyprint.HTML(string=sys.argv[1]).write_pdf(sys.argv[2])"
FAULTS: Final = ("No writable cache", "Fontconfig error", "Read-only file system", "Traceback")


@dataclass(frozen=True)
class TrialAnswer:
    status: int
    kind: str
    body: str


class Trial:
    """One trial in `scratch`, which is in memory; the logs of the parts are kept in `logs`."""

    def __init__(self, image: Image, scratch: Path, logs: Path) -> None:
        self.image, self.scratch, self.logs = image, scratch, logs
        self.place = Place(scratch / "services", durable=False)
        self.place.make()
        self.postgres, self.valkey = Postgres(self.place), Valkey(self.place)
        self.data = scratch / "data"
        self.containers: dict[str, Container] = {}
        self.fonts: list[str] = []

    def run(self) -> None:
        """Start what Compose starts, in its order, and test each part. Stop all that was started."""
        own_network()
        try:
            with step("PostgreSQL and Valkey"):
                self.start_services()
            with step("Containers, their roots read-only"):
                self.make_containers()
                self.try_root()
            with step("Tables, made by the owner's role"):
                self.containers["migrate"].run(self.containers["migrate"].service.command)
            with step("Fonts, and the libraries of the S3 store"):
                self.try_fonts()
                self.containers["web"].run(["python", "-c", "import boto3, storages.backends.s3"])
            with step("Demonstration"):
                local = {"DATASHARE_ENV": "local"}
                self.containers["web"].run(["python", "manage.py", "load_demonstration"], local)
            self.try_parts()
            with step("Stopping, as Compose stops them"):
                self.stop_parts()
                self.look_through_logs()
        finally:
            self.end()

    def start_services(self) -> None:
        self.postgres.start()
        self.valkey.start()
        # Containers run as another user; only they and this command see this folder.
        for folder in (self.postgres.sockets, self.valkey.socket.parent):
            folder.chmod(0o711)
        self.valkey.socket.chmod(0o777)

    def make_containers(self) -> None:
        """Mount one container for each service of the image, with their shared volume and secret."""
        shared = {"data": self.data, "seal": self.scratch / "seal.p12"}
        owner = self.image.owner_of("/data")
        self.data.mkdir()
        make_key(shared["seal"])
        for path in shared.values():
            os.chown(path, *owner)
        sockets = self.place.data / "run"
        self.image.make(sockets)
        self.image.make("/run/secrets/seal", file=True)
        for name, service in services(TOLD).items():
            container = Container(self.image, self.connected(service), self.scratch / name)
            container.mount(shared)
            container.bind(sockets, sockets)
            self.containers[name] = container

    def connected(self, service: Service) -> Service:
        """Return the service with our own PostgreSQL and Valkey, connected as the role that Compose gives it."""
        role = urlsplit(service.environment["DATABASE_URL"]).username or ""
        told = {"DATABASE_URL": self.postgres.url(role), "REDIS_URL": self.valkey.url}
        return replace(service, environment=service.environment | told)

    def try_root(self) -> None:
        """Check that each container writes where Compose lets it and nowhere else."""
        for container in self.containers.values():
            places = [*container.service.tmpfs, *container.service.volumes.values()]
            for place in places:
                container.run(["touch", f"{place}/probe"])
            container.run(["/bin/sh", "-c", "! touch /service/probe 2>/dev/null && ! touch /probe 2>/dev/null"])
        (self.data / "probe").unlink()

    def try_fonts(self) -> None:
        """Print a page in three scripts and look at the fonts in it."""
        web = self.containers["web"]
        listed = web.run(["fc-list", ":", "file"])
        missing = [name for name in FONTS if f"/{name}" not in listed]
        said = web.run(["python", "-c", PRINT, SAMPLE, "/data/sample.pdf"])
        found = fonts_in(self.data / "sample.pdf")
        missing += [name for name in SAMPLE_FONTS if not any(name in font for font in found)]
        (self.data / "sample.pdf").unlink()
        faults = [fault for fault in FAULTS if fault in said + listed]
        if missing or faults:
            raise Failed(f"The image's fonts: missing {missing}, found {sorted(found)}, said {set(said.splitlines())}")

    def try_parts(self) -> None:
        """Start web, worker and beat, and wait for each of the things that they do together."""
        parts = {name: self.containers[name] for name in ("web", "worker", "beat")}
        with step("Web, worker and beat; /health"):
            for name, part in parts.items():
                part.start(self.logs / f"{name}.log")
            self.wait("/health", lambda: self.ask("/health").status == 200)
        with step("A page, its links and its assets"):
            count = self.try_pages()
        with step("A sealed PDF"):
            self.wait("a sealed file", lambda: bool(self.sealed()))
            self.try_sealed()
        with step("/ready"):
            self.wait("/ready", lambda: self.ask("/ready").status == 200)
        with step("Health checks of the image and of Compose"):
            parts["web"].run(self.image.health)
            for part in parts.values():
                if part.service.health:
                    part.run(part.service.health)
        self.tell(count)

    def try_pages(self) -> int:
        """Request the first page, its links and its assets. Return how many."""
        front = self.expect("/", "text/html")
        links = set(re.findall(r'<a [^>]*href="(/[^"#]*)', front.body))
        assets = set(re.findall(r'(?:href|src)="(/assets/[^"]+)"', front.body))
        styles = [path for path in assets if path.endswith(".css")]
        if not styles:
            raise Failed("The first page names no style sheet under /assets/.")
        for path in links:
            self.expect(path, "text/html")
        for path in assets:
            self.expect(path, "text/css" if path in styles else "")
        return len(links) + len(assets)

    def try_sealed(self) -> None:
        """Check the sealed file as the service does, and that its fonts are embedded."""
        checked = self.containers["worker"].run(["python", "manage.py", "verify_evidence"])
        if "Everything is as it was recorded" not in checked:
            raise Failed(f"verify_evidence says:\n{checked}")
        self.fonts = sorted({font for file in self.sealed() for font in fonts_in(file)})

    def sealed(self) -> list[Path]:
        return sorted((self.data / "files").rglob("*.pdf"))

    def tell(self, count: int) -> None:
        say(f"    {count} links and assets of the first page answered")
        say(f"    {len(self.sealed())} sealed with {', '.join(self.fonts)}")
        for finding in json.loads(self.ask("/ready").body)["checks"].values():
            say(f"    {'late: ' if finding['late'] else ''}{finding['says']}")

    def stop_parts(self) -> None:
        """Stop beat, worker and web. Raise Failed for one that does not end well."""
        for name in ("beat", "worker", "web"):
            code = self.containers[name].stop()
            if code:
                raise Failed(f"{name} ended with {code}. Its log ends:\n{program.tail(self.containers[name].log, 15)}")

    def look_through_logs(self) -> None:
        lines = [line for log in sorted(self.logs.glob("*.log")) for line in log.read_text().splitlines()]
        faults = [line for line in lines if any(fault in line for fault in FAULTS)]
        if faults:
            raise Failed("The parts logged:\n" + "\n".join(faults[:10]))

    def end(self) -> None:
        """End all that still runs, as after a failure."""
        for container in self.containers.values():
            if container.process is not None and not container.fell():
                container.process.kill()
        self.valkey.stop()
        self.postgres.stop()

    def wait(self, what: str, answer: Callable[[], bool], patience: float = 120.0) -> None:
        """Wait until the answer is yes. Raise Failed if a part exits meanwhile or patience runs out."""
        deadline = time.monotonic() + patience
        while not answer():
            for name, part in self.containers.items():
                if part.fell():
                    raise Failed(f"{name} has stopped. Its log ends:\n{program.tail(part.log, 20)}")
            if time.monotonic() > deadline:
                raise Failed(f"There was no {what} after {patience:.0f} s: {self.ask('/ready').body}")
            time.sleep(0.5)

    def expect(self, path: str, kind: str) -> TrialAnswer:
        answer = self.ask(path)
        if answer.status != 200 or not answer.kind.startswith(kind) or not answer.body:
            raise Failed(f"{path} was answered with {answer.status}, {answer.kind or 'nothing'}.")
        return answer

    def ask(self, path: str) -> TrialAnswer:
        """Request a path of web as the proxy does."""
        port = self.image.environment["BIND"].rpartition(":")[2]
        headers = {"Host": TOLD["ALLOWED_HOSTS"], "X-Forwarded-Proto": "https"}
        question = urllib.request.Request(f"http://127.0.0.1:{port}{path}", headers=headers)
        try:
            with urllib.request.urlopen(question, timeout=10) as response:  # noqa: S310 - our own address
                return answered(response.status, response.headers, response.read())
        except urllib.error.HTTPError as refused:
            return answered(refused.code, refused.headers, refused.read())
        except OSError:
            return TrialAnswer(0, "", "")


def answered(status: int, headers: Any, body: bytes) -> TrialAnswer:
    return TrialAnswer(status, headers.get("Content-Type", ""), body.decode(errors="replace"))


def own_network() -> None:
    """Move this command to a network namespace of its own: it takes no port, and reaches nothing outside."""
    if ctypes.CDLL(None, use_errno=True).unshare(CLONE_NEWNET):
        raise Failed(f"No network namespace could be made: {os.strerror(ctypes.get_errno())}")
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as loopback:
        fcntl.ioctl(loopback, SIOCSIFFLAGS, struct.pack("16sh14x", b"lo", IFF_UP))


def fonts_of(page: pikepdf.Page) -> list[pikepdf.Object]:
    fonts = page.obj.get("/Resources", pikepdf.Dictionary()).get("/Font", pikepdf.Dictionary())
    return [font for _, font in fonts.items()]


def fonts_in(file: Path) -> set[str]:
    """Return the names of the fonts in a PDF. Raise Failed for one that is not embedded."""
    with pikepdf.open(file) as document:
        fonts = [font for page in document.pages for font in fonts_of(page)]
        for font in fonts:
            described = font.DescendantFonts[0].FontDescriptor if "/DescendantFonts" in font else font.FontDescriptor
            if not any(name in described for name in ("/FontFile", "/FontFile2", "/FontFile3")):
                raise Failed(f"{file.name} names {font.BaseFont} and does not hold it.")
        # A subset's name is six letters, a plus sign and the name of the font (ISO 32000-2, 9.9.2).
        found = {str(font.BaseFont).lstrip("/").rpartition("+")[2] for font in fonts}
    if not found:
        raise Failed(f"{file.name} holds no font.")
    return found
