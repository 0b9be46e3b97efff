"""Pages to copy an earlier request as a new draft."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from agreements.access import Page, page_or_404, posted
from agreements.models import DataShare, with_leads
from agreements.requesting import reuse as actions
from agreements.requesting.forms import ReuseForm
from catalogue.models import DataAsset


def reuse(request: HttpRequest, reference: str) -> HttpResponse:
    """Ask for which record: the old one, or one found meanwhile (`?asset=`)."""
    page = page_or_404(request, reference)
    actions.require_reuse(page.reader, page.share)
    assets = _assets(page, request.GET.get("asset", ""))
    form = ReuseForm(posted(request), assets=assets, chosen=assets[0].reference if assets else "")
    # With a choice of records, the warning follows the choice.
    again = _asked_already(request, page, form.chosen()) if form.is_valid() else []
    if form.is_valid() and not again:
        opened = actions.use_again(old=page.share, asset=form.chosen(), by=page.reader)
        messages.success(
            request,
            f"We copied the answers from {reference}. Check each one, because it was written for another request.",
        )
        return redirect("agreements:request", opened.reference)
    if not form.is_bound and len(assets) == 1:
        again = _asked_already(request, page, assets[0])
    content = {
        "form": form,
        "assets": assets,
        "open_already": again,
        "body": page.party.organisation if page.party else None,
    }
    return page.render(request, "agreements/requesting/reuse.html", content, tab="overview")


def _asked_already(request: HttpRequest, page: Page, asset: DataAsset) -> list[DataShare]:
    """Return the open data shares for a record, unless the user means to ask again."""
    pressed_twice = actions.just_opened(page.share, asset, page.reader)
    if page.party is None or pressed_twice or "another" in request.POST:
        return []
    asked = DataShare.objects.visible_to(page.reader).question_for(page.party.organisation, asset)
    return list(with_leads(asked))


def _assets(page: Page, found: str) -> list[DataAsset]:
    """Return the found record, then those of the old request, if they can be asked for."""
    listed = DataAsset.objects.listed().filter(reference=found.replace("\x00", "")).select_related("publisher")
    offered = {asset.pk: asset for asset in [*listed, *page.share.assets.select_related("publisher")]}
    own_body = page.party.organisation_id if page.party else None
    return [a for a in offered.values() if a.can_be_asked_for and a.publisher_id not in (None, own_body)]
