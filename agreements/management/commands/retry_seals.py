"""Retry every seal that was given up, once its cause is fixed."""

from typing import Any

from django.core.management.base import BaseCommand

from agreements.signing.sealing import retry_failed


class Command(BaseCommand):
    help = __doc__ or ""

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"The worker will try to seal {retry_failed()} agreements again.")
