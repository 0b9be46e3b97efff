"""Long downloads, limited in number for each process, so that slow readers leave threads free."""

import threading
from collections.abc import Iterator
from typing import Final

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase

from datashare.lib.error_pages import bare

MOST: Final = 2
_FREE: Final = threading.BoundedSemaphore(MOST)


class Pieces:
    """The pieces of a download, which holds its slot until the response is closed, sent or not."""

    def __init__(self, pieces: Iterator[str]) -> None:
        self.pieces = pieces
        self.open = True

    def __iter__(self) -> Iterator[str]:
        return self.pieces

    def close(self) -> None:
        if self.open:
            self.open = False
            _FREE.release()


def download(request: HttpRequest, pieces: Iterator[str], *, content_type: str) -> HttpResponseBase:
    """Return a response that streams the pieces, or a 503 while MOST others of this process are being sent."""
    if not request.META.get("wsgi.multithread"):
        return StreamingHttpResponse(pieces, content_type=content_type)
    if not _FREE.acquire(blocking=False):
        response = HttpResponse(bare("errors/downloads_busy.html"), status=503)
        response["Retry-After"] = "30"
        return response
    return StreamingHttpResponse(Pieces(pieces), content_type=content_type)
