"""How often, and for how long, one address may have documents checked."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from allauth.core.ratelimit import consume, respond_429
from django.http import HttpRequest, HttpResponse

# A sealed file takes half a second. What takes longer was made to, or meets a busy machine.
LONG: Final = 1.5


def too_many_checks(request: HttpRequest) -> HttpResponse | None:
    """Count this check for the address it comes from; return the page to answer with where there were too many."""
    if consume(request, action="verify_long", dry_run=True) and consume(request, action="verify"):
        return None
    refusal: HttpResponse = respond_429(request)
    return refusal


@contextmanager
def counted(request: HttpRequest) -> Iterator[None]:
    """Count what is done inside as a long check where it takes long."""
    begun = time.monotonic()
    try:
        yield
    finally:
        if time.monotonic() - begun > LONG:
            consume(request, action="verify_long")
