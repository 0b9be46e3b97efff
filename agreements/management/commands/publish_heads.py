"""Write a signed head file if one is owed, to be copied to where the database is not. Prints the newest one's name."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from agreements.evidence.head_files import store
from agreements.evidence.publishing import publish_heads
from agreements.evidence.seal_keys import SealKeyMissing


class Command(BaseCommand):
    help = __doc__ or ""

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            name = publish_heads()
        except (SealKeyMissing, OSError) as problem:
            raise CommandError(str(problem)) from problem
        self.stdout.write(store().path(name))
