"""A preview of the register entry, for the leads to read before the words are frozen."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from agreements.access import page_for
from agreements.models import DataShare
from agreements.register.preview import Preview
from agreements.signing import freezing
from agreements.states import Action
from datashare.lib.exceptions import Incomplete


def public_entry(share: DataShare) -> Preview | None:
    """Return the entry as it would be published; None while the words could not be frozen."""
    try:
        return freezing.public_entry_of(share)
    except Incomplete:
        return None


@require_safe
def preview(request: HttpRequest, reference: str) -> HttpResponse:
    """Show the entry exactly as it will be published, and each redacted word with the reason."""
    page = page_for(request, reference, Action.FREEZE)
    entry = public_entry(page.share)
    return page.render(request, "agreements/signing/public_entry.html", {"entry": entry}, tab="agreement")
