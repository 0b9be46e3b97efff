"""Signing up as a user does: an address, the link in the mailbox, a name and a password."""

import re
from typing import Any

from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client

from community.models import User

PASSWORD = "three random words"


def link_in(message: Any) -> str:
    """Return the path of the link in a mail."""
    found = re.search(r"https?://[^/\s]+(/accounts/\S+)", str(message.body))
    assert found, message.body
    return found[1]


def ask(client: Client, email: str, **more: str) -> Any:
    return client.post("/accounts/signup/", {"email": email, **more})


def finish(client: Client, link: str, **changes: str) -> Any:
    client.get(link)
    words = {"full_name": "Amina Okafor", "password1": PASSWORD, "password2": PASSWORD}
    return client.post("/accounts/signup/finish/", words | changes)


def sign_up(client: Client, email: str, **changes: str) -> Any:
    """Ask, open the link from the mail, and finish."""
    ask(client, email)
    return finish(client, link_in(mail.outbox[-1]), **changes)


def proved(email: str, name: str = "Nia Bell", password: str | None = None) -> User:
    """Return an account with a confirmed mailbox."""
    user = User.objects.create_user(email, password, full_name=name)
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    return user
