"""Pages of the community hub: search and lists, an article, and the glossary."""

from itertools import groupby

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from community.hub import search as searching
from community.hub.beside import terms_of
from community.hub.contents import sections_of
from community.models import GlossaryTerm, Guidance


@login_not_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Search the guidance and the glossary, or see all articles by the stage they help with."""
    question = searching.read(request.GET)
    content = {"question": question, "failed": bool(question.problem), "results": None, "stages": [], "terms": 0}
    if question.words and not question.problem:
        content["results"] = searching.search(question.words)
    else:
        articles = Guidance.objects.published().only(*searching.LISTED)
        stages = groupby(articles, lambda article: article.get_stage_display())
        content["stages"] = [(stage, list(listed)) for stage, listed in stages]
        content["terms"] = GlossaryTerm.objects.count()
    return render(request, "community/hub/home.html", content)


@login_not_required
@require_safe
def guide(request: HttpRequest, slug: str) -> HttpResponse:
    """Show an article, and what the terms that it uses mean."""
    articles = Guidance.objects.readable().defer("search").select_related("superseded_by", "reviewed_by")
    article = get_object_or_404(articles, slug=slug)
    content = {
        "article": article,
        "sections": sections_of(article.body),
        "terms": terms_of(f"{article.summary} {article.body}"),
    }
    return render(request, "community/hub/guide.html", content)


@login_not_required
@require_safe
def glossary(request: HttpRequest) -> HttpResponse:
    """Show every term by its first letter."""
    terms = GlossaryTerm.objects.defer("search")
    letters = [(letter, list(listed)) for letter, listed in groupby(terms, lambda term: term.name[0].upper())]
    titles = dict(Guidance.objects.published().values_list("slug", "title"))
    return render(request, "community/hub/glossary.html", {"letters": letters, "titles": titles})
