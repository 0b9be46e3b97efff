"""Makes accounts: first a link to the mailbox, then a name and a password from the person who opened it."""

import hashlib
import secrets
from datetime import timedelta
from typing import Final

from allauth.account.adapter import get_adapter
from allauth.account.models import EmailAddress
from allauth.core import ratelimit
from django.conf import settings
from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from simple_history.utils import update_change_reason

from community.accounts import proved_mailboxes
from community.models import SignUpLink, User
from community.organisations import memberships
from datashare.lib.exceptions import NotNow

LINK_HOLDS: Final = timedelta(hours=2)
ENDED: Final = "This link no longer works. Get a new link."
# The subject and the text of each mail that is not the sign-in library's.
MAILS: Final = {
    "sign_up": ("account/email/sign_up_subject.txt", "account/email/sign_up_message.txt"),
    "account_closed": ("account/email/account_closed_subject.txt", "account/email/account_closed_message.txt"),
}
CLOSED: Final = "The account with this email address is closed. If you need to use it again, ask for help."


def ask(request: HttpRequest, email: str, leads_to: str = "") -> None:
    """Mail a link to make an account, or a note that there is one already.

    The page is the same in both cases, so that it does not reveal who has an account.
    """
    # Not the limit of "confirm_email": another user who adds this address would use that up.
    if not ratelimit.consume(request, action="sign_up_mail", key=email):
        return
    if User.objects.filter(email=email, is_active=False).exists() or proved_mailboxes.holder_of(email):
        tell_of_account(email, leads_to)
    else:
        _write(email, "sign_up", link=reverse("open_sign_up", args=[new_link(email, leads_to)]))


def tell_of_account(email: str, leads_to: str = "") -> None:
    """Mail the owner of an existing account for which a sign-up was requested, with what they can do."""
    if User.objects.filter(email=email, is_active=False).exists():
        _write(email, "account_closed", help=reverse("help"))
        return
    way_on = f"?{urlencode({'next': leads_to})}" if leads_to else ""
    _write(email, "account_already_exists", sign_in=f"{reverse('account_login')}{way_on}")


def new_link(email: str, leads_to: str = "") -> str:
    """Store a new link, and return its token; the database keeps only its hash."""
    SignUpLink.objects.filter(created__lt=timezone.now() - LINK_HOLDS).delete()
    token = secrets.token_urlsafe(32)
    SignUpLink.objects.create(email=email, digest=_digest(token), leads_to=leads_to)
    return token


def link_of(token: str) -> SignUpLink | None:
    """Return the unexpired link with this token, or None."""
    return SignUpLink.objects.filter(digest=_digest(token), created__gt=timezone.now() - LINK_HOLDS).first()


@transaction.atomic
def finish(*, token: str, full_name: str, job_title: str, password: str) -> User:
    """Make the account of the person who opened the link; use up this link and others to the mailbox.

    Raise NotNow if the link has expired, or the account exists or is closed. Nothing is kept from an unconfirmed
    account at the address.
    """
    link = link_of(token)
    if link is None or not _is_first_of(link) or proved_mailboxes.holder_of(link.email):
        raise NotNow(ENDED)
    user = _account_at(link.email)
    user.full_name, user.job_title = full_name, job_title
    user.set_password(password)
    user.save()
    update_change_reason(user, "The person opened the link to this mailbox and made their account")
    EmailAddress.objects.filter(email=link.email).delete()
    EmailAddress.objects.create(user=user, email=link.email, verified=True, primary=True)
    SignUpLink.objects.filter(email=link.email).delete()
    memberships.admit(user, link.email)
    return user


def _is_first_of(link: SignUpLink) -> bool:
    """Lock every link to the mailbox, in one order, so that of two opened at once the second finds none."""
    links = SignUpLink.objects.select_for_update().filter(email=link.email).order_by("pk")
    return link.pk in [other.pk for other in links]


def _account_at(email: str) -> User:
    """Return the account at this address without its unconfirmed data; a new one if there is none."""
    user = User.objects.select_for_update().filter(email=email).first()
    if user and not user.is_active:
        raise NotNow(CLOSED)
    if user:
        proved_mailboxes.forget(user)
        return user
    try:
        with transaction.atomic():
            return User.objects.create_user(email)
    except IntegrityError as problem:
        raise NotNow(ENDED) from problem


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _write(email: str, template: str, **pages: str) -> None:
    links = {name: f"{settings.SERVICE_URL}{page}" for name, page in pages.items()}
    subject, _message = MAILS.get(template, (f"account/email/{template}_subject.txt", ""))
    get_adapter().send_mail(subject.removesuffix("_subject.txt"), email, links)
