"""A query of the register: words and filters from the query string, within limits."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final
from urllib.parse import urlencode

from django.http import QueryDict

from agreements.questionnaire.law import GATEWAYS, KINDS_OF_POWER
from agreements.questionnaire.options import DATA_TYPES, POLICY_AREAS, Options, listed

LONGEST_WORDS, LONGEST_VALUE, LAST_PAGE, MOST_VALUES = 200, 300, 9999, 30
# The filters whose values are options of a question; organisations and records are filtered by their own names.
STATES: Final = listed(("in_force", "In force"), ("suspended", "In force, sharing suspended"), ("ended", "Ended"))
CLOSED: Final[Mapping[str, Options]] = {
    "state": STATES,
    "area": POLICY_AREAS,
    "data": DATA_TYPES,
    "power": KINDS_OF_POWER,
    "gateway": GATEWAYS,
}
FILTERS: Final = ("body", "receives", "gives", *CLOSED)


@dataclass(frozen=True)
class RegisterQuery:
    """Words, filters, one record and a page. `problem` says what is wrong with the words."""

    words: str = ""
    chosen: Mapping[str, tuple[str, ...]] | None = None
    record: str = ""
    page: int = 1
    problem: str = ""

    def of(self, name: str) -> tuple[str, ...]:
        """Return the values chosen for one filter."""
        return (self.chosen or {}).get(name, ())

    @property
    def is_filtered(self) -> bool:
        return bool(self.record or any(map(self.of, FILTERS)))

    def address(self, *, page: int = 1) -> str:
        """Return the query string of one page of this query."""
        pairs = [("q", self.words)] if self.words else []
        pairs += [(name, value) for name in FILTERS for value in self.of(name)]
        pairs += [("record", self.record)] if self.record else []
        pairs += [("page", str(page))] if page > 1 else []
        return "?" + urlencode(pairs) if pairs else ""

    def without_filters(self) -> str:
        """Return the query string of the words alone."""
        return replace(self, chosen=None, record="").address() or "?"


def read(parameters: QueryDict) -> RegisterQuery:
    """Return the query in a query string, without unknown filter values."""
    typed = parameters.get("q") or ""
    problem = _problem(typed)
    chosen = {name: _values(parameters, name) for name in FILTERS}
    for name, options in CLOSED.items():
        chosen[name] = tuple(value for value in chosen[name] if value in options.keys)
    return RegisterQuery(
        words="" if problem else " ".join(typed.split()),
        chosen=chosen,
        record=next(iter(_values(parameters, "record")), ""),
        page=_page(parameters.get("page") or ""),
        problem=problem,
    )


def _problem(typed: str) -> str:
    if len(typed) > LONGEST_WORDS:
        return f"Search words must be {LONGEST_WORDS} characters or fewer"
    if not _readable(typed):
        return "Search words must not include characters that cannot be displayed"
    return ""


def _readable(text: str) -> bool:
    return not any(letter in "\x00\ufffd" or "\ud800" <= letter <= "\udfff" for letter in text)


def _values(parameters: QueryDict, name: str) -> tuple[str, ...]:
    values = parameters.getlist(name)[:MOST_VALUES]
    return tuple(dict.fromkeys(value for value in values if value and len(value) <= LONGEST_VALUE and _readable(value)))


def _page(text: str) -> int:
    return min(max(int(text), 1), LAST_PAGE) if text.isascii() and text.isdigit() and len(text) < 6 else 1
