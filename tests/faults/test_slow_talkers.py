"""A mail server, provider or cache that is silent, or sends a letter at a time, blocks no page for long."""

import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.test import Client

from community.models import User
from datashare.lib.time_limit import Hurry

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.fault]
A_FEW = 10.0


class Drip:
    """A server that sends `words` one letter every half second; nothing if they are empty."""

    def __init__(self, words: bytes) -> None:
        self.words = words
        self.stopped = threading.Event()
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = int(self.listener.getsockname()[1])
        threading.Thread(target=self._take, daemon=True).start()

    def close(self) -> None:
        self.stopped.set()
        self.listener.close()

    def _take(self) -> None:
        while not self.stopped.is_set():
            try:
                client, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self._talk, args=[client], daemon=True).start()

    def _talk(self, client: socket.socket) -> None:
        with client:
            for letter in self.words * 99:
                if self.stopped.wait(0.5):
                    return
                try:
                    client.send(bytes([letter]))
                except OSError:
                    return
            self.stopped.wait(60)


@pytest.fixture(params=[b"", b"2", b"HTTP/1.1 200 OK\r\n"], ids=["silent", "one letter for ever", "slow"])
def drip(request: pytest.FixtureRequest) -> Iterator[Drip]:
    talker = Drip(request.param)
    yield talker
    talker.close()


def seconds_of(page: Any) -> float:
    begun = time.monotonic()
    page()
    return time.monotonic() - begun


def test_a_mail_that_is_waited_for_is_given_up(drip: Drip, settings: Any, client: Client) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", drip.port
    user = User.objects.create_user("amina@moth.gov.uk", "A passphrase of hers", full_name="Amina Okafor")
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    answers: list[Any] = []
    ask = {"email": user.email}
    assert seconds_of(lambda: answers.append(client.post("/accounts/password/reset/", ask, follow=True))) < A_FEW
    assert answers[0].status_code == 200
    assert "could not send you an email" in answers[0].content.decode()


def test_a_provider_that_is_waited_for_is_given_up(drip: Drip, settings: Any) -> None:
    app = {
        "provider_id": "slow",
        "name": "Slow sign-in",
        "client_id": "it",
        "secret": "s",
        "settings": {"server_url": f"http://127.0.0.1:{drip.port}"},
    }
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [app]}}
    client = Client(raise_request_exception=False)
    answers: list[Any] = []
    assert seconds_of(lambda: answers.append(client.post("/accounts/oidc/slow/login/"))) < A_FEW
    assert answers[0].status_code == 503


def test_a_cache_that_is_silent_is_given_up(tmp_path: Path, settings: Any) -> None:
    """Signing in counts tries in the cache: the page says so and keeps the address."""
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(tmp_path / "silent.sock"))
        server.listen(50)
        location = f"unix://{tmp_path}/silent.sock"
        settings.CACHES = {"default": settings.CACHES["default"] | {"LOCATION": location}}
        client = Client(raise_request_exception=False)
        answers: list[Any] = []
        typed = {"login": "amina@moth.gov.uk", "password": "wrong"}
        assert seconds_of(lambda: answers.append(client.post("/accounts/login/", typed))) < A_FEW
        assert answers[0].status_code == 503
        assert "amina@moth.gov.uk" in answers[0].content.decode()
        assert client.get("/health").status_code == 200


def test_only_so_many_wait_at_once() -> None:
    hurry, over = Hurry(2), threading.Event()
    for _ in range(2):
        with pytest.raises(TimeoutError, match="took too long"):
            hurry.within(0.05, lambda: over.wait(10))
    with pytest.raises(TimeoutError, match="Too many"):
        hurry.within(5, lambda: None)
    over.set()
    time.sleep(0.2)
    assert hurry.within(5, lambda: "again") == "again"


def test_what_goes_wrong_there_is_raised_here() -> None:
    with pytest.raises(ZeroDivisionError):
        Hurry(1).within(5, lambda: 1 / 0)
