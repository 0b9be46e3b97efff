"""Pages and files that show a data share with the common rules that it stands under."""

from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe
from markupsafe import Markup

from agreements.access import Page, page_or_404
from agreements.drafting import export
from agreements.drafting.file_response import file_response
from agreements.drafting.merged import merged
from agreements.drafting.merged_files import MergedMarking, as_draft, as_pdf
from agreements.drafting.of_record import version_of, warning_of
from agreements.drafting.rules_above import rules_above
from agreements.drafting.showing import gap_shower
from agreements.drafting.views import asked_in
from agreements.drafting.word import as_word
from agreements.evidence.frozen import clause_html
from agreements.models import Agreement
from agreements.states import State

FILES: Final = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
}


def _rules_of(request: HttpRequest, reference: str) -> tuple[Page, Agreement]:
    page = page_or_404(request, reference)
    rules = rules_above(page.share)
    if rules is None:
        raise Http404("This data share does not stand under common rules.")
    return page, rules


@require_safe
def together(request: HttpRequest, reference: str) -> HttpResponse:
    """Show the clauses of the agreement and of its common rules as one text."""
    page, rules = _rules_of(request, reference)
    content = {
        "rules": rules,
        "merged": merged(page.share, rules, reader=page.party),
        "shown": gap_shower(page),
        "clause_html": clause_html,
    }
    return page.render(request, "agreements/drafting/together.html", content, tab="agreement")


@require_safe
def together_file(request: HttpRequest, reference: str, kind: str) -> HttpResponse:
    """Return the same as a Word file or a PDF for reading; 503 while another is being made.

    Raise NotNow if the PDF cannot be made.
    """
    page, rules = _rules_of(request, reference)
    if kind not in FILES:
        raise Http404
    marking = _marking(page, rules)
    draft = as_draft(page.share, merged(page.share, rules, reader=page.party), rules)
    write = as_word if kind == "docx" else as_pdf
    name = f"{page.share.reference}-with-common-rules-{marking.status.lower()}.{kind}"
    return file_response(lambda: write(draft, asked_in(page), marking), FILES[kind], name)


def _marking(page: Page, rules: Agreement) -> MergedMarking:
    """Return what the file says of itself: a draft, until its clauses are agreed."""
    share, now = page.share, timezone.now()
    if not page.has_clauses:
        return MergedMarking(export.DRAFT, export.WARNING, "", now, rules)
    status = export.DRAFT if page.state == State.NEGOTIATING else export.COPY
    return MergedMarking(status, warning_of(share), version_of(share), now, rules)


@require_safe
def rules_text(request: HttpRequest, reference: str) -> HttpResponse:
    """Show the common rules as they were signed."""
    page, rules = _rules_of(request, reference)
    content: dict[str, Any] = {"rules": rules, "html": Markup(rules.words.html)}  # noqa: S704 (stored as frozen)
    return page.render(request, "agreements/drafting/rules_text.html", content, tab="agreement")
