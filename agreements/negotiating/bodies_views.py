"""Pages for the lead of several bodies while clauses are agreed: invite a lead for one that has none, leave one out."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_safe

from agreements import policy
from agreements.access import Page, page_or_404, posted
from agreements.members import coordinating
from agreements.models import Clause, Party
from agreements.negotiating import leaving_out
from agreements.negotiating.bodies_forms import LeavingOutForm, OtherLeadForm
from agreements.negotiating.clause_facts import places
from agreements.negotiating.party_progress import last_seen_in
from agreements.states import Action, Role
from datashare.lib.exceptions import NotNow


def _page(request: HttpRequest, reference: str) -> Page:
    """Return the data share of more than two bodies. Raise Http404 for one of two."""
    page = page_or_404(request, reference)
    if len(page.every_party) < 3:
        raise Http404("Only two organisations take part.")
    return page


def _must_coordinate(page: Page) -> None:
    """Raise unless the reader leads for the body that asks, while clauses are agreed."""
    policy.require(page.reader, Action.FREEZE, page.share)
    if not page.asks:
        raise PermissionDenied(coordinating.only_for(page.asking))


@require_safe
def bodies(request: HttpRequest, reference: str) -> HttpResponse:
    """Show who leads for each organisation, when it last took part, and what the lead can do about it."""
    page = _page(request, reference)
    _must_coordinate(page)
    leads = list(page.share.members.live().filter(role=Role.LEAD).select_related("user"))
    content = {
        "leads": leads,
        "led": {member.party_id for member in leads if member.user and member.user.is_active},
        "last": last_seen_in(page.share),
        "free": leaving_out.can_be_left_out(page.share),
        "left": [party for party in page.every_party if party not in page.parties],
    }
    return page.render(request, "agreements/negotiating/bodies.html", content, tab="agreement")


def _other(page: Page, key: int) -> Party:
    """Return another organisation that takes part."""
    others = page.share.parties.bound().filter(is_lead=False)
    return get_object_or_404(others.select_related("organisation"), pk=key)


def invite_lead(request: HttpRequest, reference: str, party: int) -> HttpResponse:
    """Ask for the address of a lead for an organisation that has none, and invite them."""
    page = _page(request, reference)
    body = _other(page, party)
    _must_coordinate(page)
    if coordinating.has_lead(body):
        raise NotNow(f"{body} has a lead, who can invite others.")
    form = OtherLeadForm(posted(request))
    if form.is_valid():
        try:
            coordinating.invite_lead_of(share=page.share, party=body, email=form.cleaned_data["email"], by=page.reader)
        except NotNow as problem:
            form.add_error("email", str(problem))
        else:
            messages.success(request, f"You invited a lead for {body}.")
            return redirect("agreements:negotiating_bodies", reference)
    content = {"form": form, "body": body}
    return page.render(request, "agreements/negotiating/invite_lead.html", content, tab="agreement")


def leave_out(request: HttpRequest, reference: str, party: int) -> HttpResponse:
    """Ask why the others go on without an organisation, and leave it out."""
    page = _page(request, reference)
    body = _other(page, party)
    _must_coordinate(page)
    if body not in leaving_out.can_be_left_out(page.share):
        raise NotNow(f"You cannot leave out {body}. There is no agreement without it, or one in force binds it.")
    form = LeavingOutForm(posted(request), body=body, silent_from=leaving_out.silent_from(page.share, [body])[body.pk])
    if form.is_valid():
        given: dict[str, Any] = {"is_silent": form.is_silent, "reason": form.cleaned_data["reason"]}
        left = leaving_out.leave_out(share=page.share, party=body, by=page.reader, **given)
        messages.success(request, f"The others go on without {body}. We told everyone.{_to_check(left)}")
        return redirect("agreements:agreement", reference)
    content = {"form": form, "body": body}
    return page.render(request, "agreements/negotiating/leave_out.html", content, tab="agreement")


def _to_check(clauses: Sequence[Clause]) -> str:
    """Return which clauses still name an organisation that was left out, because people changed their words."""
    if not clauses:
        return ""
    return f" People changed the wording of these clauses, and it still names the organisation: {places(clauses)}."
