"""Structured logs: one JSON object a line, with the request's id and no personal data."""

import logging
import re
from typing import Any, Final

import structlog
from structlog.typing import EventDict, WrappedLogger

# A slash or a sign may be percent-encoded, as in `next=%2Faccounts%2F…`, and a slash doubled.
_SLASH: Final = r"(?:/|%(?:25)*2f)+"
_PATHS: Final = ("signup/link", "confirm-email", "password/reset/key")
_TOKEN: Final = re.compile(
    rf"""({_SLASH}accounts{_SLASH}(?:{"|".join(path.replace("/", _SLASH) for path in _PATHS)}){_SLASH}"""
    r"""|(?:[?&;]|%(?:25)*(?:3f|26))(?:code|state|token|key|session_state)(?:=|%(?:25)*3d))"""
    r"""(?:(?!%(?:25)*(?:2f|26|23))[^/\s"'\\?&#])+""",
    re.IGNORECASE,
)
# Keys that django-structlog binds and a log must not keep.
PERSONAL = ("ip", "user_agent", "user_email")


def without_personal_data(logger: WrappedLogger, name: str, event: EventDict) -> EventDict:
    """Drop the keys that identify a person."""
    for key in PERSONAL:
        event.pop(key, None)
    return event


def renderer(logger: WrappedLogger, name: str, event: EventDict) -> str | bytes:
    """Return the line of an event from structlog or the standard library; the last step of every log line."""
    event.pop("_record", None)
    event.pop("_from_structlog", None)
    return without_tokens(str(structlog.processors.JSONRenderer()(logger, name, event)))


def without_tokens(line: str) -> str:
    """Redact each token in a URL, which would let a reader of the log act as another user."""
    return _TOKEN.sub(r"\1[hidden]", line)


def configure() -> None:
    """Make structlog hand its events to the standard library's handlers."""
    steps: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        without_personal_data,
        structlog.processors.format_exc_info,
        structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
    ]
    structlog.configure(
        processors=steps,
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    logging.captureWarnings(True)
