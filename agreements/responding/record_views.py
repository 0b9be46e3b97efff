"""What was decided and what changed: the record of a decision as a page and files, and the changes of a round."""

from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from agreements.access import Page, page_or_404
from agreements.drafting.word import as_word
from agreements.models import Decision
from agreements.responding import decision_record
from agreements.responding.between import between_rounds
from agreements.responding.decision_record import ABOUT, TITLE, DecisionPart, RecordMarking
from agreements.responding.reconsidering import asked_in

FILES: Final = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "md": "text/markdown; charset=utf-8",
}


@require_safe
def record(request: HttpRequest, reference: str, number: int, supplier: int) -> HttpResponse:
    """Show who decided what on a round, when and why, with what the request and the response say of it."""
    page = page_or_404(request, reference)
    decision, parts = _read(page, number, supplier)
    content: dict[str, Any] = {"decision": decision, "parts": parts, "title": TITLE, "about": ABOUT}
    return page.render(request, "agreements/responding/record.html", content, tab="response")


@require_safe
def record_file(request: HttpRequest, reference: str, number: int, supplier: int, kind: str) -> HttpResponse:
    """Return the same as a Word or a Markdown file."""
    page = page_or_404(request, reference)
    if kind not in FILES:
        raise Http404
    _, parts = _read(page, number, supplier)
    marking = RecordMarking("RECORD", ABOUT, "", timezone.now())
    document = decision_record.as_draft(page.share, parts)
    content: str | bytes = as_word(document, str, marking)
    if kind == "md":
        content = decision_record.as_markdown(page.share, parts, marking)
    response = HttpResponse(content, content_type=FILES[kind])
    name = f"{page.share.reference}-decision-{number}-{supplier}.{kind}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _read(page: Page, number: int, supplier: int) -> tuple[Decision, list[DecisionPart]]:
    """Return a decision and its record. Raise Http404 for one that there is not, or that is not for this reader."""
    decision = decision_record.readable_decision(page.share, page.party, number, supplier)
    if decision is None or page.asking is None:
        raise Http404("There is no record of this decision for your organisation.")
    return decision, list(decision_record.record_of(page.share, decision, page.asking, asked_in(page.share)))


@require_safe
def round_changes(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """Show exactly what differs between a round and the one sent before."""
    page = page_or_404(request, reference)
    between = between_rounds(page.share, number, page.every_party, page.party)
    if between is None:
        raise Http404("There is no such round, or none went before it.")
    return page.render(request, "agreements/responding/changes.html", {"between": between}, tab="response")
