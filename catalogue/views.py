"""The catalogue's pages: find data, and read a record."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from catalogue.models import DataAsset
from catalogue.records.summary import summary_rows
from catalogue.search import query as questions
from catalogue.search import search as searching
from catalogue.search.facets import filter_groups
from catalogue.search.words import CAP
from community.hub.beside import guidance_on
from community.organisations.succession import closing_of


@login_not_required
@require_safe
def search(request: HttpRequest) -> HttpResponse:
    question = questions.read(request.GET)
    results = searching.SearchResults() if question.problem else searching.search(question)
    context = {
        "question": question,
        "found": results,
        "groups": filter_groups(question, results),
        "kinds": questions.KINDS,
        "cap": CAP,
        "failed": bool(question.problem),
    }
    return render(request, "catalogue/finding/search.html", context)


@login_not_required
@require_safe
def record(request: HttpRequest, reference: str) -> HttpResponse:
    records = DataAsset.objects.listed().with_source().select_related("publisher")
    asset = get_object_or_404(records, reference=reference)
    context = {
        "asset": asset,
        "closing": closing_of(asset.publisher),
        "rows": summary_rows(asset),
        "items": asset.items.all()[:500],
        "guidance": guidance_on(pages=["catalogue:record"]),
        "is_answered": asset.can_be_asked_for and not asset.is_open and asset.is_answered(),
    }
    return render(request, "catalogue/finding/record.html", context)
