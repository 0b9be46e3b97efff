"""A time limit for work a user waits for, however slow the other end is."""

import threading
from collections.abc import Callable, Sequence
from queue import Empty, SimpleQueue
from typing import Any, Final, TypeVar

from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend

Answer = TypeVar("Answer")
PATIENCE: Final = 5.0  # seconds


class Hurry:
    """A limit on a process's threads still waiting for a slow peer after their page was answered."""

    def __init__(self, most: int) -> None:
        self.free = threading.BoundedSemaphore(most)

    def within(self, seconds: float, act: Callable[[], Answer]) -> Answer:
        """Return what `act` returns, or raise what it raises. Raise TimeoutError if it takes longer."""
        if not self.free.acquire(blocking=False):
            raise TimeoutError("Too many wait for a slow answer already.")
        outcome: SimpleQueue[Callable[[], Answer]] = SimpleQueue()
        threading.Thread(target=self._act, args=[act, outcome], daemon=True).start()
        try:
            tell = outcome.get(timeout=seconds)
        except Empty:
            raise TimeoutError("The answer took too long.") from None
        return tell()

    def _act(self, act: Callable[[], Answer], outcome: SimpleQueue[Callable[[], Answer]]) -> None:
        try:
            answer = act()
            outcome.put(lambda: answer)
        except Exception as problem:  # noqa: BLE001 (anyone who waits gets it, whatever it is)
            outcome.put(Raise(problem))
        finally:
            self.free.release()


class Raise:
    """An exception from the other thread, to raise here."""

    def __init__(self, problem: Exception) -> None:
        self.problem = problem

    def __call__(self) -> Any:
        raise self.problem


MAIL: Final = Hurry(4)


class Hurried(BaseEmailBackend):
    """A mail backend that sends through the configured one, in a thread that is abandoned after the time limit."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Send the messages. Raise TimeoutError, an OSError like other mail failures."""
        return MAIL.within(PATIENCE, lambda: get_connection().send_messages(email_messages) or 0)
