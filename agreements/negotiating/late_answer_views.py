"""Pages to answer missing questions that gaps in the clauses name, each answered once for every clause."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from agreements.access import Page, page_for, page_or_404, posted, revision_posted
from agreements.answers import journeys_of, kept_of, receiving_journey_of, revision_of, side_of
from agreements.drafting.missing import MissingAnswer, missing_in, names_of
from agreements.models import Party
from agreements.negotiating import late_answers as actions
from agreements.negotiating.insufficient import INSUFFICIENT, take_out
from agreements.negotiating.late_answers import is_asked
from agreements.questionnaire import tables
from agreements.questionnaire.forms.base import StepContext, StepForm
from agreements.questionnaire.journey import Journey
from agreements.questionnaire.shape import Step
from agreements.questionnaire.supplier import BESIDE, items_of, question_for
from agreements.questionnaire.words import Json, Words, chosen, is_empty
from agreements.requesting.step_pages import context_of
from agreements.states import Action, Side
from agreements.wording.gaps import awaited_party
from datashare.lib.exceptions import Conflict, Incomplete, NotNow

WAITS = " {others} must now accept or reject the wording."
UNCHANGED = " The wording is already proposed."
GONE = "No clause needs that answer now."


@require_safe
def missing_answers(request: HttpRequest, reference: str) -> HttpResponse:
    """Show every question that a gap names: whose it is, which clauses need it, what is proposed already."""
    page = page_or_404(request, reference)
    if not page.share.edition.clauses.in_text().exists():
        raise NotNow("The clauses have not been drafted yet.")
    found, journeys = missing_in(page.share, page.deferrable), journeys_of(page.share, page.party)
    content = {
        "missing": found,
        "others": _others(page),
        "proposed": sum(item.is_proposed for item in found),
        "groups": _groups(page, found),
        "mine": {item.key for item in found if _may_answer(page, item, journeys)},
        "journeys": journeys,
        "emergency": "emergency" in chosen(journeys[Side.ACQUIRER].answered().get("tri_kind")),
    }
    return page.render(request, "agreements/negotiating/missing_answers.html", content, tab="agreement")


def _others(page: Page) -> str:
    """Return the names of the organisations that decide on what the reader's own proposes."""
    return names_of(party for party in page.parties if page.party and party != page.party)


def _groups(page: Page, found: list[MissingAnswer]) -> list[tuple[str, list[MissingAnswer]]]:
    """Return the questions by who answers: the reader's own side first, those no page can answer last."""
    parties = sorted(page.parties, key=lambda party: party != page.party)
    groups = [(f"{party} must answer", [item for item in found if item.waits_on(party)]) for party in parties]
    groups.append(("Answer these in the clause itself", [item for item in found if item.side is None]))
    return [(heading, items) for heading, items in groups if items]


def _may_answer(page: Page, item: MissingAnswer, journeys: Mapping[Side, Journey]) -> bool:
    """Return whether a member may answer: those who may propose wording, for their own side, in order."""
    if item.asked is None or page.party is None or not item.waits_on(page.party):
        return False
    asked = _asked_in(page, journeys, item.asked.side)
    return page.may(Action.PROPOSE) and asked.can_visit(item.asked.place.step.slug)


def _asked_in(page: Page, journeys: Mapping[Side, Journey], side: Side) -> Journey:
    """Return the path on which the reader's organisation answers the questions of a side: its own as one of several."""
    if side == Side.ACQUIRER and page.party and not page.party.is_lead:
        return receiving_journey_of(page.share, page.party)
    return journeys[side]


@dataclass(frozen=True)
class Open:
    """A question that this user may answer now, and what the page needs to know about it."""

    item: MissingAnswer
    step: Step
    journeys: Mapping[Side, Journey]
    page: Page

    @property
    def answers(self) -> Mapping[str, Json]:
        side = side_of(self.page.share, self.step) or Side.ACQUIRER
        return _asked_in(self.page, self.journeys, side).answers

    @property
    def table(self) -> str:
        """The session key of the rows of a list until they are proposed."""
        return f"fill:{self.page.share.reference}:{self.item.key}"

    @property
    def request(self) -> Mapping[str, Json]:
        return self.journeys[Side.ACQUIRER].answered()

    @property
    def beside(self) -> list[tuple[str, Words]]:
        """The acquirer's answers shown to the supplier beside the question."""
        asked = self.journeys[Side.ACQUIRER]
        said = [
            (asked.question_set.places[key].question.ask, asked.words(key)) for key in BESIDE.get(self.item.key, ())
        ]
        return [(ask, words) for ask, words in said if words]


def _open(request: HttpRequest, page: Page, key: str) -> Open | None:
    """Return the question if it is put to the user's side; None if no clause waits for it."""
    asked = question_for(page.share.edition.question_set, key)
    if asked is None:
        raise Http404("There is no such question.")
    if page.party is None or not is_asked(page.party, asked.side, key):
        raise PermissionDenied(f"This question is for the {asked.side}.")
    own = None if page.party.is_lead and asked.side == Side.ACQUIRER else page.party.pk
    if awaited_party(key) not in (None, own) or (awaited_party(key) is None and asked.side == Side.ACQUIRER and own):
        raise PermissionDenied("This question is for another organisation.")
    journeys = journeys_of(page.share, page.party)
    item = next((item for item in missing_in(page.share, page.deferrable) if item.key == key), None)
    if item is None or not _may_answer(page, item, journeys):
        messages.info(request, GONE)
        return None
    return Open(item, asked.place.step, journeys, page)


def _context(here: Open) -> StepContext:
    """Return the form's context, with the sides named as in the clauses."""
    known = context_of(here.page.share, here.step.form, here.page.party)
    first: dict[str, Party] = {party.side: party for party in reversed(here.page.parties)}
    if here.page.party and not here.page.party.is_lead and here.item.side == Side.ACQUIRER:
        first[Side.ACQUIRER] = here.page.party
    if here.page.party and here.page.party.gives:
        first[Side.SUPPLIER] = here.page.party
    return replace(
        known,
        acquirer=str(first[Side.ACQUIRER].organisation),
        supplier=str(first[Side.SUPPLIER].organisation),
        items=items_of(here.request),
    )


def missing_answer(request: HttpRequest, reference: str, key: str) -> HttpResponse:
    """Show and propose the answer to one question, on the form of the request; or the rows of a list together."""
    here = _open(request, page_for(request, reference, Action.PROPOSE), key)
    if here is None:
        return redirect("agreements:missing_answers", reference)
    if here.step.kind == "table":
        return _table(request, here)
    form = here.step.open(here.answers, context=_context(here), data=posted(request))
    ask_outright(form, here.step)
    take_out(form, key)
    if form.is_valid() and says_something(form):
        try:
            return _propose(request, here, form.to_answers(), revision_posted(request))
        except Conflict:
            return _page(request, here, form, theirs=_theirs(here))
        except Incomplete as problem:
            form.add_error(next(iter(form.fields), None), str(problem))
    return _page(request, here, form)


def ask_outright(form: StepForm, step: Step) -> None:
    """Make a single field required although it was optional in the request, with no repeated label."""
    if len(form.fields) != 1:
        return
    [field] = form.fields.values()
    field.required = True
    if str(field.label).strip() == step.heading and not form.has_heading:
        field.label = "Your answer"


def says_something(form: StepForm) -> bool:
    """Return whether anything was answered; a question optional in the request is required here."""
    if all(is_empty(value) for value in form.to_answers().values()):
        form.add_error(next(iter(form.fields), None), "Enter an answer")
    return form.is_valid()


def _propose(request: HttpRequest, here: Open, values: Mapping[str, Json], revision: int) -> HttpResponse:
    done = actions.fill(share=here.page.share, step=here.step, cleaned=values, revision=revision, by=here.page.reader)
    request.session.pop(here.table, None)
    waits = WAITS.format(others=_others(here.page))
    messages.success(request, f"You answered “{here.step.title}”{done}.{waits if done.proposed else UNCHANGED}")
    following = _following(here) if "next" in request.POST else None
    if following:
        return redirect("agreements:missing_answer", here.page.share.reference, following.key)
    return redirect("agreements:missing_answers", here.page.share.reference)


def _following(here: Open) -> MissingAnswer | None:
    """Return the user's next unanswered question after this one; after the last, the first."""
    share, journeys = here.page.share, journeys_of(here.page.share, here.page.party)
    found = missing_in(share, here.page.deferrable)
    place = next((place for place, item in enumerate(found) if item.key == here.item.key), -1)
    ahead = (item for item in [*found[place + 1 :], *found[: max(place, 0)]] if not item.is_proposed)
    return next((item for item in ahead if _may_answer(here.page, item, journeys)), None)


def _theirs(here: Open) -> list[tuple[str, Words]]:
    """Return what a colleague answered meanwhile."""
    kept = {row.key: row.value for row in kept_of(here.page.share, here.step, here.page.party)}
    return [(question.ask, here.step.words(question.key, kept.get(question.key))) for question in here.step.questions]


def _page(request: HttpRequest, here: Open, form: StepForm | None, *, row: str = "", **more: Any) -> HttpResponse:
    """Return the page of a question or, with `row`, of one row of a list; 409 if a colleague answered meanwhile."""
    kept: list[Any] = list(kept_of(here.page.share, here.step, here.page.party).select_related("author"))
    content = {
        "here": here,
        "step": here.step,
        "form": form,
        "row": row,
        "others": _others(here.page),
        "revision": revision_of(kept),
        "lacking": INSUFFICIENT.get(here.item.key),
        "answered_by": max(kept, key=lambda answer: answer.at, default=None),
        **more,
    }
    template = "agreements/negotiating/missing_answer.html" if form else "agreements/negotiating/missing_table.html"
    status = 409 if "theirs" in more else 200
    return here.page.render(request, template, content, tab="agreement", status=status)


# --- Lists: the rows wait in the session until they are proposed together ---------------------------


def _rows(request: HttpRequest, here: Open) -> list[dict[str, Json]]:
    return tables.rows(request.session.get(here.table, here.answers), here.item.key)


def _keep(request: HttpRequest, here: Open, rows: list[Json], *, again: bool = False) -> None:
    """Store the rows in the session with the revision of the stored answer they began from.

    With `again`, store the newest revision instead.
    """
    newest, held = (
        revision_of(kept_of(here.page.share, here.step, here.page.party)),
        request.session.get(here.table, {}),
    )
    request.session[here.table] = {
        here.item.key: rows,
        "revision": newest if again else held.get("revision", newest),
    }


def _table(request: HttpRequest, here: Open) -> HttpResponse:
    """Show the rows so far, with change and remove; propose them all at once."""
    rows = _rows(request, here)
    if request.method != "POST":
        return _page(request, here, None, rows=rows)
    if gone := request.POST.get("remove", ""):
        _keep(request, here, tables.removed(rows, gone))
        return redirect("agreements:missing_answer", here.page.share.reference, here.item.key)
    if not rows:
        return _page(request, here, None, rows=rows, failed=f"Add at least one {here.step.row}")
    seen = request.session.get(here.table, {}).get("revision", revision_posted(request))
    try:
        return _propose(request, here, {here.item.key: [*rows]}, seen)
    except Conflict:
        _keep(request, here, [*rows], again=True)
        return _page(request, here, None, rows=rows, theirs=_theirs(here))
    except Incomplete as problem:
        return _page(request, here, None, rows=rows, failed=str(problem))


def missing_row(request: HttpRequest, reference: str, key: str, row: str) -> HttpResponse:
    """Show and store one row of a list, new or existing."""
    here = _open(request, page_for(request, reference, Action.PROPOSE), key)
    if here is None:
        return redirect("agreements:missing_answers", reference)
    if here.step.kind != "table":
        raise Http404("This question has no list.")
    rows = _rows(request, here)
    kept = next((found for found in rows if found.get("id") == row), {})
    form = here.step.open_row(kept, context=_context(here), data=posted(request))
    if form.is_valid():
        new = form.to_answers()
        try:
            _keep(request, here, tables.added(rows, new) if row == "new" else tables.changed(rows, row, new))
            return redirect("agreements:missing_answer", reference, key)
        except ValueError as problem:
            form.add_error(None, str(problem))
    return _page(request, here, form, row=row)
