"""Write the permission rows that live roles give, where they differ: after an update that brings new acts."""

from typing import Any

from django.core.management.base import BaseCommand

from agreements import policy


class Command(BaseCommand):
    help = __doc__ or ""

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"The permissions of {policy.align_all()} people were written again.")
