"""Finds email addresses stored before the canonical form was enforced, and closes their accounts."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from agreements.models import Member
from community.accounts.lookalikes import Lookalike, close, doubtful_accounts, doubtful_patterns, looks_like
from datashare.lib.addresses import canonical_or_none


class Command(BaseCommand):
    help = "List email addresses that are not in the standard form. Exits with 1 if there are any."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--close",
            action="store_true",
            help="close these accounts, end their sessions and remove their addresses; where only another address of "
            "an account is in doubt, remove that address",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        accounts = doubtful_accounts()
        others = [*doubtful_patterns(), *_invitations()]
        for found in [*accounts, *others]:
            self.stdout.write(str(found))
        if options["close"]:
            close(accounts)
            self.stdout.write(f"{len({account.key for account in accounts})} accounts closed or rid of the address.")
            accounts = []
        if accounts or others:
            raise CommandError(f"{len(accounts) + len(others)} addresses are not in the standard form.", returncode=1)
        self.stdout.write("Every address is in the standard form.")


def _invitations() -> list[Lookalike]:
    """Return the open invitations with an address that cannot sign up."""
    rows = Member.objects.filter(until=None, user=None).values_list("pk", "email", "share__reference")
    return [
        Lookalike("invitation", key, email, looks_like(email), f"in {share}: a lead can withdraw it on the People page")
        for key, email, share in rows.iterator()
        if canonical_or_none(email) != email
    ]
