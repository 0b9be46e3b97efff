"""Pages to add a clause of one's own to a section, and to strike one."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect

from agreements.access import Page, page_for, posted
from agreements.drafting.numbering import numbering_of
from agreements.drafting.showing import gap_shower
from agreements.drafting.views import tab_of
from agreements.models import Clause
from agreements.negotiating import inapplicable, own_clauses
from agreements.negotiating.forms import OwnClauseForm, StrikingForm
from agreements.negotiating.propose_views import NUMBERS_MOVED, numbers_moved
from agreements.negotiating.striking import doubts_about
from agreements.states import Action
from datashare.lib.exceptions import Conflict, NotNow


def add_clause(request: HttpRequest, reference: str, section: str) -> HttpResponse:
    """Write a clause of one's own for a section, check it, then send it."""
    page = page_for(request, reference, Action.PROPOSE)
    clauses = list(page.share.edition.clauses.in_text().filter(section=section).in_order())
    if not clauses:
        raise Http404("There is no such section.")
    form = OwnClauseForm(posted(request)).place(clauses, page.parties, page.party)
    checked = form.is_valid()
    if checked and numbers_moved(request, page.share, form.cleaned_data["text"]):
        form.add_error("text", NUMBERS_MOVED)
        checked = False
    if checked and "send" in request.POST and (sent := _sent(page, form)):
        messages.success(request, f"You proposed the clause “{sent.heading}”.")
        return redirect("agreements:clause", reference, sent.pk)
    content = {
        "form": form,
        "here": clauses[0],
        "numbering": numbering_of(page.share),
        "preview": gap_shower(page)(form.cleaned_data["text"]) if checked and not form.errors else "",
    }
    template, tab = "agreements/negotiating/add_clause.html", tab_of(clauses[0].document)
    return page.render(request, template, content, tab=tab)


def _sent(page: Page, form: OwnClauseForm) -> Clause | None:
    """Offer the clause; None if its words cannot be signed, which the form then says."""
    given = {"binds": [], **form.cleaned_data}
    try:
        return own_clauses.offer_clause(share=page.share, by=page.reader, **given).wording.clause
    except NotNow as problem:
        form.add_error("text", str(problem))
        return None


def strike(request: HttpRequest, reference: str, clause: int) -> HttpResponse:
    """Propose to strike a clause, with a reason."""
    page = page_for(request, reference, Action.PROPOSE)
    here = get_object_or_404(page.share.edition.clauses.in_text().select_related("current"), pk=clause)
    outdated = inapplicable.no_longer_applies(here)
    initial = {"based_on": here.current_id, "reason": inapplicable.REASON if outdated else ""}
    form = StrikingForm(posted(request), initial=initial)
    if form.is_valid():
        try:
            own_clauses.propose_striking(clause=here, by=page.reader, **form.cleaned_data)
        except Conflict as problem:
            form.add_error(None, str(problem))
            return _strike_page(request, page, here, form, status=409)
        messages.success(request, f"You proposed to strike clause {here.called}.")
        return redirect("agreements:clause", reference, here.pk)
    return _strike_page(request, page, here, form)


def _strike_page(request: HttpRequest, page: Page, here: Clause, form: StrikingForm, status: int = 200) -> HttpResponse:
    content = {"form": form, "clause": here, "shown": gap_shower(page), "doubts": doubts_about(here)}
    template, tab = "agreements/negotiating/strike.html", tab_of(here.document)
    return page.render(request, template, content, tab=tab, status=status)
