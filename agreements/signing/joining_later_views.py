"""The page on which the lead lets the agreement come into force without a party that is late."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from agreements.access import page_for, posted
from agreements.members.coordinating import only_for
from agreements.signing import actions as sign_off
from agreements.signing import joining_later
from agreements.signing.forms import JoinsLaterForm
from agreements.states import Action
from datashare.lib.exceptions import NotNow


def joins_later(request: HttpRequest, reference: str) -> HttpResponse:
    """Show which parties are late and what moving one does, then move it."""
    page = page_for(request, reference, Action.REOPEN)
    if not page.asks:
        raise PermissionDenied(only_for(page.asking))
    agreement = sign_off.offered(page.share)
    parties = joining_later.movable(page.share, agreement) if agreement else []
    form = JoinsLaterForm(posted(request), parties=parties)
    if request.method == "POST" and not parties:
        raise NotNow("The agreement cannot come into force without any of the organisations that have not signed.")
    if form.is_valid():
        party, reason = form.party, form.cleaned_data["reason"]
        if joining_later.move(share=page.share, party=party, reason=reason, by=page.reader):
            messages.success(request, f"The agreement is in force without {party}. We told everyone.")
            return redirect("agreements:files", reference)
        messages.success(request, f"The agreement can come into force without {party}. We told everyone.")
        return redirect("agreements:sign", reference)
    return page.render(request, "agreements/signing/joins_later.html", {"form": form}, tab="agreement")
