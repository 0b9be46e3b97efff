"""Replaces Django's flush, which truncates, as neither the application role nor the triggers allow."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from tests.support import seeds


class Command(BaseCommand):
    help = "Empty the test database as its owner and put back what the migrations wrote."
    stealth_options = ("reset_sequences", "allow_cascade", "inhibit_post_migrate")

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--noinput", "--no-input", action="store_false", dest="interactive")
        parser.add_argument("--database", default="default")

    def handle(self, *args: Any, **options: Any) -> None:
        seeds.restore()
