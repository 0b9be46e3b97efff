"""Reads single values of a row, or says why the row cannot be used."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final
from urllib.parse import urlsplit

from datashare.lib.addresses import is_pattern

_UNREADABLE: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffd\ufffe\uffff]")
_FORMS: Final = ("%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y", "%d %B %Y", "%d %b %Y", "%Y%m%d", "%Y/%m/%d")


class UnusableEntryError(Exception):
    """Why a row cannot be used, for the report."""


def text(row: Mapping[str, Any], name: str, longest: int, *, called: str = "") -> str:
    """Return the value as one line, empty if there is none. Raise UnusableEntryError for a value that does not fit."""
    value, called = row.get(name), called or name.replace("_", " ")
    if value is None:
        return ""
    if not isinstance(value, str):
        raise UnusableEntryError(f"{called} is {_kind(value)}, not text")
    if _UNREADABLE.search(value):
        raise UnusableEntryError(f"{called} has letters that cannot be read")
    line = " ".join(value.split())
    if len(line) > longest:
        raise UnusableEntryError(f"{called} is longer than {longest} letters")
    return line


def needed(row: Mapping[str, Any], name: str, longest: int, *, called: str = "") -> str:
    """Return the value as `text` does. Raise UnusableEntryError if there is none."""
    line = text(row, name, longest, called=called)
    if not line:
        raise UnusableEntryError(f"no {called or name.replace('_', ' ')}")
    return line


def day(row: Mapping[str, Any], name: str) -> date | None:
    """Return the day a row names in one of the usual forms. Raise UnusableEntryError for anything else."""
    value = text(row, name, 60)
    if not value:
        return None
    for form in _FORMS:
        try:
            return datetime.strptime(value, form).date()  # noqa: DTZ007 (a day has no zone)
        except ValueError:
            continue
    try:
        return datetime.fromisoformat(value).date()
    except ValueError:
        raise UnusableEntryError(f"{name} is no date: {value}") from None


def words(row: Mapping[str, Any], name: str, *, longest: int = 300) -> tuple[str, ...]:
    """Return a list of texts, given as a list or as one text with commas."""
    value = row.get(name)
    if value is None:
        return ()
    entries = value.split(",") if isinstance(value, str) else value
    if not isinstance(entries, list):
        raise UnusableEntryError(f"{name.replace('_', ' ')} is {_kind(value)}, not a list")
    texts = [text({name: entry}, name, longest) for entry in entries]
    return tuple(dict.fromkeys(entry for entry in texts if entry))


def address(row: Mapping[str, Any], name: str) -> str:
    """Return a web address, empty if there is none."""
    value = text(row, name, 500, called="web address")
    try:
        parts = urlsplit(value)
    except ValueError:
        parts = None
    if value and not (parts and parts.scheme in {"http", "https"} and parts.hostname):
        raise UnusableEntryError(f"the web address is none: {value}")
    return value


def domain_pattern(text: str) -> str:
    """Return an email domain, or a pattern with a leading "*.", in canonical form; empty if it is none.

    International names are compared in their ASCII form (RFC 5891).
    """
    pattern = text.strip().rstrip(".。．｡").casefold()
    wild, name = ("*.", pattern[2:]) if pattern.startswith("*.") else ("", pattern)
    try:
        plain = name.encode("idna").decode("ascii").lower()
    except UnicodeError:
        return ""
    return wild + plain if is_pattern(wild + plain) and len(wild + plain) <= 253 else ""


def _kind(value: object) -> str:
    names = {bool: "true or false", int: "a number", float: "a number", list: "a list", dict: "an object"}
    return names.get(type(value), type(value).__name__)
