"""Every URL of the service, read from its URL patterns."""

import re
from collections.abc import Iterator
from typing import Any

from django.urls import URLResolver, get_resolver

CONVERTED = re.compile(r"<(?:\w+:)?(\w+)>")
GROUP = re.compile(r"\(\?P<(\w+)>[^)]*\)")


def routes(patterns: Any = None, before: str = "/", names: str = "") -> Iterator[tuple[str, str]]:
    """Yield the name of each pattern with its URL, as ("agreements:overview", "/shares/{reference}/")."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        here = before + template(str(pattern.pattern))
        if isinstance(pattern, URLResolver):
            inside = f"{names}{pattern.namespace}:" if pattern.namespace else names
            yield from routes(pattern.url_patterns, here, inside)
        else:
            yield f"{names}{pattern.name}" if pattern.name else f"{names}{here}", here


def template(route: str) -> str:
    """Return a pattern with {name} for each of its arguments."""
    plain = CONVERTED.sub(r"{\1}", GROUP.sub(r"{\1}", route))
    return plain.removeprefix("^").removesuffix("$").replace("\\Z", "").replace("\\.", ".").replace("/^", "/")
