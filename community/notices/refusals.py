"""Mail refused permanently: how it is recognised, and who is told."""

import hashlib
from collections.abc import Iterable
from datetime import timedelta
from smtplib import SMTPDataError, SMTPException, SMTPNotSupportedError, SMTPRecipientsRefused
from typing import Any, Final

from django.dispatch import Signal
from django.urls import reverse
from django.utils import timezone

from community.models import Mail, Membership, Notification, User

# Asks who else should know about an undelivered notification: each receiver returns users.
asked_who_should_know = Signal()
LONGEST_WAIT: Final = timedelta(hours=6)
KEY: Final = "refused:"
FOR_GOOD: Final = range(500, 600)
_ABOUT_SHARE: Final = (
    "We could not send an email about “{share}” to {name} ({email}). We have stopped trying. Their mail server said: "
    "“{refusal}”. Contact them another way and ask for an email address that works."
)
_ABOUT_SERVICE: Final = (
    "We could not send an email to {name} ({email}). We have stopped trying. Their mail server said: “{refusal}”. "
    "Contact them another way and ask for an email address that works."
)


def is_for_good(error: Exception) -> bool:
    """Return whether a retry is useless: the server says so (RFC 5321, 4.2.1), or the mail cannot be made."""
    if isinstance(error, SMTPRecipientsRefused):
        return all(code in FOR_GOOD for code, _ in error.recipients.values())
    if isinstance(error, SMTPDataError):
        return error.smtp_code in FOR_GOOD
    return isinstance(error, (SMTPNotSupportedError, ValueError))


def said_by(error: Exception) -> str:
    """Return the mail server's answer in its own words, in one line."""
    if isinstance(error, SMTPRecipientsRefused):
        return "; ".join(_line(code, words) for code, words in error.recipients.values())[:300]
    if isinstance(error, SMTPException) and hasattr(error, "smtp_code"):
        return _line(error.smtp_code, getattr(error, "smtp_error", b""))[:300]
    return type(error).__name__


def _line(code: int, words: bytes | str) -> str:
    text = words.decode(errors="replace") if isinstance(words, bytes) else words
    return " ".join(f"{code} {text}".split())


def wait_after(attempts: int) -> timedelta:
    """Return the delay before a retry: two minutes, doubled each time, up to six hours."""
    return min(timedelta(minutes=2 ** min(attempts, 10)), LONGEST_WAIT)


def notices_of(refused: Notification) -> list[Notification]:
    """Return notices to the sender, those who can help, and in the service the addressee.

    Once a week for each address and data share. A refused notice of this kind makes no further notice.
    """
    if refused.key.startswith(KEY):
        return []
    addressee = refused.user or User.objects.filter(email=refused.email, is_active=True).first()
    known = {user for user in _who_should_know(refused, addressee) if user.is_active and user.email != refused.email}
    notices = [_told(refused, user) for user in sorted(known, key=lambda user: user.pk)]
    return [*notices, *([_own(refused, addressee)] if addressee else [])]


def _who_should_know(refused: Notification, addressee: User | None) -> Iterable[User]:
    if refused.sender:
        yield refused.sender
    answers: Any = asked_who_should_know.send(sender=Notification, notification=refused)
    others: list[User] = [user for _, users in answers for user in users]
    yield from others or _admins_of(addressee)


def _admins_of(person: User | None) -> Iterable[User]:
    bodies = Membership.objects.live().filter(user=person).exclude(user=None).values("organisation")
    admins = Membership.objects.live().filter(organisation__in=bodies, is_admin=True)
    return User.objects.filter(memberships__in=admins).distinct()


def _told(refused: Notification, reader: User) -> Notification:
    name = str(refused.user) if refused.user else refused.email
    body = _ABOUT_SHARE if refused.topic else _ABOUT_SERVICE
    return Notification(
        user=reader,
        email=reader.email,
        subject=f"We cannot send emails to {name}"[:250],
        body=body.format(name=name, email=refused.email, share=refused.topic_name, refusal=refused.refusal),
        address=f"/shares/{refused.topic}/people/" if refused.topic else reverse("notifications"),
        topic=refused.topic,
        topic_name=refused.topic_name,
        why="You get this because you sent the email, or because you manage the people it was for.",
        mail=Mail.AT_ONCE,
        key=_key(refused, reader),
    )


def _own(refused: Notification, person: User) -> Notification:
    return Notification(
        user=person,
        email=person.email,
        subject="We cannot send you emails",
        body=f"The mail server for {refused.email} refused our email. It said: “{refused.refusal}”. "
        "Ask your IT team to allow our emails, or change your email address.",
        address=reverse("account_email"),
        why="You get this because your mail server refused an email to you.",
        mail=Mail.NONE,
        key=_key(refused, person),
    )


def _key(refused: Notification, reader: User) -> str:
    address = hashlib.sha256(refused.email.encode()).hexdigest()[:16]
    year, week, _ = timezone.localdate().isocalendar()
    return f"{KEY}{refused.topic}:{address}:{year}-{week}:{reader.pk}"
