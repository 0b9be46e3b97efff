"""The notifications page: new ones first, by data share; old ones apart."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from community.models import Notification, User
from tests.cast import Cast
from tests.support.visiting import Visitor

pytestmark = pytest.mark.django_db
PAGE, READ = "/account/notifications/", "/account/notifications/read/"


def tell(user: User, subject: str, topic: str = "DS-AAAA-2222", days: int = 0, read: bool = False) -> Notification:
    at = timezone.now() - timedelta(days=days)
    name = f"Homes of {topic}" if topic else ""
    return Notification.objects.create(
        user=user, email=user.email, subject=subject, body="It happened.", topic=topic, topic_name=name,
        created=at, read_at=at if read else None, key=uuid4().hex,
    )  # fmt: skip


def test_what_is_new_stands_first_by_data_share(cast: Cast) -> None:
    tell(cast.acquirer, "Read already", read=True)
    for subject, topic in (("First", "DS-AAAA-2222"), ("Second", "DS-BBBB-3333"), ("Third", "DS-AAAA-2222")):
        tell(cast.acquirer, subject, topic)
    tell(cast.acquirer, "Of the account", topic="")
    tell(cast.supplier, "Not mine")
    page = Visitor(cast.acquirer).get(PAGE)

    assert page.all("//main//h2") == ["New: 4", "Read in the last 30 days"]
    assert page.all("//main//h3[not(ancestor::details)]") == [
        "Your account and organisation",
        "Homes of DS-AAAA-2222 DS-AAAA-2222",
        "Homes of DS-BBBB-3333 DS-BBBB-3333",
    ]
    assert page.all("//main//li[@class='notice']/p[1]") == [
        "Of the account New", "Third New", "First New", "Second New", "Read already"
    ]  # fmt: skip
    assert "Not mine" not in page.words
    assert page.all("//span[contains(@class, 'moj-notification-badge')]") == ["4 unread"]


def test_all_can_be_marked_as_read(cast: Cast) -> None:
    tell(cast.acquirer, "First")
    other = tell(cast.supplier, "Another's")
    visitor = Visitor(cast.acquirer)
    assert visitor.post(READ).goes_to == PAGE

    page = visitor.get(PAGE)
    assert "You have no new notifications." in page.words
    assert not page.all("//main//form")
    assert not page.all("//span[contains(@class, 'moj-notification-badge')]")
    other.refresh_from_db()
    assert other.read_at is None


def test_one_data_share_can_be_marked_as_read(cast: Cast) -> None:
    tell(cast.acquirer, "First")
    tell(cast.acquirer, "Second", "DS-BBBB-3333")
    visitor = Visitor(cast.acquirer)
    visitor.post(READ, topic="DS-AAAA-2222")

    assert [row.subject for row in Notification.objects.filter(user=cast.acquirer).unread()] == ["Second"]
    for topic in ("DS-ZZZZ-9999", "DS\x00", "x" * 5000):
        assert visitor.post(READ, topic=topic).goes_to == PAGE
    assert Notification.objects.filter(user=cast.acquirer).unread().count() == 1


def test_what_is_old_has_pages_of_its_own(cast: Cast) -> None:
    for number in range(60):
        tell(cast.acquirer, f"Old {number}", days=40, read=True)
    tell(cast.acquirer, "Old and new", days=40)
    visitor = Visitor(cast.acquirer)
    page = visitor.get(PAGE)
    assert "View 60 older notifications" in page.words
    assert page.all("//main//li[@class='notice']/p[1]") == ["Old and new New"], "unread is never put away"

    older = visitor.get(PAGE, query={"older": "yes"})
    assert len(older.all("//main//li[@class='notice']")) == 50
    assert older.all("//nav[@aria-label='Pagination']//a") == ["Older"]
    last = visitor.get(PAGE, query={"older": "yes", "page": "2"})
    assert len(last.all("//main//li[@class='notice']")) == 10


def test_looking_marks_nothing_and_strangers_are_sent_to_sign_in(cast: Cast) -> None:
    tell(cast.acquirer, "First")
    Visitor(cast.acquirer).get(PAGE)

    assert Notification.objects.filter(user=cast.acquirer).unread().count() == 1
    assert "/accounts/login/" in Visitor().get(PAGE).goes_to
    assert "/accounts/login/" in Visitor().post(READ).goes_to
