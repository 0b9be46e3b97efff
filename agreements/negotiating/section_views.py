"""Read clauses and agree them beside their words: a section on one page, or one clause."""

from dataclasses import replace

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from agreements.access import Page, framed, posted, share_for, share_or_404, signed_in
from agreements.drafting.views import gap_shower
from agreements.models import Clause, ClauseAgreement, DataShare, Document, title_of
from agreements.negotiating import actions, agreeing, inapplicable
from agreements.negotiating.forms import DisagreementForm
from agreements.negotiating.progress import AgreementProgress, SectionOfClauses, comments_in, progress_of
from agreements.negotiating.shown import NOT_SHOWN, all_shown, seal_of
from agreements.states import Action
from datashare.lib.exceptions import Conflict, NotNow

NOTHING_TICKED = "Select each clause that you have read and agree"


@require_http_methods(["GET", "HEAD", "POST"])
def section(request: HttpRequest, reference: str, section: str) -> HttpResponse:
    """Show the full words of a section's clauses; agree those that were ticked, as they were shown."""
    if request.method != "POST":
        return _section_page(request, share_or_404(request, reference), section)
    share = share_for(request, reference, Action.AGREE)
    wordings = wordings_ticked(request)
    if not wordings:
        return _section_page(request, share, section, NOTHING_TICKED)
    if not all_shown(request, share, section, request.POST.getlist("clause")):
        return _section_page(request, share, section, NOT_SHOWN, status=409)
    agreed = agreeing.agree_in_section(share=share, section=section, wordings=wordings, by=signed_in(request))
    if agreed.left_out:
        before = f"{told(agreed.count)} " if agreed.count else ""
        return _section_page(request, share, section, f"{before}{agreed.left_out}", status=409)
    messages.success(request, told(agreed.count))
    return _onward(request, share, section)


def told(count: int) -> str:
    return f"You agreed {count} clause{'' if count == 1 else 's'}."


def wordings_ticked(request: HttpRequest) -> dict[int, int]:
    """Return the ticked clauses, each with the wording beside the tick."""
    return dict(_pair(item) for item in request.POST.getlist("clause"))


def _pair(item: str) -> tuple[int, int]:
    """Return clause id and wording id, as the page posted them."""
    clause, _, wording = item.partition(":")
    if not (clause.isdecimal() and wording.isdecimal() and len(item) < 40):
        raise NotNow("The service could not read what the page sent. Open the list again.")
    return int(clause), int(wording)


def _onward(request: HttpRequest, share: DataShare, key: str) -> HttpResponse:
    """Redirect to the next section in which this party can agree something; if there is none, to the list."""
    page = framed(request, share, "agreement")["page"]
    both = _progress(request, page)
    after = both.next_to_agree(key)
    if after:
        return redirect("agreements:section", share.reference, after.key)
    return redirect(f"agreements:{place_of(_found(both, key).document)}", share.reference)


def _section_page(
    request: HttpRequest, share: DataShare, key: str, problem: str = "", status: int = 200
) -> HttpResponse:
    context = framed(request, share, "agreement")
    page: Page = context["page"]
    both = _progress(request, page)
    here = _found(both, key)
    posted = set(request.POST.getlist("clause"))
    before, after = _neighbours(both, key)
    context |= {"section": here, "document": title_of(here.document, share), "back": place_of(here.document)}
    context |= {"shown": gap_shower(page), "comments": comments_in(here, page.own), "before": before, "after": after}
    context |= {"failed": bool(problem), "problem": problem, "ticked": posted, "stale": _stale(here, posted)}
    context["page"] = replace(page, here=context["back"])
    context["outdated"] = _outdated(here)
    context["seal"] = seal_of(request, share, key, (row.ticked for row in here.to_agree))
    return render(request, "agreements/negotiating/section.html", context, status=status)


def _outdated(here: SectionOfClauses) -> set[int]:
    """Return the clauses of a section that no longer apply to the current answers."""
    clauses = [row.clause for row in here.rows]
    if not any(inapplicable.may_cease(clause) for clause in clauses):
        return set()
    keys = inapplicable.not_applying(clauses[0].share)
    return {clause.pk for clause in clauses if clause.key in keys and not inapplicable.is_struck(clause)}


def _progress(request: HttpRequest, page: Page) -> AgreementProgress:
    return progress_of(page.share, page.parties, page.own, signed_in(request))


def _found(both: AgreementProgress, key: str) -> SectionOfClauses:
    found = next((section for section in both.sections if section.key == key), None)
    if found is None:
        raise Http404("There is no such section.")
    return found


def _stale(here: SectionOfClauses, posted: set[str]) -> list[int]:
    """Return the clauses ticked beside words they no longer have, in order."""
    clauses = {item.partition(":")[0] for item in posted - {row.ticked for row in here.rows}}
    return [row.clause.pk for row in here.rows if str(row.clause.pk) in clauses]


def _neighbours(both: AgreementProgress, key: str) -> tuple[SectionOfClauses | None, SectionOfClauses | None]:
    """Return the sections before and after."""
    sections = both.sections
    place = next(place for place, section in enumerate(sections) if section.key == key)
    return (sections[place - 1] if place else None), (sections[place + 1] if place + 1 < len(sections) else None)


def place_of(document: str) -> str:
    """Return the URL name of the page that lists the clauses of a document."""
    return "assessment" if document == Document.DPIA else "agreement"


@require_POST
def agree_clauses(request: HttpRequest, reference: str) -> HttpResponse:
    """Agree the clause whose page this came from, exactly as it was shown."""
    share = share_for(request, reference, Action.AGREE)
    wordings = wordings_ticked(request)
    if len(wordings) > 1:
        raise NotNow("To agree more than one clause, open the page of the section and read them there.")
    if not wordings:
        messages.info(request, "Select at least one clause to agree.")
    elif count := actions.agree(share=share, wordings=wordings, by=signed_in(request)):
        messages.success(request, told(count))
    return redirect(f"agreements:{place_of(request.POST.get('document', ''))}", reference)


def disagree(request: HttpRequest, reference: str, clause: int) -> HttpResponse:
    """Withdraw the organisation's agreement to the words of a clause, with a reason."""
    share = share_for(request, reference, Action.DISAGREE)
    here = get_object_or_404(share.clauses.select_related("current"), pk=clause)
    form = DisagreementForm(posted(request), initial={"wording": here.current_id})
    context = framed(request, share, place_of(here.document), form=form, clause=here)
    context |= {"shown": gap_shower(context["page"]), "agreed": _has_agreed(here, context["page"])}
    if form.is_valid():
        try:
            agreeing.disagree(clause=here, by=signed_in(request), **form.cleaned_data)
        except Conflict as problem:
            form.add_error(None, str(problem))
            return render(request, "agreements/negotiating/disagree.html", context, status=409)
        messages.success(request, f"You withdrew your organisation’s agreement to clause {here.number}.")
        return redirect("agreements:clause", reference, here.pk)
    return render(request, "agreements/negotiating/disagree.html", context)


def _has_agreed(clause: Clause, page: Page) -> bool:
    """Return whether the reader's party has agreed the current words of a clause."""
    agreeing = ClauseAgreement.objects.filter(wording=clause.current_id, party=page.own)
    return page.own is not None and agreeing.exists()
