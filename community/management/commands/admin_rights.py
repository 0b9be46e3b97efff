"""Give or take away the right to use the admin pages, as support staff or for an organisation."""

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
        parser.add_argument("--why", required=True, help="the reason, which is recorded and sent to the person")

    def handle(self, *args: Any, **options: Any) -> None:
        person = User.objects.filter(email=options["email"], is_active=True).first()
        if person is None:
            raise CommandError("There is no open account with this email address.")
        try:
            give_rights(person=person, rights=Rights(options["rights"]), reason=options["why"])
        except NotNow as problem:
            raise CommandError(str(problem)) from problem
        self.stdout.write(f"{person}: {options['rights']}. This is recorded and sent to them.")
