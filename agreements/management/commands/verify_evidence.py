"""Check every event chain, every frozen agreement and every sealed file, and print what was checked."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from agreements.models import DataShare
from agreements.verification import verify_everything


class Command(BaseCommand):
    help = __doc__ or ""

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("reference", nargs="*", help="Only these data shares.")

    def handle(self, *args: Any, **options: Any) -> None:
        wanted = options["reference"]
        shares = list(DataShare.objects.filter(reference__in=wanted)) if wanted else None
        if shares is not None and len(shares) < len(set(wanted)):
            raise CommandError("There is no data share with one of these references.")
        report = verify_everything(shares)
        for name, count in vars(report).items():
            if name != "findings":
                self.stdout.write(f"Checked {count} {name.replace('_', ' ')}")
        for finding in report.findings:
            self.stderr.write(f"FAULT {finding}")
        if report.findings:
            raise CommandError(f"{len(report.findings)} faults found")
        self.stdout.write(self.style.SUCCESS("Everything is as it was recorded"))
