"""Calendars of dates: the file of a data share, a user's secret address, and the page that makes one."""

from copy import copy
from typing import Final

from allauth.core.ratelimit import consume, respond_429
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_POST, require_safe

from agreements.access import page_or_404
from agreements.duties import calendars
from agreements.models import CalendarFeed
from agreements.standing.pages import agreement_of
from community.accounts.current_user import signed_in

# Wrong secrets from one address; calendar programs of many people may share one.
WRONG: Final = "calendar"


@require_safe
def share_calendar(request: HttpRequest, reference: str) -> HttpResponse:
    """Download every date of what was signed in a data share."""
    page = page_or_404(request, reference)
    found = agreement_of(page)
    if found is None:
        raise Http404("Nothing was signed in this data share.")
    return _as_file(page.share.title, calendars.dates_in(found.agreement), f"{reference}.ics")


@login_not_required
@require_safe
@cache_control(private=True, no_store=True)
def feed(request: HttpRequest) -> HttpResponse:
    """Give a calendar program the dates of who has the secret address: titles and days only."""
    counted = _counted(request)
    if not consume(counted, action=WRONG, dry_run=True):
        refusal: HttpResponse = respond_429(request)
        return refusal
    owner = calendars.owner_of(request.GET.get("token", ""))
    if owner is None:
        consume(counted, action=WRONG)
        raise Http404("There is no calendar at this address.")
    return _as_file("Design a data share", calendars.dates_of(owner), "dates.ics")


def _counted(request: HttpRequest) -> HttpRequest:
    """Return the request as one that counts: the library of rate limits counts no GET."""
    counted = copy(request)
    counted.method = "POST"
    return counted


def _as_file(name: str, dates: list[calendars.Dated], filename: str) -> HttpResponse:
    response = HttpResponse(calendars.calendar_file(name, dates), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{filename}"'
    return response


def calendar(request: HttpRequest) -> HttpResponse:
    """Make or renew the user's calendar address, which is shown this once."""
    person, address = signed_in(request), ""
    if request.method == "POST":
        secret = calendars.new_address(person)
        address = request.build_absolute_uri(f"{reverse('agreements:calendar_feed')}?token={secret}")
    made = CalendarFeed.objects.filter(user=person).first()
    return render(request, "agreements/duties/calendar.html", {"address": address, "feed": made})


@require_POST
def stop_calendar(request: HttpRequest) -> HttpResponse:
    """Let the user's calendar address work no more."""
    calendars.stop_address(signed_in(request))
    messages.success(request, "Your calendar address no longer works.")
    return redirect("agreements:calendar")
