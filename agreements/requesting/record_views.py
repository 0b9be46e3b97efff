"""Pages of the records that a request asks for: the list, adding and removing one, and which are needed."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from agreements.access import page_for, posted
from agreements.models import DataShare
from agreements.requesting import records as actions
from agreements.requesting.forms import AddRecordForm, NeededForm
from agreements.requesting.holders import holders_of, not_needed
from agreements.states import Action
from catalogue.models import DataAsset
from community.accounts.current_user import signed_in
from datashare.lib.exceptions import Incomplete


@require_safe
def records(request: HttpRequest, reference: str) -> HttpResponse:
    """Show the records that the request asks for, by holder, and how to add others."""
    page = page_for(request, reference, Action.ANSWER)
    assets = list(page.share.assets.select_related("publisher").order_by("publisher_name", "title"))
    content = {"assets": assets, "several": len(holders_of(page.share)) > 1, "useful": not_needed(page.share)}
    return page.render(request, "agreements/requesting/records.html", content, tab="request")


def add_record(request: HttpRequest, asset: str) -> HttpResponse:
    """Ask to which of the user's unsent requests the record is added, and add it."""
    record = get_object_or_404(DataAsset.objects.listed(), reference=asset)
    shares = list(DataShare.objects.visible_to(signed_in(request)).takes_record(signed_in(request), record))
    if not shares:
        raise Http404("You are not preparing a request to which this record can be added.")
    form = AddRecordForm(posted(request), shares=shares)
    if form.is_valid():
        share = form.chosen()
        actions.add_record(share=share, asset=record, by=signed_in(request))
        messages.success(request, f"Added “{record.title}” to this request.")
        return redirect("agreements:records", share.reference)
    return render(request, "agreements/requesting/add_record.html", {"asset": record, "form": form})


def remove_record(request: HttpRequest, reference: str, asset: str) -> HttpResponse:
    """Ask whether to remove a record from the request, and remove it."""
    page = page_for(request, reference, Action.ANSWER)
    record = get_object_or_404(page.share.assets, reference=asset)
    problem = ""
    if request.method == "POST":
        try:
            actions.remove_record(share=page.share, asset=record, by=page.reader)
            messages.success(request, f"Removed “{record.title}” from this request.")
            return redirect("agreements:records", reference)
        except Incomplete as error:
            problem = str(error)
    content, status = {"asset": record, "problem": problem}, 409 if problem else 200
    return page.render(request, "agreements/requesting/remove_record.html", content, tab="request", status=status)


def needed(request: HttpRequest, reference: str) -> HttpResponse:
    """Ask without which holders' data the data share could go on."""
    page = page_for(request, reference, Action.ANSWER)
    holders = holders_of(page.share)
    if len(holders) < 2:
        return redirect("agreements:records", reference)
    form = NeededForm(posted(request), holders=holders, useful=not_needed(page.share))
    if form.is_valid():
        try:
            actions.say_needed(share=page.share, useful=form.cleaned_data["useful"], by=page.reader)
            return redirect("agreements:records", reference)
        except Incomplete as error:
            form.add_error("useful", str(error))
    return page.render(request, "agreements/requesting/needed.html", {"form": form}, tab="request")
