"""A mail server that is down, or refuses, delays mail; it comes once to each user when the server is back."""

import socketserver
import threading
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from django.utils import timezone

from agreements.models import Agreement
from community.models import Notification
from community.notices.outbox import send_owed
from tests.cast import Cast
from tests.faults.test_seal_after_faults import sign_all
from tests.faults.together import at_once

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.fault]


class Post(socketserver.ThreadingTCPServer):
    """A minimal mail server: accepts mail, or answers `refuses` to the addresses it names."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Talk)
        self.taken: Counter[str] = Counter()
        self.refused: dict[str, bytes] = {}


class Talk(socketserver.StreamRequestHandler):
    server: Post

    def handle(self) -> None:
        to = ""
        self._say(b"220 ready")
        for line in self.rfile:
            verb = line[:4].upper()
            if verb == b"RCPT":
                to = line.decode().partition("<")[2].partition(">")[0]
                self._say(self.server.refused.get(to, self.server.refused.get("*", b"250 ok")))
            elif verb == b"DATA":
                self._say(b"354 go on")
                while self.rfile.readline() != b".\r\n":
                    pass
                self.server.taken[to] += 1
                self._say(b"250 ok")
            else:
                self._say(b"221 bye" if verb == b"QUIT" else b"250 ok")

    def _say(self, words: bytes) -> None:
        self.wfile.write(words + b"\r\n")


@pytest.fixture
def post(settings: Any) -> Iterator[Post]:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST = "127.0.0.1"
    with Post() as server:
        settings.EMAIL_PORT = server.server_address[1]
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


def owed() -> Counter[str]:
    return Counter(Notification.objects.owed().values_list("email", flat=True))


def come_due() -> None:
    Notification.objects.exclude(next_try_at=None).update(next_try_at=timezone.now())


def test_a_server_that_is_away_costs_nothing_however_long(
    post: Post, agreement: Agreement, cast: Cast, settings: Any
) -> None:
    sign_all(agreement, cast)
    expected, port = owed(), settings.EMAIL_PORT
    settings.EMAIL_PORT = 1
    for _ in range(25):
        assert send_owed() == 0
    assert owed() == expected
    settings.EMAIL_PORT = port

    assert send_owed() == expected.total()
    assert send_owed() == 0

    assert post.taken == expected


def test_a_server_that_says_later_is_asked_again(post: Post, agreement: Agreement, cast: Cast) -> None:
    sign_all(agreement, cast)
    expected = owed()
    post.refused["*"] = b"451 later"
    assert send_owed() == 0
    assert owed() == Counter(), "each waits for its next try"
    post.refused.clear()
    come_due()

    send_owed()

    assert post.taken == expected


def test_one_address_that_is_refused_holds_no_one_up(post: Post, agreement: Agreement, cast: Cast) -> None:
    sign_all(agreement, cast)
    expected = owed()
    gone = cast.acquirer.email
    post.refused[gone] = b"550 no one of that name"

    send_owed()

    assert post.taken == Counter({email: count for email, count in expected.items() if email != gone})
    assert Notification.objects.owed().exclude(key__startswith="refused:").count() == 0
    assert Notification.objects.get(key__startswith="refused:", user=cast.supplier).email in owed()


def test_several_workers_send_each_mail_once(post: Post, agreement: Agreement, cast: Cast) -> None:
    sign_all(agreement, cast)
    expected = owed()

    sent = at_once([send_owed] * 4)

    assert sum(count for count in sent if isinstance(count, int)) == expected.total()
    assert post.taken == expected
