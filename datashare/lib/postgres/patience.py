"""A connection that detects a server that has stopped answering, and closes.

The server's own limits (statement_timeout, lock_timeout) end a slow query; a server that is frozen, or a network that
drops packets, enforces nothing. So a waiting client checks, after a silence, whether the server still answers on
another connection.
"""

import time
from typing import Any, Final, TypeVar

import psycopg
from psycopg import errors
from psycopg.abc import PQGen

Answer = TypeVar("Answer")

INTERVAL: Final = 0.1
SILENCE: Final = 2.0  # seconds after which the server is checked on another connection
SIGN_OF_LIFE: Final = 2  # seconds for the check: libpq's minimum
LEFT_ALONE: Final = 2.0  # seconds before a server that did not answer is tried again
LONGEST: Final = 40.0  # seconds for one query, a little more than the server's own limit
# Prepared statements that a connection keeps, about 0.1 MB each at the server: those of the pages of a working day.
MOST_PREPARED: Final = 200
SAYS: Final = "The database server does not answer."


class _LeftAlone:
    """Until when each server is not tried again, in monotonic time."""

    until: Final[dict[str, float]] = {}

    @classmethod
    def begin(cls, server: str) -> None:
        cls.until[server] = time.monotonic() + LEFT_ALONE

    @classmethod
    def holds(cls, server: str) -> bool:
        return time.monotonic() < cls.until.get(server, 0.0)


class PatientConnection(psycopg.Connection[Any]):
    """A connection whose every wait ends, with an answer or once the server is known not to answer."""

    longest: float = LONGEST

    @classmethod
    def connect(cls, conninfo: str = "", **options: Any) -> "PatientConnection":
        """Connect, or fail at once if this server did not answer a moment ago."""
        server = f"{options.get('host', '')}:{options.get('port', '')}"
        if _LeftAlone.holds(server):
            raise psycopg.OperationalError(SAYS)
        try:
            connection: PatientConnection = super().connect(conninfo, **options)
        except errors.ConnectionTimeout:
            _LeftAlone.begin(server)
            raise
        connection.server, connection.prepared_max = server, MOST_PREPARED
        return connection

    server: str = ""

    def wait(self, gen: PQGen[Answer], interval: float = INTERVAL, timeout: float | None = None) -> Answer:
        """Wait for the answer to a query. Raise OperationalError and close if none will come."""
        if timeout is not None:
            return super().wait(gen, interval, timeout)
        deadline, silence = time.monotonic() + self.longest, SILENCE
        while True:
            try:
                return super().wait(gen, interval, silence)
            except errors._WaitTimeout:  # noqa: SLF001 (psycopg names no public class for it)
                if time.monotonic() > deadline or not self.server_lives():
                    self._let_go()
                silence = min(2 * silence, max(deadline - time.monotonic(), INTERVAL))

    def server_lives(self) -> bool:
        """Return whether the server answers on another connection; a refusal is an answer."""
        asked: dict[str, Any] = {
            **self.info.get_parameters(),
            "password": self.info.password,
            "connect_timeout": SIGN_OF_LIFE,
        }
        try:
            with _Question.connect(**asked, autocommit=True, prepare_threshold=None) as question:
                question.execute("SELECT 1")
        except errors.DatabaseError as problem:
            return "FATAL" in str(problem)
        return True

    def _let_go(self) -> None:
        """Close without a message to the server, which could block again."""
        self.pgconn.finish()
        _LeftAlone.begin(self.server)
        raise psycopg.OperationalError(SAYS)


class _Question(psycopg.Connection[Any]):
    """A connection for the check, with a short time limit."""

    def wait(self, gen: PQGen[Answer], interval: float = INTERVAL, timeout: float | None = None) -> Answer:
        try:
            return super().wait(gen, interval, SIGN_OF_LIFE if timeout is None else timeout)
        except errors._WaitTimeout as silence:  # noqa: SLF001 (psycopg names no public class for it)
            self.pgconn.finish()
            raise psycopg.OperationalError(SAYS) from silence
