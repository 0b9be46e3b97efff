"""Times pages and the floor in turns, so that other load on the machine slows both alike."""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass, field

from tests.benchmarks.pages import Page
from tests.benchmarks.visitor import Answer, Visitor

WARM_UP = 5


class NotAnswered(Exception):
    """A page gave the wrong status, so its time would mean nothing."""


@dataclass
class Measured:
    """The times of one page and of the floor, in seconds, and its queries with little and with much data."""

    page: Page
    queries: int
    queries_when_small: int | None
    times: list[float] = field(default_factory=list)
    floors: list[float] = field(default_factory=list)

    @property
    def ratio(self) -> float:
        return statistics.median(self.times) / statistics.median(self.floors)

    @property
    def quiet_ratio(self) -> float:
        """The ratio of the fastest tenth of both, as on an idle machine."""
        return statistics.quantiles(self.times, n=10)[0] / statistics.quantiles(self.floors, n=10)[0]

    @property
    def verdict(self) -> str:
        if self.page.most is None:
            return "no aim"
        return "met" if self.ratio <= self.page.most else "MISSED"


def asked(page: Page, visitor: Visitor) -> Answer:
    """Return the page's answer. Raise NotAnswered for a wrong status."""
    answer = page.ask(visitor)
    if answer.status != page.status:
        raise NotAnswered(f"{page.name} answered {answer.status}, not {page.status}.")
    return answer


def queries_of(pages: Sequence[Page], visitor: Visitor) -> dict[str, int]:
    """Return how many statements each page sends to the database once it is warm."""
    counted = {}
    for page in pages:
        asked(page, visitor)
        visitor.notes = True
        counted[page.name] = len(asked(page, visitor).statements)
        visitor.notes = False
    return counted


def measure(
    pages: Sequence[Page], floor: Page, visitor: Visitor, *, rounds: int, small: dict[str, int]
) -> list[Measured]:
    """Time every page once a round, each after the floor."""
    counts = queries_of(pages, visitor)
    every = [Measured(page, counts[page.name], small.get(page.name)) for page in pages]
    for turn in range(WARM_UP + rounds):
        for measured in every:
            beside, own = asked(floor, visitor).seconds, asked(measured.page, visitor).seconds
            if turn >= WARM_UP:
                measured.floors.append(beside)
                measured.times.append(own)
    return every
