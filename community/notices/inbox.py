"""The notifications page: unread first, grouped by data share."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import ClassVar, Final

from django import forms
from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.utils import timezone

from community.models import MailChoice, Notification, User
from datashare.lib import govuk
from datashare.lib.govuk import Look

RECENT: Final = timedelta(days=30)
MOST_UNREAD: Final = 200
A_PAGE: Final = 50


@dataclass(frozen=True)
class Topic:
    """A data share, or the account, and its notifications, newest first."""

    reference: str
    name: str
    rows: list[Notification]


def unread_of(user: User) -> list[Topic]:
    """Return the unread notifications, the topic with the newest first."""
    return by_topic(Notification.objects.filter(user=user).unread()[:MOST_UNREAD])


def recent_of(user: User) -> list[Topic]:
    """Return the recent read notifications."""
    return by_topic(_read(user).filter(created__gte=timezone.now() - RECENT)[:MOST_UNREAD])


def older_of(user: User, page: str | None) -> Page[Notification]:
    """Return a page of the older notifications."""
    older = _read(user).filter(created__lt=timezone.now() - RECENT)
    return Paginator(older, A_PAGE).get_page(page)


def _read(user: User) -> QuerySet[Notification]:
    return Notification.objects.filter(user=user).exclude(read_at=None)


def by_topic(notifications: Iterable[Notification]) -> list[Topic]:
    """Return the notifications grouped by topic, in order; the newest name of each topic is shown."""
    topics: dict[str, Topic] = {}
    for row in notifications:
        topics.setdefault(row.topic, Topic(row.topic, row.topic_name, [])).rows.append(row)
    return list(topics.values())


class MailForm(govuk.Form):
    """How much mail a user wants."""

    mail = forms.ChoiceField(
        label="Which emails do you want to get?", choices=MailChoice.choices, widget=forms.RadioSelect
    )

    looks: ClassVar = {
        "mail": Look(
            called="which emails you want to get",
            size="m",
            hints={
                MailChoice.EVERYTHING.value: "You get an email each time something happens in your data shares. This "
                "includes each comment and proposal.",
                MailChoice.DAILY.value: "You get the summary after 7am, on days when there is something that you have "
                "not read in the service.",
                MailChoice.MINE.value: "You can read everything else on your notifications page.",
            },
        )
    }
