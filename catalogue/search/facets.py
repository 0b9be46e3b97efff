"""The filters beside the results: each value with how many of the results it would leave."""

from dataclasses import dataclass

from catalogue.search.query import ACCESSES, SearchQuery
from catalogue.search.search import SearchResults

HEADINGS = {"theme": "Theme", "access": "Access", "publisher": "Publisher"}
SHOWN = 25


@dataclass(frozen=True)
class FacetValue:
    """A value of a filter; `records` is None if no result has it."""

    value: str
    label: str
    records: int
    is_chosen: bool


@dataclass(frozen=True)
class Facet:
    """A filter with its values: chosen ones first, then the commonest."""

    name: str
    heading: str
    choices: list[FacetValue]
    left_out: int

    @property
    def chosen(self) -> int:
        return sum(choice.is_chosen for choice in self.choices)


def filter_groups(question: SearchQuery, results: SearchResults) -> list[Facet]:
    return [_group(name, heading, question, results) for name, heading in HEADINGS.items()]


def _group(name: str, heading: str, question: SearchQuery, results: SearchResults) -> Facet:
    chosen = question.filters[name]
    counts = dict(results.facets.get(name, []))
    # Keep a chosen value even if no result has it, so that it can be unticked.
    values = [value for value in chosen if value in counts or not results.total]
    values += [value for value in counts if value not in chosen]
    labels = ACCESSES if name == "access" else {}
    choices = [FacetValue(value, labels.get(value, value), counts.get(value, 0), value in chosen) for value in values]
    return Facet(name, heading, choices[:SHOWN], max(0, len(choices) - SHOWN))
