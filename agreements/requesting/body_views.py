"""Pages of the organisations of a request: the list, adding and removing one, who gives data to whom."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_safe

from agreements import policy
from agreements.access import Page, page_for, page_or_404, posted
from agreements.requesting import bodies as actions
from agreements.requesting import umbrella_views
from agreements.requesting.body_forms import AddBodyForm, BodySearch, GridForm
from agreements.requesting.forms import MOST_SHOWN
from agreements.requesting.grid import grid_of
from agreements.states import Action, Role
from datashare.lib.addresses import canonical
from datashare.lib.exceptions import Incomplete, NotNow


@require_safe
def bodies(request: HttpRequest, reference: str) -> HttpResponse:
    """Show the organisations that receive data, and how to add another."""
    page = page_for(request, reference, Action.ANSWER)
    if page.share.is_umbrella:
        return umbrella_views.bodies(request, page)
    grid = grid_of(page.share)
    leads = list(page.share.members.live().filter(role=Role.LEAD).select_related("user"))
    content = {
        "receiving": [party for party in page.every_party if party.receives],
        "leads": leads,
        "led": {member.party_id for member in leads if member.user_id},
        "grid": grid,
        "faults": list(grid.faults().values()),
        "may_change": Action.INVITE in page.open_to,
        "staying": [party for party in actions.who_stays(page.share, grid) if party.receives_too],
    }
    return page.render(request, "agreements/requesting/bodies.html", content, tab="request")


def _page_for_lead(request: HttpRequest, reference: str) -> Page:
    page = page_for(request, reference, Action.ANSWER)
    policy.require(page.reader, Action.INVITE, page.share)
    return page


def add_body(request: HttpRequest, reference: str) -> HttpResponse:
    """Search for the organisation, choose it, say what it receives data for and who leads for it."""
    page = _page_for_lead(request, reference)
    if page.share.is_umbrella:
        return umbrella_views.add_body(request, page)
    search = BodySearch(request.GET if "q" in request.GET else None)
    found = [body for body in search.found() if not (page.party and body.pk == page.party.organisation_id)]
    form = AddBodyForm(posted(request) if found else None, found=found[:MOST_SHOWN])
    if form.is_valid():
        try:
            party = actions.add_body(share=page.share, by=page.reader, **form.given())
        except NotNow as problem:
            form.add_error("email", str(problem))
        else:
            asked = party.members.live().filter(email=canonical(form.cleaned_data["email"])).exists()
            messages.success(request, f"Added {party}{' and invited its lead' if asked else ''}.")
            return redirect("agreements:who_gives", reference)
    content: dict[str, Any] = {"search": search, "found": found, "form": form, "most": MOST_SHOWN}
    content["failed"] = form if form.is_bound else search
    return page.render(request, "agreements/requesting/add_body.html", content, tab="request")


def remove_body(request: HttpRequest, reference: str, party: int) -> HttpResponse:
    """Ask whether an organisation is to receive data no more, and remove it."""
    share = page_or_404(request, reference).share
    if share.is_umbrella:
        return umbrella_views.remove_body(request, _page_for_lead(request, reference), party)
    left = get_object_or_404(share.parties.receiving_too(), pk=party)
    page = _page_for_lead(request, reference)
    if request.method == "POST":
        actions.remove_body(share=page.share, party=left, by=page.reader)
        messages.success(request, f"{left} will not receive data.")
        return redirect("agreements:bodies", reference)
    content = {"party": left, "reads_on": actions.was_sent(page.share)}
    return page.render(request, "agreements/requesting/remove_body.html", content, tab="request")


def who_gives(request: HttpRequest, reference: str) -> HttpResponse:
    """Ask who gives data to whom: one checkbox for each pair of organisations."""
    grid = grid_of(page_or_404(request, reference).share)
    if grid.is_plain:
        raise Http404("Only one organisation receives the data, so there is nothing to choose.")
    page = _page_for_lead(request, reference)
    if request.method == "POST" and "all" in request.POST:
        return _grid_page(request, page, GridForm(grid=grid.with_all()), unsaved=True)
    form = GridForm(posted(request), grid=grid)
    if form.is_valid():
        try:
            actions.set_flows(share=page.share, flows=form.flows(), by=page.reader)
            return redirect("agreements:bodies", reference)
        except Incomplete as problem:
            form.add_error(None, str(problem).splitlines())
    return _grid_page(request, page, form)


def _grid_page(request: HttpRequest, page: Page, form: GridForm, *, unsaved: bool = False) -> HttpResponse:
    """Return the page with the boxes; `unsaved` says that they were selected for the user and must still be saved."""
    content = {"form": form, "unsaved": unsaved}
    return page.render(request, "agreements/requesting/who_gives.html", content, tab="request")
