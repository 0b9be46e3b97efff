"""The page to name another signatory."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from agreements.access import framed, posted, share_for, signed_in
from agreements.members.forms import SignatoryForm
from agreements.signing import actions as sign_off
from agreements.signing import replacing
from agreements.states import Action
from datashare.lib.exceptions import NotNow


def replace_signatory(request: HttpRequest, reference: str) -> HttpResponse:
    """Show who was to sign and what stays, then name another person of the lead's own party."""
    share = share_for(request, reference, Action.REOPEN)
    agreement = sign_off.offered(share)
    standing = sign_off.standing_of(agreement) if agreement else []
    own = next((row for row in standing if row.required.party_id == share.reader_party_id), None)
    if own is None or own.signature:
        raise NotNow("Your organisation has already signed this text.")
    form = SignatoryForm(posted(request))
    if form.is_valid():
        try:
            member = replacing.replace_signatory(share=share, email=form.cleaned_data["email"], by=signed_in(request))
        except NotNow as problem:
            form.add_error("email", str(problem))
        else:
            messages.success(request, f"{member} is now the signatory. We told them.")
            return redirect("agreements:sign", reference)
    context = framed(request, share, "agreement", form=form, standing=own)
    return render(request, "agreements/signing/replace.html", context)
