"""Erase a person: name, address and the details of what they did go; signatures and sealed files stay as evidence."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from agreements.members.erasure import erase_person
from agreements.members.erasure_reasons import why_kept
from community.models import User
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
        person = User.objects.filter(email=email).first()
        if person is None:
            raise CommandError("There is no account with this email address.")
        if not options["yes"] and self._typed().strip().lower() != email:
            raise CommandError("The email addresses do not match. Nothing was erased.")
        try:
            done = erase_person(person=person, reason=options["reason"], command="erase_person")
        except NotNow as problem:
            raise CommandError(str(problem)) from problem
        self.stdout.write(f"Erased: name, email address, job title, ways to sign in, notifications to them, {done}.")
        for remains in done.remains:
            self.stdout.write(f"Kept: {remains} – {why_kept(remains)}")
        self.stdout.write(self.style.SUCCESS(f"Recorded as erasure {done.record.pk}"))

    def _typed(self) -> str:
        return input("You cannot undo this. To continue, enter the person's email address: ")
