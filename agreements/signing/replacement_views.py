"""The page to name another signatory."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from agreements.access import page_for, posted
from agreements.members.forms import SignatoryForm
from agreements.signing import actions as sign_off
from agreements.signing import replacing
from agreements.states import Action
from datashare.lib.exceptions import NotNow


def replace_signatory(request: HttpRequest, reference: str) -> HttpResponse:
    """Show who was to sign and what stays, then name another person of the lead's own party."""
    page = page_for(request, reference, Action.REOPEN)
    agreement = sign_off.offered(page.share)
    standing = sign_off.standing_of(agreement) if agreement else []
    own = next((row for row in standing if row.required.party_id == page.share.reader_party_id), None)
    if own is None or own.signature:
        raise NotNow("Your organisation has already signed this text.")
    form = SignatoryForm(posted(request))
    if form.is_valid():
        try:
            email = form.cleaned_data["email"]
            member = replacing.replace_signatory(share=page.share, email=email, by=page.reader)
        except NotNow as problem:
            form.add_error("email", str(problem))
        else:
            messages.success(request, f"{member} is now the signatory. We told them.")
            return redirect("agreements:sign", reference)
    return page.render(request, "agreements/signing/replace.html", {"form": form, "standing": own}, tab="agreement")
