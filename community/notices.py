"""What people are owed to be told: noted in the sender's transaction, handed over afterwards."""

from collections.abc import Iterable
from enum import StrEnum
from smtplib import SMTPConnectError
from socket import gaierror
from typing import Final

import structlog
from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from community.models import Mail, MailChoice, Notification, User
from datashare.lib.queue import nudge

log = structlog.get_logger(__name__)
# The mail server does not answer at all, which says nothing about the mail.
AWAY: Final = (ConnectionError, TimeoutError, gaierror, SMTPConnectError)
TAKES_PART: Final = "You get this because you take part in this data share."


class Weight(StrEnum):
    """What a message is to the one who gets it, which settles with their choice how it comes by e-mail."""

    # It waits for them, it keeps their account safe, or it is evidence to keep: always at once.
    ACT = "act"
    NEWS = "news"


_BY_CHOICE: Final = {
    MailChoice.EVERYTHING: Mail.AT_ONCE,
    MailChoice.DAILY: Mail.DAILY,
    MailChoice.MINE: Mail.NONE,
}


def mail_for(user: User, weight: Weight) -> Mail:
    """How a message of this weight comes to this person."""
    return Mail.AT_ONCE if weight == Weight.ACT else _BY_CHOICE[MailChoice(user.mail_choice)]


def promise(notifications: Iterable[Notification]) -> None:
    """Store what is owed, each key once, and hurry the worker when the transaction commits."""
    Notification.objects.bulk_create(notifications, ignore_conflicts=True)
    nudge("community.tasks.send_owed_mail")


def mark_read(user: User, topic: str | None = None) -> int:
    """The person has seen what they were told, or what they were told of one topic. Returns how many were new."""
    unread = Notification.objects.filter(user=user).unread()
    unread = unread if topic is None else unread.filter(topic=topic)
    return unread.update(read_at=timezone.now())


@transaction.atomic
def choose_mail(user: User, choice: MailChoice) -> None:
    """Keep which mail somebody wants from now on; what waited for the next summary is not sent to who wants none."""
    user.mail_choice = choice
    user.save(update_fields=["mail_choice"])
    if choice == MailChoice.MINE:
        Notification.objects.filter(user=user).for_the_summary().update(mail=Mail.NONE)


def drop_mail(user: User | None, topic: str | None = None, *, email: str = "") -> None:
    """Nothing more of this data share, or of any, goes by e-mail to somebody who takes part no longer; where they have
    no account, to the address that was invited."""
    theirs = Q(user=user) if user else Q(user=None, email=email)
    owed = Notification.objects.filter(theirs, mailed_at=None).exclude(topic="")
    (owed if topic is None else owed.filter(topic=topic)).update(mail=Mail.NONE)


def send_owed(limit: int = 200) -> int:
    """Hand over mail that is owed; a failure leaves it owed. Returns how many went.

    A server that is away costs no mail an attempt, however long: the next sweep begins again.
    """
    sent = 0
    for key in list(Notification.objects.owed().values_list("pk", flat=True)[:limit]):
        try:
            sent += _send(key)
        except AWAY as error:
            log.warning("mail_server_away", error=type(error).__name__)
            break
    return sent


@transaction.atomic
def _send(key: int) -> bool:
    """Send one mail under its row lock, so that two workers never send it twice."""
    notification = Notification.objects.owed().select_for_update(skip_locked=True).filter(pk=key).first()
    if not notification:
        return False
    try:
        _message(notification).send()
    except AWAY:
        raise
    except Exception as error:  # noqa: BLE001 (this mail was refused; the others must not wait for it)
        Notification.objects.filter(pk=key).update(attempts=F("attempts") + 1)
        log.warning("mail_not_sent", notification=key, error=type(error).__name__)
        return False
    Notification.objects.filter(pk=key).update(mailed_at=timezone.now(), attempts=F("attempts") + 1)
    return True


def _message(notification: Notification) -> EmailMessage:
    """Plain text: the act, one link, why it came, how to get fewer."""
    lines = [notification.body, f"{settings.SERVICE_URL}{notification.address}", notification.why or TAKES_PART]
    if notification.user_id:
        lines.append(how_to_get_fewer())
    lines.append(f"{settings.SERVICE_NAME}: this message holds no data from the data share itself.")
    # A line break in a subject would let somebody add headers of their own.
    subject = " ".join(notification.subject.split())
    return EmailMessage(subject=subject, body="\n\n".join(lines), to=[notification.email])


def how_to_get_fewer() -> str:
    return f"To choose which messages you get by e-mail: {settings.SERVICE_URL}{reverse('mail_choice')}"
