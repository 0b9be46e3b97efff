"""Make every entry of the public register again from the agreements in force."""

from typing import Any

from django.core.management.base import BaseCommand

from agreements.register.publish import rebuild


class Command(BaseCommand):
    help = __doc__ or ""

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(self.style.SUCCESS(f"The register lists {rebuild()} agreements in force"))
