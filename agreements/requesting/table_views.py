"""Pages of questions whose answer is a list: one row at a time, a copy of one, or many pasted at once."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from agreements.access import Page, page_for, posted
from agreements.answers import journey_of, revision_of
from agreements.models import DataShare
from agreements.passport.offers import FILL_IN, StandardOffer, offer_for, rows_with
from agreements.questionnaire import pasted_rows, tables
from agreements.questionnaire.conditions import assessed
from agreements.questionnaire.forms.base import StepForm
from agreements.questionnaire.journey import Journey
from agreements.questionnaire.position import position_of
from agreements.questionnaire.shape import Step
from agreements.questionnaire.usual_rows import usual_row
from agreements.questionnaire.words import Json, Words
from agreements.requesting.returned import returned_of
from agreements.requesting.step_pages import context_of, onward, save_answer, step_or_404, step_page, usual_left
from agreements.states import Action
from community.hub.beside import guidance_on
from datashare.lib.exceptions import Conflict
from datashare.lib.phrases import plural


def table(request: HttpRequest, page: Page, journey: Journey, here: Step) -> HttpResponse:
    """Show the rows so far, with change, copy, remove, add and paste; add the standard rows; or go on."""
    offer = offer_for(request, page, here, journey.answers)
    if request.method == "POST" and FILL_IN in request.POST:
        return _add_standard(request, page, here, offer)
    kept = page.share.edition.answers.filter(key=here.keys[0]).select_related("standard").first()
    if request.method == "POST":
        if kept and kept.copied_from:
            journey = save_answer(request, page, here, {kept.key: kept.value}, kept.revision)
        return onward(request, page.share, journey, here)
    content = _listed(journey, here) | {
        "offer": offer,
        "answered_by": kept,
        "previous": journey.previous(here.slug),
        "usual": usual_left(page.share, here.form, tables.rows(journey.answers, here.keys[0])),
        "can_be_pasted": pasted_rows.can_be_pasted(here.form),
        "returned": returned_of(page.share, journey),
        "guidance": guidance_on(text=here.asked, questions=here.keys),
    }
    return page.render(request, "agreements/requesting/table.html", content, tab="request")


def _add_standard(request: HttpRequest, page: Page, here: Step, offer: StandardOffer | None) -> HttpResponse:
    """Add the rows of the organisation's standard answer, if there still is one."""
    newest, before = _latest(page.share, here)
    try:
        if offer:
            save_answer(request, page, here, {offer.key: rows_with(offer, before)}, newest)
    except (Conflict, ValueError) as problem:
        messages.info(request, f"{str(problem).removesuffix('.')}.")
    return redirect("agreements:step", page.share.reference, here.slug)


def _listed(journey: Journey, here: Step) -> dict[str, Any]:
    question = here.questions[0]
    section = journey.question_set.section_of[here.slug]
    return {
        "step": here,
        "section": section,
        "position": position_of(journey, here),
        "raised": [journey.first[question.key]] if question.key in journey.first else [],
        "question": question,
        "rows": tables.rows(journey.answers, question.key),
        "assessed": assessed(journey.answered()),
    }


def _table_or_404(share: DataShare, slug: str) -> tuple[Journey, Step]:
    journey, here = step_or_404(share, slug)
    if here.kind != "table":
        raise Http404("This question has no list.")
    return journey, here


def row(request: HttpRequest, reference: str, slug: str, row: str) -> HttpResponse:
    """Show and save one row of a table: a new one, a copy of one (`?copy=`), or one to change."""
    page = page_for(request, reference, Action.ANSWER)
    journey, here = _table_or_404(page.share, slug)
    kept = tables.row(journey.answers, here.keys[0], row)
    if row != "new" and kept is None and request.method != "POST":
        messages.info(request, f"This {here.row} is no longer in the list.")
        return redirect("agreements:step", reference, slug)
    like = tables.row(journey.answers, here.keys[0], request.GET.get("copy", "")) if row == "new" else None
    context = context_of(page.share, here.form)
    begun = usual_row(here.form, context, request.GET.get("usual", "")) if row == "new" else {}
    form = here.open_row(kept or like or begun, context=context, data=posted(request))
    if form.is_valid():
        try:
            _save_row(request, page, journey, here, row, form)
        except Conflict:
            return _row_conflict(request, page, journey, here, row, form)
        except ValueError as problem:
            form.add_error(None, str(problem))
        else:
            return _after_row(request, reference, here)
    return step_page(request, page, journey, here, form, row=row, is_copy=like is not None)


def _after_row(request: HttpRequest, reference: str, here: Step) -> HttpResponse:
    if "another" not in request.POST:
        return redirect("agreements:step", reference, here.slug)
    messages.success(request, f"{here.row.capitalize()} saved.")
    return redirect("agreements:row", reference, here.slug, "new")


def _save_row(request: HttpRequest, page: Page, journey: Journey, here: Step, row: str, form: StepForm) -> None:
    """Add a new row at the end, even if others were added meanwhile; change one only if unchanged since shown."""
    key, new = here.keys[0], form.to_answers()
    if row == "new":
        newest, before = _latest(page.share, here)
        save_answer(request, page, here, {key: tables.added(before, new)}, newest)
    else:
        save_answer(request, page, here, {key: tables.changed(tables.rows(journey.answers, key), row, new)})


def _latest(share: DataShare, here: Step) -> tuple[int, list[dict[str, Json]]]:
    """Return the revision and the rows. The revision is read first, so that a concurrent save is noticed."""
    revision = revision_of(share.edition.answers.filter(key=here.keys[0]))
    return revision, tables.rows(journey_of(share).answers, here.keys[0])


def _row_conflict(
    request: HttpRequest, page: Page, journey: Journey, here: Step, row: str, form: StepForm
) -> HttpResponse:
    """Return a 409 page: the row as a colleague left it, beside what this user typed."""
    kept = tables.row(journey_of(page.share).answers, here.keys[0], row)
    cells = here.form.cells(kept) if kept else ("Someone removed this from the list.",)
    headings = here.form.columns.values() if kept else (here.row.capitalize(),)
    theirs = [(heading, Words((cell,) if cell else ())) for heading, cell in zip(headings, cells, strict=True)]
    return step_page(request, page, journey, here, form, status=409, row=row, theirs=theirs)


def remove_row(request: HttpRequest, reference: str, slug: str, row: str) -> HttpResponse:
    """Remove one row of a table, after asking."""
    page = page_for(request, reference, Action.ANSWER)
    journey, here = step_or_404(page.share, slug)
    key = here.keys[0]
    kept = tables.row(journey.answers, key, row)
    if kept is None or here.kind != "table":
        return redirect("agreements:step", reference, slug)
    if request.method == "POST":
        values = {key: tables.removed(tables.rows(journey.answers, key), row)}
        save_answer(request, page, here, values)
        messages.success(request, f"{here.row.capitalize()} removed.")
        return redirect("agreements:step", reference, slug)
    revision = revision_of(page.share.edition.answers.filter(key=key))
    content = {"step": here, "cells": here.form.cells(kept), "revision": revision}
    return page.render(request, "agreements/requesting/remove_row.html", content, tab="request")


def paste_rows(request: HttpRequest, reference: str, slug: str) -> HttpResponse:
    """Add many pasted rows at once, shown as parsed before they are saved."""
    page = page_for(request, reference, Action.ANSWER)
    journey, here = _table_or_404(page.share, slug)
    if not pasted_rows.can_be_pasted(here.form):
        raise Http404("You can add to this list only one row at a time.")
    newest, before = _latest(page.share, here)
    form = pasted_rows.PasteForm(posted(request), row_form=here.form, before=before)
    is_read = form.is_valid()
    if is_read and "save" in request.POST:
        try:
            save_answer(request, page, here, {here.keys[0]: form.rows}, newest)
        except Conflict:
            messages.info(request, "Someone else changed this list. Check the lines and add them again.")
        else:
            messages.success(request, f"{plural(len(form.read), here.row)} added.")
            return redirect("agreements:step", reference, slug)
    content = _listed(journey, here) | {"form": form, "preview": is_read and "change" not in request.POST}
    return page.render(request, "agreements/requesting/paste.html", content, tab="request")
