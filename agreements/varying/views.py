"""The page on which a lead begins to vary an agreement in force."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from agreements.access import page_for, posted
from agreements.states import Action
from agreements.varying import actions, extending
from agreements.varying.forms import ExtendForm
from datashare.lib.exceptions import NotNow


def vary(request: HttpRequest, reference: str) -> HttpResponse:
    """Say what varying does and who goes on, then begin."""
    page = page_for(request, reference, Action.VARY)
    if request.method == "POST":
        edition = actions.vary(share=page.share, by=page.reader)
        messages.success(request, f"You began version {edition.number} of this data share. We told everyone.")
        return redirect("agreements:overview", reference)
    agreement = page.share.agreements.in_force().get()
    return page.render(request, "agreements/varying/vary.html", {"agreement": agreement}, tab="overview")


def extend(request: HttpRequest, reference: str) -> HttpResponse:
    """Ask for the new last day and why, then go on to the page that checks and sends the answers."""
    page = page_for(request, reference, Action.VARY)
    extending.must_ask(page.share, page.reader)
    agreement = page.share.agreements.in_force().select_related("edition", "words").get()
    if agreement.ends_on is None or not extending.has_term(agreement):
        raise NotNow(extending.NOT_SHORT)
    form = ExtendForm(posted(request), ends_on=agreement.ends_on)
    if form.is_valid():
        given = form.cleaned_data
        extending.extend(share=page.share, last_day=given["last_day"], reason=given["reason"], by=page.reader)
        messages.success(request, "You began the extension. Check the answers, then send them.")
        return redirect("agreements:check", reference)
    return page.render(
        request, "agreements/varying/extend.html", {"agreement": agreement, "form": form}, tab="overview"
    )
