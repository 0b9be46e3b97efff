"""The starter for ten: both documents, drafted live from the answers so far."""

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe
from markupsafe import Markup

from agreements.actions.drafting import draft_of
from agreements.documents import export, gaps
from agreements.models import DataShare, Document
from agreements.questionnaire.questions import question_set
from agreements.states import Action
from agreements.views.access import Page, framed, share_or_404

FORMATS = {"md": "text/markdown; charset=utf-8", "json": "application/json"}


def gap_shower(page: Page) -> Callable[[str], Markup]:
    """A function that shows a clause's text with its gaps marked, and linked for somebody who can answer them."""
    places = question_set(page.share.question_set).places
    may_answer = page.may(Action.ANSWER)

    def question(key: str) -> gaps.Question:
        place = places.get(key)
        if place is None:
            return gaps.Question("The supplier has not answered this yet")
        address = reverse("agreements:step", args=[page.share.reference, place.step.slug]) if may_answer else ""
        return gaps.Question(place.question.ask, address)

    return lambda text: gaps.render(text, question)


def draft_page(request: HttpRequest, share: DataShare, document: Document, here: str) -> HttpResponse:
    """The document as the answers make it now: contents with a mark for each section, clauses, gaps, sources."""
    context = framed(request, share, here)
    draft = draft_of(share, document)
    places = question_set(share.question_set).places
    context |= {
        "draft": draft,
        "document": document,
        "progress": draft.progress(),
        "shown": gap_shower(context["page"]),
        "ask_of": lambda key: places[key].question.ask if key in places else key,
        "place_of": places.get,
        "clean": request.GET.get("view") == "clean",
    }
    return render(request, "agreements/drafting/draft.html", context)


@require_safe
def draft(request: HttpRequest, reference: str, document: str) -> HttpResponse:
    """The draft as one document; once the clauses are the text of record, the clauses as one document."""
    share = share_or_404(request, reference)
    if document not in set(Document):
        raise Http404
    here = "assessment" if document == Document.DPIA else "agreement"
    if not share.clauses.exists():
        return draft_page(request, share, Document(document), here)
    context = framed(request, share, here, document=Document(document))
    context["clauses"] = share.clauses.filter(document=document).select_related("current")
    context["shown"] = gap_shower(context["page"])
    return render(request, "agreements/drafting/clauses.html", context)


@require_safe
def download(request: HttpRequest, reference: str, document: str, kind: str) -> HttpResponse:
    """The draft to take away, marked as a draft."""
    share = share_or_404(request, reference)
    if document not in set(Document) or kind not in FORMATS:
        raise Http404
    places = question_set(share.question_set).places
    drafted = draft_of(share, Document(document))
    text = (
        export.as_json(drafted)
        if kind == "json"
        else export.as_markdown(drafted, lambda key: places[key].question.ask if key in places else key)
    )
    response = HttpResponse(text, content_type=FORMATS[kind])
    response["Content-Disposition"] = f'attachment; filename="{share.reference}-{document}-draft.{kind}"'
    return response
