"""Pages to give notice, to end an agreement at once, and to archive a data share."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from agreements.access import posted
from agreements.models import EndGround
from agreements.reviewing import ending
from agreements.reviewing.forms import EndAtOnceForm, NoticeForm
from agreements.reviewing.notice import clause_on_ending, earliest_last_day
from agreements.reviewing.schedules import going_on, last_part_ends, offered_to, schedules_of
from agreements.standing.pages import page_under
from agreements.states import Action
from datashare.lib.clock import long_date


def give_notice(request: HttpRequest, reference: str) -> HttpResponse:
    """Give notice to end one's own organisation's part."""
    page, agreement = page_under(request, reference, Action.GIVE_NOTICE)
    party = ending.party_that_may_leave(page.share, agreement, page.reader)
    earliest = earliest_last_day(agreement, party)
    schedules = list(going_on(page.share, party, earliest or timezone.localdate()))
    under = last_part_ends(page.share, party)
    earliest = max(earliest, under) if earliest and under else earliest
    form = NoticeForm(posted(request), earliest=earliest, latest=agreement.ends_on)
    if form.is_valid():
        day = form.cleaned_data["last_day"]
        ending.give_notice(share=page.share, last_day=day, reason=form.cleaned_data["reason"], by=page.reader)
        messages.success(request, f"You gave notice. The last day is {long_date(day)}. We told everyone.")
        return redirect("agreements:overview", reference)
    goes_on = ending.goes_on_without(agreement, party, earliest or timezone.localdate())
    content = {"form": form, "agreement": agreement, "clause": clause_on_ending(agreement), "goes_on": goes_on}
    content |= {"schedules": schedules, "offered": (), "may_wait": all(found.ends_on for found in schedules)}
    return page.render(request, "agreements/reviewing/notice.html", content, tab="overview")


def end_at_once(request: HttpRequest, reference: str) -> HttpResponse:
    """End one's own organisation's part at once, for a ground that the signed words give."""
    page, agreement = page_under(request, reference, Action.END_AT_ONCE)
    party = ending.party_that_may_leave(page.share, agreement, page.reader, at_once=True)
    form = EndAtOnceForm(posted(request), grounds=ending.grounds_of(page.share))
    if form.is_valid():
        ground, reason = EndGround(form.cleaned_data["ground"]), form.cleaned_data["reason"]
        whole = ending.end_at_once(share=page.share, ground=ground, reason=reason, by=page.reader)
        ended = "The agreement has ended." if whole else "Your organisation’s part has ended."
        messages.success(request, f"{ended} We told everyone in this data share.")
        return redirect("agreements:overview", reference)
    goes_on = ending.goes_on_without(agreement, party, timezone.localdate())
    content = {"form": form, "agreement": agreement, "clause": clause_on_ending(agreement), "goes_on": goes_on}
    content |= {"schedules": schedules_of(page.share, party), "offered": offered_to(page.share, party)}
    return page.render(request, "agreements/reviewing/end_at_once.html", content, tab="overview")


def archive(request: HttpRequest, reference: str) -> HttpResponse:
    """Say what archiving does, then archive."""
    page, agreement = page_under(request, reference, Action.ARCHIVE)
    if request.method == "POST":
        ending.archive(share=page.share, by=page.reader)
        messages.success(request, "The data share is archived.")
        return redirect("agreements:overview", reference)
    return page.render(request, "agreements/reviewing/archive.html", {"agreement": agreement}, tab="overview")
