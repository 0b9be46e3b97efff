"""Erase a person: name, address and the details of what they did go; signatures and sealed files stay as evidence."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from agreements.members.erasure import Erased, erase_person, person_at
from agreements.members.erasure_reasons import why_kept
from datashare.lib.exceptions import NotNow


class Command(BaseCommand):
    help = __doc__ or ""

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")
        parser.add_argument(
            "--reason",
            required=True,
            help="the reason, without the person's name or address",
        )
        parser.add_argument("--yes", action="store_true", help="do not ask for the email address again")

    def handle(self, *args: Any, **options: Any) -> None:
        email = options["email"].strip().lower()
        if not options["yes"] and self._typed().strip().lower() != email:
            raise CommandError("The email addresses do not match. Nothing was erased.")
        try:
            done = self._erase(email, options["reason"])
        except NotNow as problem:
            raise CommandError(str(problem)) from problem
        self.stdout.write(f"Erased: name, email address, job title, ways to sign in, notifications to them, {done}.")
        for remains in done.remains:
            self.stdout.write(f"Kept: {remains} – {why_kept(remains)}")
        self.stdout.write(self.style.SUCCESS(f"Recorded as erasure {done.record.pk}"))

    @transaction.atomic
    def _erase(self, email: str, reason: str) -> Erased:
        person = person_at(email)
        if person is None:
            raise CommandError("There is no account with this email address, and no one was invited at it.")
        return erase_person(person=person, reason=reason, command="erase_person")

    def _typed(self) -> str:
        return input("You cannot undo this. To continue, enter the person's email address: ")
