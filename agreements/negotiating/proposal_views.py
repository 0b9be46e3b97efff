"""Pages to decide on others' proposals: all on one page, or one at a time."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST

from agreements.access import Page, page_for, page_or_404, posted
from agreements.drafting.showing import change_shower
from agreements.drafting.views import tab_of
from agreements.models import DataShare, Proposal
from agreements.negotiating import actions
from agreements.negotiating.bound import must_bind
from agreements.negotiating.forms import RejectionForm
from agreements.negotiating.progress import rejections_of
from agreements.negotiating.shown import NOT_SHOWN, all_shown, seal_of
from agreements.states import Action
from datashare.lib.exceptions import Conflict, NotNow
from datashare.lib.phrases import plural

PAGE = "proposals"
NOTHING_TICKED = "Select each proposal that you accept"
CLOSED = "You {} the proposal. You can still read it in the history of the clause."


@require_http_methods(["GET", "HEAD", "POST"])
def proposals(request: HttpRequest, reference: str) -> HttpResponse:
    """Show every proposal of other organisations in both documents, to accept together or reject one by one."""
    if request.method != "POST":
        return _proposals_page(request, page_or_404(request, reference))
    page = page_for(request, reference, Action.DECIDE)
    ticked = [_key(item) for item in request.POST.getlist("proposal")]
    if not ticked:
        return _proposals_page(request, page, NOTHING_TICKED)
    if not all_shown(request, page, PAGE, request.POST.getlist("proposal")):
        return _proposals_page(request, page, NOT_SHOWN, status=409)
    try:
        count = actions.accept_several(share=page.share, proposals=ticked, by=page.reader)
    except Conflict as problem:
        return _proposals_page(request, page, f"{problem} You have not accepted any proposals yet.", status=409)
    messages.success(request, f"You accepted {plural(count, 'proposal')}.")
    return _onward(page)


def _key(item: str) -> int:
    if not (item.isdecimal() and len(item) < 18):
        raise NotNow("The service could not read what the page sent. Open the list again.")
    return int(item)


def _onward(page: Page) -> HttpResponse:
    """Redirect to what is left to decide; if nothing is, to the list of clauses."""
    left = Proposal.objects.open().in_share(page.share).awaiting(page.party).exists()
    return redirect("agreements:proposals" if left else "agreements:agreement", page.share.reference)


def _proposals_page(request: HttpRequest, page: Page, problem: str = "", status: int = 200) -> HttpResponse:
    waiting = Proposal.objects.open().in_share(page.share).awaiting(page.party).with_words()
    told = waiting.select_related("wording__party__organisation", "wording__author", "wording__clause__current")
    offered = list(told.order_by("wording__clause__position", "pk"))
    clauses, tracked = [proposal.wording.clause_id for proposal in offered], change_shower(page)
    content = {
        "offered": [
            (
                proposal,
                tracked(_current(proposal), proposal.wording.text),
                clauses.count(proposal.wording.clause_id) > 1,
            )
            for proposal in offered
        ],
        "rejections": rejections_of(offered),
        "failed": bool(problem),
        "problem": problem,
        "ticked": request.POST.getlist("proposal"),
        "seal": seal_of(page, PAGE, (str(proposal.pk) for proposal in offered)),
    }
    return page.render(request, "agreements/negotiating/proposals.html", content, tab="agreement", status=status)


def _current(proposal: Proposal) -> str:
    """Return the current words of the clause."""
    current = proposal.wording.clause.current
    return current.text if current else ""


def _proposal(share: DataShare, key: int) -> Proposal:
    found = (
        Proposal.objects.in_share(share)
        .filter(pk=key)
        .select_related("wording__clause__current", "wording__party__organisation")
        .first()
    )
    if not found:
        raise Http404("There is no such proposal.")
    found.wording.clause.edition = share.edition
    return found


@require_POST
def accept(request: HttpRequest, reference: str, proposal: int) -> HttpResponse:
    """Accept the wording that another party proposed."""
    page = page_for(request, reference, Action.DECIDE)
    offered = _proposal(page.share, proposal)
    actions.accept(proposal=offered, by=page.reader)
    messages.success(request, f"You accepted the proposal for clause {offered.wording.clause.called}.")
    return redirect("agreements:clause", reference, offered.wording.clause_id)


def _is_own(page: Page, proposal: Proposal) -> bool:
    return page.party is not None and proposal.wording.party_id == page.party.pk


def reject(request: HttpRequest, reference: str, proposal: int) -> HttpResponse:
    """Reject a proposal with a reason, or withdraw one's own; then redirect to the page of the link."""
    page = page_for(request, reference, Action.DECIDE)
    offered = _proposal(page.share, proposal)
    form = RejectionForm(posted(request))
    from_all = request.GET.get("from") == "proposals"
    here = offered.wording.clause
    if _is_own(page, offered):
        form.for_own_proposal()
    else:
        must_bind(page.acting, [here])
    if form.is_valid():
        actions.reject(proposal=offered, note=form.cleaned_data["note"], by=page.reader)
        messages.success(request, CLOSED.format("withdrew" if _is_own(page, offered) else "rejected"))
        return _onward(page) if from_all else redirect("agreements:clause", reference, here.pk)
    content = {
        "form": form,
        "proposal": offered,
        "clause": here,
        "from_all": from_all,
        "change": change_shower(page)(_current(offered), offered.wording.text),
    }
    return page.render(request, "agreements/negotiating/reject.html", content, tab=tab_of(here.document))
