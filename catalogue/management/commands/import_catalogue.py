"""`manage.py import_catalogue`: records from a catalogue's extract, with a report of every line that was no record."""

import gzip
import zlib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from tqdm import tqdm

from catalogue.harvesting.importing import ImportReport, import_catalogue


class Command(BaseCommand):
    help = "Import or update catalogue records from JSON lines, gzipped or not."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("extract", type=Path, help="uk_catalogue.jsonl, gzipped or not")
        parser.add_argument(
            "--mark-missing", action="store_true", help="mark records that are no longer in their source's extract"
        )

    def handle(self, *_: Any, **options: Any) -> None:
        report = self._import(options["extract"], mark_missing=options["mark_missing"])
        for line in report.lines():
            self.stdout.write(line)
        if report.is_useless:
            raise CommandError("This file has no usable records. Nothing was imported.")

    def _import(self, path: Path, *, mark_missing: bool) -> ImportReport:
        try:
            with (
                gzip.open(path, "rt", encoding="utf-8-sig")
                if path.suffix == ".gz"
                else path.open(encoding="utf-8-sig") as stream
            ):
                lines: Iterable[str] = stream
                with tqdm(lines, unit=" lines", total=_count(path), disable=None) as progress:
                    return import_catalogue(progress, mark_missing=mark_missing)
        except (OSError, EOFError, UnicodeDecodeError, zlib.error) as problem:
            raise CommandError(f"{path} cannot be read: {problem}. Nothing was imported.") from problem


def _count(path: Path) -> int:
    """Return how many lines there are, for the progress bar."""
    with gzip.open(path, "rb") if path.suffix == ".gz" else path.open("rb") as stream:
        return sum(1 for _ in stream)
