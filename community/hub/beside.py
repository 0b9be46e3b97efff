"""What helps with a question, a clause, a stop or a page: the articles about it and the terms it uses, in one query."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, NamedTuple

from django.db.models import Value

from community.hub.spotting import Term, terms_in
from community.models import GlossaryTerm, Guidance

_ARTICLE, _TERM = "article", "term"
# More would be a page of its own.
MOST_ARTICLES: Final = 5


class ArticleLink(NamedTuple):
    """An article in a list beside something else."""

    slug: str
    title: str
    summary: str
    stops: tuple[str, ...] = ()


@dataclass(frozen=True)
class GuidanceBeside:
    """The articles about something, in order, and the terms that its words use."""

    articles: tuple[ArticleLink, ...] = ()
    terms: tuple[Term, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.articles or self.terms)

    def of_stop(self, kind: str) -> list[ArticleLink]:
        """Return the articles about one of the stops."""
        return [article for article in self.articles if kind in article.stops]


def guidance_on(*, text: str = "", most: int = MOST_ARTICLES, **keys: Iterable[str]) -> GuidanceBeside:
    """Return what helps with the questions, clauses, stops and pages of these keys, and with the words of a text.

    One query, however many keys there are.
    """
    about = Guidance.objects.published().about(keys).order_by()
    articles = about.values_list(Value(_ARTICLE), "place", "slug", "title", "summary", "stops")
    every = GlossaryTerm.objects.order_by() if text else GlossaryTerm.objects.none()
    terms = every.values_list(Value(_TERM), Value(0), "slug", "name", "means", "also")
    rows = sorted(articles.union(terms, all=True), key=lambda row: (row[0], row[1]))
    found = [ArticleLink(slug, name, line, tuple(keys)) for kind, _, slug, name, line, keys in rows if kind == _ARTICLE]
    known = [Term(slug, name, line, tuple(also)) for kind, _, slug, name, line, also in rows if kind == _TERM]
    return GuidanceBeside(tuple(found[:most]), tuple(terms_in(text, known)))


def terms_of(text: str) -> list[Term]:
    """Return the terms of the glossary that a text uses, by name. One query."""
    rows = GlossaryTerm.objects.values_list("slug", "name", "means", "also")
    known = [Term(slug, name, means, tuple(also)) for slug, name, means, also in rows]
    return sorted(terms_in(text, known), key=lambda term: term.name.lower())
