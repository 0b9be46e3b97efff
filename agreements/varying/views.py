"""The page on which a lead begins to vary an agreement in force."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from agreements.access import page_for
from agreements.states import Action
from agreements.varying import actions


def vary(request: HttpRequest, reference: str) -> HttpResponse:
    """Say what varying does and who goes on, then begin."""
    page = page_for(request, reference, Action.VARY)
    if request.method == "POST":
        edition = actions.vary(share=page.share, by=page.reader)
        messages.success(request, f"You began version {edition.number} of this data share. We told everyone.")
        return redirect("agreements:overview", reference)
    agreement = page.share.agreements.in_force().get()
    return page.render(request, "agreements/varying/vary.html", {"agreement": agreement}, tab="overview")
