"""`manage.py import_organisations`: public bodies, and the public sector's email domains, from outside lists."""

import gzip
import json
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from tqdm import tqdm

from community.organisations.importing import import_organisations

_UNREADABLE = (OSError, EOFError, ValueError, RecursionError, zlib.error)


def read_json(path: Path) -> Any:
    """Return the content of a JSON file, gzipped or not, with or without a byte order mark."""
    try:
        with _opened(path) as stream:
            return json.load(stream)
    except _UNREADABLE as problem:
        raise CommandError(f"{path} cannot be read: {problem}") from problem


def read_lines(path: Path) -> Iterator[str]:
    """Yield the lines of a file, gzipped or not; letters that are not UTF-8 become a mark that the reader refuses."""
    try:
        with _opened(path) as stream:
            yield from stream
    except _UNREADABLE as problem:
        raise CommandError(f"{path} cannot be read: {problem}. Nothing was imported.") from problem


def _opened(path: Path) -> Any:
    if path.suffix == ".gz":
        return gzip.open(path, "rt", encoding="utf-8-sig", errors="replace")
    return path.open(encoding="utf-8-sig", errors="replace")


def _rows(content: Any, within: str = "") -> list[Any]:
    """Return the entries of a list, or of an object that holds them."""
    if isinstance(content, dict):
        content = content.get(within) if within in content else list(content.values())
    if not isinstance(content, list):
        raise CommandError("The file must contain a list of organisations or domains.")
    return content


class Command(BaseCommand):
    help = "Import organisations as GOV.UK lists them, public-sector email domains, and local bodies."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("organisations", type=Path, help="govuk_organisations.json, gzipped or not")
        parser.add_argument("domains", type=Path, help="ukps_user_domains.json, gzipped or not")
        parser.add_argument("local", type=Path, nargs="?", help="uk_local_bodies.jsonl, gzipped or not")

    def handle(self, *_: Any, **options: Any) -> None:
        rows = _rows(read_json(options["organisations"]))
        domains = _rows(read_json(options["domains"]), "domains")
        local = read_lines(options["local"]) if options["local"] else iter(())
        with tqdm(rows, unit=" organisations", disable=None) as progress:
            report = import_organisations(progress, domains, local)
        for line in report.lines():
            self.stdout.write(line)
        if useless := report.useless():
            raise CommandError(f"All entries were rejected in: {', '.join(useless)}.")
