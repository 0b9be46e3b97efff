"""Rate limits on checking documents, for each address."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from allauth.core.ratelimit import consume, respond_429
from django.http import HttpRequest, HttpResponse

# A sealed file takes half a second; a longer check is a hostile file or a busy machine.
LONG: Final = 1.5


def too_many_checks(request: HttpRequest) -> HttpResponse | None:
    """Count this check for its address; return the page to answer with if there were too many."""
    if consume(request, action="verify_long", dry_run=True) and consume(request, action="verify"):
        return None
    refusal: HttpResponse = respond_429(request)
    return refusal


@contextmanager
def counted(request: HttpRequest) -> Iterator[None]:
    """Count the work inside as a long check if it takes long."""
    begun = time.monotonic()
    try:
        yield
    finally:
        if time.monotonic() - begun > LONG:
            consume(request, action="verify_long")
