"""Gunicorn's threads with time limits for clients that stop reading or sending, and its one page for people."""

import socket
import struct
import time
from contextlib import suppress
from typing import Any, Final

from gunicorn.http.errors import LimitRequestLine
from gunicorn.util import write_nonblock
from gunicorn.workers.gthread import _DEFER, ThreadWorker

# Seconds a client may stop reading or sending, and one request may hold a thread in all.
SILENCE: Final = 15
LONGEST: Final = 120
LINGER: Final = 0.5
TIMEOUT: Final = struct.pack("ll", SILENCE, 0)


class Worker(ThreadWorker):
    """A threaded worker that takes a thread back from a silent client; its main loop never blocks on one."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.talking: dict[Any, float] = {}

    def handle(self, conn: Any) -> Any:
        """Handle a request in a thread of the pool."""
        if not (conn.initialized or conn.wait_for_data(0)):
            # A client that has sent nothing yet is watched by the loop, and holds no thread.
            return _DEFER
        # Kernel timeouts, as gunicorn makes the socket blocking, which disables Python's.
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

    def handle_error(self, req: Any, client: Any, addr: Any, exc: BaseException) -> None:
        """Answer an address that is too long, as of a search for pasted pages, with a page instead of bare words."""
        if not isinstance(exc, LimitRequestLine):
            super().handle_error(req, client, addr, exc)
            return
        # gunicorn loads this module before Django is set up.
        from datashare.lib.error_pages import bare

        page = bare("errors/414.html").encode()
        head = f"Connection: close\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {len(page)}\r\n\r\n"
        with suppress(OSError):
            write_nonblock(client, f"HTTP/1.1 414 URI Too Long\r\n{head}".encode() + page)

    def murder_keepalived(self, force: bool = False) -> None:
        """Shut the sockets of clients over their time limit, each second, besides gunicorn's own work."""
        too_long = time.monotonic() - LONGEST
        for conn, began in list(self.talking.items()):
            if began < too_long:
                shut(conn.sock)
        super().murder_keepalived(force)


def say_goodbye(sock: socket.socket) -> None:
    """Close as RFC 9112 section 9.6 asks, in this thread: gunicorn would block its main loop."""
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
    """Shut the socket both ways, so that a thread that waits for it continues at once."""
    try:
        sock.shutdown(socket.SHUT_RDWR)
    except OSError:
        return
