"""Propose other wording for a clause: in one box, or its tables row by row; checked before it is sent."""

from typing import Any, Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from agreements.access import framed, share_for, signed_in
from agreements.drafting.views import asker, change_shower, gap_shower
from agreements.models import Clause, Wording
from agreements.negotiating import actions, inapplicable
from agreements.negotiating.clause_tables import RowsForm, Typed
from agreements.negotiating.forms import ProposalForm
from agreements.negotiating.section_views import place_of
from agreements.states import Action
from agreements.wording.blocks import shapes_in
from agreements.wording.gaps import gaps_in, mark
from agreements.wording.table_rows import cut
from datashare.lib.exceptions import Conflict, NotNow

NO_ROWS: Final = (
    "This wording has no table that you can edit as rows. A table needs a line of dashes under its first row. No row "
    "can have more cells than the first"
)


def propose(request: HttpRequest, reference: str, clause: int) -> HttpResponse:
    """Show the box, then the change as the others will see it, then send it."""
    share = share_for(request, reference, Action.PROPOSE)
    here = get_object_or_404(share.clauses.select_related("current"), pk=clause)
    context = framed(request, share, place_of(here.document), clause=here, preview="", theirs="", yours="")
    asked, now = asker(context["page"]), here.current.text if here.current else ""
    context |= {"shown": gap_shower(context["page"]), "gaps": [(mark(key), asked(key)) for key in gaps_in(now)]}
    context |= {"shapes": frozenset(), "rows_to_offer": False}
    if "text" in request.POST:
        return _from_box(request, context)
    starting = _starting_words(request, here)
    base = request.POST.get("base", "").replace("\r\n", "\n") or starting["text"]
    if cut(base) is None or request.GET.get("as") == "text":
        return _box(request, context, ProposalForm(initial=starting))
    return _from_rows(request, context, base)


def _starting_words(request: HttpRequest, here: Clause) -> dict[str, Any]:
    """Return the current words, or those of an older proposal to be offered again."""
    again = request.GET.get("again", "")
    wording = here.wordings.filter(pk=int(again)).first() if again.isdecimal() and len(again) < 18 else None
    return {"text": (wording or here.current or Wording(text="")).text, "based_on": here.current_id}


def _box(request: HttpRequest, context: dict[str, Any], form: ProposalForm, status: int = 200) -> HttpResponse:
    """Return the page with one box for all words; its hint fits the content."""
    text = str(form.data.get("text") or form.initial.get("text", ""))
    shapes = shapes_in(text)
    form.explain(shapes)
    context |= {"form": form, "shapes": shapes, "rows_to_offer": cut(text.replace("\r\n", "\n")) is not None}
    return render(request, "agreements/negotiating/propose.html", context, status=status)


def _from_box(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    now = context["clause"].current
    form = ProposalForm(request.POST, initial={"text": now.text if now else ""})
    if request.POST.get("do") == "rows":
        base = request.POST["text"].replace("\r\n", "\n")
        if found := cut(base):
            return _rows(request, context, _boxes(request, base, Typed.of(found)))
        form.add_error("text", NO_ROWS)
    elif form.is_valid():
        return _checked(request, context, form) or _box(request, context, form)
    return _box(request, context, form)


def _boxes(request: HttpRequest, base: str, typed: Typed) -> RowsForm:
    """Return the form with what was typed so far, without messages before it is checked."""
    given = request.POST
    return RowsForm(base=base, typed=typed, based_on=given.get("based_on", ""), reason=given.get("reason", ""))


def _rows(request: HttpRequest, context: dict[str, Any], form: RowsForm) -> HttpResponse:
    """Return the page with a form for each row."""
    context |= {"form": form, "shapes": shapes_in(form.initial["base"]) & {"sign"}}
    return render(request, "agreements/negotiating/propose.html", context)


def _from_rows(request: HttpRequest, context: dict[str, Any], base: str) -> HttpResponse:
    found, here = cut(base), context["clause"]
    assert found is not None  # noqa: S101 (the caller asked)
    if request.method != "POST":
        return _rows(request, context, RowsForm(base=base, typed=Typed.of(found), based_on=here.current_id))
    typed, asked = Typed.posted(found, request.POST), request.POST.get("do", "")
    if asked == "text":
        given = {"text": typed.text(), "reason": request.POST.get("reason", "")}
        return _box(request, context, ProposalForm(initial={**given, "based_on": request.POST.get("based_on", "")}))
    if asked:
        typed.act(asked)
        return _rows(request, context, _boxes(request, base, typed))
    form = RowsForm(request.POST, base=base, typed=typed, based_on=here.current_id)
    answer = _checked(request, context, form) if form.is_valid() else None
    return answer or _rows(request, context, form)


def _checked(request: HttpRequest, context: dict[str, Any], form: ProposalForm | RowsForm) -> HttpResponse | None:
    """Send the proposal, or return the page of its changes; None if the form is to be shown again."""
    here, given = context["clause"], {name: form.cleaned_data[name] for name in ("based_on", "text", "reason")}
    try:
        actions.check_proposal(here, given["based_on"], given["text"])
        if "send" in request.POST:
            actions.propose(clause=here, by=signed_in(request), **given)
            messages.success(request, f"You proposed different wording for clause {here.number}.")
            return redirect("agreements:clause", context["share"].reference, here.pk)
        now = here.current.text if here.current else ""
        context["preview"] = change_shower(context["page"])(now, given["text"])
    except Conflict:
        return _conflict(request, context, given)
    except NotNow as problem:
        form.add_error("text" if "text" in form.fields else None, str(problem))
    return None


def _conflict(request: HttpRequest, context: dict[str, Any], given: dict[str, Any]) -> HttpResponse:
    """Return a 409 page: both texts side by side, and the user's own in the box, now based on the new words."""
    here = Clause.objects.select_related("current").get(pk=context["clause"].pk)
    theirs = here.current.text if here.current else ""
    preview = change_shower(context["page"])(theirs, given["text"])
    context |= {"theirs": theirs, "yours": given["text"], "preview": preview}
    return _box(request, context, ProposalForm(given | {"based_on": str(here.current_id)}), status=409)


@require_POST
def take_out(request: HttpRequest, reference: str, clause: int) -> HttpResponse:
    """Propose to remove the words of a clause that no longer applies."""
    share = share_for(request, reference, Action.PROPOSE)
    here = get_object_or_404(share.clauses.select_related("current", "share"), pk=clause)
    given = request.POST.get("based_on", "")
    based_on = int(given) if given.isdecimal() and len(given) < 18 else 0
    inapplicable.propose_out(clause=here, based_on=based_on, by=signed_in(request))
    messages.success(request, f"You proposed removing clause {here.number}.")
    return redirect("agreements:clause", reference, here.pk)
