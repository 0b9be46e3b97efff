"""The agreements app."""

from typing import Any

from allauth.account.signals import email_confirmed, user_logged_in
from django.apps import AppConfig


class AgreementsConfig(AppConfig):
    name = "agreements"
    verbose_name = "Data shares"

    def ready(self) -> None:
        from agreements.refusals import leads_who_should_know
        from community.refusals import asked_who_should_know

        email_confirmed.connect(_let_in, dispatch_uid="invited people are let in when they confirm their address")
        asked_who_should_know.connect(leads_who_should_know, dispatch_uid="leads are told of mail that is refused")
        user_logged_in.connect(_let_in, dispatch_uid="invited people are let in when they sign in")


def _let_in(sender: Any, **signal: Any) -> None:
    """Give somebody what their address was invited to."""
    from agreements.actions.people import claim_invitations

    user = signal["user"] if "user" in signal else signal["email_address"].user
    claim_invitations(user=user)
