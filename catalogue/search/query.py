"""A catalogue search: words and filters from the query string, within limits."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.http import QueryDict

from catalogue.models import Access, Kind

LONGEST_QUERY, LONGEST_SHOWN, LAST_PAGE, MOST_VALUES = 200, 4000, 50, 30
KINDS = {kind.value: kind.label for kind in Kind if kind != Kind.UNLISTED}
ACCESSES = {access.value: access.label for access in Access}


@dataclass(frozen=True)
class SearchQuery:
    """Words, filters and a page. `problem` says what is wrong with `typed`, which stays in the box."""

    words: str = ""
    publishers: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()
    accesses: tuple[str, ...] = ()
    kind: str = ""
    page: int = 1
    problem: str = ""
    typed: str = ""

    @property
    def definitions(self) -> bool:
        return self.kind == Kind.DEFINITION

    @property
    def filters(self) -> Mapping[str, tuple[str, ...]]:
        return {"publisher": self.publishers, "theme": self.themes, "access": self.accesses}

    @property
    def is_filtered(self) -> bool:
        return bool(self.kind or any(self.filters.values()))

    def address(self, **changes: object) -> str:
        """Return the query string of this query with changes; a changed filter starts at the first page."""
        asked = replace(self, **({"page": 1} | changes))  # type: ignore[arg-type]
        pairs = [("q", asked.words)] if asked.words else []
        pairs += [(name, value) for name, values in asked.filters.items() for value in values]
        pairs += [("kind", asked.kind)] if asked.kind else []
        pairs += [("page", str(asked.page))] if asked.page > 1 else []
        return "?" + urlencode(pairs)


def read(parameters: QueryDict) -> SearchQuery:
    """Return the query in a query string, without unknown filter values."""
    typed = parameters.get("q") or ""
    problem = _problem(typed)
    kind = parameters.get("kind") or ""
    return SearchQuery(
        words="" if problem else " ".join(typed.split()),
        publishers=_values(parameters, "publisher"),
        themes=_values(parameters, "theme"),
        accesses=tuple(value for value in _values(parameters, "access") if value in ACCESSES),
        kind=kind if kind in KINDS else "",
        page=_page(parameters.get("page") or ""),
        problem=problem,
        typed="".join(letter for letter in typed[:LONGEST_SHOWN] if not _unreadable(letter)),
    )


def _problem(typed: str) -> str:
    if len(typed) > LONGEST_QUERY:
        return f"Search words must be {LONGEST_QUERY} characters or fewer"
    if any(map(_unreadable, typed)):
        return "Search words must not include characters that cannot be displayed"
    return ""


def _unreadable(letter: str) -> bool:
    return letter in "\x00\ufffd" or "\ud800" <= letter <= "\udfff"


def _values(parameters: QueryDict, name: str) -> tuple[str, ...]:
    """Return a filter's values, limited in number and length."""
    values = [value for value in parameters.getlist(name)[:MOST_VALUES] if value and len(value) <= 300]
    return tuple(dict.fromkeys(value for value in values if not any(map(_unreadable, value))))


def _page(text: str) -> int:
    return min(max(int(text), 1), LAST_PAGE) if text.isascii() and text.isdigit() and len(text) < 6 else 1
