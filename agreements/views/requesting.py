"""The request: the task list, one view for every question, tables, check answers, withdraw."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from agreements.actions import requesting as actions
from agreements.forms.base import Person, StepContext, StepForm
from agreements.forms.members import ReasonForm
from agreements.models import Answer, DataShare, Decision
from agreements.questionnaire import tables
from agreements.questionnaire.journey import Journey
from agreements.questionnaire.shape import Step
from agreements.states import Action, Role, Side, State
from agreements.views.access import framed, share_for, share_or_404, signed_in
from datashare.lib.problems import Conflict, Incomplete


@require_safe
def request_page(request: HttpRequest, reference: str) -> HttpResponse:
    """The task list for those who answer; for everybody else, the answers as they stand."""
    share = share_or_404(request, reference)
    context = framed(request, share, "request", journey=actions.journey_of(share))
    if not context["page"].may(Action.ANSWER):
        context |= {"sent_round": share.rounds.last()}
        return render(request, "agreements/requesting/answers.html", context)
    context["returned"] = _returned(share)
    return render(request, "agreements/requesting/request.html", context)


def _returned(share: DataShare) -> Decision | None:
    """The supplier's comments on the newest round, while the request is back with the acquirer."""
    if share.state != State.RETURNED:
        return None
    decisions = Decision.objects.filter(round__share=share).select_related("round").prefetch_related("round__responses")
    return decisions.order_by("round__number").last()


def _step_or_404(share: DataShare, slug: str) -> tuple[Journey, Step]:
    journey = actions.journey_of(share)
    if not journey.can_visit(slug):
        raise Http404("This question is not part of your request as it stands.")
    return journey, journey.question_set.steps[slug]


def context_of(share: DataShare) -> StepContext:
    """What the forms need to know of the share: its people on the acquirer's side, and who the sides are."""
    members = share.members.live().filter(party__side=Side.ACQUIRER).select_related("user")
    people = {
        member.email: Person(str(member.pk), str(member), Role(member.role).label, member.email) for member in members
    }
    bodies = dict(reversed(share.parties.values_list("side", "organisation__name")))
    holder = share.assets.values_list("publisher_name", flat=True).first()
    return StepContext(
        people=tuple(people.values()),
        acquirer=bodies.get(Side.ACQUIRER, "Your organisation"),
        supplier=bodies.get(Side.SUPPLIER) or holder or "The supplier",
    )


def step(request: HttpRequest, reference: str, slug: str) -> HttpResponse:
    """One question, or the list of a table's rows."""
    share = share_for(request, reference, Action.ANSWER)
    journey, here = _step_or_404(share, slug)
    if here.kind == "check":
        return redirect("agreements:check", reference)
    if here.kind == "table":
        return _table(request, share, journey, here)
    form = here.open(journey.answers, context=context_of(share), data=request.POST or None)
    if form.is_valid():
        try:
            _answer(request, share, here, form.to_answers())
        except Conflict:
            return _conflict(request, share, journey, here, form)
        return _onward(request, share, here)
    return _step_page(request, share, journey, here, form)


def _revision(request: HttpRequest) -> int:
    given = request.POST.get("revision", "")
    return int(given) if given.isdecimal() and len(given) < 9 else 0


def _answer(request: HttpRequest, share: DataShare, here: Step, values: Mapping[str, Any]) -> None:
    actions.answer(share=share, step=here, values=values, revision=_revision(request), by=signed_in(request))


def _onward(request: HttpRequest, share: DataShare, here: Step) -> HttpResponse:
    """Save and come back later goes to the task list; save and continue to the next question without an answer."""
    following = actions.journey_of(share).next_unanswered(after=here.slug)
    if "later" in request.POST or following is None:
        return redirect("agreements:request", share.reference)
    return redirect("agreements:step", share.reference, following.slug)


def _step_page(
    request: HttpRequest, share: DataShare, journey: Journey, here: Step, form: StepForm, status: int = 200, **more: Any
) -> HttpResponse:
    kept = list(share.answers.filter(key__in=here.keys).select_related("author"))
    content = {
        "step": here,
        "section": journey.question_set.section_of[here.slug],
        "form": form,
        "previous": journey.previous(here.slug),
        "revision": actions.revision_of(kept),
        "answered_by": _newest(kept),
        **more,
    }
    context = framed(request, share, "request", **content)
    return render(request, "agreements/requesting/step.html", context, status=status)


def _newest(kept: Sequence[Answer]) -> Answer | None:
    return max(kept, key=lambda answer: answer.at, default=None)


def _conflict(request: HttpRequest, share: DataShare, journey: Journey, here: Step, form: StepForm) -> HttpResponse:
    """409: what a colleague answered meanwhile, beside what this person typed, which stays in the form."""
    journey = actions.journey_of(share)
    theirs = [(place.ask, journey.words(place.key)) for place in here.questions]
    return _step_page(request, share, journey, here, form, status=409, theirs=theirs)


def _table(request: HttpRequest, share: DataShare, journey: Journey, here: Step) -> HttpResponse:
    """The rows so far, with change and remove; another one; or go on."""
    if request.method == "POST":
        return _onward(request, share, here)
    question = here.questions[0]
    content = {
        "step": here,
        "section": journey.question_set.section_of[here.slug],
        "question": question,
        "rows": tables.rows(journey.answers, question.key),
        "previous": journey.previous(here.slug),
    }
    return render(request, "agreements/requesting/table.html", framed(request, share, "request", **content))


def row(request: HttpRequest, reference: str, slug: str, row: str) -> HttpResponse:
    """One row of a table: a new one, or one to change."""
    share = share_for(request, reference, Action.ANSWER)
    journey, here = _step_or_404(share, slug)
    if here.kind != "table":
        raise Http404
    key = here.keys[0]
    before, kept = tables.rows(journey.answers, key), tables.row(journey.answers, key, row)
    form = here.open_row(kept or {}, context=context_of(share), data=request.POST or None)
    if form.is_valid():
        new = form.to_answers()
        try:
            rows = tables.added(before, new) if row == "new" else tables.changed(before, row, new)
            _answer(request, share, here, {key: rows})
        except (Conflict, ValueError) as problem:
            form.add_error(None, f"{problem} Nothing of yours is lost: check the list, then save again.")
        else:
            return redirect("agreements:step", reference, slug)
    return _step_page(request, share, journey, here, form, row=row)


def remove_row(request: HttpRequest, reference: str, slug: str, row: str) -> HttpResponse:
    """Take one row out of a table, after asking."""
    share = share_for(request, reference, Action.ANSWER)
    journey, here = _step_or_404(share, slug)
    key = here.keys[0]
    kept = tables.row(journey.answers, key, row)
    if kept is None or here.kind != "table":
        return redirect("agreements:step", reference, slug)
    if request.method == "POST":
        values = {key: tables.removed(tables.rows(journey.answers, key), row)}
        _answer(request, share, here, values)
        messages.success(request, f"The {here.row} is removed.")
        return redirect("agreements:step", reference, slug)
    revision = actions.revision_of(share.answers.filter(key=key))
    content = {"step": here, "cells": here.form.cells(kept), "revision": revision}
    return render(request, "agreements/requesting/remove_row.html", framed(request, share, "request", **content))


def check(request: HttpRequest, reference: str) -> HttpResponse:
    """Everything that was answered, what is missing first, the declaration, and the button that sends it."""
    share = share_for(request, reference, Action.ANSWER)
    context = framed(request, share, "request")
    journey = actions.journey_of(share)
    declaration = journey.question_set.steps["check"]
    may_send = context["page"].may(Action.SUBMIT)
    form = declaration.open(journey.answers, data=request.POST or None) if may_send else None
    if form is not None and form.is_valid():
        try:
            actions.submit(share=share, declared=form.to_answers(), by=signed_in(request))
        except Incomplete as problem:
            form.add_error(None, str(problem).splitlines())
        else:
            return redirect("agreements:sent", reference)
    context |= {"journey": journey, "form": form, "declaration": declaration, "returned": _returned(share)}
    return render(request, "agreements/requesting/check.html", context)


@require_safe
def sent(request: HttpRequest, reference: str) -> HttpResponse:
    """After sending: to whom it went, and what happens next."""
    share = share_or_404(request, reference)
    leads = share.members.live().filter(party__side=Side.SUPPLIER).exists()
    return render(request, "agreements/requesting/sent.html", framed(request, share, "request", somebody_there=leads))


def withdraw(request: HttpRequest, reference: str) -> HttpResponse:
    """Take the request back, with a reason."""
    share = share_for(request, reference, Action.WITHDRAW)
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        actions.withdraw(share=share, reason=form.cleaned_data["reason"], by=signed_in(request))
        messages.success(request, "The request is withdrawn, and everybody who took part is told.")
        return redirect("agreements:overview", reference)
    return render(request, "agreements/requesting/withdraw.html", framed(request, share, "request", form=form))
