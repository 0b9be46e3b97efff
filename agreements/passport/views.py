"""Pages of a passport: the list of standard answers, each question, the rows of a table, the versions."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from agreements.access import posted, revision_posted
from agreements.passport.actions import confirm, must_administer
from agreements.passport.reading import Passport, passport_for, step_of, versions_of
from agreements.questionnaire import tables
from agreements.questionnaire.forms.base import StepContext, StepForm
from agreements.questionnaire.shape import Step
from agreements.questionnaire.standard import PASSPORT, first_row
from agreements.questionnaire.words import Json
from community.accounts.current_user import signed_in
from datashare.lib.exceptions import Conflict


@require_safe
def standard_answers(request: HttpRequest, body: str) -> HttpResponse:
    """Show every standard answer of the organisation, who confirmed it and when."""
    passport = passport_for(signed_in(request), body)
    sections = [
        (section.title, [(step, passport.newest.get(step.keys[0])) for step in section.steps])
        for section in PASSPORT.sections
    ]
    content = {"passport": passport, "sections": sections}
    return render(request, "agreements/passport/standard_answers.html", content)


@require_safe
def standard_versions(request: HttpRequest, body: str, question: str) -> HttpResponse:
    """Show every version of one standard answer, and the reader's data shares that use it."""
    passport, step = passport_for(signed_in(request), body), step_of(question)
    content = {"passport": passport, "step": step, "versions": versions_of(passport, step.keys[0])}
    return render(request, "agreements/passport/standard_versions.html", content)


def _to_edit(request: HttpRequest, body: str, question: str) -> tuple[Passport, Step]:
    """Return the passport and the page. Raise PermissionDenied or NotNow for those who may not change it."""
    passport = passport_for(signed_in(request), body)
    must_administer(passport.reader, passport.body)
    return passport, step_of(question)


def standard_answer(request: HttpRequest, body: str, question: str) -> HttpResponse:
    """Show and store one standard answer, or show the rows of a table."""
    passport, step = _to_edit(request, body, question)
    if step.kind == "table":
        return _table(request, passport, step)
    form = step.open(passport.answers, context=_context(passport), data=posted(request))
    if form.is_valid():
        try:
            _save(request, passport, step, form.to_answers()[step.keys[0]])
        except Conflict:
            return _form_page(request, passport, step, form, late=True)
        return redirect("agreements:standard_answers", body)
    return _form_page(request, passport, step, form)


def _context(passport: Passport) -> StepContext:
    return StepContext(acquirer=str(passport.body), supplier=str(passport.body))


def _save(request: HttpRequest, passport: Passport, step: Step, value: Json) -> None:
    """Confirm the answer, and say so."""
    confirm(
        organisation=passport.body,
        key=step.keys[0],
        value=value,
        revision=revision_posted(request),
        by=passport.reader,
    )
    messages.success(request, "Standard answer saved. Data shares that used the earlier one do not change.")


def _form_page(
    request: HttpRequest, passport: Passport, step: Step, form: StepForm, *, row: str = "", late: bool = False
) -> HttpResponse:
    """Return the page of a form; 409, with a colleague's answer, if one was confirmed since it was opened."""
    newest = passport_for(passport.reader, passport.body.slug) if late else passport
    content = {
        "passport": newest,
        "step": step,
        "form": form,
        "row": row,
        "late": late,
        "standard": newest.newest.get(step.keys[0]),
        "revision": newest.version_of(step),
    }
    return render(request, "agreements/passport/standard_answer.html", content, status=409 if late else 200)


def _table(request: HttpRequest, passport: Passport, step: Step) -> HttpResponse:
    """Show the rows of a table with change, remove and add."""
    rows = tables.rows(passport.answers, step.keys[0])
    if gone := request.POST.get("remove", ""):
        try:
            _save(request, passport, step, tables.removed(rows, gone))
        except Conflict:
            messages.info(request, "Someone else changed this list. Check it, then try again.")
        return redirect("agreements:standard_answer", passport.body.slug, step.slug)
    if request.method == "POST":
        return redirect("agreements:standard_answers", passport.body.slug)
    headings = step.form.columns.values()
    content: dict[str, Any] = {
        "passport": passport,
        "step": step,
        "rows": [(str(row["id"]), list(zip(headings, step.form.cells(row), strict=True))) for row in rows],
        "revision": passport.version_of(step),
    }
    return render(request, "agreements/passport/standard_table.html", content)


def standard_row(request: HttpRequest, body: str, question: str, row: str) -> HttpResponse:
    """Show and store one row of a table, new or existing."""
    passport, step = _to_edit(request, body, question)
    rows = tables.rows(passport.answers, step.keys[0])
    kept = tables.row(passport.answers, step.keys[0], row)
    if step.kind != "table" or (row != "new" and kept is None and request.method != "POST"):
        raise Http404("There is no such row.")
    start = kept or first_row(step.keys[0], str(passport.body))
    form = step.open_row(start, context=_context(passport), data=posted(request))
    if form.is_valid():
        new = form.to_answers()
        try:
            made = tables.added(rows, new) if row == "new" else tables.changed(rows, row, new)
            _save(request, passport, step, made)
            return redirect("agreements:standard_answer", body, question)
        except Conflict:
            return _form_page(request, passport, step, form, row=row, late=True)
        except ValueError as problem:
            form.add_error(None, str(problem))
    return _form_page(request, passport, step, form, row=row)
