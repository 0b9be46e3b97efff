"""Check every event chain, every frozen agreement and every sealed file, and print what was checked."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import Error

from agreements.models import DataShare
from agreements.verifying.audit import AuditReport, verify_everything


class Command(BaseCommand):
    help = __doc__ or ""

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("reference", nargs="*", help="check only these data shares")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            report = self._report(set(options["reference"]))
        except Error as problem:
            raise CommandError(f"The database cannot be read: {problem}") from problem
        for name, count in vars(report).items():
            if isinstance(count, int):
                self.stdout.write(f"Checked {count} {name.replace('_', ' ')}")
        for note in report.notes:
            self.stdout.write(note)
        for finding in report.findings:
            self.stderr.write(f"FAULT {finding}")
        if report.findings:
            raise CommandError(f"{len(report.findings)} faults found")
        self.stdout.write(self.style.SUCCESS("Everything is as it was recorded"))

    def _report(self, wanted: set[str]) -> AuditReport:
        if not wanted:
            return verify_everything()
        shares = DataShare.objects.filter(reference__in=wanted)
        if shares.count() < len(wanted):
            raise CommandError("There is no data share with one of these references.")
        return verify_everything(shares)
