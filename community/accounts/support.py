"""Support actions on a user's account, each recorded; none lets support act as that user."""

from datetime import datetime, timedelta
from typing import Final

from allauth.mfa.models import Authenticator
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from community.accounts.forms import ForgottenPasswordForm
from community.accounts.sessions import end_all
from community.models import AccountHelp, Help, Notification, User
from community.notices.outbox import promise, support_team
from datashare.lib.exceptions import NotNow

# Long enough to read the mail and report a fraudulent request.
SIGNING_WAITS: Final = timedelta(hours=24)


@transaction.atomic
def help_with(*, person: User, act: Help, reason: str, by: User, request: HttpRequest) -> AccountHelp:
    """Do one of the three support actions, and store who did it and why."""
    if not (by.is_active and by.is_superuser):
        raise PermissionDenied("Only support staff can help with other people's accounts.")
    if person.pk == by.pk:
        raise NotNow("This is your own account. Use your account pages, or ask another member of support staff.")
    if not person.is_active:
        raise NotNow("This account is closed.")
    done = AccountHelp.objects.create(person=person, by=by, act=act, reason=reason)
    if act == Help.RESET_LINK:
        _send_reset_link(person, request)
    else:
        _take_away(person, act)
    promise([_told(done)])
    return done


def signing_waits_until(user: User) -> datetime | None:
    """Return when a user whose second step was removed may sign again; None if they may now."""
    removed = AccountHelp.objects.filter(person=user, act=Help.REMOVE_FACTORS).first()
    until = removed.at + SIGNING_WAITS if removed else None
    return until if until and until > timezone.now() else None


def _take_away(person: User, act: Help) -> None:
    if act == Help.REMOVE_FACTORS:
        count, _ = Authenticator.objects.filter(user=person).delete()
        if not count:
            raise NotNow("This person has no second step to remove.")
    end_all(person)


def _send_reset_link(person: User, request: HttpRequest) -> None:
    """Mail the user the same reset link as if they had asked; support never sees it."""
    form = ForgottenPasswordForm({"email": person.email})
    if not form.is_valid():
        raise NotNow("No link can be sent to this account.")
    form.save(request)


_WORDS: Final = {
    Help.RESET_LINK: (
        "Support staff sent you a link to set a new password",
        "{by} from the support team sent you a link to set a new password. It is in a separate email. Reason: {reason}",
    ),
    Help.END_SESSIONS: (
        "Support staff signed you out everywhere",
        "{by} from the support team signed you out on every browser and device. Reason: {reason}",
    ),
    Help.REMOVE_FACTORS: (
        "Support staff removed your second step",
        (
            "{by} from the support team removed your second step: your authenticator app, passkeys, security keys and "
            "recovery codes. They also signed you out everywhere. Reason: {reason}\n\n"
            "You cannot sign agreements for the next 24 hours.\n\n"
            "If you did not ask for this, tell {team} now."
        ),
    ),
}


def _told(done: AccountHelp) -> Notification:
    subject, body = _WORDS[Help(done.act)]
    return Notification(
        user=done.person,
        email=done.person.email,
        subject=subject,
        body=body.format(by=done.by, reason=done.reason, team=support_team()),
        address=reverse("mfa_index" if done.act == Help.REMOVE_FACTORS else "account"),
        why="You get this because your account was changed.",
        key=f"help:{done.pk}",
    )
