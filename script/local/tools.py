"""PostgreSQL's own programs for a database URL: dump, restore, and a connection."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import environ
import psycopg
from psycopg import sql

from script.local.console import Failed, run
from script.local.paths import Place
from script.local.postgres import Postgres


@dataclass(frozen=True)
class Database:
    """The address and user of a database, in libpq's terms."""

    name: str
    words: tuple[tuple[str, str], ...]

    @classmethod
    def of(cls, url: str) -> "Database":
        """Return the database of a URL as the settings read it."""
        told = environ.Env.db_url_config(url)
        named = {"host": "HOST", "port": "PORT", "user": "USER", "password": "PASSWORD"}
        words = {word: str(told[key]) for word, key in named.items() if told.get(key)}
        return cls(str(told["NAME"]), tuple((words | dict(parse_qsl(urlsplit(url).query))).items()))

    def called(self, name: str) -> "Database":
        """Return another database of the same server."""
        return replace(self, name=name)

    def connect(self) -> "psycopg.Connection[tuple[object, ...]]":
        words = {word: value for word, value in self.words if word != "dbname"}
        return psycopg.connect(**words, dbname=self.name, autocommit=True, connect_timeout=10)  # type: ignore[arg-type]

    def environment(self) -> dict[str, str]:
        """Return the environment for PostgreSQL's programs, as a password must not be on a command line."""
        return dict(os.environ) | {f"PG{word.upper()}": value for word, value in self.words}


def url_called(url: str, name: str) -> str:
    """Return the same URL for another database of the same server."""
    head, mark, query = url.partition("?")
    return f"{head.rpartition('/')[0]}/{name}{mark}{query}"


@dataclass(frozen=True)
class Tools:
    """The pg_dump and pg_restore of the server's own version; others may read or write an unknown format."""

    folder: Path

    @classmethod
    def for_server(cls, database: Database, place: Place) -> "Tools":
        with database.connect() as connection:
            version = connection.info.server_version // 10_000
        for folder in _folders(place, version):
            if _version(folder) == version:
                return cls(folder)
        package = f"postgresql-client-{version}"
        raise Failed(f"pg_dump {version}, as the server, was not found. Type: sudo apt-get install {package}")

    def dump(self, database: Database, file: Path, snapshot: str) -> None:
        """Dump the snapshot that another transaction holds."""
        words = ["--format=custom", f"--snapshot={snapshot}", f"--file={file}", f"--dbname={database.name}"]
        run([str(self.folder / "pg_dump"), *words], database.environment())

    def restore(self, file: Path, database: Database) -> None:
        # Comments on extensions belong to the role that installed them.
        words = ["--no-owner", "--no-comments", "--exit-on-error", f"--dbname={database.name}", str(file)]
        run([str(self.folder / "pg_restore"), *words], database.environment())


def _folders(place: Place, version: int) -> Iterator[Path]:
    found = shutil.which("pg_dump")
    if found:
        yield Path(found).parent
    yield Path(f"/usr/lib/postgresql/{version}/bin")
    yield Postgres(place).binaries()


def _version(folder: Path) -> int:
    program = folder / "pg_dump"
    if not program.exists():
        return 0
    told = subprocess.run([str(program), "--version"], capture_output=True, text=True, check=False).stdout
    number = re.search(r"\) (\d+)", told)
    return int(number[1]) if number else 0


def fingerprints(connection: "psycopg.Connection[tuple[object, ...]]") -> Mapping[str, tuple[int, str]]:
    """Return for every table the number of rows, and a checksum that does not depend on their order."""
    tables = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1").fetchall()
    return {str(name): _fingerprint(connection, str(name)) for (name,) in tables}


def _fingerprint(connection: "psycopg.Connection[tuple[object, ...]]", table: str) -> tuple[int, str]:
    sums = "coalesce(sum(('x' || substr(md5(one::text), 1, 15))::bit(60)::bigint), 0)"
    asked = sql.SQL("SELECT count(*), {} FROM public.{} AS one").format(sql.SQL(sums), sql.Identifier(table))
    row = connection.execute(asked).fetchone()
    return (int(str(row[0])), str(row[1])) if row else (0, "")
