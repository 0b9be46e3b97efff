"""Pages of the request: the task list, every question, the stop page, check answers, withdraw."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from agreements import policy
from agreements.access import framed, posted, share_for, share_or_404, signed_in
from agreements.answers import journey_of
from agreements.members.forms import ReasonForm
from agreements.models import DataShare
from agreements.questionnaire.forms.base import StepForm
from agreements.questionnaire.journey import Journey
from agreements.questionnaire.question_sets import question_set
from agreements.requesting import actions
from agreements.requesting.forms import RepliesForm
from agreements.requesting.returned import Returned, returned_of
from agreements.requesting.step_pages import conflict, context_of, onward, save_answer, step_or_404, step_page
from agreements.requesting.table_views import table
from agreements.states import Action, Side
from datashare.lib.exceptions import Conflict, Incomplete, NotNow


@require_safe
def request_page(request: HttpRequest, reference: str) -> HttpResponse:
    """Show the task list to those who answer; to all others, the current answers."""
    share = share_or_404(request, reference)
    context = framed(request, share, "request", journey=journey_of(share))
    if not context["page"].may(Action.ANSWER):
        return _answers_page(request, share, context)
    context |= {"returned": returned_of(share, context["journey"]), "closed": actions.closed_to(share)}
    return render(request, "agreements/requesting/task_list.html", context)


def _answers_page(request: HttpRequest, share: DataShare, context: dict[str, Any]) -> HttpResponse:
    """Show the answers. The supplier reads them as sent, without later changes."""
    sent_round = share.rounds.select_related("submitted_by").last()
    if sent_round and context["page"].is_supplier():
        context["journey"] = Journey(question_set(share.question_set), sent_round.answers)
    return render(request, "agreements/requesting/answers.html", context | {"sent_round": sent_round})


def step(request: HttpRequest, reference: str, slug: str) -> HttpResponse:
    """Show and store one question, or show the rows of a table."""
    share = share_for(request, reference, Action.ANSWER)
    journey, here = step_or_404(share, slug)
    if here.kind == "check":
        return redirect("agreements:check", reference)
    if here.kind == "table":
        return table(request, share, journey, here)
    form = here.open(journey.answers, context=context_of(share, here.form), data=posted(request))
    if form.is_valid():
        try:
            save_answer(request, share, here, form.to_answers())
        except Conflict:
            return conflict(request, share, journey, here, form)
        return onward(request, share, here)
    return step_page(request, share, journey, here, form)


@require_safe
def stopped(request: HttpRequest, reference: str) -> HttpResponse:
    """Show why this service cannot handle the request, and what to do instead."""
    share = share_for(request, reference, Action.ANSWER)
    context = framed(request, share, "request", stops=journey_of(share).stops())
    return render(request, "agreements/requesting/stopped.html", context)


def check(request: HttpRequest, reference: str) -> HttpResponse:
    """Show all answers, what is missing first, the declaration, and the button that sends the request."""
    if request.method == "POST":
        return _send(request, reference)
    share = share_for(request, reference, Action.ANSWER)
    return _check_page(request, share, None)


def _send(request: HttpRequest, reference: str) -> HttpResponse:
    share = share_or_404(request, reference)
    if actions.sent_by(share, signed_in(request)):
        return redirect("agreements:sent", reference)
    policy.require(signed_in(request), Action.SUBMIT, share)
    journey = journey_of(share)
    form = journey.question_set.steps["check"].open(journey.answers, data=request.POST)
    replies = _replies(returned_of(share, journey), journey, request.POST)
    if not all([form.is_valid(), replies.is_valid()]):
        return _check_page(request, share, form, replies)
    try:
        actions.submit(share=share, declared=form.to_answers(), by=signed_in(request), **replies.said())
    except Incomplete as problem:
        form.add_error(None, str(problem).splitlines())
        return _check_page(request, share, form, replies)
    return redirect("agreements:sent", reference)


def _replies(returned: Returned | None, journey: Journey, data: Any = None) -> RepliesForm:
    """Return a form with a box for each commented section of a returned request, and one for all of it."""
    remarks = returned.remarks if returned else {}
    commented = {item.section.key: item.section.title for item in journey.sections() if item.section.key in remarks}
    return RepliesForm(data, sections=commented, came_back=returned is not None)


def _check_page(
    request: HttpRequest, share: DataShare, form: StepForm | None, replies: RepliesForm | None = None
) -> HttpResponse:
    context = framed(request, share, "request")
    journey = journey_of(share)
    returned = returned_of(share, journey)
    if form is None and context["page"].may(Action.SUBMIT):
        form = journey.question_set.steps["check"].open(journey.answers)
    replies = replies or _replies(returned, journey)
    context |= {"journey": journey, "form": form, "returned": returned, "replies": replies}
    context |= {"failed": bool(replies.errors), "closed": actions.closed_to(share)}
    return render(request, "agreements/requesting/check.html", context)


@require_safe
def sent(request: HttpRequest, reference: str) -> HttpResponse:
    """Show to whom the request went, and what happens next."""
    share = share_or_404(request, reference)
    if not share.rounds.exists():
        raise NotNow("This request has not been sent yet.")
    leads = share.members.live().filter(party__side=Side.SUPPLIER).exists()
    context = framed(request, share, "request", someone_there=leads)
    context["written_to"] = share.assets.exclude(contact="").exists()
    return render(request, "agreements/requesting/sent.html", context)


def withdraw(request: HttpRequest, reference: str) -> HttpResponse:
    """Withdraw the request, with a reason."""
    share = share_for(request, reference, Action.WITHDRAW)
    form = ReasonForm(posted(request))
    if form.is_valid():
        actions.withdraw(share=share, reason=form.cleaned_data["reason"], by=signed_in(request))
        messages.success(request, "The request is withdrawn, and everyone who took part is told.")
        return redirect("agreements:overview", reference)
    return render(request, "agreements/requesting/withdraw.html", framed(request, share, "request", form=form))
