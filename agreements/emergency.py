"""What an emergency lets follow: which answers may wait, for how long, and the words that stand for them till then."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Final

from agreements.models import DataShare
from agreements.models.sent import some_for
from agreements.questionnaire.supplier import every_place
from agreements.questionnaire.words import chosen, day
from agreements.states import Side

# How long after it takes effect an agreement made in an emergency is reviewed, and has the rest of its answers.
DAYS: Final = 14
KIND, NEEDED_BY = "tri_kind", "needed_by"


@dataclass(frozen=True)
class Urgency:
    """That a request is an emergency, and by when the data is needed."""

    needed_by: date | None


def is_emergency(share: DataShare, reader: Side | None = None) -> bool:
    """Whether it was asked for as an emergency, so far as this side, or both (None), can know. One query."""
    return urgency_of(share, reader) is not None


def urgency_of(share: DataShare, reader: Side | None = None) -> Urgency | None:
    """How urgent an emergency is; None for every other request. One query, two before it is first sent."""
    given = some_for(share, reader, [KIND, NEEDED_BY])
    return Urgency(day(given.get(NEEDED_BY))) if "emergency" in chosen(given.get(KIND)) else None


def deferrable_answers(share: DataShare, reader: Side | None = None) -> frozenset[str]:
    """The questions whose answers may follow after the signatures: none but in an emergency. One query."""
    return deferrable(share.question_set) if is_emergency(share, reader) else frozenset()


@cache
def deferrable(version: str) -> frozenset[str]:
    """Return the questions of a version whose answers may follow in an emergency."""
    return frozenset(key for key, place in every_place(version).items() if not place.question.in_emergency)


def due_after(in_force: date) -> date:
    """The day by which what was left open is to be there."""
    return in_force + timedelta(days=DAYS)
