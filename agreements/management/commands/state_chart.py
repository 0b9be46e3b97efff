"""Print the state chart, or write it into the README between its marks."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from agreements.management.state_chart import chart, table

BEGIN, END = "<!-- state chart: begin -->", "<!-- state chart: end -->"


def in_readme(text: str) -> str:
    """Return the README's text with the current chart between its marks."""
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n\n```mermaid\n{chart()}\n```\n\n{table()}\n\n{END}{after}"


class Command(BaseCommand):
    help = __doc__ or ""
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--write", action="store_true", help="write it into README.md")

    def handle(self, *args: Any, **options: Any) -> None:
        readme = Path(settings.BASE_DIR) / "README.md"
        if options["write"]:
            readme.write_text(in_readme(readme.read_text(encoding="utf-8")), encoding="utf-8")
        else:
            self.stdout.write(chart())
