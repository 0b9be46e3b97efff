"""Grant or revoke the right to use the admin: as support staff, or for an organisation. The only way to do so."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from community.accounts.admin_rights import Rights, give_rights
from community.models import User
from datashare.lib.exceptions import NotNow


class Command(BaseCommand):
    help = __doc__ or ""

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")
        parser.add_argument("rights", choices=[right.value for right in Rights])
        parser.add_argument("--why", required=True, help="Kept in the record, and told to the person.")

    def handle(self, *args: Any, **options: Any) -> None:
        person = User.objects.filter(email=options["email"], is_active=True).first()
        if person is None:
            raise CommandError("No one here has an open account with this address.")
        try:
            give_rights(person=person, rights=Rights(options["rights"]), reason=options["why"])
        except NotNow as problem:
            raise CommandError(str(problem)) from problem
        self.stdout.write(f"{person}: {options['rights']}. It is recorded, and they are told.")
