"""Pages on the risks to people: all of them, one to assess, one to add, one to strike."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from agreements.access import Page, page_for, page_or_404, posted
from agreements.answers import journey_for
from agreements.assessing import actions
from agreements.assessing.approval import is_officer
from agreements.assessing.five_safes import five_safes
from agreements.assessing.forms import AssessRiskForm, OwnRiskForm, StrikeRiskForm
from agreements.assessing.risks import earlier_decisions, newest_decision, risk_in, risks_of, said_of
from agreements.assessing.summary import summary_of
from agreements.drafting.drafts import circumstances_for
from agreements.drafting.library.approved import ADVICE, acceptance_by, advice_to, controllers
from agreements.drafting.library.assessed import AssessedRisk, assessed
from agreements.drafting.views import WHY_NONE
from agreements.models import RiskDecision
from agreements.states import Action, State
from community.hub.beside import guidance_on
from datashare.lib import markdown
from datashare.lib.exceptions import Conflict, NotNow


@require_safe
def risks(request: HttpRequest, reference: str) -> HttpResponse:
    """Show every risk: those no one has assessed, those assessed, those struck."""
    page = page_or_404(request, reference)
    s = circumstances_for(page.share, page.party)
    found = assessed(s)
    content = {
        "approvals": [(of, advice_to(s, of.key), acceptance_by(s, of.key)) for of in controllers(s)] if found else [],
        "accepts": page.may(Action.ACCEPT_RISK) and page.acting.pk in {of.key for of in controllers(s)},
        "is_officer": page.may(Action.ADVISE) and is_officer(page.share, page.reader),
        "may_assess": _may_assess(page),
        "risks": found,
        "safes": five_safes(journey_for(page.share, page.party), found) if found else [],
        "to_assess": [risk for risk in found if risk.is_open],
        "done": [risk for risk in found if not risk.is_open and not risk.is_struck],
        "struck": [risk for risk in found if risk.is_struck],
        "advices": ADVICE,
        "why_none": WHY_NONE,
        "guidance": guidance_on(pages=["agreements:risks"]),
    }
    return page.render(request, "agreements/assessing/risks.html", content, tab="assessment")


@require_safe
def summary(request: HttpRequest, reference: str) -> HttpResponse:
    """Show the summary that an organisation can publish, or return it as a file."""
    page = page_or_404(request, reference)
    s = circumstances_for(page.share, page.party)
    if not assessed(s):
        raise NotNow(f"There is no impact assessment. {WHY_NONE}")
    text = summary_of(s)
    if request.GET.get("as") == "md":
        response = HttpResponse(f"{text}\n", content_type="text/markdown; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="{reference}-assessment-summary.md"'
        return response
    content = {"shown": markdown.render(text.partition("\n")[2])}
    return page.render(request, "agreements/assessing/summary.html", content, tab="assessment")


def assess_risk(request: HttpRequest, reference: str, risk: str) -> HttpResponse:
    """Assess one risk, then go on to the next that no one has assessed."""
    page = page_for(request, reference, Action.ASSESS)
    _must_assess(page)
    found, newest = _found(page, risk), newest_decision(page.share, risk)
    kind = AssessRiskForm if found.proposed else OwnRiskForm
    form = kind(posted(request), initial=kind.starting(found, found.revision))
    if form.is_valid():
        revision = form.cleaned_data["revision"]
        try:
            actions.assess(share=page.share, risk=risk, given=form.cleaned_data, revision=revision, by=page.reader)
        except Conflict as problem:
            return _conflict(request, page, found, form, problem)
        return _on_to_the_next(request, page)
    return _assess_page(request, page, found, form, newest)


def add_risk(request: HttpRequest, reference: str) -> HttpResponse:
    """Add a risk that the answers do not raise, with its assessment."""
    page = page_for(request, reference, Action.ASSESS)
    _must_assess(page)
    if not risks_of(page.share, page.party):
        raise NotNow(f"There is no impact assessment. {WHY_NONE}")
    form = OwnRiskForm(posted(request), initial={"revision": 0})
    if form.is_valid():
        actions.add(share=page.share, given=form.cleaned_data, by=page.reader)
        messages.success(request, "You added and assessed the risk.")
        return redirect("agreements:risks", reference)
    return page.render(request, "agreements/assessing/add_risk.html", {"form": form}, tab="assessment")


def strike_risk(request: HttpRequest, reference: str, risk: str) -> HttpResponse:
    """Say why a risk is none here."""
    page = page_for(request, reference, Action.ASSESS)
    _must_assess(page)
    found = _found(page, risk)
    form = StrikeRiskForm(posted(request), initial={"revision": found.revision})
    if form.is_valid():
        try:
            actions.strike(share=page.share, risk=risk, by=page.reader, **form.cleaned_data)
        except Conflict as problem:
            form.add_error(None, str(problem))
            _see_again(form, page, risk)
            return _strike_page(request, page, found, form, status=409)
        return _on_to_the_next(request, page)
    return _strike_page(request, page, found, form)


def _may_assess(page: Page) -> bool:
    """Return whether the reader may assess now: until clauses are agreed, the request is only for who asks to write."""
    return page.may(Action.ASSESS) and (page.asks or page.state == State.NEGOTIATING)


def _must_assess(page: Page) -> None:
    if not _may_assess(page):
        raise PermissionDenied("Until the clauses are agreed, only the organisation that asks assesses the risks.")


def _found(page: Page, key: str) -> AssessedRisk:
    found = risk_in(risks_of(page.share, page.party), key)
    if found is None:
        raise Http404("This data share does not have this risk.")
    return found


def _on_to_the_next(request: HttpRequest, page: Page) -> HttpResponse:
    """Go to the next risk that no one has assessed; to all of them after the last."""
    left = [risk for risk in risks_of(page.share, page.party) if risk.is_open]
    if not left:
        messages.success(request, "Every risk has been assessed.")
        return redirect("agreements:risks", page.share.reference)
    return redirect("agreements:assess_risk", page.share.reference, left[0].key)


def _assess_page(
    request: HttpRequest,
    page: Page,
    risk: AssessedRisk,
    form: AssessRiskForm,
    newest: RiskDecision | None,
    status: int = 200,
) -> HttpResponse:
    left = sum(each.is_open for each in risks_of(page.share, page.party))
    content = {"risk": risk, "form": form, "newest": newest, "left": left, "theirs": ""}
    content["earlier"] = earlier_decisions(page.share, newest)
    if status == 409:
        content["theirs"] = said_of(newest)
    return page.render(request, "agreements/assessing/assess_risk.html", content, tab="assessment", status=status)


def _conflict(
    request: HttpRequest, page: Page, risk: AssessedRisk, form: AssessRiskForm, problem: Conflict
) -> HttpResponse:
    """Return a 409 page with the decision of the other person above what was typed, which now follows theirs."""
    newest = newest_decision(page.share, risk.key)
    form.add_error(None, f"{problem} Their decision is below. Change yours if you need to, then save it again.")
    _see_again(form, page, risk.key)
    return _assess_page(request, page, risk, form, newest, status=409)


def _see_again(form: AssessRiskForm | StrikeRiskForm, page: Page, key: str) -> None:
    """Put what was typed on top of the decision that stands now."""
    newest = newest_decision(page.share, key)
    form.put_on("revision", str(newest.revision if newest else 0))


def _strike_page(
    request: HttpRequest, page: Page, risk: AssessedRisk, form: StrikeRiskForm, status: int = 200
) -> HttpResponse:
    content = {"risk": risk, "form": form}
    return page.render(request, "agreements/assessing/strike_risk.html", content, tab="assessment", status=status)
