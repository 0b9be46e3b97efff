"""Choosing how much mail one gets, and the one summary a day."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
import time_machine
from django.core.mail import EmailMessage
from django.utils import timezone
from pytest_django import Settings

from community.models import Mail, MailChoice, Notification, User
from community.notices.daily_summary import MOST_LINES, make_summaries
from community.notices.mail_choice import Weight, choose_mail, mail_for
from community.notices.outbox import drop_mail, mark_read, send_owed
from community.tasks import make_daily_summaries
from tests.cast import Cast
from tests.support.visiting import Visitor

pytestmark = pytest.mark.django_db
PAGE = "/account/notifications/mail/"
SATURDAY = datetime(2026, 11, 21, 15, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    """Yield a clock at an afternoon in winter."""
    with time_machine.travel(SATURDAY, tick=False) as travelling:
        yield travelling


def tell(user: User, subject: str = "Withdrawn", topic: str = "DS-AAAA-2222", **fields: object) -> Notification:
    given: dict[str, object] = {"user": user, "email": user.email, "subject": subject, "body": f"{subject}."}
    given |= {"topic": topic, "topic_name": "Warm homes", "mail": Mail.DAILY, "key": uuid4().hex}
    return Notification.objects.create(**given | fields)


def next_morning(clock: time_machine.Traveller, hour: int = 7) -> None:
    clock.move_to(SATURDAY.replace(day=22, hour=hour, minute=5))


def test_someone_chooses_and_it_is_kept(cast: Cast) -> None:
    visitor = Visitor(cast.acquirer)
    page = visitor.get(PAGE)
    assert page.all("//input[@name='mail'][@checked]/@value") == [MailChoice.DAILY]

    seen = visitor.post(PAGE, mail="mine")

    assert seen.goes_to == "/account/"
    cast.acquirer.refresh_from_db()
    assert cast.acquirer.mail_choice == MailChoice.MINE
    assert "Only an email when I need to do something" in visitor.get("/account/").words
    assert User.objects.get(pk=cast.supplier.pk).mail_choice == MailChoice.DAILY, "no one else's"


@pytest.mark.parametrize("choice", ["", "all of it", "MINE"])
def test_it_refuses_what_is_no_choice(choice: str, cast: Cast) -> None:
    seen = Visitor(cast.acquirer).post(PAGE, mail=choice)

    assert seen.status == 200
    wrong = "Select which emails you want to get from the list" if choice else "Select which emails you want to get"
    assert seen.errors == [wrong]
    assert User.objects.get(pk=cast.acquirer.pk).mail_choice == MailChoice.DAILY


def test_it_refuses_who_is_not_signed_in() -> None:
    assert "/accounts/login/" in Visitor().get(PAGE).goes_to
    assert Visitor().post(PAGE, mail="mine").status == 403
    assert not User.objects.exclude(mail_choice=MailChoice.DAILY).exists()


def test_a_summary_comes_in_the_morning_once(
    cast: Cast, clock: time_machine.Traveller, mailoutbox: list[EmailMessage], settings: Settings
) -> None:
    settings.SERVICE_URL = "https://service.example"
    tell(cast.acquirer)
    tell(cast.acquirer, "New signature")
    tell(cast.acquirer, "A comment on a clause", topic="DS-BBBB-3333")
    assert make_summaries() == 0, "what happens today comes tomorrow"
    next_morning(clock)

    assert make_summaries() == 1
    assert make_summaries() == make_daily_summaries() == 0
    assert send_owed() == 1
    assert send_owed() == 0

    [mail] = mailoutbox
    body = str(mail.body)
    assert mail.to == [cast.acquirer.email]
    assert mail.subject == "Your daily summary: 3 new notifications"
    assert "Warm homes DS-AAAA-2222\n- Withdrawn.\n- New signature." in body
    assert "Warm homes DS-BBBB-3333\n- A comment on a clause." in body
    assert "You get this because you chose to get a daily summary" in body
    assert "https://service.example/account/notifications/\n" in body
    assert "https://service.example/account/notifications/mail/" in body
    assert "Your daily summary" not in Visitor(cast.acquirer).get("/account/notifications/").words


def test_what_comes_after_the_summary_comes_the_day_after(
    cast: Cast, clock: time_machine.Traveller, mailoutbox: list[EmailMessage]
) -> None:
    tell(cast.acquirer)
    next_morning(clock)
    make_summaries()
    tell(cast.acquirer, "Later")
    assert make_summaries() == 0
    clock.shift(timedelta(days=1))

    assert make_summaries() == 1
    send_owed()
    assert [("Later." in str(mail.body), "Withdrawn." in str(mail.body)) for mail in mailoutbox] == [
        (False, True),
        (True, False),
    ]


def test_it_does_not_come_before_seven(cast: Cast, clock: time_machine.Traveller) -> None:
    tell(cast.acquirer)
    next_morning(clock, hour=6)
    assert make_summaries() == 0
    next_morning(clock, hour=7)
    assert make_summaries() == 1


@pytest.mark.parametrize(
    ("before", "early", "due"),
    [
        # The last day of winter time, and the first of summer time.
        ("2027-03-27 12:00", "2027-03-28 05:59", "2027-03-28 06:00"),
        ("2026-10-24 12:00", "2026-10-25 06:59", "2026-10-25 07:00"),
    ],
)
def test_seven_is_seven_by_the_clock_on_the_wall(
    before: str, early: str, due: str, cast: Cast, clock: time_machine.Traveller
) -> None:
    clock.move_to(datetime.fromisoformat(f"{before}+00:00"))
    tell(cast.acquirer)

    clock.move_to(datetime.fromisoformat(f"{early}+00:00"))
    assert make_summaries() == 0
    clock.move_to(datetime.fromisoformat(f"{due}+00:00"))
    assert make_summaries() == 1
    clock.shift(timedelta(hours=12))
    assert make_summaries() == 0


def test_nothing_to_tell_is_no_mail(cast: Cast, clock: time_machine.Traveller) -> None:
    told = tell(cast.acquirer)
    tell(cast.supplier, mail=Mail.NONE)
    tell(cast.supplier, mail=Mail.AT_ONCE)
    tell(cast.onlooker)
    User.objects.filter(pk=cast.onlooker.pk).update(is_active=False)
    mark_read(cast.acquirer)
    next_morning(clock)

    assert make_summaries() == 0
    told.refresh_from_db()
    assert told.mailed_at is None


def test_a_worker_that_was_away_sends_what_is_left(cast: Cast, clock: time_machine.Traveller) -> None:
    tell(cast.acquirer)
    clock.shift(timedelta(days=5))

    assert make_summaries() == 1
    assert Notification.objects.for_the_summary().count() == 0


def test_a_mail_server_that_is_away_loses_no_summary(
    cast: Cast, clock: time_machine.Traveller, settings: Settings, mailoutbox: list[EmailMessage]
) -> None:
    tell(cast.acquirer)
    next_morning(clock)
    make_summaries()
    backend, settings.EMAIL_BACKEND = settings.EMAIL_BACKEND, "tests.support.mail.Away"
    assert send_owed() == 0
    settings.EMAIL_BACKEND = backend

    assert send_owed() == len(mailoutbox) == 1


def test_a_long_day_is_cut_short(cast: Cast, clock: time_machine.Traveller, mailoutbox: list[EmailMessage]) -> None:
    for number in range(MOST_LINES + 5):
        tell(cast.acquirer, f"Comment {number}")
    next_morning(clock)
    make_summaries()
    send_owed()

    body = str(mailoutbox[0].body)
    assert body.count("\n- ") == MOST_LINES
    assert "There are 5 more notifications." in body


def test_who_wants_no_more_gets_no_last_summary(cast: Cast, clock: time_machine.Traveller) -> None:
    tell(cast.acquirer)
    tell(cast.supplier)
    choose_mail(cast.acquirer, MailChoice.MINE)
    choose_mail(cast.supplier, MailChoice.EVERYTHING)
    next_morning(clock)

    assert make_summaries() == 1, "what was to come in the summary comes in it"
    assert Notification.objects.owed().get().email == cast.supplier.email


def test_the_choice_settles_how_a_message_comes(cast: Cast) -> None:
    found = {}
    for choice in MailChoice:
        cast.acquirer.mail_choice = choice
        found[choice] = [mail_for(cast.acquirer, weight) for weight in (Weight.ACT, Weight.NEWS)]

    assert found == {
        MailChoice.EVERYTHING: [Mail.AT_ONCE, Mail.AT_ONCE],
        MailChoice.DAILY: [Mail.AT_ONCE, Mail.DAILY],
        MailChoice.MINE: [Mail.AT_ONCE, Mail.NONE],
    }


def test_what_is_dropped_is_of_one_topic(cast: Cast) -> None:
    tell(cast.acquirer)
    tell(cast.acquirer, topic="DS-BBBB-3333")
    drop_mail(cast.acquirer, "DS-AAAA-2222")

    assert [row.topic for row in Notification.objects.for_the_summary()] == ["DS-BBBB-3333"]
    assert Notification.objects.filter(created__lte=timezone.now()).count() == 2, "they stay to be read in the service"
