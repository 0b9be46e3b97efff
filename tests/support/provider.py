"""The tests' own OpenID Connect provider on loopback: discovery, sign-in page, code with PKCE, signed tokens."""

import base64
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT = "design-a-data-share"
SECRET = "a secret between the two of them"
KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
PAGE = """<!doctype html><html lang="en"><title>Barchester sign-in</title><h1>Barchester sign-in</h1>
<form method="post"><button>Continue as yourself</button></form></html>"""


class Provider(ThreadingHTTPServer):
    """A provider; `person` holds the claims of the next sign-in. If `answers` is False it breaks every connection."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.person: dict[str, Any] = {}
        self.answers = True
        self.codes: dict[str, dict[str, str]] = {}
        self.tokens: dict[str, dict[str, Any]] = {}

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def app(self, **settings: Any) -> dict[str, Any]:
        """Return its entry for OIDC_PROVIDERS."""
        told = {"provider_id": "barchester", "name": "Barchester sign-in", "client_id": CLIENT, "secret": SECRET}
        return told | {"settings": {"server_url": self.url} | settings}

    def discovery(self) -> dict[str, Any]:
        pages = {f"{name}_endpoint": f"{self.url}/{name}" for name in ("authorization", "token", "userinfo")}
        return pages | {
            "issuer": self.url,
            "jwks_uri": f"{self.url}/keys",
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
        }

    def allow(self, asked: dict[str, str]) -> str:
        """Return where the browser goes after signing in here."""
        code = secrets.token_urlsafe()
        self.codes[code] = asked
        return f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}"

    def exchange(self, given: dict[str, str]) -> dict[str, Any] | None:
        """Return the tokens for a code, once, to its own client with the right verifier; None otherwise."""
        asked = self.codes.pop(given.get("code", ""), None)
        if not asked or (given.get("client_id"), given.get("client_secret")) != (CLIENT, SECRET):
            return None
        digest = hashlib.sha256(given.get("code_verifier", "").encode()).digest()
        same = base64.urlsafe_b64encode(digest).rstrip(b"=").decode() == asked.get("code_challenge")
        if not same or asked.get("code_challenge_method") != "S256" or given["redirect_uri"] != asked["redirect_uri"]:
            return None
        token = secrets.token_urlsafe()
        self.tokens[token] = dict(self.person)
        now = int(time.time())
        claims = {"iss": self.url, "aud": CLIENT, "iat": now, "exp": now + 300, "sub": self.person["sub"]}
        signed = jwt.encode(claims, KEY, algorithm="RS256", headers={"kid": "one"})
        return {"access_token": token, "token_type": "Bearer", "expires_in": 300, "id_token": signed}

    def keys(self) -> dict[str, Any]:
        public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(KEY.public_key()))
        return {"keys": [public | {"kid": "one", "alg": "RS256", "use": "sig"}]}


class Handler(BaseHTTPRequestHandler):
    server: Provider

    def do_GET(self) -> None:
        if not self.server.answers:
            return self.close()
        asked = urlsplit(self.path)
        if asked.path == "/authorization":
            return self.send(200, PAGE.encode(), "text/html")
        told = {"/.well-known/openid-configuration": self.server.discovery, "/keys": self.server.keys}.get(asked.path)
        if asked.path == "/userinfo":
            person = self.server.tokens.get(self.headers.get("Authorization", "").removeprefix("Bearer "))
            return self.send_json(person)
        return self.send_json(told() if told else None)

    def do_POST(self) -> None:
        if not self.server.answers:
            return self.close()
        given = dict(parse_qsl(self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()))
        asked = urlsplit(self.path)
        if asked.path == "/authorization":
            self.send_response(302)
            self.send_header("Location", self.server.allow(dict(parse_qsl(asked.query))))
            self.send_header("Content-Length", "0")
            return self.end_headers()
        return self.send_json(self.server.exchange(given))

    def send_json(self, told: dict[str, Any] | None) -> None:
        self.send(200 if told else 400, json.dumps(told or {"error": "invalid_request"}).encode(), "application/json")

    def send(self, status: int, body: bytes, kind: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def close(self) -> None:
        self.close_connection = True

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 (the base class's name)
        """Log nothing."""


@contextmanager
def running() -> Iterator[Provider]:
    provider = Provider()
    thread = threading.Thread(target=provider.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        provider.shutdown()
        provider.server_close()
        thread.join(5)
