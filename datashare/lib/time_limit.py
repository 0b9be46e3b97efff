"""What someone waits for is given up after a few seconds, however slowly the other end talks."""

import threading
from collections.abc import Callable, Sequence
from queue import Empty, SimpleQueue
from typing import Any, Final, TypeVar

from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend

Answer = TypeVar("Answer")
PATIENCE: Final = 5.0  # seconds


class Hurry:
    """So many threads of a process may still listen to a slow talker whose page was answered; then all fail at once."""

    def __init__(self, most: int) -> None:
        self.free = threading.BoundedSemaphore(most)

    def within(self, seconds: float, act: Callable[[], Answer]) -> Answer:
        """Return what `act` returns, or raise what it raises. Raises TimeoutError when that takes longer than this."""
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
    """Raises what went wrong elsewhere."""

    def __init__(self, problem: Exception) -> None:
        self.problem = problem

    def __call__(self) -> Any:
        raise self.problem


MAIL: Final = Hurry(4)


class Hurried(BaseEmailBackend):
    """Sends through the backend of the settings, in a thread that is left behind when it takes too long."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Raises TimeoutError, an OSError as every other way in which mail fails."""
        return MAIL.within(PATIENCE, lambda: get_connection().send_messages(email_messages) or 0)
