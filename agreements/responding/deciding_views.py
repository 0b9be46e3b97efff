"""Pages of the supplier's decision on a request: the form, what happens next, passing the request on."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from agreements import policy
from agreements.access import Page, page_or_404, posted, revision_posted
from agreements.answers import own_journey_of
from agreements.members.confirmations import confirmations_in
from agreements.models import Decision, Outcome
from agreements.responding import actions, conditions, passing_on
from agreements.responding.forms import (
    ALL_NOW,
    CHANGED_CONDITIONS,
    PASSED_ON_NOW,
    RECEIVERS,
    SEVERAL_NOW,
    WHAT_HAPPENS_NOW,
    WITHOUT_YOURS,
    DecisionForm,
    NextHolderSearch,
    PassOnForm,
)
from agreements.responding.reading import reading_of
from agreements.responding.views import decisions_of
from agreements.responding.withholding import receivers_to_choose
from agreements.states import Action, State
from community.hub.beside import guidance_on
from community.organisations.choosing import MOST_SHOWN
from datashare.lib.exceptions import Conflict, Incomplete
from datashare.lib.phrases import listed

# With several suppliers: what all their decisions came to, where the data share did not go on.
OUTCOME_OF_ALL = {State.RETURNED: Outcome.RETURN, State.REFUSED: Outcome.REFUSE}


def decide(request: HttpRequest, reference: str) -> HttpResponse:
    """Return, agree or refuse; each says what happens next. Idempotent."""
    page = page_or_404(request, reference)
    if actions.decision_by(page.share, page.reader):
        return redirect("agreements:decided", reference)
    if page.is_supplier() and actions.has_decided(page.share, page.acting):
        return redirect("agreements:response", reference)
    policy.require(page.reader, Action.ACCEPT, page.share)
    receivers = receivers_to_choose(page.share, page.acting) if len(page.acquirers) > 1 else []
    given, revision = conditions.stored(page.share, page.acting)
    several = len(page.suppliers) > 1
    form = DecisionForm(request.POST or None, several=several, receivers=receivers, conditions=given)
    if form.is_valid():
        if form.cleaned_data["outcome"] == Outcome.PASS_ON:
            return redirect("agreements:pass_on", reference)
        try:
            actions.decide(share=page.share, revision=revision_posted(request), by=page.reader, **form.decision())
        except Incomplete as problem:
            form.add_error(_where(form), str(problem))
        except Conflict:
            form.add_error("conditions", CHANGED_CONDITIONS.format(theirs=given))
        else:
            return redirect("agreements:decided", reference)
    return _decide_page(request, page, form, revision)


def _decide_page(request: HttpRequest, page: Page, form: DecisionForm, revision: int) -> HttpResponse:
    reading = reading_of(page.share, page.supplier)
    own = own_journey_of(page.share, reading.sent, page.acting) if reading else None
    stops = actions.stops_before(page.share, page.acting, reading.sent, own) if reading and own else []
    would_stop = confirmations_in(page.share, page.acting).applied_to(stops)
    content = {"form": form, "reading": reading, "own": own, "would_stop": would_stop, "revision": revision}
    content["held_elsewhere"] = own is not None and passing_on.is_held_elsewhere(own)
    guidance = guidance_on(pages=["agreements:decide"])
    return page.render(request, "agreements/responding/decide.html", {**content, "guidance": guidance}, tab="response")


def _where(form: DecisionForm) -> str:
    """Return the field that what the action refuses belongs to."""
    outcome = Outcome(form.cleaned_data["outcome"])
    if not outcome.agrees:
        return "comments"
    return RECEIVERS[outcome] if form.withheld() else "outcome"


@require_safe
def decided(request: HttpRequest, reference: str) -> HttpResponse:
    """Show who is told, and what happens next."""
    page = page_or_404(request, reference)
    decision = next(iter(decisions_of(page.share, page.supplier)), None)
    if decision is None or not page.is_supplier():
        return redirect("agreements:response", reference)
    acquirer = listed(party.organisation.name for party in page.acquirers)
    now = _what_happens_now(page, decision, acquirer)
    several = page.state == State.ASSESSING or decision.round.decisions.standing().count() > 1
    content = {"decision": decision, "acquirer": acquirer, "now": now, "several": several}
    return page.render(request, "agreements/responding/decided.html", content, tab="response")


def _what_happens_now(page: Page, decision: Decision, acquirer: str) -> str:
    """Return what follows a decision; of several suppliers, what all their decisions came to."""
    if decision.outcome == Outcome.PASS_ON:
        return PASSED_ON_NOW.format(other=decision.passed_to)
    if page.state == State.ASSESSING:
        return SEVERAL_NOW
    if decision.round.decisions.standing().count() == 1:
        return WHAT_HAPPENS_NOW[Outcome(decision.outcome)].format(acquirer=acquirer)
    if page.state in OUTCOME_OF_ALL:
        return WHAT_HAPPENS_NOW[OUTCOME_OF_ALL[page.state]].format(acquirer=acquirer)
    return ALL_NOW if page.acting.gives else WITHOUT_YOURS


def pass_on(request: HttpRequest, reference: str) -> HttpResponse:
    """Search for the body that holds the data, choose it, and pass the request on to it. Idempotent."""
    page = page_or_404(request, reference)
    if actions.decision_by(page.share, page.reader):
        return redirect("agreements:decided", reference)
    if page.is_supplier() and actions.has_decided(page.share, page.acting):
        return redirect("agreements:response", reference)
    policy.require(page.reader, Action.PASS_ON, page.share)
    named = passing_on.named_holder(page.share, page.acting)
    search = NextHolderSearch(request.GET if "q" in request.GET else {"q": named} if named else None)
    found = [body for body in search.found() if body.pk != page.acting.organisation_id]
    form = PassOnForm(posted(request) if found else None, found=found[:MOST_SHOWN])
    if form.is_valid():
        try:
            passing_on.pass_on(share=page.share, by=page.reader, **form.given())
        except Incomplete as problem:
            form.add_error("body", str(problem))
        else:
            return redirect("agreements:decided", reference)
    content: dict[str, Any] = {"search": search, "found": found, "form": form, "most": MOST_SHOWN, "named": named}
    content["failed"] = bool(form.errors or search.errors)
    return page.render(request, "agreements/responding/pass_on.html", content, tab="response")
