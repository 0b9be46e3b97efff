"""Store the guidance and the glossary that the project brings with it. Articles that people have changed stay."""

from typing import Any

from django.core.management.base import BaseCommand

from community.hub.loading import load_guidance


class Command(BaseCommand):
    help = __doc__ or ""

    def handle(self, *args: Any, **options: Any) -> None:
        done = load_guidance()
        counts = ", ".join(f"{done[what]} {what}" for what in ("added", "updated", "unchanged", "kept"))
        self.stdout.write(f"Guidance and glossary: {counts}.")
