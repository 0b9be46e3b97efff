"""gunicorn's threads, none of which a client can hold for long: one that stops reading or sending is let go."""

import socket
import struct
import time
from typing import Any, Final

from gunicorn.workers.gthread import _DEFER, ThreadWorker

# Seconds for which a client may stop reading or sending, and for which one request may hold a thread in all.
SILENCE: Final = 15
LONGEST: Final = 120
LINGER: Final = 0.5
TIMEOUT: Final = struct.pack("ll", SILENCE, 0)


class Worker(ThreadWorker):
    """A thread is taken back from a client that says nothing; the loop that hands out threads waits for none."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.talking: dict[Any, float] = {}

    def handle(self, conn: Any) -> Any:
        """Handle a request in a thread of the pool."""
        if not (conn.initialized or conn.wait_for_data(0)):
            # Anyone who has said nothing yet is watched by the loop, and holds no thread.
            return _DEFER
        # The kernel's own timeouts: gunicorn sets the socket to blocking, which undoes those of Python.
        for option in (socket.SO_SNDTIMEO, socket.SO_RCVTIMEO):
            conn.sock.setsockopt(socket.SOL_SOCKET, option, TIMEOUT)
        self.talking[conn] = time.monotonic()
        try:
            more = super().handle(conn)
        finally:
            self.talking.pop(conn, None)
        if not more:
            say_goodbye(conn.sock)
        return more

    def murder_keepalived(self, force: bool = False) -> None:
        """Each second, besides what gunicorn does: shut the sockets of those who talk for too long."""
        too_long = time.monotonic() - LONGEST
        for conn, began in list(self.talking.items()):
            if began < too_long:
                shut(conn.sock)
        super().murder_keepalived(force)


def say_goodbye(sock: socket.socket) -> None:
    """Close as RFC 9112 section 9.6 asks, here in the thread: gunicorn would wait for the client in its loop."""
    try:
        sock.shutdown(socket.SHUT_WR)
        sock.settimeout(LINGER)
        until = time.monotonic() + LINGER
        while time.monotonic() < until and sock.recv(65536):
            pass
    except OSError:
        pass
    shut(sock)


def shut(sock: socket.socket) -> None:
    """Say that nothing more is read or written: anyone who waits for this socket goes on at once."""
    try:
        sock.shutdown(socket.SHUT_RDWR)
    except OSError:
        return
