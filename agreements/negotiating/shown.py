"""Signed record of the words a page showed to a user, so that bulk agreement covers only shown words."""

from collections.abc import Iterable
from typing import Final

from django.core import signing
from django.http import HttpRequest

from agreements.access import Page

SALT: Final = "agreements.shown"
FIELD: Final = "shown"
NOT_SHOWN: Final = "You selected something that the page did not show. Read everything you select before you continue."


def seal_of(page: Page, name: str, shown: Iterable[str]) -> str:
    """Return the signed token of a page's form: the items shown, bound to the reader, the data share and the page."""
    return signing.dumps([page.reader.pk, page.share.reference, name, sorted(shown)], salt=SALT, compress=True)


def all_shown(request: HttpRequest, page: Page, name: str, ticked: Iterable[str]) -> bool:
    """Return whether the page from which the form came showed this reader every item that was ticked."""
    try:
        user, reference, sealed, shown = signing.loads(request.POST.get(FIELD, ""), salt=SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return False
    return (user, reference, sealed) == (page.reader.pk, page.share.reference, name) and set(ticked) <= set(shown)
