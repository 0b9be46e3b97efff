"""The agreements app."""

from typing import Any

from allauth.account.signals import email_confirmed, user_logged_in
from django.apps import AppConfig


class AgreementsConfig(AppConfig):
    name = "agreements"
    verbose_name = "Data shares"

    def ready(self) -> None:
        from agreements.assessing import texts as assessing
        from agreements.duties import texts as duties
        from agreements.members import texts as members
        from agreements.negotiating import texts as negotiating
        from agreements.notifications.sentences import register
        from agreements.notifications.undelivered import leads_who_should_know
        from agreements.register import texts as listing
        from agreements.requesting import texts as requesting
        from agreements.responding import texts as responding
        from agreements.reviewing import texts as reviewing
        from agreements.signing import texts as signing
        from agreements.supplying import texts as supplying
        from agreements.varying import texts as varying
        from community.accounts import invited
        from community.notices.refusals import asked_who_should_know
        from community.organisations.signals import ground_changed

        agreed = (members, assessing, requesting, responding, negotiating, signing, listing)
        for phase in (*agreed, duties, supplying, varying, reviewing):
            register(phase.MESSAGES)
        invited.admit_by(_is_invited_from_outside)
        email_confirmed.connect(_let_in, dispatch_uid="invited people are let in when they confirm their address")
        ground_changed.connect(_follow, dispatch_uid="roles end with their ground")
        asked_who_should_know.connect(leads_who_should_know, dispatch_uid="leads are told of mail that is refused")
        user_logged_in.connect(_let_in, dispatch_uid="invited people are let in when they sign in")


def _is_invited_from_outside(email: str) -> bool:
    from agreements.members.from_outside import is_invited_from_outside

    return is_invited_from_outside(email)


def _let_in(sender: Any, **signal: Any) -> None:
    """Turn pending invitations for a confirmed address into memberships."""
    from agreements.members.actions import claim_invitations

    user = signal["user"] if "user" in signal else signal["email_address"].user
    claim_invitations(user=user)


def _follow(sender: Any, *, person: Any, reason: Any, moved: bool, **signal: Any) -> None:
    """End the roles that a user no longer qualifies for, in the transaction of the change."""
    from agreements.members.ending import follow

    follow(person=person, reason=reason, moved=moved)
