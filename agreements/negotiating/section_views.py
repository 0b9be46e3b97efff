"""Read clauses and agree them beside their words: a section or a whole document on one page, or one clause."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods, require_POST

from agreements.access import Page, page_for, page_or_404, posted
from agreements.drafting.showing import gap_shower
from agreements.drafting.views import tab_of
from agreements.models import Clause, ClauseAgreement, title_of
from agreements.negotiating import actions, agreeing, inapplicable
from agreements.negotiating.forms import DisagreementForm
from agreements.negotiating.progress import AgreementProgress, SectionOfClauses, comments_in, progress_of
from agreements.negotiating.shown import NOT_SHOWN, all_shown, seal_of
from agreements.negotiating.whole import WHOLE, other_to_agree, whole_of
from agreements.states import Action
from datashare.lib.exceptions import Conflict, NotNow
from datashare.lib.phrases import plural

NOTHING_TICKED = "Select each clause that you have read and agree"


@require_http_methods(["GET", "HEAD", "POST"])
def section(request: HttpRequest, reference: str, section: str) -> HttpResponse:
    """Show the full words of a section's clauses, or of all; agree those that were ticked, as they were shown."""
    if request.method != "POST":
        return _section_page(request, page_or_404(request, reference), section)
    page = page_for(request, reference, Action.AGREE)
    wordings = wordings_ticked(request)
    if not wordings:
        return _section_page(request, page, section, NOTHING_TICKED)
    if not all_shown(request, page, section, request.POST.getlist("clause")):
        return _section_page(request, page, section, NOT_SHOWN, status=409)
    agreed = agreeing.agree_in_section(share=page.share, section=section, wordings=wordings, by=page.reader)
    if agreed.left_out:
        before = f"{told(agreed.count)} " if agreed.count else ""
        return _section_page(request, page, section, f"{before}{agreed.left_out}", status=409)
    messages.success(request, told(agreed.count))
    return _onward(page, section)


def told(count: int) -> str:
    return f"You agreed {plural(count, 'clause')}."


def wordings_ticked(request: HttpRequest) -> dict[int, int]:
    """Return the ticked clauses, each with the wording beside the tick."""
    return dict(_pair(item) for item in request.POST.getlist("clause"))


def _pair(item: str) -> tuple[int, int]:
    """Return clause id and wording id, as the page posted them."""
    clause, _, wording = item.partition(":")
    if not (clause.isdecimal() and wording.isdecimal() and len(item) < 40):
        raise NotNow("The service could not read what the page sent. Open the list again.")
    return int(clause), int(wording)


def _onward(page: Page, key: str) -> HttpResponse:
    """Redirect to the next section, or document, in which this party can agree something; else to the list."""
    both = progress_of(page)
    if key in WHOLE:
        if other := other_to_agree(both, key):
            return redirect("agreements:section", page.share.reference, other)
        return redirect(f"agreements:{tab_of(WHOLE[key])}", page.share.reference)
    after = both.next_to_agree(key)
    if after:
        return redirect("agreements:section", page.share.reference, after.key)
    return redirect(f"agreements:{tab_of(_found(both, key).document)}", page.share.reference)


def _section_page(request: HttpRequest, page: Page, key: str, problem: str = "", status: int = 200) -> HttpResponse:
    both = progress_of(page)
    here = _found(both, key)
    ticked, tab = set(request.POST.getlist("clause")), tab_of(here.document)
    before, after = (None, None) if key in WHOLE else _neighbours(both, key)
    content = {
        "section": here,
        "is_whole": key in WHOLE,
        "document": title_of(here.document, page.share),
        "back": tab,
        "shown": gap_shower(page),
        "comments": comments_in(here, page.party),
        "before": before,
        "after": after,
        "failed": bool(problem),
        "problem": problem,
        "ticked": ticked,
        "stale": _stale(here, ticked),
        "outdated": _outdated(here),
        "seal": seal_of(page, key, (row.ticked for row in here.to_agree)),
    }
    return page.render(request, "agreements/negotiating/section.html", content, tab=tab, status=status)


def _outdated(here: SectionOfClauses) -> set[int]:
    """Return the clauses of a section that no longer apply to the current answers."""
    clauses = [row.clause for row in here.rows]
    if not any(inapplicable.may_cease(clause) for clause in clauses):
        return set()
    keys = inapplicable.not_applying(clauses[0].edition.share)
    return {clause.pk for clause in clauses if clause.key in keys and not clause.is_struck}


def _found(both: AgreementProgress, key: str) -> SectionOfClauses:
    found = whole_of(both, key) or next((section for section in both.sections if section.key == key), None)
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


@require_POST
def agree_clauses(request: HttpRequest, reference: str) -> HttpResponse:
    """Agree the clause whose page this came from, exactly as it was shown."""
    page = page_for(request, reference, Action.AGREE)
    wordings = wordings_ticked(request)
    if len(wordings) > 1:
        raise NotNow("To agree more than one clause, open the page of the section and read them there.")
    if not wordings:
        messages.info(request, "Select at least one clause to agree.")
    elif count := actions.agree(share=page.share, wordings=wordings, by=page.reader):
        messages.success(request, told(count))
        if after := page.share.edition.clauses.in_text().get(pk=next(iter(wordings))).neighbours()[1]:
            return redirect("agreements:clause", reference, after.pk)
    return redirect(f"agreements:{tab_of(request.POST.get('document', ''))}", reference)


def disagree(request: HttpRequest, reference: str, clause: int) -> HttpResponse:
    """Withdraw the organisation's agreement to the words of a clause, with a reason."""
    page = page_for(request, reference, Action.DISAGREE)
    here = get_object_or_404(page.share.edition.clauses.in_text().select_related("current"), pk=clause)
    form = DisagreementForm(posted(request), initial={"wording": here.current_id})
    if form.is_valid():
        try:
            agreeing.disagree(clause=here, by=page.reader, **form.cleaned_data)
        except Conflict as problem:
            form.add_error(None, str(problem))
            return _disagree_page(request, page, here, form, status=409)
        messages.success(request, f"You withdrew your organisation’s agreement to clause {here.called}.")
        return redirect("agreements:clause", reference, here.pk)
    return _disagree_page(request, page, here, form)


def _disagree_page(
    request: HttpRequest, page: Page, clause: Clause, form: DisagreementForm, status: int = 200
) -> HttpResponse:
    content = {"form": form, "clause": clause, "shown": gap_shower(page), "agreed": _has_agreed(clause, page)}
    template, tab = "agreements/negotiating/disagree.html", tab_of(clause.document)
    return page.render(request, template, content, tab=tab, status=status)


def _has_agreed(clause: Clause, page: Page) -> bool:
    """Return whether the reader's party has agreed the current words of a clause."""
    agreeing = ClauseAgreement.objects.filter(wording=clause.current_id, party=page.party)
    return page.party is not None and agreeing.exists()
