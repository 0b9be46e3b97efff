"""Both documents, drafted live from the answers so far."""

from collections.abc import Mapping

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from agreements.access import Page, page_or_404
from agreements.drafting import export
from agreements.drafting.drafts import draft_of
from agreements.drafting.newer_rules import newer_rules
from agreements.drafting.showing import asker, gap_shower
from agreements.frame import Tab
from agreements.models import Document, documents_of
from agreements.questionnaire.shape import QuestionPlace
from agreements.questionnaire.supplier import every_place
from agreements.wording import gaps
from agreements.wording.headings import section_of
from datashare.lib.exceptions import NotNow

FORMATS = {"md": "text/markdown; charset=utf-8", "json": "application/json"}


def tab_of(document: str) -> Tab:
    """Return the tab that lists the clauses of a document."""
    return "assessment" if document == Document.DPIA else "agreement"


def draft_page(request: HttpRequest, page: Page, document: Document) -> HttpResponse:
    """Show the document as the answers make it now: contents with a mark for each section, clauses, gaps, sources."""
    draft = draft_of(page.share, document, reader=page.party)
    content = {
        "draft": draft,
        "document": document,
        "progress": draft.progress(),
        "shown": gap_shower(page),
        "question_of": asker(page),
        "clean": request.GET.get("view") == "clean",
        "newer_rules": newer_rules(page) if document == Document.MOU else None,
    }
    return page.render(request, "agreements/drafting/live_draft.html", content, tab=tab_of(document))


@require_safe
def draft(request: HttpRequest, reference: str, document: str) -> HttpResponse:
    """Show the draft as one document; once the clauses are the text of record, the clauses as one document."""
    page = page_or_404(request, reference)
    if document not in documents_of(page.share):
        raise Http404
    if not page.has_clauses:
        return draft_page(request, page, Document(document))
    content = {
        "document": Document(document),
        "clauses": page.share.edition.clauses.in_text().filter(document=document).select_related("current"),
        "section_of": section_of,
        "shown": gap_shower(page),
    }
    return page.render(request, "agreements/drafting/whole_document.html", content, tab=tab_of(document))


@require_safe
def download(request: HttpRequest, reference: str, document: str, kind: str) -> HttpResponse:
    """Return the draft as a file marked as a draft; not once the clauses are the text of record."""
    page = page_or_404(request, reference)
    share = page.share
    if document not in documents_of(share) or kind not in FORMATS:
        raise Http404
    if share.edition.clauses.in_text().exists():
        raise NotNow(
            "You can no longer download the draft. The clauses are being agreed: read the whole document instead."
        )
    places = every_place(share.edition.question_set)
    drafted = draft_of(share, Document(document), reader=page.party)
    text = export.as_json(drafted) if kind == "json" else export.as_markdown(drafted, lambda gap: _asked(places, gap))
    response = HttpResponse(text, content_type=FORMATS[kind])
    response["Content-Disposition"] = f'attachment; filename="{share.reference}-{document}-draft.{kind}"'
    return response


def _asked(places: Mapping[str, QuestionPlace], gap: str) -> str:
    """Return the question of a gap; the gap itself if no page asks it."""
    place = places.get(gaps.question_of(gap))
    return place.question.ask if place else gap
