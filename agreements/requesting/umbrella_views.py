"""Pages of common rules (an umbrella): start them, its organisations, check and send."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from agreements import policy
from agreements.access import Page, page_for, page_or_404, posted
from agreements.answers import journey_of
from agreements.requesting import umbrella
from agreements.requesting.body_forms import BodySearch, RulesBodyForm
from agreements.requesting.forms import MOST_SHOWN
from agreements.requesting.umbrella_forms import OpenRulesForm
from agreements.requesting.unlisted_views import own_body
from agreements.states import Action, Role, State
from community.accounts.current_user import signed_in
from community.hub.beside import guidance_on
from community.organisations.succession import closing_of
from datashare.lib.exceptions import Incomplete, NotNow


def open_rules(request: HttpRequest) -> HttpResponse:
    """Ask what the rules are called and what they are for, and open them."""
    body = own_body(request)
    if body and body.is_closed:
        return render(request, "agreements/requesting/holder_closed.html", {"holder": None, "own": closing_of(body)})
    form = OpenRulesForm(posted(request) if body else None)
    if body and form.is_valid():
        given = form.cleaned_data
        share = umbrella.open_rules(title=given["title"], aims=given["aims"], organisation=body, by=signed_in(request))
        return redirect("agreements:request", share.reference)
    content = {"form": form, "body": body, "guidance": guidance_on(pages=["agreements:open_rules"])}
    return render(request, "agreements/requesting/open_rules.html", content)


def task_list(request: HttpRequest, page: Page) -> HttpResponse:
    """Show what is left to do before the rules can be sent."""
    content = {"journey": journey_of(page.share), "others": _others(page)}
    return page.render(request, "agreements/requesting/rules_list.html", content, tab="request")


def _others(page: Page) -> list[Any]:
    return [party for party in page.parties if not party.is_lead]


def _led(page: Page) -> set[int]:
    """Return the keys of the parties for which someone with an account leads."""
    leads = page.share.members.live().signed_up().filter(role=Role.LEAD)
    return set(leads.values_list("party", flat=True))


def bodies(request: HttpRequest, page: Page) -> HttpResponse:
    """Show the organisations that are to agree the rules, and how to add another."""
    leads = list(page.share.members.live().filter(role=Role.LEAD).select_related("user"))
    content = {
        "leads": leads,
        "led": {member.party_id for member in leads if member.user_id},
        "may_change": Action.INVITE in page.open_to,
    }
    return page.render(request, "agreements/requesting/rules_bodies.html", content, tab="request")


def add_body(request: HttpRequest, page: Page) -> HttpResponse:
    """Search for the organisation, choose it, and say who leads for it."""
    search = BodySearch(request.GET if "q" in request.GET else None)
    found = [body for body in search.found() if not (page.party and body.pk == page.party.organisation_id)]
    form = RulesBodyForm(posted(request) if found else None, found=found[:MOST_SHOWN])
    if form.is_valid():
        try:
            party = umbrella.add_body(share=page.share, by=page.reader, **form.given())
        except NotNow as problem:
            form.add_error("email", str(problem))
        else:
            messages.success(request, f"Added {party}.")
            return redirect("agreements:bodies", page.share.reference)
    content: dict[str, Any] = {"search": search, "found": found, "form": form, "most": MOST_SHOWN}
    content["failed"] = form if form.is_bound else search
    return page.render(request, "agreements/requesting/rules_add_body.html", content, tab="request")


def remove_body(request: HttpRequest, page: Page, key: int) -> HttpResponse:
    """Ask whether an organisation is to be taken out, and take it out."""
    party = get_object_or_404(page.share.parties.filter(is_lead=False, in_rules=True), pk=key)
    if request.method == "POST":
        umbrella.remove_body(share=page.share, party=party, by=page.reader)
        messages.success(request, f"Removed {party}.")
        return redirect("agreements:bodies", page.share.reference)
    return page.render(request, "agreements/requesting/rules_remove_body.html", {"party": party}, tab="request")


def offer(request: HttpRequest, reference: str) -> HttpResponse:
    """Show all answers and organisations, and send the rules to everyone."""
    page = page_or_404(request, reference)
    if not page.share.is_umbrella:
        raise Http404("Only common rules are sent in this way.")
    if request.method == "POST" and page.state == State.NEGOTIATING and page.asks:
        return redirect("agreements:agreement", reference)
    page = page_for(request, reference, Action.ANSWER)
    problems: list[str] = []
    if request.method == "POST":
        policy.require(page.reader, Action.OFFER, page.share)
        try:
            umbrella.offer(share=page.share, by=page.reader)
        except Incomplete as problem:
            problems = str(problem).splitlines()
        else:
            messages.success(request, "You sent the common rules to the other organisations.")
            return redirect("agreements:agreement", reference)
    content = {"journey": journey_of(page.share), "others": _others(page), "led": _led(page), "problems": problems}
    return page.render(request, "agreements/requesting/offer.html", content, tab="request")
