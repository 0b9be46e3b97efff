"""The space where both sides agree the clauses: the list, one clause, proposals, comments, history."""

from datetime import UTC, datetime
from itertools import groupby
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from agreements.actions import negotiating as actions
from agreements.actions.freezing import obstacles_among
from agreements.documents import diff
from agreements.forms.negotiating import CommentForm, ProposalForm, RejectionForm
from agreements.models import Clause, DataShare, Document, EventDetails, Proposal, Wording, title_of
from agreements.progress import ClauseRow, Progress, comments_for, neighbours, progress_of, row_of
from agreements.states import Action
from agreements.views.access import Page, framed, share_for, share_or_404, signed_in
from agreements.views.drafting import draft_page, gap_shower
from datashare.lib.problems import Conflict, NotNow

LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


@require_safe
def agreement(request: HttpRequest, reference: str) -> HttpResponse:
    """The memorandum: live draft before negotiation, clauses with their standing after."""
    return _document_page(request, reference, Document.MOU, "agreement")


@require_safe
def assessment(request: HttpRequest, reference: str) -> HttpResponse:
    """The impact assessment, in the same way."""
    return _document_page(request, reference, Document.DPIA, "assessment")


def _document_page(request: HttpRequest, reference: str, document: Document, here: str) -> HttpResponse:
    share = share_or_404(request, reference)
    if not share.clauses.exists():
        return draft_page(request, share, document, here)
    context = framed(request, share, here)
    page = context["page"]
    both = progress_of(share, page.parties, page.own, signed_in(request))
    progress = both.of(document)
    show = request.GET.get("show", "")
    rows = [row for row in progress.rows if _shown(row, show)]
    sections = [(heading, list(rows)) for heading, rows in groupby(rows, lambda row: row.clause.section_heading)]
    context |= {"progress": progress, "sections": sections, "show": show, "document": document}
    context["title"] = title_of(document, share)
    context["now"] = timezone.now().isoformat()
    context["stopped"] = stopped_signing(share)
    context["obstacles"] = _obstacles(page, both) if page.may(Action.FREEZE) else []
    return render(request, "agreements/negotiating/clauses.html", context)


def stopped_signing(share: DataShare) -> EventDetails | None:
    """Who declined or took the words back, and why, while that is the last that was heard of signing."""
    said = EventDetails.objects.filter(
        event__share=share, event__action__in=[Action.FREEZE, Action.DECLINE, Action.REOPEN]
    )
    newest = said.select_related("event").order_by("-event__sequence").first()
    return newest if newest and newest.event.action != Action.FREEZE else None


def _obstacles(page: Page, both: Progress) -> list[str]:
    """What stands between the clauses and signatures, from what the page has fetched already."""
    clauses = [row.clause for row in both.rows]
    proposals = [proposal for row in both.rows for proposal in row.proposals]
    return obstacles_among(page.share, clauses=clauses, parties=page.parties, proposals=proposals)


def _shown(row: ClauseRow, show: str) -> bool:
    return {"me": row.needs_me, "new": row.is_new, "open": not row.agreed}.get(show, True)


@require_POST
def agree(request: HttpRequest, reference: str) -> HttpResponse:
    """Agree the clauses that were ticked, or the one whose page this came from, exactly as they were shown."""
    share = share_for(request, reference, Action.AGREE)
    wordings = dict(_pair(item) for item in request.POST.getlist("clause"))
    if not wordings:
        messages.info(request, "Tick at least one clause to agree it.")
    elif count := actions.agree(share=share, wordings=wordings, by=signed_in(request)):
        messages.success(request, f"You agreed {count} clause{'' if count == 1 else 's'}.")
    return _back_to_document(request, reference)


def _back_to_document(request: HttpRequest, reference: str) -> HttpResponse:
    here = "assessment" if request.POST.get("document") == Document.DPIA else "agreement"
    return redirect(f"agreements:{here}", reference)


@require_POST
def mark_read(request: HttpRequest, reference: str) -> HttpResponse:
    """Everything that the page showed counts as read. A page that only looks never writes, so this is a button."""
    share = share_or_404(request, reference)
    actions.mark_read(share=share, seen=_seen(request), by=signed_in(request))
    messages.success(request, "Everything is marked as read.")
    return _back_to_document(request, reference)


def _seen(request: HttpRequest) -> datetime:
    """When the page was made; long ago where it does not say, so that nothing is missed."""
    try:
        seen = datetime.fromisoformat(request.POST.get("seen", ""))
    except ValueError:
        return LONG_AGO
    return max(seen, LONG_AGO) if seen.tzinfo else LONG_AGO


def _pair(item: str) -> tuple[int, int]:
    """clause id and wording id, as the page posted them."""
    clause, _, wording = item.partition(":")
    if not (clause.isdecimal() and wording.isdecimal() and len(item) < 40):
        raise NotNow("The page sent something this service cannot read. Open the list again.")
    return int(clause), int(wording)


def _clause(share: DataShare, key: int) -> Clause:
    return get_object_or_404(share.clauses.select_related("current__party__organisation", "current__author"), pk=key)


@require_safe
def clause(request: HttpRequest, reference: str, clause: int) -> HttpResponse:
    """One clause: its words, each proposal as tracked changes, comments, and what can be done."""
    share = share_or_404(request, reference)
    context = framed(request, share, "agreement")
    return _clause_page(request, context, clause, CommentForm())


def _clause_page(request: HttpRequest, context: dict[str, Any], key: int, form: CommentForm) -> HttpResponse:
    page = context["page"]
    row = row_of(page.share, key, page.parties, page.own, signed_in(request))
    if row is None:
        raise Http404("There is no such clause.")
    here = row.clause
    current = here.current.text if here.current else ""
    context |= {
        "clause": here,
        "shown": gap_shower(page),
        "row": row,
        "changes": [(proposal, diff.as_html(current, proposal.wording.text)) for proposal in row.proposals],
        "comments": comments_for(here, page.own),
        "comment_form": form,
        "form": form,
        "neighbours": neighbours(here),
    }
    return render(request, "agreements/negotiating/clause.html", context)


def propose(request: HttpRequest, reference: str, clause: int) -> HttpResponse:
    """Type other words, see the change as the others will see it, then send it."""
    share = share_for(request, reference, Action.PROPOSE)
    here = _clause(share, clause)
    form = ProposalForm(request.POST or None, initial=_starting_words(request, here))
    context = framed(request, share, "agreement", clause=here, form=form, preview="", theirs="")
    context["shown"] = gap_shower(context["page"])
    if form.is_valid():
        given = form.cleaned_data
        try:
            actions.check_proposal(here, given["based_on"], given["text"])
            if "send" in request.POST:
                actions.propose(clause=here, by=signed_in(request), **given)
                messages.success(request, f"Your wording for clause {here.number} is proposed.")
                return redirect("agreements:clause", reference, here.pk)
            context["preview"] = diff.as_html(here.current.text if here.current else "", given["text"])
        except Conflict:
            return _conflict(request, context)
        except NotNow as problem:
            form.add_error("text", str(problem))
    return render(request, "agreements/negotiating/propose.html", context)


def _starting_words(request: HttpRequest, here: Clause) -> dict[str, Any]:
    """The current words, or those of an older proposal somebody wants to offer again."""
    again = request.GET.get("again", "")
    wording = here.wordings.filter(pk=int(again)).first() if again.isdecimal() and len(again) < 18 else None
    return {"text": (wording or here.current or Wording(text="")).text, "based_on": here.current_id}


def _conflict(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    """409: both texts side by side, and the person's own words still in the box, now based on the new ones."""
    form, here = context["form"], _clause(context["share"], context["clause"].pk)
    data = form.data.copy()
    data["based_on"] = str(here.current_id)
    context["form"] = ProposalForm(data)
    context["theirs"] = here.current.text if here.current else ""
    context["preview"] = diff.as_html(str(context["theirs"]), data.get("text", ""))
    return render(request, "agreements/negotiating/propose.html", context, status=409)


@require_POST
def comment(request: HttpRequest, reference: str, clause: int) -> HttpResponse:
    """Comment on a clause."""
    share = share_for(request, reference, Action.COMMENT)
    here = _clause(share, clause)
    form = CommentForm(request.POST)
    if not form.is_valid():
        return _clause_page(request, framed(request, share, "agreement"), here.pk, form)
    given = form.cleaned_data
    actions.comment(clause=here, text=given["text"], private=given["private"] == "yes", by=signed_in(request))
    messages.success(request, "Your comment is added.")
    return redirect("agreements:clause", reference, here.pk)


@require_safe
def wordings(request: HttpRequest, reference: str, clause: int) -> HttpResponse:
    """Every wording a clause has had, and the difference between any two."""
    share = share_or_404(request, reference)
    here = _clause(share, clause)
    every = list(here.wordings.select_related("author", "party__organisation", "proposal"))
    before, after = _two(request, every)
    change = diff.as_html(before.text, after.text)
    content = {"clause": here, "wordings": every, "before": before, "after": after, "change": change}
    return render(request, "agreements/negotiating/wordings.html", framed(request, share, "agreement", **content))


def _two(request: HttpRequest, every: list[Wording]) -> tuple[Wording, Wording]:
    """The two wordings to compare: those asked for, else the first and the newest."""
    by_number = {str(wording.number): wording for wording in every}
    return by_number.get(request.GET.get("from", ""), every[0]), by_number.get(request.GET.get("to", ""), every[-1])


def _proposal(share: DataShare, key: int) -> Proposal:
    found = (
        Proposal.objects.filter(wording__clause__share=share, pk=key).select_related("wording__clause__share").first()
    )
    if not found:
        raise Http404("There is no such proposal.")
    return found


@require_POST
def accept(request: HttpRequest, reference: str, proposal: int) -> HttpResponse:
    """Accept the wording that another party proposed."""
    offered = _proposal(share_for(request, reference, Action.DECIDE), proposal)
    actions.accept(proposal=offered, by=signed_in(request))
    messages.success(request, f"Clause {offered.wording.clause.number} now has the proposed wording.")
    return redirect("agreements:clause", reference, offered.wording.clause_id)


def reject(request: HttpRequest, reference: str, proposal: int) -> HttpResponse:
    """Reject a proposal with a reason, or withdraw one's own."""
    share = share_for(request, reference, Action.DECIDE)
    offered = _proposal(share, proposal)
    form = RejectionForm(request.POST or None)
    context = framed(request, share, "agreement", form=form, proposal=offered, clause=offered.wording.clause)
    own = context["page"].own
    if own and offered.wording.party_id == own.pk:
        form.for_own_proposal()
    if form.is_valid():
        actions.reject(proposal=offered, note=form.cleaned_data["note"], by=signed_in(request))
        messages.success(request, "You closed the proposal. Its words stay in the history of the clause.")
        return redirect("agreements:clause", reference, offered.wording.clause_id)
    return render(request, "agreements/negotiating/reject.html", context)
