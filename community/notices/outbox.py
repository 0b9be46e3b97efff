"""The outbox of notifications: stored in the sender's transaction, mailed afterwards."""

from collections.abc import Iterable
from contextlib import suppress
from smtplib import SMTPConnectError
from socket import gaierror
from typing import Final

import structlog
from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from community.models import Mail, Notification, User
from community.notices import refusals
from datashare.lib.nudge import nudge

log = structlog.get_logger(__name__)
# The mail server does not answer, which is no fault of the mail.
AWAY: Final = (ConnectionRefusedError, gaierror, SMTPConnectError)
# RFC 3834, section 5: prevents out-of-office replies to automatic messages.
AUTOMATIC: Final = {"Auto-Submitted": "auto-generated"}
TAKES_PART: Final = "You get this because you take part in this data share."


def promise(notifications: Iterable[Notification]) -> None:
    """Store notifications, each key once, and enqueue the mails when the transaction commits."""
    Notification.objects.bulk_create(notifications, ignore_conflicts=True)
    nudge("community.tasks.send_owed_mail")


def mark_read(user: User, topic: str | None = None) -> int:
    """Mark the user's notifications, or those of one topic, as read. Return how many were new."""
    unread = Notification.objects.filter(user=user).unread()
    unread = unread if topic is None else unread.filter(topic=topic)
    return unread.update(read_at=timezone.now())


def drop_mail(user: User | None, topic: str | None = None, *, email: str = "") -> None:
    """Stop mail about this data share, or any, to a former member; without an account, to the invited address."""
    theirs = Q(user=user) if user else Q(user=None, email=email)
    owed = Notification.objects.filter(theirs, mailed_at=None).exclude(topic="")
    (owed if topic is None else owed.filter(topic=topic)).update(mail=Mail.NONE)


def send_owed(limit: int = 200) -> int:
    """Send mail in the outbox; one that fails stays there. Return how many were sent.

    A server that does not answer uses up none of a mail's attempts: the next sweep tries again.
    """
    sent, connection = 0, get_connection()
    for key in list(Notification.objects.owed().values_list("pk", flat=True)[:limit]):
        try:
            connection.open()
            sent += _send(key, connection)
        except OSError as error:
            log.warning("mail_server_away", error=type(error).__name__)
            break
    _close(connection)
    return sent


def _close(connection: BaseEmailBackend) -> None:
    """Close a broken connection, ignoring the server's errors."""
    with suppress(OSError):
        connection.close()


@transaction.atomic
def _send(key: int, connection: BaseEmailBackend) -> bool:
    """Send one mail under its row lock, so that two workers never send it twice."""
    notification = Notification.objects.owed().select_for_update(skip_locked=True).filter(pk=key).first()
    if not notification:
        return False
    try:
        connection.send_messages([_message(notification)])
    except AWAY:
        raise
    except Exception as error:  # noqa: BLE001 (this mail was refused; the others must not wait for it)
        log.warning("mail_not_sent", notification=key, error=type(error).__name__)
        _close(connection)
        _put_off(notification, error)
        return False
    Notification.objects.filter(pk=key).update(mailed_at=timezone.now(), attempts=F("attempts") + 1)
    return True


def _put_off(notification: Notification, error: Exception) -> None:
    """Schedule a retry; if the mail is refused permanently, end it and notify those who should know."""
    notification.attempts += 1
    notification.refusal = refusals.said_by(error)
    notification.next_try_at = timezone.now() + refusals.wait_after(notification.attempts)
    if refusals.is_for_good(error) or notification.attempts >= notification.attempts_allowed:
        notification.refused_at = timezone.now()
        promise(refusals.notices_of(notification))
    notification.save(update_fields=["attempts", "refusal", "next_try_at", "refused_at"])


def try_again(notifications: QuerySet[Notification]) -> int:
    """Retry refused mail, once the cause is fixed. Return how many."""
    refused = notifications.exclude(refused_at=None)
    count = refused.update(refused_at=None, next_try_at=None, attempts=0)
    nudge("community.tasks.send_owed_mail")
    return count


def _message(notification: Notification) -> EmailMessage:
    """Return a plain-text mail: greeting, what happened, one link, why it came, how to get fewer, about the service."""
    reader = User.objects.filter(email=notification.email, is_active=True).first()
    lines = [f"Hello {reader.full_name}," if reader and reader.full_name else "Hello,", notification.body]
    lines += [f"{settings.SERVICE_URL}{notification.address}", notification.why or TAKES_PART]
    if notification.user_id:
        lines.append(how_to_get_fewer())
    lines.append(about_the_service())
    # A line break in a subject would allow header injection.
    subject = " ".join(notification.subject.split())
    return EmailMessage(subject=subject, body="\n\n".join(lines), to=[notification.email], headers=AUTOMATIC)


def how_to_get_fewer() -> str:
    return f"Choose which emails you get: {settings.SERVICE_URL}{reverse('mail_choice')}"


def support_team() -> str:
    """Return whom to tell if something is wrong, with the address if there is one."""
    address = f" ({settings.SUPPORT_EMAIL})" if settings.SUPPORT_EMAIL else ""
    return f"the team that runs this service{address}"


def about_the_service() -> str:
    """Return the sentence from which a new person learns what the service is."""
    return f"Public bodies use {settings.SERVICE_NAME} to ask each other for data and agree how to share it."
