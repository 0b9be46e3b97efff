"""A restore, rehearsed: dump and files into a scratch database and folder, everything checked there, all removed."""

import argparse
import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg import sql

from script.local.bootstrap import PYTHON
from script.local.console import Failed, complain, run, say, step
from script.local.paths import ROOT, Place, ServiceError, development
from script.local.services import Services
from script.local.tools import Database, Tools, fingerprints, url_called

Fingerprints = Mapping[str, tuple[int, str]]
SEALED = "SELECT name, sha256 FROM public.agreements_sealedfile ORDER BY name"
# Not DROP ... WITH (FORCE): an owner may not end autovacuum, which a plain DROP cancels and waits for.
OWN_SESSIONS_END = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s AND usename = current_user"
)
COPY = "from datashare.lib.files import copy_all; copy_all({!r})"


class Rehearsal:
    """One rehearsal in `scratch`, a folder that is removed with its database in any case."""

    def __init__(self, place: Place, told: Mapping[str, str]) -> None:
        self.place, self.told = place, told
        self.source = Database.of(told["DATABASE_OWNER_URL"])
        self.scratch = place.data / "rehearsal"
        self.copy = self.source.called(f"{self.source.name}_rehearsal")
        self.tools = Tools.for_server(self.source, place)
        self.faults: list[str] = []

    def rehearse(self, dump: Path | None, files: Path | None) -> list[str]:
        """Return what is missing or changed, a line each; empty if the backup restores everything."""
        with self._nothing_left_behind():
            expected, dump = (None, dump) if dump else self._dump()
            self._restore(dump, files)
            with self.copy.connect() as connection:
                if expected is not None:
                    self._compare(expected, fingerprints(connection))
                self._check_files(connection)
            self._verify()
        return self.faults

    @contextmanager
    def _nothing_left_behind(self) -> Iterator[None]:
        """Remove what a killed rehearsal left, and what this one makes."""
        self._remove()
        self.scratch.mkdir(mode=0o700)
        try:
            yield
        finally:
            self._remove()

    def _remove(self) -> None:
        with self.source.connect() as connection:
            connection.execute(OWN_SESSIONS_END, [self.copy.name])
            connection.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(self.copy.name)))
        shutil.rmtree(self.scratch, ignore_errors=True)

    def _dump(self) -> tuple[Fingerprints, Path]:
        """Return the dump and the counts of the same snapshot, while the service is in use."""
        file = self.scratch / "dump"
        with step(f"Dump of {self.source.name}"), self.source.connect() as connection:
            connection.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
            row = connection.execute("SELECT pg_export_snapshot()").fetchone()
            self.tools.dump(self.source, file, str(row[0] if row else ""))
            return fingerprints(connection), file

    def _restore(self, dump: Path, files: Path | None) -> None:
        with step("Copy of the file store"):
            if files:
                shutil.copytree(files, self.scratch / "files")
            else:
                run(
                    [str(PYTHON), str(ROOT / "manage.py"), "shell", "-c", COPY.format(str(self.scratch / "files"))],
                    self.told,
                )
            heads = Path(self.told["DATA_DIR"]) / "heads"
            if heads.is_dir():
                shutil.copytree(heads, self.scratch / "heads")
        with step(f"Restore into {self.copy.name}"):
            with self.source.connect() as connection:
                made = sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(sql.Identifier(self.copy.name))
                connection.execute(made)
            self.tools.restore(dump, self.copy)

    def _compare(self, expected: Fingerprints, found: Fingerprints) -> None:
        for table, (count, content) in expected.items():
            restored, now = found.get(table, (0, "0"))
            if restored != count:
                self.faults.append(f"table {table}: {count} rows in the service, {restored} restored")
            elif now != content:
                self.faults.append(f"table {table}: a row was changed on the way")
        rows = sum(count for count, _ in expected.values())
        say(f"Compared {len(expected)} tables, {rows:,} rows")

    def _check_files(self, connection: "psycopg.Connection[tuple[object, ...]]") -> None:
        sealed = connection.execute(SEALED).fetchall()
        for name, digest in sealed:
            file = self.scratch / "files" / str(name)
            if not file.is_file():
                self.faults.append(f"sealed file {name} is missing from the copy of the file store")
            elif hashlib.sha256(file.read_bytes()).hexdigest() != digest:
                self.faults.append(f"sealed file {name} is not the one that was stored")
        say(f"Compared {len(sealed)} sealed files with their SHA-256")

    def _verify(self) -> None:
        """Verify as the service would after the restore: with its own role, on the copies alone."""
        data = Path(self.told["DATA_DIR"])
        seal = {"SEAL_KEY_FILE": data / "seal" / "seal.p12", "SEAL_FORMER_CERTIFICATES": data / "seal" / "former"}
        told = {name: self.told.get(name) or str(path) for name, path in seal.items()}
        told |= {"DATABASE_URL": url_called(self.told["DATABASE_URL"], self.copy.name), "DATA_DIR": str(self.scratch)}
        kept = {name: value for name, value in self.told.items() if not name.startswith("FILE_STORAGE")}
        command = [str(PYTHON), str(ROOT / "manage.py"), "verify_evidence"]
        done = subprocess.run(command, env=kept | told, cwd=ROOT, capture_output=True, text=True, check=False)
        say(done.stdout.strip())
        faults = [line.removeprefix("FAULT ") for line in done.stderr.splitlines() if line.startswith("FAULT ")]
        if done.returncode and not faults:
            raise Failed(f"verify_evidence failed on the copy:\n{done.stderr[-2000:]}")
        self.faults += faults


@contextmanager
def only_one(place: Place) -> Iterator[None]:
    """Lock the folder: two rehearsals would remove each other's files."""
    with (place.data / "rehearsal.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as held:
            raise Failed("Another rehearsal is running here.") from held
        yield


def environment(services: Services) -> dict[str, str]:
    told = {"DATASHARE_ENV": "local"} | dict(os.environ) | services.environment()
    if not told.get("DATABASE_OWNER_URL"):
        raise Failed("DATABASE_URL is given, so DATABASE_OWNER_URL must name the role that owns its tables.")
    return told


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="script/rehearse-restore", description=__doc__)
    parser.add_argument("--dump", type=Path, help="a pg_dump file (custom format) instead of one taken now")
    parser.add_argument("--files", type=Path, help="a copy of the file store instead of one taken now")
    given = parser.parse_args(arguments)
    try:
        services = Services(development())
        services.start()
        with only_one(services.place):
            faults = Rehearsal(services.place, environment(services)).rehearse(given.dump, given.files)
    except (Failed, ServiceError, psycopg.Error, OSError) as problem:
        complain(f"The rehearsal could not be done: {problem}")
        return 2
    for fault in faults:
        complain(f"FAULT {fault}")
    if faults:
        complain(f"{len(faults)} faults: this backup would not restore everything.")
        return 1
    say("This backup restores everything.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
