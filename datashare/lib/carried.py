"""Hidden fields that every form of a page carries."""

from django.http import HttpRequest
from django.template.backends.utils import csrf_input
from django.utils.html import format_html
from django.utils.safestring import SafeString


def carry(request: HttpRequest, name: str, value: str) -> None:
    """Let every form of the page that answers this request carry a hidden field."""
    request.carried = {**carried_by(request), name: value}  # type: ignore[attr-defined]


def carried_by(request: HttpRequest) -> dict[str, str]:
    """Return the hidden fields, by name."""
    fields: dict[str, str] = getattr(request, "carried", {})
    return fields


def csrf_input_with(request: HttpRequest, fields: dict[str, str]) -> SafeString:
    """Return what stands in every form: the token against forged posts, and these fields."""
    html = csrf_input(request)
    for name, value in fields.items():
        html += format_html('<input type="hidden" name="{}" value="{}">', name, value)
    return html
