"""The public register: the list, an entry, and its files."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from agreements.models import Agreement, Party, RegisterEntry
from agreements.register import export
from agreements.register import query as questions
from agreements.register import search as searching
from agreements.register.entry import said_in
from agreements.register.rules_listed import disposals_in_words, joined_later, left_in_words, standing_under
from agreements.standing.paused import PartsPaused, parts_paused
from agreements.standing.today import standing_of
from community.organisations.succession import closings
from datashare.lib.clock import long_date
from datashare.lib.downloads import download


@login_not_required
@require_safe
def register(request: HttpRequest) -> HttpResponse:
    """Search and filter the agreements in force, and those that have ended."""
    question = questions.read(request.GET)
    results = searching.RegisterResults() if question.problem else searching.search(question)
    context = {
        "question": question,
        "found": results,
        "groups": searching.groups_of(question, results),
        "failed": bool(question.problem),
    }
    return render(request, "agreements/register/register.html", context)


@login_not_required
@require_safe
def register_entry(request: HttpRequest, reference: str) -> HttpResponse:
    """Show the public entry of one agreement in force, or ended."""
    entries = RegisterEntry.objects.listed().defer("search")
    entries = entries.select_related("agreement__words", "agreement__sealed", "agreement__edition")
    entry = get_object_or_404(entries, reference=reference)
    sealed = getattr(entry.agreement, "sealed", None)
    parties = Party.objects.filter(share=entry.share_id).select_related("organisation")
    closed = closings(party.organisation for party in parties)
    paused = parts_paused(entry.agreement) if len(parties) > 2 else PartsPaused()
    context = {
        "entry": entry,
        "standing": standing_of(entry.agreement, nothing_moves=paused.stop_all),
        "paused": paused.lines,
        "left": left_in_words(entry.agreement) if len(parties) > 2 else [],
        "disposals": disposals_in_words(entry.agreement) if entry.agreement.ended_at else [],
        "earlier": _earlier(entry),
        "closed": closed,
        "fields": said_in(entry.says),
        "joined": joined_later(entry.agreement) if entry.members else [],
        "under": standing_under(entry.reference) if entry.members else [],
        "sealed": sealed,
        "licence": export.LICENCE,
    }
    return render(request, "agreements/register/entry.html", context)


def _earlier(entry: RegisterEntry) -> list[str]:
    """Return a line for each earlier version that was in force; no query for a first version."""
    if entry.agreement.number == 1:
        return []
    ended = Agreement.objects.superseded().filter(share=entry.share_id)
    return [
        f"Version {number} was in force from {long_date(begun)} to {long_date(until)}"
        for number, begun, until in ended.values_list("number", "in_force_at", "ended_at")
    ]


@login_not_required
@require_safe
def register_csv(request: HttpRequest) -> HttpResponseBase:
    """Return the entries that a query finds as CSV."""
    pieces = export.csv_pieces(searching.entries_of(questions.read(request.GET)))
    response = download(request, pieces, content_type="text/csv; charset=utf-8")
    if response.status_code == 200:
        response["Content-Disposition"] = 'attachment; filename="register.csv"'
    return response


@login_not_required
@require_safe
def register_json(request: HttpRequest) -> HttpResponseBase:
    """Return the entries that a query finds as JSON."""
    pieces = export.json_pieces(searching.entries_of(questions.read(request.GET)), at=timezone.now())
    return download(request, pieces, content_type="application/json")
