"""Pages to reuse the answers of a refused or withdrawn request for a new one."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from agreements.access import framed, posted, share_or_404, signed_in
from agreements.models import DataShare, Party
from agreements.requesting import reuse as actions
from agreements.requesting.forms import ReuseForm
from catalogue.models import DataAsset


def reuse(request: HttpRequest, reference: str) -> HttpResponse:
    """Ask for which record: the old one, or one found meanwhile (`?asset=`)."""
    share = share_or_404(request, reference)
    actions.require_reuse(signed_in(request), share)
    context = framed(request, share, "overview")
    found = request.GET.get("asset", "")
    assets = _assets(share, context["page"].own, found)
    form = ReuseForm(posted(request), assets=assets, chosen=assets[0].reference if assets else "")
    again = _asked_already(request, share, context["page"].own, form) if form.is_valid() else []
    if form.is_valid() and not again:
        opened = actions.use_again(old=share, asset=form.chosen(), by=signed_in(request))
        messages.success(
            request, f"The answers of {reference} are copied. Read each: they were written for another request."
        )
        return redirect("agreements:request", opened.reference)
    return render(
        request, "agreements/requesting/reuse.html", context | {"form": form, "assets": assets} | _told(context, again)
    )


def _asked_already(request: HttpRequest, old: DataShare, own: Party | None, form: ReuseForm) -> list[DataShare]:
    """Return the open data shares for the chosen record, unless the user means to ask again."""
    pressed_twice = actions.just_opened(old, form.chosen(), signed_in(request))
    if own is None or pressed_twice or "another" in request.POST:
        return []
    asked = DataShare.objects.visible_to(signed_in(request)).question_for(own.organisation, form.chosen())
    return list(asked.with_leads())


def _told(context: dict[str, Any], again: list[DataShare]) -> dict[str, Any]:
    own = context["page"].own
    return {"open_already": again, "body": own.organisation if own else None}


def _assets(share: DataShare, own: Party | None, found: str) -> list[DataAsset]:
    """Return the found record, then those of the old request, if they can be asked for."""
    listed = DataAsset.objects.listed().filter(reference=found.replace("\x00", "")).select_related("publisher")
    offered = {asset.pk: asset for asset in [*listed, *share.assets.select_related("publisher")]}
    own_body = own.organisation_id if own else None
    return [a for a in offered.values() if a.can_be_asked_for and a.publisher_id not in (None, own_body)]
