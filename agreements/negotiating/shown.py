"""Signed record of the words a page showed to a user, so that bulk agreement covers only shown words."""

from collections.abc import Iterable
from typing import Final

from django.core import signing
from django.http import HttpRequest

from agreements.access import signed_in
from agreements.models import DataShare

SALT: Final = "agreements.shown"
FIELD: Final = "shown"
NOT_SHOWN: Final = "You selected something that the page did not show. Read everything you select before you continue."


def seal_of(request: HttpRequest, share: DataShare, page: str, shown: Iterable[str]) -> str:
    """Return the signed token of a page's form: the items shown, bound to the reader, the data share and the page."""
    return signing.dumps([signed_in(request).pk, share.reference, page, sorted(shown)], salt=SALT, compress=True)


def all_shown(request: HttpRequest, share: DataShare, page: str, ticked: Iterable[str]) -> bool:
    """Return whether the page from which the form came showed this reader every item that was ticked."""
    try:
        user, reference, place, shown = signing.loads(request.POST.get(FIELD, ""), salt=SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return False
    return (user, reference, place) == (signed_in(request).pk, share.reference, page) and set(ticked) <= set(shown)
