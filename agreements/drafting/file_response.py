"""A document as a file in answer to a request, or the page that asks to try again while another is being made."""

from collections.abc import Callable

from django.http import HttpResponse

from agreements.evidence.pdf import RenderFailed
from agreements.evidence.slots import Busy
from datashare.lib.error_pages import bare
from datashare.lib.exceptions import NotNow


def file_response(make: Callable[[], str | bytes], content_type: str, name: str) -> HttpResponse:
    """Return what `make` returns as a file of this name; 503 while another PDF is being made.

    Raise NotNow if a PDF cannot be made.
    """
    try:
        content = make()
    except RenderFailed as problem:
        raise NotNow("The service could not make this PDF. Download the Word file instead.") from problem
    except Busy:
        response = HttpResponse(bare("errors/downloads_busy.html"), status=503)
        response["Retry-After"] = "30"
        return response
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
