"""`manage.py move_organisation`: move the handlers and records of a closed organisation to one that follows it."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.management.base import BaseCommand, CommandError, CommandParser

from community.models import Organisation, User
from community.organisations.after_import import waiting
from community.organisations.moving import move_organisation
from datashare.lib.exceptions import NotNow


class Command(BaseCommand):
    help = "Move the people and records of a closed organisation to one that replaced it. Without names: list them."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("closed", nargs="?", help="short name of the closed organisation")
        parser.add_argument("successor", nargs="?", help="short name of the organisation that replaced it")
        parser.add_argument("--by", help="email address of the member of support staff who decided this")
        parser.add_argument("--reason", help="how you know that it replaced the closed organisation")

    def handle(self, *_: Any, **options: Any) -> None:
        if not options["closed"]:
            for line in waiting() or ["No closed organisation has people who answer requests."]:
                self.stdout.write(line)
            return
        reason = (options["reason"] or "").strip()
        if not (options["successor"] and options["by"] and reason and len(reason) <= 500):
            raise CommandError("Name the successor, --by and a --reason of up to 500 characters.")
        self._move(options["closed"], options["successor"], options["by"], reason)

    def _move(self, closed: str, successor: str, by: str, reason: str) -> None:
        support = User.objects.filter(email=by.strip().lower()).first()
        if support is None:
            raise CommandError(f"There is no account with the email address {by}.")
        try:
            act = move_organisation(closed=_body(closed), successor=_body(successor), reason=reason, by=support)
        except (NotNow, PermissionDenied) as problem:
            raise CommandError(str(problem)) from problem
        self.stdout.write(
            f"Moved to {act.successor}: {act.handlers} people who answer requests, {act.records} records."
        )


def _body(slug: str) -> Organisation:
    try:
        return Organisation.objects.get(slug=slug)
    except Organisation.DoesNotExist:
        raise CommandError(f"There is no organisation with the short name {slug}.") from None
