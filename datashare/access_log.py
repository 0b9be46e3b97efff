"""Gunicorn's access log, off by default, with tokens in URLs redacted."""

from typing import Any

from gunicorn.glogging import Logger

from datashare.lib.logs import without_tokens


class AccessLog(Logger):  # type: ignore[misc]  # the server has no types
    """The server's own logger, with tokens redacted from every access line."""

    def atoms(self, resp: Any, req: Any, environ: Any, request_time: Any) -> dict[str, Any]:
        words: dict[str, Any] = super().atoms(resp, req, environ, request_time)
        return {name: without_tokens(word) if isinstance(word, str) else word for name, word in words.items()}
