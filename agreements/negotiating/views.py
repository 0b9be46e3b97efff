"""Pages of the negotiation: the list, one clause, proposing other wording, comments, history."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from agreements.access import Page, page_for, page_or_404
from agreements.drafting.missing import lacking
from agreements.drafting.newer_rules import newer_rules
from agreements.drafting.showing import asker, change_shower, gap_shower
from agreements.drafting.views import draft_page, no_assessment, tab_of
from agreements.evidence.frozen import flaw_in
from agreements.kinds import EventKind
from agreements.models import Clause, ContactNotice, DataShare, Document, EventDetails, Wording, title_of
from agreements.negotiating import actions
from agreements.negotiating.contradictions import LOOKED_AT, contradictions_of, is_looked_at
from agreements.negotiating.forms import CommentForm
from agreements.negotiating.inapplicable import no_longer_applies
from agreements.negotiating.party_progress import progress_of_each
from agreements.negotiating.progress import (
    AgreementProgress,
    ClauseRow,
    SectionOfClauses,
    progress_of,
    rejections_of,
    row_of,
    withdrawn_from,
)
from agreements.negotiating.readiness import obstacles_among
from agreements.negotiating.reworded import clauses_beside, doubts_among, reworded_beside, unchanged_beside
from agreements.negotiating.stopping import standing_stops
from agreements.notifications.entries import entry_of
from agreements.standing.contacts import contacts_of
from agreements.standing.pages import agreement_of
from agreements.states import ENDED, STANDING, Action
from community.hub.beside import guidance_on

LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


@require_safe
def agreement(request: HttpRequest, reference: str) -> HttpResponse:
    """Show the memorandum: the live draft before negotiation, the clauses with their standing after."""
    return _document_page(request, reference, Document.MOU)


@require_safe
def assessment(request: HttpRequest, reference: str) -> HttpResponse:
    """Show the impact assessment in the same way."""
    return _document_page(request, reference, Document.DPIA)


def _document_page(request: HttpRequest, reference: str, document: Document) -> HttpResponse:
    page = page_or_404(request, reference)
    if not page.has_clauses:
        return draft_page(request, page, document)
    both = progress_of(page)
    return _clauses_page(request, page, document, both) if both.of(document).rows else no_assessment(request, page)


def _clauses_page(request: HttpRequest, page: Page, document: Document, both: AgreementProgress) -> HttpResponse:
    progress = both.of(document)
    show = request.GET.get("show", "")
    sections = [(section, [row for row in section.rows if _shown(row, show)]) for section in progress.sections]
    content = {
        "progress": progress,
        "additions": progress.additions,
        "each": progress_of_each(page.share, page.parties, progress.rows),
        "show": show,
        "document": document,
        "deciding": len(both.to_decide(page.party)),
        "sections": [(section, rows) for section, rows in sections if rows],
        "next": _next(page, both, document),
        "title": title_of(document, page.share),
        "missing": lacking(row.clause for row in both.rows),
        "assessed": bool(both.of(Document.DPIA).rows),
        "now": timezone.now().isoformat(),
        "stopped": entry_of(stopped_signing(page.share), page.share),
        "obstacles": _obstacles(page, both) if page.may(Action.FREEZE) else [],
        "newer_rules": newer_rules(page) if document == Document.MOU else None,
        "contacts": _contacts(page, document),
    }
    return page.render(request, "agreements/negotiating/clauses.html", content, tab=tab_of(document))


def _contacts(page: Page, document: Document) -> Sequence[ContactNotice]:
    """Return the contacts that changed since the text of this agreement was signed; none before that."""
    found = agreement_of(page) if document == Document.MOU and page.state in STANDING | ENDED else None
    return contacts_of(found.agreement) if found else ()


def _next(page: Page, both: AgreementProgress, document: Document) -> SectionOfClauses | None:
    """Return the section to read next: in this document first, then in the other."""
    if not page.may(Action.AGREE):
        return None
    return both.of(document).next_to_agree() or both.next_to_agree()


def stopped_signing(share: DataShare) -> EventDetails | None:
    """Return who declined or reopened the text, and why, if nothing about signing happened since."""
    newest = EventDetails.objects.of(
        share, EventKind.TEXT_FROZEN, EventKind.SIGNATURE_DECLINED, EventKind.TEXT_REOPENED
    ).first()
    return newest if newest and newest.event.kind != EventKind.TEXT_FROZEN else None


def _obstacles(page: Page, both: AgreementProgress) -> list[str]:
    """Return the obstacles to signatures from what the page has loaded; if there are none, what else stops it."""
    clauses = [row.clause for row in both.rows]
    proposals = [*(proposal for row in both.rows for proposal in row.proposals), *both.additions]
    among = obstacles_among(
        page.share, clauses=clauses, parties=page.parties, proposals=proposals, deferrable=page.deferrable
    )
    return among or [each.line for each in standing_stops(page.share, page.parties) if each.holds]


def _shown(row: ClauseRow, show: str) -> bool:
    return {"me": row.needs_me, "new": row.is_new, "open": not row.agreed}.get(show, True)


@require_POST
def mark_read(request: HttpRequest, reference: str) -> HttpResponse:
    """Mark everything that the page showed as read. A button, because a GET never writes."""
    page = page_or_404(request, reference)
    actions.mark_read(share=page.share, seen=_seen(request), by=page.reader)
    messages.success(request, "You marked everything as read.")
    return redirect(f"agreements:{tab_of(request.POST.get('document', ''))}", reference)


def _seen(request: HttpRequest) -> datetime:
    """Return when the page was made; a time long ago if it does not say, so that nothing is missed."""
    try:
        seen = datetime.fromisoformat(request.POST.get("seen", ""))
    except ValueError:
        return LONG_AGO
    return max(seen, LONG_AGO) if seen.tzinfo else LONG_AGO


def _clause(share: DataShare, key: int) -> Clause:
    every = share.edition.clauses.offered_too()
    return get_object_or_404(every.select_related("current__party__organisation", "current__author"), pk=key)


@require_safe
def clause(request: HttpRequest, reference: str, clause: int) -> HttpResponse:
    """Show one clause: its words, each proposal as tracked changes, comments, and actions."""
    return _clause_page(request, page_or_404(request, reference), clause, CommentForm())


def _clause_page(request: HttpRequest, page: Page, key: int, form: CommentForm) -> HttpResponse:
    row = row_of(page, key)
    if row is None:
        raise Http404("There is no such clause.")
    here = row.clause
    current, tracked, asked = here.current.text if here.current else "", change_shower(page), asker(page)
    content = {
        "clause": here,
        "shown": gap_shower(page),
        "row": row,
        "flaw": flaw_in(current),
        "changes": [(proposal, tracked(current, proposal.wording.text)) for proposal in row.proposals],
        "rejections": rejections_of([*row.proposals, *row.decided]),
        "comments": here.comments.readable_by(page.party).select_related("author", "party__organisation"),
        "comment_form": form,
        "form": form,
        "neighbours": here.neighbours(),
        "decided": row.decided,
        "drafted_from": [asked(key).ask for key in here.sources],
        "no_longer_applies": not row.proposals and no_longer_applies(here),
        "guidance": guidance_on(text=f"{here.heading} {current}", clauses=[here.key]),
        "withdrawn": None if row.agreed else entry_of(withdrawn_from(here), page.share),
        **_to_check(here),
    }
    return page.render(request, "agreements/negotiating/clause.html", content, tab=tab_of(here.document))


def _to_check(here: Clause) -> dict[str, Any]:
    """Return other facts that the clause may contradict."""
    beside = clauses_beside(here, LOOKED_AT if is_looked_at(here) else ())
    doubts = doubts_among(beside)
    return {
        "unchanged": unchanged_beside(here, doubts),
        "reworded": reworded_beside(here, doubts),
        "contradictions": contradictions_of(here, beside),
    }


@require_POST
def comment(request: HttpRequest, reference: str, clause: int) -> HttpResponse:
    """Comment on a clause."""
    page = page_for(request, reference, Action.COMMENT)
    here = _clause(page.share, clause)
    form = CommentForm(request.POST)
    if not form.is_valid():
        return _clause_page(request, page, here.pk, form)
    given = form.cleaned_data
    actions.comment(clause=here, text=given["text"], private=given["private"] == "yes", by=page.reader)
    messages.success(request, "You added a comment.")
    return redirect("agreements:clause", reference, here.pk)


@require_safe
def wordings(request: HttpRequest, reference: str, clause: int) -> HttpResponse:
    """Show every wording of a clause, and the difference between any two."""
    page = page_or_404(request, reference)
    here = _clause(page.share, clause)
    every = list(here.wordings.select_related("author", "party__organisation", "proposal"))
    before, after = _two(request, every)
    content = {
        "clause": here,
        "wordings": every,
        "before": before,
        "after": after,
        "change": change_shower(page)(before.text, after.text),
    }
    return page.render(request, "agreements/negotiating/clause_history.html", content, tab=tab_of(here.document))


def _two(request: HttpRequest, every: list[Wording]) -> tuple[Wording, Wording]:
    """Return the two wordings to compare: those requested, else the first and the newest."""
    by_number = {str(wording.number): wording for wording in every}
    return by_number.get(request.GET.get("from", ""), every[0]), by_number.get(request.GET.get("to", ""), every[-1])
