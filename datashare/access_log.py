"""Gunicorn's log of requests, for an operator who switches it on: without the tokens that stand in addresses."""

from typing import Any

from gunicorn.glogging import Logger

from datashare.lib.logs import without_tokens


class AccessLog(Logger):  # type: ignore[misc]  # the server has no types
    """The server's own log, each word of an access line without tokens."""

    def atoms(self, resp: Any, req: Any, environ: Any, request_time: Any) -> dict[str, Any]:
        words: dict[str, Any] = super().atoms(resp, req, environ, request_time)
        return {name: without_tokens(word) if isinstance(word, str) else word for name, word in words.items()}
