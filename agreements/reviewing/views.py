"""Pages to suspend and resume the sharing, and to enter the last day."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from agreements.access import Page, posted
from agreements.models import Agreement, Suspension, SuspensionGround
from agreements.reviewing import ending, suspending
from agreements.reviewing.ending import KNOWN
from agreements.reviewing.forms import LastDayForm, LiftForm, SuspendForm
from agreements.reviewing.notice import clause_on_ending
from agreements.standing.pages import page_under
from agreements.standing.paused import awaited_to_lift, awaiting, goes_on_without, paused_in, stops_all
from agreements.states import Action
from datashare.lib.exceptions import NotNow


def suspend(request: HttpRequest, reference: str) -> HttpResponse:
    """Suspend the sharing at once, with the reason."""
    page, agreement = page_under(request, reference, Action.SUSPEND)
    form = SuspendForm(posted(request))
    if form.is_valid():
        given = form.cleaned_data
        ground = SuspensionGround(given["ground"])
        made = suspending.suspend(share=page.share, ground=ground, reason=given["reason"], by=page.reader)
        what = "The sharing" if made.is_whole else f"The sharing to and from {made.party}"
        messages.success(request, f"{what} is suspended. We told everyone in this data share.")
        return redirect("agreements:overview", reference)
    content = {"form": form, "agreement": agreement, "clause": clause_on_ending(agreement)}
    content["whole"] = page.party is not None and stops_all(agreement, page.party)
    content["goes_on"] = page.party is not None and goes_on_without(agreement, page.party)
    content["paused"] = [found.party for found in paused_in(agreement)]
    return page.render(request, "agreements/reviewing/suspend.html", content, tab="overview")


def lift_suspension(request: HttpRequest, reference: str) -> HttpResponse:
    """Agree for one's own organisation that the sharing can resume."""
    page, agreement = page_under(request, reference, Action.LIFT_SUSPENSION)
    suspension = suspending.standing_one(agreement, _asked_of(page, agreement, request.GET.get("of", "")))
    form = LiftForm(posted(request))
    if form.is_valid():
        why = form.cleaned_data["why"]
        resumed = suspending.agree_to_lift(share=page.share, why=why, by=page.reader, of=suspension.pk)
        rest = _resumed(suspension, agreement) if resumed else "The other organisations must agree too."
        messages.success(request, f"You agreed that the reason for the suspension has gone. {rest}")
        return redirect("agreements:overview", reference)
    awaited = awaited_to_lift(suspension)
    content = {"form": form, "suspension": suspension, "awaited": awaited, "waits": page.party in awaited}
    content["has_agreed"] = suspension.lifts.filter(party=page.party).exists()
    return page.render(request, "agreements/reviewing/lift.html", content, tab="overview")


def _asked_of(page: Page, agreement: Agreement, of: str) -> int | None:
    """Return the key of the suspension that an address names, else of the oldest that waits for the organisation."""
    if of.isdecimal() and len(of) < 19:
        return int(of)
    waiting = awaiting(agreement.suspensions.standing(), page.party)
    return waiting[0].pk if waiting else None


def _resumed(suspension: Suspension, agreement: Agreement) -> str:
    """Return what resumed, and what has not because something else is still suspended."""
    standing = [found.is_whole for found in agreement.suspensions.standing()]
    if any(standing):
        return f"{suspension.party} no longer suspends its part, but all sharing is still suspended."
    what = "The sharing" if suspension.is_whole else f"The sharing to and from {suspension.party}"
    rest = ", except to and from organisations whose part is still suspended" if standing else ""
    return f"{what} has resumed{rest}."


def enter_last_day(request: HttpRequest, reference: str) -> HttpResponse:
    """Enter the last day as the signed words say it."""
    page, agreement = page_under(request, reference, Action.ENTER_END)
    if agreement.ends_on and request.method == "POST":
        raise NotNow(KNOWN)
    if not ending.words_are_read(agreement):
        raise NotNow(ending.UNREAD)
    form = LastDayForm(posted(request))
    if form.is_valid():
        given = form.cleaned_data
        ending.enter_last_day(share=page.share, last_day=given["last_day"], why=given["why"], by=page.reader)
        messages.success(request, "You entered the last day of the agreement. We told everyone in this data share.")
        return redirect("agreements:overview", reference)
    content = {"form": form, "agreement": agreement, "days": ending.DAYS_TO_OBJECT}
    return page.render(request, "agreements/reviewing/last_day.html", content, tab="overview")
