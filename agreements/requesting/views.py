"""Pages of the request: the task list, every question, the stop page, check answers, withdraw."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from agreements import policy
from agreements.access import Page, page_for, page_or_404, posted
from agreements.answers import journey_as_sent, journey_for, journey_of
from agreements.drafting.stops import stops_of_request
from agreements.members.confirmations import confirmations_in
from agreements.models.accessions import with_rules_open
from agreements.models.same_data import same_data
from agreements.passport.offers import hints_of, offer_for
from agreements.questionnaire.conditions import assessed
from agreements.questionnaire.forms.base import StepForm
from agreements.questionnaire.journey import Journey
from agreements.questionnaire.known import begun
from agreements.requesting import actions, umbrella_views
from agreements.requesting.forms import WithdrawForm
from agreements.requesting.held_up import heading_of, with_first
from agreements.requesting.holders import closed_to
from agreements.requesting.own_half import halves_as_sent, missing_of_each
from agreements.requesting.replies import written_for
from agreements.requesting.returned import Returned, returned_of
from agreements.requesting.reuse import MOST_OFFERED
from agreements.requesting.send_form import form_to_send
from agreements.requesting.step_pages import conflict, context_of, onward, save_answer, step_or_404, step_page
from agreements.requesting.table_views import table
from agreements.states import Action
from datashare.lib.exceptions import Conflict, Incomplete, NotNow


@require_safe
def request_page(request: HttpRequest, reference: str) -> HttpResponse:
    """Show the task list to those who answer; to all others, the current answers."""
    page = page_or_404(request, reference, adding=with_rules_open)
    if not page.may(Action.ANSWER):
        return _answers_page(request, page)
    if page.share.is_umbrella:
        return umbrella_views.task_list(request, page)
    return _task_list(request, page)


def _task_list(request: HttpRequest, page: Page) -> HttpResponse:
    journey, held_up = with_first(page.share, journey_of(page.share))
    returned, marks = returned_of(page.share, journey), page.share.edition.answers.marks()
    content = {
        "journey": journey,
        "held_up": held_up,
        "held_up_heading": heading_of(held_up),
        "returned": returned,
        "written": written_for(page.share) if returned else None,
        "closed": closed_to(page.share),
        "lacking": missing_of_each(page.share),
        "would_stop": confirmations_in(page.share, page.acting).applied_to(
            stops_of_request(page.acting, journey.answered())
        ),
        "assessed": assessed(journey.answered()),
        "show": "to-do" if request.GET.get("show") == "to-do" else "",
        "copied": marks.copied,
        "same_data": same_data(page.share, page.acting.organisation, page.reader, most=MOST_OFFERED),
        "hints": hints_of(page, marks.standards, journey),
    }
    return page.render(request, "agreements/requesting/task_list.html", content, tab="request")


def _answers_page(request: HttpRequest, page: Page) -> HttpResponse:
    """Show the answers. Only the party that asks reads them as they stand; all others as sent, if they were."""
    sent_round = page.share.rounds_read.select_related("submitted_by").last()
    as_sent = None if page.asks else sent_round
    journey = journey_as_sent(as_sent) if as_sent else journey_for(page.share, page.party)
    content = {
        "journey": journey,
        "sent_round": sent_round,
        "halves": halves_as_sent(page.every_party, sent_round),
        "confirmed": confirmations_in(page.share, page.party).by_question,
    }
    return page.render(request, "agreements/requesting/answers.html", content, tab="request")


def step(request: HttpRequest, reference: str, slug: str) -> HttpResponse:
    """Show and store one question, or show the rows of a table."""
    page = page_for(request, reference, Action.ANSWER)
    journey, here = step_or_404(page.share, slug)
    if here.kind == "check":
        return redirect("agreements:check", reference)
    if here.kind == "table":
        return table(request, page, journey, here)
    offer = offer_for(request, page, here, journey.answers)
    start, known = begun(here, journey.answers)
    form = here.open(
        offer.fill(start) if offer else start, context=context_of(page.share, here.form), data=posted(request)
    )
    if form.is_valid():
        try:
            saved = save_answer(request, page, here, form.to_answers())
        except Conflict:
            return conflict(request, page, here, form)
        return onward(request, page.share, saved, here)
    return step_page(request, page, journey, here, form, offer=offer, known=known)


@require_safe
def stopped(request: HttpRequest, reference: str) -> HttpResponse:
    """Show why this service cannot handle the request, and what to do instead."""
    page = page_for(request, reference, Action.ANSWER)
    stops = journey_of(page.share).stops()
    return page.render(request, "agreements/requesting/stopped.html", {"stops": stops}, tab="request")


@dataclass(frozen=True)
class Sending:
    """What the page that sends a request shows; no form for a user who may not send it."""

    journey: Journey
    returned: Returned | None
    form: StepForm | None


def check(request: HttpRequest, reference: str) -> HttpResponse:
    """Show all answers, what is missing first, the declaration, and the button that sends the request."""
    if request.method == "POST":
        return _send(request, reference)
    page = page_for(request, reference, Action.ANSWER)
    journey = journey_of(page.share)
    returned = returned_of(page.share, journey)
    form = form_to_send(journey.question_set.steps["check"]) if page.may(Action.SUBMIT) else None
    return _check_page(request, page, Sending(journey, returned, form))


def _send(request: HttpRequest, reference: str) -> HttpResponse:
    page = page_or_404(request, reference)
    if actions.sent_by(page.share, page.reader):
        return redirect("agreements:sent", reference)
    policy.require(page.reader, Action.SUBMIT, page.share)
    journey = journey_of(page.share)
    returned = returned_of(page.share, journey)
    form = form_to_send(journey.question_set.steps["check"], request.POST)
    sending = Sending(journey, returned, form)
    if not form.is_valid():
        return _check_page(request, page, sending)
    try:
        actions.submit(share=page.share, declared=form.to_answers(), by=page.reader)
    except Incomplete as problem:
        form.add_error(None, str(problem).splitlines())
        return _check_page(request, page, sending)
    return redirect("agreements:sent", reference)


def _check_page(request: HttpRequest, page: Page, sending: Sending) -> HttpResponse:
    marks, confirmations = page.share.edition.answers.marks(), confirmations_in(page.share, page.acting)
    content = {
        "journey": sending.journey,
        "form": sending.form,
        "returned": sending.returned,
        "written": written_for(page.share) if sending.returned else None,
        "closed": closed_to(page.share),
        "lacking": missing_of_each(page.share),
        "would_stop": confirmations.applied_to(stops_of_request(page.acting, sending.journey.answered())),
        "confirmed": confirmations.by_question,
        "assessed": assessed(sending.journey.answered()),
        "copied": marks.copied,
        "standards": marks.standards,
    }
    return page.render(request, "agreements/requesting/check.html", content, tab="request")


@require_safe
def sent(request: HttpRequest, reference: str) -> HttpResponse:
    """Show to whom the request went, and what happens next."""
    page = page_or_404(request, reference)
    if not page.share.edition.rounds.exists():
        raise NotNow("This request has not been sent yet.")
    content = {
        "someone_there": page.share.members.live().filter(party__gives=True).exists(),
        "written_to": page.share.assets.exclude(contact="").exists(),
    }
    return page.render(request, "agreements/requesting/sent.html", content, tab="request")


def withdraw(request: HttpRequest, reference: str) -> HttpResponse:
    """Withdraw the request, with a reason."""
    page = page_for(request, reference, Action.WITHDRAW)
    form = WithdrawForm(posted(request))
    others = page.share.members.live().signed_up().exclude(user=page.reader).exists()
    if form.is_valid():
        actions.withdraw(share=page.share, reason=form.cleaned_data["reason"], by=page.reader)
        told = " We told everyone else in this data share." if others else ""
        messages.success(request, f"{_withdrawn(page)}{told}")
        return redirect("agreements:overview", reference)
    return page.render(request, "agreements/requesting/withdraw.html", {"form": form, "others": others}, tab="request")


def _withdrawn(page: Page) -> str:
    """Return what a lead did who withdrew, as the link called it."""
    if page.withdraw_words.startswith("End"):
        return "You ended the data share for everyone."
    return f"You withdrew {'the common rules' if page.share.is_umbrella else 'the request'}."
