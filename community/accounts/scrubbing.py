"""Erases a person from their account, its history, messages, sessions and the records of the admin."""

import secrets
from collections.abc import Iterable
from typing import Final

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.contrib.auth import SESSION_KEY
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.db import connection
from django.db.models import Model, Q
from simple_history.utils import update_change_reason

from community.accounts.names_in_tables import ERASED, Known
from community.models import Ground, MailChoice, Notification, SignUpLink, SpentCode, User

# Reserved by RFC 2606: it receives no mail, so its addresses cannot be confirmed.
NOWHERE: Final = "erased.invalid"
_SAID: Final = ("subject", "body", "why", "refusal", "key")


def empty_account(person: User) -> None:
    """Close the account and remove the name, the address, and every way to sign in.

    Memberships, roles and sessions end as with every account that is closed (community/organisations/signals.py).
    """
    person.full_name, person.job_title, person.email = ERASED, "", f"{secrets.token_hex(16)}@{NOWHERE}"
    person.mail_choice, person.last_login = MailChoice.DAILY, None
    person.is_active = person.is_staff = person.is_superuser = False
    person.set_unusable_password()
    person.because = Ground.ERASED
    person.save()
    update_change_reason(person, Ground.ERASED.label)
    for kind in (EmailAddress, SocialAccount, Authenticator, SpentCode, UserSession):
        kind.objects.filter(user=person).delete()
    person.groups.clear()
    person.user_permissions.clear()


def scrub(person: User, known: Known) -> None:
    """Redact the person's names and addresses from the service's other records."""
    SignUpLink.objects.filter(email__in=known.addresses).delete()
    person.history.update(full_name=ERASED, email=person.email, job_title="")
    with connection.cursor() as cursor:
        cursor.execute("SELECT public.erase_help(%s)", [person.pk])
    _end_sessions(person, known)
    _scrub_messages(person, known)
    _scrub_records(person, known)


def _end_sessions(person: User, known: Known) -> None:
    """Delete the person's sessions, and those in which a sign-in as them was begun."""
    for session in Session.objects.iterator():
        held = session.get_decoded()
        of_whom = held.get(SESSION_KEY)
        if of_whom == str(person.pk) or (of_whom is None and known.stands_in(str(held))):
            session.delete()


def _scrub_messages(person: User, known: Known) -> None:
    """Delete messages to the person; redact their name in those to others."""
    Notification.objects.filter(Q(user=person) | Q(user=None, email__in=known.addresses)).delete()
    for row in Notification.objects.filter(known.within(*_SAID)).iterator():
        _take_out(row, known, _SAID[:-1])
        if known.stands_in(row.key):
            row.key = f"erased:{row.pk}"
        row.save(update_fields=_SAID)


def _scrub_records(person: User, known: Known) -> None:
    """Redact the row labels and change reasons in the logs of the admin and the histories."""
    theirs = LogEntry.objects.filter(content_type=ContentType.objects.get_for_model(User), object_id=str(person.pk))
    theirs.update(object_repr=ERASED)
    _put_without(LogEntry, known, "object_repr", "change_message")
    for model in apps.get_models():
        if hasattr(model, "history_change_reason"):
            _put_without(model, known, "history_change_reason")


def _put_without(model: type[Model], known: Known, *columns: str) -> None:
    for row in model._default_manager.filter(known.within(*columns)).iterator():  # noqa: SLF001
        _take_out(row, known, columns)
        row.save(update_fields=columns)


def _take_out(row: Model, known: Known, columns: Iterable[str]) -> None:
    for column in columns:
        longest = getattr(row._meta.get_field(column), "max_length", None)  # noqa: SLF001 (a model's columns)
        if text := getattr(row, column):
            setattr(row, column, known.taken_from(text)[:longest])
