"""Pages to decide on others' proposals: all on one page, or one at a time."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from agreements.access import framed, posted, share_for, share_or_404, signed_in
from agreements.drafting.views import change_shower
from agreements.models import DataShare, Proposal
from agreements.negotiating import actions
from agreements.negotiating.forms import RejectionForm
from agreements.negotiating.progress import offered_by_others
from agreements.negotiating.section_views import place_of
from agreements.negotiating.shown import NOT_SHOWN, all_shown, seal_of
from agreements.states import Action
from datashare.lib.exceptions import Conflict, NotNow

PAGE = "proposals"
NOTHING_TICKED = "Select each proposal that you accept"


@require_http_methods(["GET", "HEAD", "POST"])
def proposals(request: HttpRequest, reference: str) -> HttpResponse:
    """Show every proposal of other organisations in both documents, to accept together or reject one by one."""
    if request.method != "POST":
        return _proposals_page(request, share_or_404(request, reference))
    share = share_for(request, reference, Action.DECIDE)
    ticked = [_key(item) for item in request.POST.getlist("proposal")]
    if not ticked:
        return _proposals_page(request, share, NOTHING_TICKED)
    if not all_shown(request, share, PAGE, request.POST.getlist("proposal")):
        return _proposals_page(request, share, NOT_SHOWN, status=409)
    try:
        count = actions.accept_several(share=share, proposals=ticked, by=signed_in(request))
    except Conflict as problem:
        return _proposals_page(request, share, f"{problem} You have not accepted any proposals yet.", status=409)
    messages.success(request, f"You accepted {count} proposal{'' if count == 1 else 's'}.")
    return _onward(request, share)


def _key(item: str) -> int:
    if not (item.isdecimal() and len(item) < 18):
        raise NotNow("The service could not read what the page sent. Open the list again.")
    return int(item)


def _onward(request: HttpRequest, share: DataShare) -> HttpResponse:
    """Redirect to what is left to decide; if nothing is, to the list of clauses."""
    left = offered_by_others(share, framed(request, share, "agreement")["page"].own).exists()
    return redirect("agreements:proposals" if left else "agreements:agreement", share.reference)


def _proposals_page(request: HttpRequest, share: DataShare, problem: str = "", status: int = 200) -> HttpResponse:
    context = framed(request, share, "agreement")
    offered = list(offered_by_others(share, context["page"].own))
    clauses, tracked = [proposal.wording.clause_id for proposal in offered], change_shower(context["page"])
    context |= {
        "offered": [
            (
                proposal,
                tracked(_current(proposal), proposal.wording.text),
                clauses.count(proposal.wording.clause_id) > 1,
            )
            for proposal in offered
        ],
        "failed": bool(problem),
        "problem": problem,
        "ticked": request.POST.getlist("proposal"),
        "seal": seal_of(request, share, PAGE, (str(proposal.pk) for proposal in offered)),
    }
    return render(request, "agreements/negotiating/proposals.html", context, status=status)


def _current(proposal: Proposal) -> str:
    """Return the current words of the clause."""
    current = proposal.wording.clause.current
    return current.text if current else ""


def _proposal(share: DataShare, key: int) -> Proposal:
    found = (
        Proposal.objects.filter(wording__clause__share=share, pk=key)
        .select_related("wording__clause__share", "wording__clause__current", "wording__party__organisation")
        .first()
    )
    if not found:
        raise Http404("There is no such proposal.")
    return found


@require_POST
def accept(request: HttpRequest, reference: str, proposal: int) -> HttpResponse:
    """Accept the wording that another party proposed."""
    offered = _proposal(share_for(request, reference, Action.DECIDE), proposal)
    actions.accept(proposal=offered, by=signed_in(request))
    messages.success(request, f"You accepted the proposal for clause {offered.wording.clause.number}.")
    return redirect("agreements:clause", reference, offered.wording.clause_id)


def reject(request: HttpRequest, reference: str, proposal: int) -> HttpResponse:
    """Reject a proposal with a reason, or withdraw one's own; then redirect to the page of the link."""
    share = share_for(request, reference, Action.DECIDE)
    offered = _proposal(share, proposal)
    form = RejectionForm(posted(request))
    from_all = request.GET.get("from") == "proposals"
    here = offered.wording.clause
    context = framed(request, share, place_of(here.document), form=form, proposal=offered, clause=here)
    context |= {"from_all": from_all, "change": change_shower(context["page"])(_current(offered), offered.wording.text)}
    own = context["page"].own
    if own and offered.wording.party_id == own.pk:
        form.for_own_proposal()
    if form.is_valid():
        actions.reject(proposal=offered, note=form.cleaned_data["note"], by=signed_in(request))
        messages.success(request, "You closed the proposal. Its words stay in the history of the clause.")
        return (
            _onward(request, share) if from_all else redirect("agreements:clause", reference, offered.wording.clause_id)
        )
    return render(request, "agreements/negotiating/reject.html", context)
