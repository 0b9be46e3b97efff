"""A signed-in user that calls the WSGI application in this process, with cookies and CSRF token."""

import io
import re
import time
from contextlib import nullcontext
from dataclasses import dataclass
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import urlencode, urlsplit
from wsgiref.util import setup_testing_defaults

from django.core.wsgi import get_wsgi_application
from django.db import connection
from django.test import Client

from community.models import User

HIDDEN = re.compile(r'<input type="hidden" name="([a-z]+)" value="([^"]*)"')


@dataclass(frozen=True)
class Answer:
    """The response, its seconds, and its database statements if they are recorded."""

    status: int
    body: bytes
    seconds: float
    statements: list[str]


class Visitor:
    def __init__(self, user: User) -> None:
        self.application: Any = get_wsgi_application()
        client = Client()
        client.force_login(user)
        self.cookies = {name: morsel.value for name, morsel in client.cookies.items()}
        self.notes = False

    def get(self, address: str) -> Answer:
        return self._ask("GET", address, b"")

    def post(self, address: str, **fields: str) -> Answer:
        """Open the form first, untimed, then send it with its token and revision."""
        hidden = dict(HIDDEN.findall(self.get(address).body.decode().rpartition('<form method="post" novalidate')[2]))
        return self._ask("POST", address, urlencode({**hidden, **fields}).encode())

    def _ask(self, method: str, address: str, body: bytes) -> Answer:
        parts = urlsplit(address)
        environ: dict[str, Any] = {
            "REQUEST_METHOD": method,
            "PATH_INFO": parts.path,
            "QUERY_STRING": parts.query,
            "CONTENT_TYPE": "application/x-www-form-urlencoded",
            "CONTENT_LENGTH": str(len(body)),
            "HTTP_HOST": "127.0.0.1",
            "HTTP_COOKIE": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
            "REMOTE_ADDR": "127.0.0.1",
            "wsgi.input": io.BytesIO(body),
        }
        setup_testing_defaults(environ)
        heard: list[Any] = []
        statements: list[str] = []
        with connection.execute_wrapper(_noting(statements)) if self.notes else nullcontext():
            began = time.perf_counter()
            response = self.application(environ, lambda status, headers: heard.extend((status, headers)))
            content = b"".join(response)
            response.close()
            seconds = time.perf_counter() - began
        self._remember(heard[1])
        return Answer(int(heard[0][:3]), content, seconds, statements)

    def _remember(self, headers: list[tuple[str, str]]) -> None:
        for name, value in headers:
            if name == "Set-Cookie":
                self.cookies |= {key: morsel.value for key, morsel in SimpleCookie(value).items()}


def _noting(statements: list[str]) -> Any:
    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        statements.append(sql)
        return execute(sql, params, many, context)

    return note
