"""Propose other wording for a clause: in one box, or its tables row by row; checked before it is sent."""

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect

from agreements.access import Page, page_for
from agreements.drafting.numbering import Printer, numbering_of, reference_printer
from agreements.drafting.showing import asker, change_shower, gap_shower
from agreements.drafting.views import tab_of
from agreements.models import Clause, DataShare, Wording
from agreements.negotiating import actions
from agreements.negotiating.clause_tables import RowsForm, Typed
from agreements.negotiating.forms import ProposalForm
from agreements.states import Action
from agreements.wording.blocks import shapes_in
from agreements.wording.gaps import gaps_in, mark
from agreements.wording.references import refers
from agreements.wording.table_rows import cut
from datashare.lib.exceptions import Conflict, NotNow

NO_ROWS: Final = (
    "This wording has no table that you can edit as rows. A table needs a line of dashes under its first row. No row "
    "can have more cells than the first"
)

THEIRS_STRUCK: Final = "(This clause was struck.)"
NUMBERS_MOVED: Final = (
    "The numbers of clauses changed after you opened the page. Check each clause that this wording refers to, then "
    "send it again"
)


@dataclass(frozen=True)
class Editing:
    """A clause for which a user writes other words; `comparison` is what the page shows beside the form."""

    page: Page
    clause: Clause
    comparison: dict[str, Any] = field(default_factory=lambda: {"preview": "", "theirs": "", "yours": ""})

    @property
    def now(self) -> str:
        """The current words of the clause, its references to others as numbers."""
        return self.printed(self.clause.current.text if self.clause.current else "")

    @cached_property
    def printed(self) -> Printer:
        return reference_printer(self.page.share)

    def render(
        self, request: HttpRequest, form: ProposalForm | RowsForm, status: int = 200, **content: Any
    ) -> HttpResponse:
        """Return the page with this form, and the questions behind the gaps of the current words."""
        asked = asker(self.page)
        content |= {
            "clause": self.clause,
            "form": form,
            "shown": gap_shower(self.page),
            "numbering": numbering_of(self.page.share),
            "gaps": [(mark(key), asked(key)) for key in gaps_in(self.now)],
            **self.comparison,
        }
        template, tab = "agreements/negotiating/propose.html", tab_of(self.clause.document)
        return self.page.render(request, template, content, tab=tab, status=status)


def propose(request: HttpRequest, reference: str, clause: int) -> HttpResponse:
    """Show the box, then the change as the others will see it, then send it."""
    page = page_for(request, reference, Action.PROPOSE)
    editing = Editing(
        page, get_object_or_404(page.share.edition.clauses.in_text().select_related("current"), pk=clause)
    )
    if "text" in request.POST:
        return _from_box(request, editing)
    starting = _starting_words(request, editing.clause)
    base = request.POST.get("base", "").replace("\r\n", "\n") or starting["text"]
    if cut(base) is None or request.GET.get("as") == "text":
        return _box(request, editing, ProposalForm(initial=starting))
    return _from_rows(request, editing, base)


def _starting_words(request: HttpRequest, here: Clause) -> dict[str, Any]:
    """Return the current words, those of a struck clause, or of an older proposal to be offered again."""
    again = request.GET.get("again", "")
    wording = here.wordings.filter(pk=int(again)).first() if again.isdecimal() and len(again) < 18 else None
    now = here.current.based_on if here.current and here.is_struck else here.current
    text = (wording or now or Wording(text="")).text
    return {"text": reference_printer(here.edition.share)(text), "based_on": here.current_id}


def _box(request: HttpRequest, editing: Editing, form: ProposalForm, status: int = 200) -> HttpResponse:
    """Return the page with one box for all words; its hint fits the content."""
    text = str(form.data.get("text") or form.initial.get("text", ""))
    shapes = shapes_in(text)
    form.explain(shapes)
    rows_to_offer = cut(text.replace("\r\n", "\n")) is not None
    return editing.render(request, form, status, shapes=shapes, rows_to_offer=rows_to_offer)


def _from_box(request: HttpRequest, editing: Editing) -> HttpResponse:
    form = ProposalForm(request.POST, initial={"text": editing.now})
    if request.POST.get("do") == "rows":
        base = request.POST["text"].replace("\r\n", "\n")
        if found := cut(base):
            return _rows(request, editing, _boxes(request, base, Typed.of(found)))
        form.add_error("text", NO_ROWS)
    elif form.is_valid():
        return _checked(request, editing, form) or _box(request, editing, form)
    return _box(request, editing, form)


def _boxes(request: HttpRequest, base: str, typed: Typed) -> RowsForm:
    """Return the form with what was typed so far, without messages before it is checked."""
    given = request.POST
    return RowsForm(base=base, typed=typed, based_on=given.get("based_on", ""), reason=given.get("reason", ""))


def _rows(request: HttpRequest, editing: Editing, form: RowsForm) -> HttpResponse:
    """Return the page with a form for each row."""
    return editing.render(request, form, shapes=shapes_in(form.initial["base"]) & {"sign"}, rows_to_offer=False)


def _from_rows(request: HttpRequest, editing: Editing, base: str) -> HttpResponse:
    found, based_on = cut(base), editing.clause.current_id
    assert found is not None  # noqa: S101 (the caller asked)
    if request.method != "POST":
        return _rows(request, editing, RowsForm(base=base, typed=Typed.of(found), based_on=based_on))
    typed, asked = Typed.posted(found, request.POST), request.POST.get("do", "")
    if asked == "text":
        given = {"text": typed.text(), "reason": request.POST.get("reason", "")}
        return _box(request, editing, ProposalForm(initial={**given, "based_on": request.POST.get("based_on", "")}))
    if asked:
        typed.act(asked)
        return _rows(request, editing, _boxes(request, base, typed))
    form = RowsForm(request.POST, base=base, typed=typed, based_on=based_on)
    answer = _checked(request, editing, form) if form.is_valid() else None
    return answer or _rows(request, editing, form)


def _checked(request: HttpRequest, editing: Editing, form: ProposalForm | RowsForm) -> HttpResponse | None:
    """Send the proposal, or return the page of its changes; None if the form is to be shown again."""
    here, given = editing.clause, {name: form.cleaned_data[name] for name in ("based_on", "text", "reason")}
    if numbers_moved(request, editing.page.share, given["text"]):
        form.add_error("text" if "text" in form.fields else None, NUMBERS_MOVED)
        return None
    try:
        actions.check_proposal(here, given["based_on"], given["text"])
        if "send" in request.POST:
            actions.propose(clause=here, by=editing.page.reader, **given)
            messages.success(request, f"You proposed different wording for clause {here.called}.")
            return redirect("agreements:clause", editing.page.share.reference, here.pk)
        editing.comparison["preview"] = change_shower(editing.page)(editing.now, given["text"])
    except Conflict:
        return _conflict(request, editing, given)
    except NotNow as problem:
        form.add_error("text" if "text" in form.fields else None, str(problem))
    return None


def numbers_moved(request: HttpRequest, share: DataShare, text: str) -> bool:
    """Return whether a text refers to clauses by numbers that have changed since its page was opened."""
    seen = request.POST.get("numbering", "")
    return refers(text) and bool(seen) and seen != numbering_of(share)


def _conflict(request: HttpRequest, editing: Editing, given: dict[str, Any]) -> HttpResponse:
    """Return a 409 page: both texts side by side, and the user's own in the box, now based on the new words."""
    clause = Clause.objects.select_related("current").get(pk=editing.clause.pk)
    theirs, yours = clause.current.text if clause.current else "", given["text"]
    theirs = theirs or THEIRS_STRUCK
    preview = change_shower(editing.page)(theirs, yours)
    newest = Editing(editing.page, clause, {"preview": preview, "theirs": theirs, "yours": yours})
    return _box(request, newest, ProposalForm(given | {"based_on": str(newest.clause.current_id)}), status=409)
