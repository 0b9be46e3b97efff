"""The pages to name another signatory, and to ask someone to sign in one's place."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from agreements.access import Page, page_for, posted
from agreements.signing import actions as sign_off
from agreements.signing import replacing
from agreements.signing.actions import SignatureStanding
from agreements.signing.forms import DelegateForm, SignatoryForm
from agreements.signing.joining_later import may_reopen
from agreements.signing.proving import asks_for_proof, sign_in_again
from agreements.states import Action
from datashare.lib.exceptions import NotNow


def replace_signatory(request: HttpRequest, reference: str) -> HttpResponse:
    """Show who was to sign and what stays, then name another person of the lead's own party."""
    page = page_for(request, reference, Action.REOPEN)
    agreement = sign_off.offered(page.share)
    own = [row for row in sign_off.standing_of(agreement) if _is_own(row, page)] if agreement else []
    if not own:
        raise NotNow("Your organisation has already signed this text.")
    form = SignatoryForm(posted(request), standing=own)
    if form.is_valid():
        try:
            email, place = form.cleaned_data["email"], form.chosen
            member = replacing.replace_signatory(share=page.share, email=email, place=place, by=page.reader)
        except NotNow as problem:
            form.add_error("email", str(problem))
        else:
            messages.success(request, f"{member} is now the signatory. We told them.")
            return redirect("agreements:sign", reference)
    content = {"form": form, "own": own, "may_reopen": agreement and may_reopen(page, agreement)}
    return page.render(request, "agreements/signing/replace.html", content, tab="agreement")


def delegate(request: HttpRequest, reference: str) -> HttpResponse:
    """Let the signatory ask someone else of their own party to sign in their place, with a reason."""
    page = page_for(request, reference, Action.SIGN)
    agreement = sign_off.offered(page.share)
    if agreement is None or sign_off.has_signed(page.share, page.reader, page.party):
        raise NotNow("You have signed this text, so no one else can sign it in your place.")
    required, again = sign_off.required_of(agreement, page.reader), sign_in_again(request, page.reader)
    form = DelegateForm(posted(request), **asks_for_proof(request, page.reader))
    if form.is_valid():
        given = {name: form.cleaned_data[name] for name in ("email", "reason")}
        try:
            member = replacing.delegate(share=page.share, by=page.reader, **given)
        except NotNow as problem:
            form.add_error("email", str(problem))
        else:
            messages.success(request, f"You asked {member} to sign in your place. We told everyone who signs or leads.")
            return redirect("agreements:overview", reference)
    content = {"form": form, "required": required, "again": again}
    return page.render(request, "agreements/signing/delegate.html", content, tab="agreement")


def _is_own(row: SignatureStanding, page: Page) -> bool:
    """Return whether the reader's own party still has to give this signature."""
    return row.required.party_id == page.share.reader_party_id and row.signature is None
