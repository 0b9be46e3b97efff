"""`manage.py import_organisations`: GOV.UK's organisations and the public sector's e-mail domains."""

import gzip
import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from tqdm import tqdm

from community.organisations import import_organisations


def read_json(path: Path) -> Any:
    """What a JSON file holds, gzipped or not."""
    try:
        with gzip.open(path, "rt") if path.suffix == ".gz" else path.open() as stream:
            return json.load(stream)
    except (OSError, ValueError) as problem:
        raise CommandError(f"{path} cannot be read: {problem}") from problem


class Command(BaseCommand):
    help = "Import organisations as GOV.UK lists them, and public-sector e-mail domains."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("organisations", type=Path, help="govuk_organisations.json, gzipped or not")
        parser.add_argument("domains", type=Path, help="ukps_user_domains.json, gzipped or not")

    def handle(self, *_: Any, **options: Any) -> None:
        listed = read_json(options["organisations"])
        domains = read_json(options["domains"])
        rows = list(listed.values()) if isinstance(listed, dict) else listed
        patterns = domains["domains"] if isinstance(domains, dict) else domains
        with tqdm(rows, unit=" organisations", disable=None) as progress:
            report = import_organisations(progress, patterns)
        for line in report.lines():
            self.stdout.write(line)
