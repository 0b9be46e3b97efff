"""Fetches the page of what was signed, whichever edition people work on now."""

from copy import copy
from typing import NamedTuple

from django.http import HttpRequest

from agreements import policy
from agreements.access import Page, page_or_404
from agreements.models import Agreement
from agreements.states import Action
from datashare.lib.exceptions import NotNow


class Under(NamedTuple):
    """A page of a data share read in the edition that is in force or has ended, and its agreement."""

    page: Page
    agreement: Agreement


def page_under(request: HttpRequest, reference: str, action: Action) -> Under:
    """Return the page of what was signed, whichever edition people work on now, for who may take this action.

    Raise 404, 403 and 409 as `page_for` does.
    """
    page = page_or_404(request, reference)
    found = agreement_of(page)
    policy.require(page.reader, action, page.share if found is None else found.page.share)
    if found is None:
        raise NotNow("Nothing was signed in this data share.")
    return found


def agreement_of(page: Page) -> Under | None:
    """Return what was signed last and not replaced, with the page read in its edition; None if nothing was."""
    agreement = page.share.agreements.listed().select_related("edition", "words").last()
    if agreement is None:
        return None
    if agreement.edition_id == page.share.edition_id:
        return Under(page, agreement)
    share = copy(page.share)
    share.edition = agreement.edition
    return Under(Page(share.tied(), page.reader), agreement)
