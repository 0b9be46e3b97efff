"""Both documents, drafted live from the answers so far."""

from collections.abc import Callable, Mapping

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe
from markupsafe import Markup

from agreements.access import Page, Tab, page_or_404
from agreements.answers import journey_of
from agreements.drafting import export
from agreements.drafting.drafts import draft_of
from agreements.emergency import DAYS
from agreements.models import Document
from agreements.questionnaire.shape import QuestionPlace
from agreements.questionnaire.supplier import every_place, supplier_set
from agreements.states import Action
from agreements.wording import gaps, tracked
from datashare.lib.exceptions import NotNow

FORMATS = {"md": "text/markdown; charset=utf-8", "json": "application/json"}


def asker(page: Page) -> Callable[[str], gaps.GapPrompt]:
    """Return a function that gives the question of a key, with its address if the reader can answer it now."""
    version, reference = page.share.edition.question_set, page.share.reference
    places, suppliers = every_place(version), supplier_set(version).places
    may_fill, later = page.may(Action.PROPOSE), page.deferrable
    journey = journey_of(page.share) if page.may(Action.ANSWER) else None

    def address_of(gap: str, place: QuestionPlace, *, own: bool) -> str:
        slug = place.step.slug
        if gaps.awaited_party(gap) not in (None, page.party and page.party.pk):
            return ""
        if may_fill:
            theirs = own == page.is_supplier() and place.step.kind != "check"
            return reverse("agreements:missing_answer", args=[reference, gap]) if theirs else ""
        if own:
            return reverse("agreements:own_step", args=[reference, slug]) if page.may(Action.RESPOND) else ""
        return reverse("agreements:step", args=[reference, slug]) if journey and journey.can_visit(slug) else ""

    def question(gap: str) -> gaps.GapPrompt:
        key = gaps.question_of(gap)
        if key not in places:
            return gaps.GapPrompt("Missing wording")
        place, own = places[key], key in suppliers
        asked = place.question.ask if not own or page.is_supplier() else f"{_for(page, gap)}: {place.question.ask}"
        follows = f"To be completed within {DAYS} days" if key in later else ""
        return gaps.GapPrompt(asked, address_of(gap, place, own=own), follows)

    return question


def _for(page: Page, gap: str) -> str:
    """Return for whom a question is: the supplier, by name if there are several."""
    names = {party.pk: str(party) for party in page.suppliers}
    return f"For {names.get(gaps.awaited_party(gap) or 0, 'the supplier')}"


def gap_shower(page: Page) -> Callable[[str], Markup]:
    """Return a function that renders a clause with its gaps marked, and linked if the reader can answer them."""
    question = asker(page)
    return lambda text: gaps.render(text, question)


def change_shower(page: Page, until: float | None = None) -> Callable[[str, str], Markup]:
    """Return a function that shows two texts as tracked changes, with gaps marked in the same way.

    `until`: when comparing stops refining, for a page that has many.
    """
    question = asker(page)
    return lambda before, after: gaps.render_gaps(tracked.as_html(before, after, until), question)


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
    }
    return page.render(request, "agreements/drafting/live_draft.html", content, tab=tab_of(document))


@require_safe
def draft(request: HttpRequest, reference: str, document: str) -> HttpResponse:
    """Show the draft as one document; once the clauses are the text of record, the clauses as one document."""
    page = page_or_404(request, reference)
    if document not in set(Document):
        raise Http404
    if not page.has_clauses:
        return draft_page(request, page, Document(document))
    content = {
        "document": Document(document),
        "clauses": page.share.edition.clauses.filter(document=document).select_related("current"),
        "shown": gap_shower(page),
    }
    return page.render(request, "agreements/drafting/whole_document.html", content, tab=tab_of(document))


@require_safe
def download(request: HttpRequest, reference: str, document: str, kind: str) -> HttpResponse:
    """Return the draft as a file marked as a draft; not once the clauses are the text of record."""
    page = page_or_404(request, reference)
    share = page.share
    if document not in set(Document) or kind not in FORMATS:
        raise Http404
    if share.edition.clauses.exists():
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
