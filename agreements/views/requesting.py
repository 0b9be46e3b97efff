"""The request: the task list, one view for every question, tables, check answers, withdraw."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from agreements import policy
from agreements.actions import requesting as actions
from agreements.forms.base import Person, StepContext, StepForm
from agreements.forms.members import ReasonForm
from agreements.forms.words import Words
from agreements.models import Answer, DataShare, Decision, Member
from agreements.questionnaire import tables
from agreements.questionnaire.journey import Journey
from agreements.questionnaire.questions import question_set
from agreements.questionnaire.shape import Step
from agreements.states import Action, Role, Side, State
from agreements.views.access import framed, posted, revision_posted, share_for, share_or_404, signed_in
from datashare.lib.problems import Conflict, Incomplete, NotNow


@require_safe
def request_page(request: HttpRequest, reference: str) -> HttpResponse:
    """The task list for those who answer; for everybody else, the answers as they stand."""
    share = share_or_404(request, reference)
    context = framed(request, share, "request", journey=actions.journey_of(share))
    if not context["page"].may(Action.ANSWER):
        return _answers_page(request, share, context)
    context["returned"] = _returned(share)
    return render(request, "agreements/requesting/request.html", context)


def _answers_page(request: HttpRequest, share: DataShare, context: dict[str, Any]) -> HttpResponse:
    """The answers to read. The supplier reads them as they were sent, not what is being changed since."""
    sent_round = share.rounds.select_related("submitted_by").last()
    if sent_round and context["page"].is_supplier():
        context["journey"] = Journey(question_set(share.question_set), sent_round.answers)
    return render(request, "agreements/requesting/answers.html", context | {"sent_round": sent_round})


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


def context_of(share: DataShare, form: type[StepForm]) -> StepContext:
    """What this form needs to know of the share, and no more: the acquirer's people, what the sides are called."""
    acquirer, supplier = _sides(share) if form.names_the_sides else ("", "")
    return StepContext(people=_people(share) if form.asks_for_people else (), acquirer=acquirer, supplier=supplier)


def _people(share: DataShare) -> tuple[Person, ...]:
    members = share.members.live().filter(party__side=Side.ACQUIRER).select_related("user")
    people = {member.email: Person(str(member.pk), str(member), _position(member), member.email) for member in members}
    return tuple(people.values())


def _sides(share: DataShare) -> tuple[str, str]:
    bodies = {party.side: party.organisation.name for party in reversed(share.parties.all())}
    holder = share.assets.values_list("publisher_name", flat=True).first()
    return bodies.get(Side.ACQUIRER, "Your organisation"), bodies.get(Side.SUPPLIER) or holder or "The supplier"


def _position(member: Member) -> str:
    """What the agreement calls the person: the position they sign as, their job, else their role here."""
    return member.office or (member.user.job_title if member.user else "") or Role(member.role).label


def step(request: HttpRequest, reference: str, slug: str) -> HttpResponse:
    """One question, or the list of a table's rows."""
    share = share_for(request, reference, Action.ANSWER)
    journey, here = _step_or_404(share, slug)
    if here.kind == "check":
        return redirect("agreements:check", reference)
    if here.kind == "table":
        return _table(request, share, journey, here)
    form = here.open(journey.answers, context=context_of(share, here.form), data=posted(request))
    if form.is_valid():
        try:
            _answer(request, share, here, form.to_answers())
        except Conflict:
            return _conflict(request, share, journey, here, form)
        return _onward(request, share, here)
    return _step_page(request, share, journey, here, form)


def _answer(
    request: HttpRequest, share: DataShare, here: Step, values: Mapping[str, Any], revision: int | None = None
) -> None:
    seen = revision_posted(request) if revision is None else revision
    actions.answer(share=share, step=here, values=values, revision=seen, by=signed_in(request))


def _onward(request: HttpRequest, share: DataShare, here: Step) -> HttpResponse:
    """Save and come back later goes to the task list; save and continue to the next question without an answer,
    or back to the page that checks the answers when the person came from there."""
    if request.GET.get("from") == "check":
        return redirect("agreements:check", share.reference)
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
        raise Http404("This question has no list.")
    kept = tables.row(journey.answers, here.keys[0], row)
    if row != "new" and kept is None and request.method != "POST":
        messages.info(request, f"This {here.row} is no longer in the list.")
        return redirect("agreements:step", reference, slug)
    form = here.open_row(kept or {}, context=context_of(share, here.form), data=posted(request))
    if form.is_valid():
        try:
            _save_row(request, share, journey, here, row, form)
        except Conflict:
            return _row_conflict(request, share, journey, here, row, form)
        except ValueError as problem:
            form.add_error(None, str(problem))
        else:
            return redirect("agreements:step", reference, slug)
    return _step_page(request, share, journey, here, form, row=row)


def _save_row(request: HttpRequest, share: DataShare, journey: Journey, here: Step, row: str, form: StepForm) -> None:
    """A new row goes to the end whatever else was added meanwhile; a changed one must be the one that was shown."""
    key, new = here.keys[0], form.to_answers()
    before = tables.rows(journey.answers, key)
    if row == "new":
        newest = actions.revision_of(share.answers.filter(key=key))
        _answer(request, share, here, {key: tables.added(before, new)}, newest)
    else:
        _answer(request, share, here, {key: tables.changed(before, row, new)})


def _row_conflict(
    request: HttpRequest, share: DataShare, journey: Journey, here: Step, row: str, form: StepForm
) -> HttpResponse:
    """409: the row as a colleague left it, beside what this person typed."""
    kept = tables.row(actions.journey_of(share).answers, here.keys[0], row)
    cells = here.form.cells(kept) if kept else ("It was removed from the list.",)
    headings = here.form.columns.values() if kept else (here.row.capitalize(),)
    theirs = [(heading, Words((cell,) if cell else ())) for heading, cell in zip(headings, cells, strict=True)]
    return _step_page(request, share, journey, here, form, status=409, row=row, theirs=theirs)


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
    if request.method == "POST":
        return _send(request, reference)
    share = share_for(request, reference, Action.ANSWER)
    return _check_page(request, share, None)


def _send(request: HttpRequest, reference: str) -> HttpResponse:
    share = share_or_404(request, reference)
    if actions.sent_by(share, signed_in(request)):
        return redirect("agreements:sent", reference)
    policy.require(signed_in(request), Action.SUBMIT, share)
    journey = actions.journey_of(share)
    form = journey.question_set.steps["check"].open(journey.answers, data=request.POST)
    if not form.is_valid():
        return _check_page(request, share, form)
    try:
        actions.submit(share=share, declared=form.to_answers(), by=signed_in(request))
    except Incomplete as problem:
        form.add_error(None, str(problem).splitlines())
        return _check_page(request, share, form)
    return redirect("agreements:sent", reference)


def _check_page(request: HttpRequest, share: DataShare, form: StepForm | None) -> HttpResponse:
    context = framed(request, share, "request")
    journey = actions.journey_of(share)
    if form is None and context["page"].may(Action.SUBMIT):
        form = journey.question_set.steps["check"].open(journey.answers)
    context |= {"journey": journey, "form": form, "returned": _returned(share)}
    return render(request, "agreements/requesting/check.html", context)


@require_safe
def sent(request: HttpRequest, reference: str) -> HttpResponse:
    """After sending: to whom it went, and what happens next."""
    share = share_or_404(request, reference)
    if not share.rounds.exists():
        raise NotNow("This request has not been sent yet.")
    leads = share.members.live().filter(party__side=Side.SUPPLIER).exists()
    context = framed(request, share, "request", somebody_there=leads)
    context["written_to"] = share.assets.exclude(contact="").exists()
    return render(request, "agreements/requesting/sent.html", context)


def withdraw(request: HttpRequest, reference: str) -> HttpResponse:
    """Take the request back, with a reason."""
    share = share_for(request, reference, Action.WITHDRAW)
    form = ReasonForm(posted(request))
    if form.is_valid():
        actions.withdraw(share=share, reason=form.cleaned_data["reason"], by=signed_in(request))
        messages.success(request, "The request is withdrawn, and everybody who took part is told.")
        return redirect("agreements:overview", reference)
    return render(request, "agreements/requesting/withdraw.html", framed(request, share, "request", form=form))
