"""Both documents, drafted live from the answers so far."""

from collections.abc import Mapping

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from agreements.access import Page, page_or_404
from agreements.answers import journey_for
from agreements.drafting import export
from agreements.drafting.build import Draft
from agreements.drafting.drafts import draft_of
from agreements.drafting.file_response import file_response
from agreements.drafting.merged_files import as_pdf
from agreements.drafting.newer_rules import newer_rules
from agreements.drafting.of_record import anchors_of, record_of, version_of, warning_of
from agreements.drafting.showing import asker, gap_shower
from agreements.drafting.whom_it_binds import names_of, with_bound
from agreements.drafting.word import as_word
from agreements.frame import Tab
from agreements.models import Document, documents_of
from agreements.questionnaire.shape import QuestionPlace
from agreements.questionnaire.supplier import every_place
from agreements.states import State
from agreements.wording import gaps
from agreements.wording.headings import section_of
from datashare.lib.exceptions import NotNow

WHY_NONE = (
    "The data is not about living people who can be identified, or the answers show no sign of high risk, so the law "
    "does not require one."
)
FORMATS = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "md": "text/markdown; charset=utf-8",
    "json": "application/json",
}


def tab_of(document: str) -> Tab:
    """Return the tab that lists the clauses of a document."""
    return "assessment" if document == Document.DPIA else "agreement"


def draft_page(request: HttpRequest, page: Page, document: Document) -> HttpResponse:
    """Show the document as the answers make it now: contents with a mark for each section, clauses, gaps, sources."""
    draft = draft_of(page.share, document, reader=page.party)
    if not draft.sections:
        return no_assessment(request, page)
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


def no_assessment(request: HttpRequest, page: Page) -> HttpResponse:
    """Show why there is no impact assessment: the data is about no one who can be identified, or no risk is high."""
    content = {"is_short": journey_for(page.share, page.party).is_short}
    return page.render(request, "agreements/drafting/no_assessment.html", content, tab="assessment")


@require_safe
def draft(request: HttpRequest, reference: str, document: str) -> HttpResponse:
    """Show the draft as one document; once the clauses are the text of record, the clauses as one document."""
    page = page_or_404(request, reference)
    if document not in documents_of(page.share):
        raise Http404
    if not page.has_clauses:
        return draft_page(request, page, Document(document))
    clauses = list(page.share.edition.clauses.in_text().filter(document=document).select_related("current"))
    if not clauses:
        return no_assessment(request, page)
    names = names_of(page.share, clauses)
    content = {
        "document": Document(document),
        "clauses": clauses,
        "words": lambda clause: with_bound(clause, clause.current.text, names),
        "section_of": section_of,
        "shown": gap_shower(page),
    }
    return page.render(request, "agreements/drafting/whole_document.html", content, tab=tab_of(document))


@require_safe
def download(request: HttpRequest, reference: str, document: str, kind: str) -> HttpResponse:
    """Return the draft, or the text of record as it stands now, as a file that says which it is."""
    page = page_or_404(request, reference)
    share = page.share
    if document not in documents_of(share) or kind not in FORMATS:
        raise Http404
    made, marking = _text_of(page, Document(document))
    if not made.sections:
        raise NotNow(f"There is no impact assessment to download. {WHY_NONE}")
    anchors = anchors_of(share, Document(document)) if page.has_clauses and kind == "docx" else None
    name = f"{share.reference}-{document}-{marking.status.lower()}.{kind}"
    return file_response(lambda: _written(kind, made, marking, asked_in(page), anchors), FORMATS[kind], name)


def _text_of(page: Page, document: Document) -> tuple[Draft, export.Marking]:
    """Return the clauses of record if there are some, else the draft from the answers; and what its file says."""
    share, now = page.share, timezone.now()
    if not page.has_clauses:
        drafted = draft_of(share, document, reader=page.party)
        return drafted, export.Marking(export.DRAFT, export.WARNING, "", now)
    status = export.DRAFT if page.state == State.NEGOTIATING else export.COPY
    return record_of(share, document), export.Marking(status, warning_of(share), version_of(share), now)


def _written(
    kind: str, made: Draft, marking: export.Marking, ask: export.Ask, anchors: Mapping[str, str] | None
) -> str | bytes:
    if kind == "docx":
        return as_word(made, ask, marking, anchors)
    if kind == "pdf":
        return as_pdf(made, ask, marking)
    return export.as_json(made, marking) if kind == "json" else export.as_markdown(made, ask, marking)


def asked_in(page: Page) -> export.Ask:
    """Return a function that gives the question of a gap."""
    places = every_place(page.share.edition.question_set)
    return lambda gap: _asked(places, gap)


def _asked(places: Mapping[str, QuestionPlace], gap: str) -> str:
    """Return the question of a gap; the gap itself if no page asks it."""
    place = places.get(gaps.question_of(gap))
    return place.question.ask if place else gap
