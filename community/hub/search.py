"""Searches the guidance and the glossary."""

from dataclasses import dataclass, field
from typing import Final

from django.http import QueryDict

from community.models import GlossaryTerm, Guidance, any_word, every_word
from datashare.lib.govuk import characters

LONGEST, MOST_FOUND = 200, 20
LISTED: Final = ("slug", "title", "summary", "kind", "stage", "state")


@dataclass(frozen=True)
class HubQuestion:
    """What someone searches the hub for; `problem` says why it cannot be searched for."""

    words: str = ""
    problem: str = ""


@dataclass(frozen=True)
class HubResults:
    """The articles and terms found. `is_partial`: none has every word, so these have any of them."""

    articles: list[Guidance] = field(default_factory=list)
    terms: list[GlossaryTerm] = field(default_factory=list)
    is_partial: bool = False

    def __bool__(self) -> bool:
        return bool(self.articles or self.terms)


def read(parameters: QueryDict) -> HubQuestion:
    """Return the question in a query string."""
    typed = parameters.get("q") or ""
    words = " ".join(characters.shown(typed).split())
    if len(typed) > LONGEST:
        return HubQuestion(words[:LONGEST], f"Search words must be {LONGEST} characters or fewer")
    if characters.SIGN in words:
        return HubQuestion(words, characters.what_is_wrong(typed))
    return HubQuestion(words)


def search(words: str) -> HubResults:
    """Return what has every word, else what has any. Two queries, or four."""
    whole = _found(words)
    return whole or _found(words, is_partial=True)


def _found(words: str, *, is_partial: bool = False) -> HubResults:
    query = any_word(words) if is_partial else every_word(words)
    articles = Guidance.objects.published().only(*LISTED).found_by(query)
    terms = GlossaryTerm.objects.defer("search").found_by(query)
    return HubResults(list(articles[:MOST_FOUND]), list(terms[:MOST_FOUND]), is_partial)
