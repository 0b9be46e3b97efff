"""The pages that every data share has: the list, the overview, the history."""

import json
from functools import partial
from time import perf_counter

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from agreements.access import Page, page_or_404
from agreements.drafting.showing import change_shower
from agreements.kinds import ChangeKey, EventKind
from agreements.models import Decision, EndedPart, Event, EventDetails
from agreements.models.events import EventDetailsQuerySet
from agreements.notifications.entries import entries_of
from agreements.overview.desk import desk_of, page_of_shares
from agreements.overview.life_shown import life_shown
from agreements.overview.next_step_facts import Here
from agreements.overview.part_shown import part_shown
from agreements.overview.rules_shown import rules_shown
from agreements.overview.what_happens_next import next_act
from agreements.overview.withheld import withholds
from agreements.requesting.unlisted_views import own_body
from agreements.signing.closed_bodies import closed_bodies
from agreements.verifying.history_file import evidence_of
from community.accounts.current_user import signed_in
from community.organisations.memberships import obstacle_to_choosing

# Seconds a history page spends on comparing wordings; after that, old and new are shown whole.
COMPARING = 1.0


@require_safe
def shares(request: HttpRequest) -> HttpResponse:
    """Show the user's data shares, those that need them first."""
    person = signed_in(request)
    page = page_of_shares(person, request.GET.get("page"))
    desk = desk_of(person, page.shares)
    must_choose = not desk and not own_body(request) and not obstacle_to_choosing(person)
    content = {"desk": desk, "page": page, "must_choose": must_choose}
    return render(request, "agreements/overview/desk.html", content)


@require_safe
def overview(request: HttpRequest, reference: str) -> HttpResponse:
    """Show what happens next, what holds things up, the last five events, the dates."""
    page = page_or_404(request, reference)
    if page.ended:
        return _after_the_end(request, page, page.ended)
    share = page.share
    assets = share.assets.select_related("publisher")
    here = Here(page)
    content = {
        "next": next_act(here),
        "entries": entries_of(EventDetails.objects.of(share)[:5], share, partial(withholds, page)),
        "assets": assets,
        "urgency": page.urgency,
        "life": life_shown(page),
        "part": part_shown(here),
        "rules": rules_shown(page),
        **closed_bodies(share, assets),
    }
    return page.render(request, "agreements/overview/overview.html", content, tab="overview")


def _after_the_end(request: HttpRequest, page: Page, ended: EndedPart) -> HttpResponse:
    """Show someone whose party's part has ended since when and why, and what they can still read."""
    share = page.share
    rows = list(_events_read(page)[:5])
    own = Decision.objects.filter(round__edition=share.edition, party=ended.party)
    content = {
        "entries": entries_of(rows, share, partial(withholds, page)),
        "reason": rows[0].given(ChangeKey.REASON) if rows and rows[0].event == ended.event else "",
        "responded": own.exists(),
        "mine": list(share.members.live().filter(user=page.reader, party=ended.party)),
    }
    return page.render(request, "agreements/overview/ended.html", content, tab="overview")


def _events_read(page: Page) -> EventDetailsQuerySet:
    """Return the events that the reader may read, the newest first: all, or until the part of their party ended."""
    rows = EventDetails.objects.of(page.share)
    return rows.filter(event__sequence__lte=page.ended.until) if page.ended else rows


@require_safe
def history(request: HttpRequest, reference: str) -> HttpResponse:
    """Show every event, newest first, in plain sentences."""
    page = page_or_404(request, reference)
    rows, counts = _events_read(page), Event.counted_in(page.share, page.ended.until if page.ended else None)
    chosen = request.GET.get("kind", "")
    if chosen in set(EventKind):
        rows = rows.filter(event__kind=chosen)
        counts = {kind: count if kind == chosen else 0 for kind, count in counts.items()}
    pages = Paginator(rows, 50)
    pages.count = sum(counts.values())
    shown = pages.get_page(request.GET.get("page"))
    content = {
        "rows": shown,
        "entries": entries_of(shown, page.share, partial(withholds, page)),
        "kinds": [(kind, kind.label) for kind in counts],
        "chosen": chosen,
        "tracked": change_shower(page, perf_counter() + COMPARING),
    }
    return page.render(request, "agreements/overview/history.html", content, tab="history")


@require_safe
def evidence(request: HttpRequest, reference: str) -> HttpResponse:
    """Return the chain of events as a file that any verifier can check (docs/evidence.md)."""
    page = page_or_404(request, reference)
    chain = json.dumps(evidence_of(page.share, partial(withholds, page)), indent=1)
    response = HttpResponse(chain, content_type="application/json")
    response["Content-Disposition"] = f'attachment; filename="{page.share.reference}-history.json"'
    return response
