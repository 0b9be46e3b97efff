"""Deferred answers in an emergency: which may follow, for how long, and the words in their place."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Final

from agreements.models import DataShare
from agreements.models.sent import some_for
from agreements.questionnaire.supplier import every_place
from agreements.questionnaire.words import chosen, day, part, text

# Days after an emergency agreement takes effect until its review and its deferred answers are due.
DAYS: Final = 14
KIND, NEEDED_BY = "tri_kind", "needed_by"


@dataclass(frozen=True)
class Urgency:
    """The risk that an emergency request is about, and by when it needs the data."""

    risk: str
    needed_by: date | None


def is_emergency(share: DataShare, *, asks: bool = False) -> bool:
    """Return whether it was requested as an emergency, as far as the party that asks, or all, may know. One query."""
    return urgency_of(share, asks=asks) is not None


def urgency_of(share: DataShare, *, asks: bool = False) -> Urgency | None:
    """Return how urgent an emergency is; None for any other request. One query, two before it is first sent."""
    given = some_for(share, [KIND, NEEDED_BY], asks=asks)
    kind = given.get(KIND)
    return Urgency(text(part(kind, "risk")), day(given.get(NEEDED_BY))) if "emergency" in chosen(kind) else None


def deferrable_answers(share: DataShare) -> frozenset[str]:
    """Return the questions that may be answered after the signatures; none outside an emergency. One query."""
    return deferrable(share.edition.question_set) if is_emergency(share) else frozenset()


@cache
def deferrable(version: str) -> frozenset[str]:
    """Return the questions of a version whose answers may follow in an emergency."""
    return frozenset(key for key, place in every_place(version).items() if not place.question.in_emergency)


def due_after(in_force: date) -> date:
    """Return the day by which deferred answers are due."""
    return in_force + timedelta(days=DAYS)
