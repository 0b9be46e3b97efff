"""Which mail a user gets: at once, in the summary of the day, or none."""

from enum import StrEnum
from typing import Final

from django.db import transaction

from community.models import Mail, MailChoice, Notification, User


class Weight(StrEnum):
    """The importance of a message to its reader, which decides with their choice how it is mailed."""

    # Needs their action, protects their account, or is evidence to keep: always at once.
    ACT = "act"
    NEWS = "news"


_BY_CHOICE: Final = {
    MailChoice.EVERYTHING: Mail.AT_ONCE,
    MailChoice.DAILY: Mail.DAILY,
    MailChoice.MINE: Mail.NONE,
}


def mail_for(user: User, weight: Weight) -> Mail:
    """Return how a message of this weight is mailed to this user."""
    return Mail.AT_ONCE if weight == Weight.ACT else _BY_CHOICE[MailChoice(user.mail_choice)]


@transaction.atomic
def choose_mail(user: User, choice: MailChoice) -> None:
    """Store which mail a user wants; mail waiting for the next summary is dropped for who wants none."""
    user.mail_choice = choice
    user.save(update_fields=["mail_choice"])
    if choice == MailChoice.MINE:
        Notification.objects.filter(user=user).for_the_summary().update(mail=Mail.NONE)
