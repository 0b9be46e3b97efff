"""Pages of what a body answers about itself: the task list, each question, the rows of a list."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from agreements.access import Page, page_for, posted, revision_posted
from agreements.answers import kept_of, revision_of
from agreements.passport.offers import FILL_IN, StandardOffer, hints_of, offer_for, rows_with, said_in
from agreements.questionnaire import tables
from agreements.questionnaire.forms.base import StepForm
from agreements.questionnaire.journey import Journey
from agreements.questionnaire.position import position_of
from agreements.questionnaire.shape import Step
from agreements.questionnaire.usual_rows import usual_row
from agreements.questionnaire.words import Json, Words
from agreements.requesting.body_forms import PurposeForm
from agreements.requesting.own_half import answer_own, journey_to_answer, state_purpose
from agreements.requesting.step_pages import context_of, usual_left
from agreements.states import Action
from community.hub.beside import guidance_on
from datashare.lib.exceptions import Conflict


def _open(request: HttpRequest, reference: str) -> tuple[Page, Journey]:
    page = page_for(request, reference, Action.ANSWER_OWN)
    journey = journey_to_answer(page.share, page.acting)
    if journey is None:
        raise Http404("There are no questions about your organisation to answer yet.")
    return page, journey


def _open_step(request: HttpRequest, reference: str, slug: str) -> tuple[Page, Journey, Step]:
    page, journey = _open(request, reference)
    if not journey.can_visit(slug):
        raise Http404("This question is not asked of your organisation at the moment.")
    return page, journey, journey.question_set.steps[slug]


@require_safe
def own_half(request: HttpRequest, reference: str) -> HttpResponse:
    """Show the questions that the reader's organisation answers about itself, and which are answered."""
    page, journey = _open(request, reference)
    rows = page.share.edition.party_answers.filter(party=page.acting)
    content = {"journey": journey, "hints": hints_of(page, said_in(rows), journey)}
    return page.render(request, "agreements/requesting/own_half.html", content, tab="request")


def own_purpose(request: HttpRequest, reference: str) -> HttpResponse:
    """Show what who asks expects the reader's organisation to use the data for, to confirm or change."""
    page = page_for(request, reference, Action.ANSWER_OWN)
    if not page.acting.receives_too:
        raise Http404("Your organisation asked for the data, and says what it is for in the request.")
    form = PurposeForm(posted(request), initial={"purpose": page.acting.purpose})
    if form.is_valid():
        state_purpose(share=page.share, purpose=form.cleaned_data["purpose"], by=page.reader)
        return redirect("agreements:own_half", reference)
    return page.render(request, "agreements/requesting/own_purpose.html", {"form": form}, tab="request")


def own_question(request: HttpRequest, reference: str, slug: str) -> HttpResponse:
    """Show and store one question, or show the rows of a list."""
    page, journey, here = _open_step(request, reference, slug)
    if here.kind == "table":
        return _table(request, page, journey, here)
    offer = offer_for(request, page, here, journey.answers)
    start = offer.fill(journey.answers) if offer else journey.answers
    form = here.open(start, context=context_of(page.share, here.form, page.acting), data=posted(request))
    if form.is_valid():
        try:
            _save(request, page, here, form.to_answers())
        except Conflict:
            return _question_page(request, page, journey, here, form, late=True)
        return _onward(request, page, here)
    return _question_page(request, page, journey, here, form, offer=offer)


def _save(request: HttpRequest, page: Page, here: Step, values: dict[str, Any]) -> None:
    answer_own(share=page.share, step=here, values=values, revision=revision_posted(request), by=page.reader)


def _onward(request: HttpRequest, page: Page, here: Step) -> HttpResponse:
    journey = journey_to_answer(page.share, page.acting)
    following = journey.next_unanswered(after=here.slug) if journey and "later" not in request.POST else None
    if following is None:
        return redirect("agreements:own_half", page.share.reference)
    return redirect("agreements:own_question", page.share.reference, following.slug)


def _question_page(
    request: HttpRequest,
    page: Page,
    journey: Journey,
    here: Step,
    form: StepForm,
    *,
    row: str = "",
    late: bool = False,
    offer: StandardOffer | None = None,
) -> HttpResponse:
    """Return the page of a question; 409 if a colleague has answered since it was opened."""
    kept = _kept(page, here)
    content = _place(journey, here, kept) | {
        "form": form,
        "row": row,
        "theirs": _theirs(here, kept) if late else (),
        "offer": offer,
    }
    status = 409 if late else 200
    return page.render(request, "agreements/requesting/own_question.html", content, tab="request", status=status)


def _kept(page: Page, here: Step) -> list[Any]:
    return list(kept_of(page.share, here, page.acting).select_related("author", "standard"))


def _place(journey: Journey, here: Step, kept: list[Any]) -> dict[str, Any]:
    """Return where the page of a question stands, and what is stored for it."""
    return {
        "step": here,
        "section": journey.question_set.section_of[here.slug],
        "position": position_of(journey, here),
        "previous": journey.previous(here.slug),
        "revision": revision_of(kept),
        "answered_by": max(kept, key=lambda answer: answer.at, default=None),
        "guidance": guidance_on(text=here.asked, questions=here.keys),
    }


def _theirs(here: Step, kept: list[Any]) -> list[tuple[str, Words]]:
    """Return what a colleague answered meanwhile."""
    stored = {answer.key: answer.value for answer in kept}
    return [(place.ask, here.words(place.key, stored.get(place.key))) for place in here.questions]


def _table(request: HttpRequest, page: Page, journey: Journey, here: Step) -> HttpResponse:
    """Show the rows of a list so far, with change and remove; add the standard rows; or go on."""
    rows = tables.rows(journey.answers, here.keys[0])
    offer = offer_for(request, page, here, journey.answers)
    if request.method == "POST" and FILL_IN in request.POST:
        return _add_standard(request, page, here, offer, rows)
    if gone := request.POST.get("remove", ""):
        try:
            _save(request, page, here, {here.keys[0]: tables.removed(rows, gone)})
        except Conflict:
            messages.info(request, "Someone else changed this list. Check it, then try again.")
        return redirect("agreements:own_question", page.share.reference, here.slug)
    if request.method == "POST":
        return _onward(request, page, here)
    headings = here.form.columns.values()
    content = _place(journey, here, _kept(page, here)) | {
        "offer": offer,
        "rows": [(str(found["id"]), list(zip(headings, here.form.cells(found), strict=True))) for found in rows],
        "usual": usual_left(page.share, here.form, rows),
    }
    return page.render(request, "agreements/requesting/own_table.html", content, tab="request")


def _add_standard(
    request: HttpRequest, page: Page, here: Step, offer: StandardOffer | None, rows: list[dict[str, Json]]
) -> HttpResponse:
    """Add the rows of the organisation's standard answer, if there still is one."""
    try:
        if offer:
            _save(request, page, here, {offer.key: rows_with(offer, rows)})
    except (Conflict, ValueError) as problem:
        messages.info(request, f"{str(problem).removesuffix('.')}.")
    return redirect("agreements:own_question", page.share.reference, here.slug)


def own_row(request: HttpRequest, reference: str, slug: str, row: str) -> HttpResponse:
    """Show and store one row of a list, new or existing."""
    page, journey, here = _open_step(request, reference, slug)
    key = here.keys[0]
    rows = tables.rows(journey.answers, key)
    if here.kind != "table" or (row != "new" and not any(found.get("id") == row for found in rows)):
        raise Http404("There is no such row.")
    kept = next((found for found in rows if found.get("id") == row), {})
    context = context_of(page.share, here.form, page.acting)
    begun = usual_row(here.form, context, request.GET.get("usual", "")) if row == "new" else {}
    form = here.open_row(kept or begun, context=context, data=posted(request))
    if form.is_valid():
        new = form.to_answers()
        try:
            made = tables.added(rows, new) if row == "new" else tables.changed(rows, row, new)
            _save(request, page, here, {key: made})
            return redirect("agreements:own_question", reference, slug)
        except Conflict:
            return _question_page(request, page, journey, here, form, row=row, late=True)
        except ValueError as problem:
            form.add_error(None, str(problem))
    return _question_page(request, page, journey, here, form, row=row)
