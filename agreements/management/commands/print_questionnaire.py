"""Print every question as Markdown tables, totals first."""

from typing import Any

from django.core.management.base import BaseCommand

from agreements.management import printed


class Command(BaseCommand):
    help = __doc__ or ""
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(printed.questionnaire(), ending="")
