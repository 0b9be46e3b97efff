"""The page about who leads, of more than two bodies: ask another one to, take over the lead, or say no."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from agreements import policy
from agreements.access import Page, page_or_404, posted
from agreements.negotiating import handing_over
from agreements.negotiating.clause_facts import places
from agreements.negotiating.handing_over_forms import OfferLeadForm, TakeLeadForm
from agreements.states import Action
from datashare.lib.exceptions import NotNow


def lead_body(request: HttpRequest, reference: str) -> HttpResponse:
    """Show who leads; let the reader ask another organisation to, or answer for their own that was asked."""
    page = page_or_404(request, reference)
    if len(page.every_party) < 3:
        raise Http404("Only two organisations take part.")
    if page.asks:
        return _offer(request, page)
    return _take(request, page)


def _offer(request: HttpRequest, page: Page) -> HttpResponse:
    """Let the lead of the organisation that leads ask another one."""
    if request.method == "POST":
        policy.require(page.reader, Action.OFFER_LEAD, page.share)
    others = handing_over.can_lead(page.share) if page.may(Action.OFFER_LEAD) else []
    form = OfferLeadForm(posted(request), others=others)
    if form.is_valid():
        to = next(party for party in others if str(party.pk) == form.cleaned_data["to"])
        handing_over.offer_lead(share=page.share, to=to, reason=form.cleaned_data["why"], by=page.reader)
        messages.success(request, f"You asked {to} to lead. You lead until it accepts.")
        return redirect("agreements:lead_body", page.share.reference)
    return _shown(request, page, form if others else None)


def _take(request: HttpRequest, page: Page) -> HttpResponse:
    """Let the lead of an organisation that can lead accept, or not."""
    if request.method == "POST":
        policy.require(page.reader, Action.TAKE_LEAD, page.share)
    may_take = page.may(Action.TAKE_LEAD) and handing_over.may_take(page.share, page.party)
    if request.method == "POST" and not may_take:
        raise NotNow(f"{page.party} was not asked to lead.")
    form = TakeLeadForm(posted(request), is_asked=page.party == handing_over.asked_to_lead(page.share))
    if form.is_valid():
        if not form.accepts:
            handing_over.refuse_lead(share=page.share, reason=form.cleaned_data["why"], by=page.reader)
            messages.success(request, "You said that your organisation will not lead. We told the others.")
            return redirect("agreements:lead_body", page.share.reference)
        left = handing_over.take_lead(share=page.share, by=page.reader)
        named = f" Check these clauses, which people worded: {places(left)}." if left else ""
        messages.success(request, f"{page.party} leads now. We told everyone.{named}")
        return redirect("agreements:overview", page.share.reference)
    return _shown(request, page, form if may_take else None)


def _shown(request: HttpRequest, page: Page, form: OfferLeadForm | TakeLeadForm | None) -> HttpResponse:
    content = {
        "form": form,
        "offers": page.asks,
        "asked": handing_over.asked_to_lead(page.share),
        "gone": handing_over.lead_is_gone(page.share),
    }
    return page.render(request, "agreements/negotiating/lead_body.html", content, tab="overview")
