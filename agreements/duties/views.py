"""Pages about the duties of an agreement: the list, and what people do about one."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_safe

from agreements.access import page_or_404, posted
from agreements.duties import actions
from agreements.duties.forms import DATED, DayForm, KeepForm, WaiveForm
from agreements.duties.shown import groups_shown
from agreements.models import Duty, DutyKind, Repeat
from agreements.standing.contacts import contacts_of
from agreements.standing.pages import Under, agreement_of, page_under
from agreements.states import Action
from datashare.lib.exceptions import NotNow


@require_safe
def duties(request: HttpRequest, reference: str) -> HttpResponse:
    """Show what the signed words ask by a day: overdue, due, coming and done."""
    page = page_or_404(request, reference)
    found = agreement_of(page)
    if found is None:
        raise NotNow("Nothing was signed in this data share.")
    content = {
        "groups": groups_shown(found.page, found.agreement),
        "agreement": found.agreement,
        "contacts": contacts_of(found.agreement),
        "waits": not hasattr(found.agreement, "duties_read") and found.agreement.ended_at is None,
    }
    return page.render(request, "agreements/duties/duties.html", content, tab="overview")


def keep(request: HttpRequest, reference: str, duty: int) -> HttpResponse:
    """Say how one's own organisation did what it owed."""
    under = page_under(request, reference, Action.KEEP_DUTY)
    found = _open_duty(under, duty)
    if not actions.is_owed_by(found, under.page.acting):
        raise PermissionDenied(f"{found.party} owes this, not {under.page.acting}.")
    if found.kind in actions.ELSEWHERE:
        raise NotNow(actions.ELSEWHERE[DutyKind(found.kind)])
    if found.due_on is None:
        raise NotNow(actions.NO_DAY)
    form = KeepForm(posted(request))
    if form.is_valid():
        proof = form.cleaned_data["how"]
        actions.keep(share=under.page.share, duty=duty, proof=proof, by=under.page.reader)
        messages.success(request, f"You recorded this as done: {found.words}.")
        return redirect("agreements:duties", reference)
    content = {"form": form, "duty": found, "agreement": under.agreement}
    return under.page.render(request, "agreements/duties/keep.html", content, tab="overview")


def waive(request: HttpRequest, reference: str, duty: int) -> HttpResponse:
    """Waive what the other organisation owes."""
    under = page_under(request, reference, Action.WAIVE_DUTY)
    found = _open_duty(under, duty)
    if not actions.may_waive(actions.bound_by(under.agreement), found, under.page.acting):
        raise PermissionDenied("You cannot waive this alone. To change it, vary the agreement.")
    form = WaiveForm(posted(request))
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        actions.waive(share=under.page.share, duty=duty, reason=reason, by=under.page.reader)
        messages.success(request, f"You waived this: {found.words}.")
        return redirect("agreements:duties", reference)
    content = {"form": form, "duty": found, "agreement": under.agreement}
    return under.page.render(request, "agreements/duties/waive.html", content, tab="overview")


def enter_day(request: HttpRequest, reference: str, dateless: int) -> HttpResponse:
    """Enter the day as the signed words give it, or say that they give none."""
    under = page_under(request, reference, Action.DATE_DUTY)
    found = _open_duty(under, dateless)
    if found.due_on:
        raise NotNow("The day of this is known already. To change it, vary the agreement.")
    form = DayForm(posted(request), since=timezone.localdate(under.agreement.in_force_at))
    if form.is_valid():
        _store_day(form, under, dateless)
        messages.success(request, "We told the other leads what you entered.")
        return redirect("agreements:duties", reference)
    content = {"form": form, "duty": found, "agreement": under.agreement}
    return under.page.render(request, "agreements/duties/day.html", content, tab="overview")


def _store_day(form: DayForm, under: Under, duty: int) -> None:
    given, share, by = form.cleaned_data, under.page.share, under.page.reader
    if given["said"] == DATED:
        repeats = Repeat(given["repeats"])
        actions.enter_day(share=share, duty=duty, first=given["first"], repeats=repeats, by=by)
    else:
        actions.set_aside(share=share, duty=duty, reason=given["reason"], by=by)


def _open_duty(under: Under, duty: int) -> Duty:
    """Return an open duty under what was signed.

    Raise 404 for one of another data share, NotNow for one that is closed.
    """
    if not Duty.objects.filter(agreement__share=under.page.share, pk=duty).exists():
        raise Http404("There is no such duty in this data share.")
    return actions.open_duty(under.agreement, duty)
