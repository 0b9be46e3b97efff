"""The Five Safes: a second way to look at an assessment, by five questions.

Source: UK Data Service and Office for National Statistics, the Five Safes framework: safe projects, people, data,
settings and outputs. Which question and which risk belongs to which is the library's own.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from agreements.drafting.library.assessed import AssessedRisk
from agreements.questionnaire.journey import Journey
from agreements.questionnaire.words import is_empty

OUTPUTS: Final = frozenset({"outputs", "onward", "results_back"})
# The sections of the request behind each, but for the questions about outputs; and the risks of the library.
PROJECTS, PEOPLE, DATA, SETTINGS = (
    ("purpose", "benefits", "legal", "data_protection"),
    ("people",),
    ("data",),
    ("security", "end_and_review"),
)
RISKS: Final = {
    "projects": ("unfair_to_a_group", "no_human", "unexpected", "notice_silent", "creep", "stale"),
    "people": ("insider", "onward"),
    "data": ("more_than_needed", "identified_by_linkage", "wrong_person", "sensitive_disclosed"),
    "settings": ("leaves_the_uk", "lost_on_the_way", "kept_too_long", "disposal_unproved", "told_late"),
    "outputs": ("model_keeps_it",),
}
LEVELS: Final = ("none", "low", "medium", "high")


@dataclass(frozen=True)
class Safe:
    """One of the five: what it asks, how many questions behind it are answered, and the worst risk in it."""

    name: str
    asks: str
    answered: int
    asked: int
    # The worst risk that remains, as people judge it; empty if no one has judged one, or there is none.
    worst: str
    # How many of its risks no one has assessed.
    waiting: int

    @property
    def percent(self) -> int:
        """How many of a hundred questions are answered."""
        return round(100 * self.answered / self.asked) if self.asked else 0


def five_safes(journey: Journey, risks: Sequence[AssessedRisk]) -> list[Safe]:
    """Return the five, from the answers that this reader may read and the risks. No query."""
    return [
        _safe("projects", "Safe projects", "Is this a right use of the data?", journey, PROJECTS, risks),
        _safe("people", "Safe people", "Can those who use it be trusted to use it well?", journey, PEOPLE, risks),
        _safe("data", "Safe data", "Is there as little in it as will do?", journey, DATA, risks),
        _safe("settings", "Safe settings", "Does where it is kept prevent misuse?", journey, SETTINGS, risks),
        _safe("outputs", "Safe outputs", "Is what is published free of people’s details?", journey, (), risks),
    ]


def _safe(
    key: str, name: str, asks: str, journey: Journey, sections: Iterable[str], risks: Sequence[AssessedRisk]
) -> Safe:
    found = [
        place.question.key
        for place in journey.places()
        if (place.question.key in OUTPUTS if key == "outputs" else place.section.key in sections)
        and (key == "outputs" or place.question.key not in OUTPUTS)
    ]
    given = journey.answered()
    own = [risk for risk in risks if not risk.is_struck and risk.key in RISKS[key]]
    judged = [risk.decided.remaining for risk in own if risk.decided]
    return Safe(
        name=name,
        asks=asks,
        answered=sum(not is_empty(given.get(question)) for question in found),
        asked=len(found),
        worst=max(judged, key=LEVELS.index, default=""),
        waiting=sum(risk.is_open for risk in own),
    )
