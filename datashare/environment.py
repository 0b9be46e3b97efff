"""Reads the environment; a value that cannot be read ends in a message that names its variable."""

import json
import logging
from collections.abc import Callable
from typing import Any, Final

import environ
from django.core.exceptions import ImproperlyConfigured

WANTED: Final[dict[Any, str]] = {int: "a whole number", float: "a number", json: "JSON", json.loads: "JSON"}


class Environment(environ.Env):  # type: ignore[misc]
    """django-environ's reader, with plain messages."""

    def get_value(self, var: Any, cast: Any = None, *args: Any, **options: Any) -> Any:
        read = super().get_value
        return _named(str(var), WANTED.get(cast, "a value of its kind"), lambda: read(var, cast, *args, **options))

    def db_url(self, var: str = "DATABASE_URL", *args: Any, **options: Any) -> Any:
        read = super().db_url
        return _named(var, "the address of a database", lambda: read(var, *args, **options))

    def email_url(self, var: str = "EMAIL_URL", *args: Any, **options: Any) -> Any:
        read = super().email_url
        return _named(var, "the address of a mail server", lambda: read(var, *args, **options))

    def log_level(self, var: str) -> str:
        """Return the level of the log. Raise ImproperlyConfigured if the variable names none."""
        level = str(self.str(var, default="INFO")).upper()
        levels = [name for name in logging.getLevelNamesMapping() if name != "NOTSET"]
        if level not in levels:
            raise ImproperlyConfigured(f"{var} is one of {', '.join(levels)}.")
        return level


def _named(variable: str, wanted: str, read: Callable[[], Any]) -> Any:
    """Return what is read. Raise ImproperlyConfigured, with the variable and what it must be, but not its value."""
    try:
        return read()
    except (ValueError, TypeError, KeyError, AttributeError, ImproperlyConfigured) as problem:
        if variable in str(problem):
            raise
        raise ImproperlyConfigured(f"{variable} cannot be read. It must be {wanted}.") from None
