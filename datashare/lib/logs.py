"""Structured logs: one JSON object a line, with the request's id and no personal data."""

import logging
from typing import Any

import structlog
from structlog.typing import EventDict, WrappedLogger

# What django-structlog binds by itself and a log must not keep.
PERSONAL = ("ip", "user_agent", "user_email")


def without_personal_data(logger: WrappedLogger, name: str, event: EventDict) -> EventDict:
    """Drop the keys that would tell who a person is."""
    for key in PERSONAL:
        event.pop(key, None)
    return event


def renderer(logger: WrappedLogger, name: str, event: EventDict) -> str | bytes:
    """The last step of every log line, whether structlog or the standard library spoke."""
    event.pop("_record", None)
    event.pop("_from_structlog", None)
    return structlog.processors.JSONRenderer()(logger, name, event)


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
