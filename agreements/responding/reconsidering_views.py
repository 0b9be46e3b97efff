"""Pages to ask for a refusal to be reconsidered, and to answer that."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from agreements.access import page_for, page_or_404, posted
from agreements.models import Decision, Outcome
from agreements.responding import reconsidering
from agreements.responding.forms import AskAgainForm, ReconsiderForm
from agreements.states import Action, State
from datashare.lib.exceptions import NotNow


def ask_again(request: HttpRequest, reference: str) -> HttpResponse:
    """Ask once for the refusal to be reconsidered, with reasons."""
    page = page_or_404(request, reference)
    asked = reconsidering.asked_in(page.share)
    if asked and asked.by == page.reader and page.state == State.RECONSIDERING:
        return redirect("agreements:response", reference)
    page = page_for(request, reference, Action.ASK_AGAIN)
    if asked:
        raise NotNow("The refusal has been reconsidered, and it stands. You cannot ask again.")
    form = AskAgainForm(posted(request))
    if form.is_valid():
        reconsidering.ask(share=page.share, reasons=form.cleaned_data["reasons"], by=page.reader)
        messages.success(request, "Sent. We will tell you when the refusal has been reconsidered.")
        return redirect("agreements:response", reference)
    made = Decision.objects.newest().filter(round__edition=page.share.edition, outcome=Outcome.REFUSE)
    content = {"form": form, "refusals": list(made.select_related("party__organisation", "by"))}
    return page.render(request, "agreements/responding/ask_again.html", content, tab="response")


def reconsider(request: HttpRequest, reference: str) -> HttpResponse:
    """Show why the acquirer asks to reconsider the refusal, and store the answer of someone who did not refuse."""
    page = page_or_404(request, reference)
    asked = reconsidering.asked_in(page.share)
    if asked and page.party and any(given.by == page.reader for given in asked.answers.all()):
        return redirect("agreements:response", reference)
    page = page_for(request, reference, Action.RECONSIDER)
    refusal = reconsidering.refusal_of(page.share, page.acting)
    if asked is None or refusal is None or any(given.party == page.acting for given in asked.answers.all()):
        raise NotNow(f"{page.acting} has no refusal to reconsider.")
    if why := reconsidering.why_not_by(refusal, page.reader):
        raise PermissionDenied(why)
    form = ReconsiderForm(posted(request))
    if form.is_valid():
        given = reconsidering.answer(share=page.share, by=page.reader, **form.given())
        messages.success(request, f"{given.done}. We have told the acquirer.")
        return redirect("agreements:response", reference)
    content = {"form": form, "refusal": refusal, "asked": asked}
    return page.render(request, "agreements/responding/reconsider.html", content, tab="response")
