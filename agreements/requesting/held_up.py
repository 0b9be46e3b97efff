"""What holds most requests to each supplier of a request up, by the counts of the last year."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final, NamedTuple

from django.db.models import FilteredRelation, Q

from agreements.answers import journey_of
from agreements.models import DataShare
from agreements.questionnaire.data_kinds import ANY, IN_WORDS, kind_of
from agreements.questionnaire.journey import Journey
from agreements.questionnaire.shape import QuestionPlace
from community.models import Organisation
from datashare.lib.clock import long_date
from datashare.lib.phrases import listed, plural

MOST_SHOWN: Final = 5


@dataclass(frozen=True)
class RaisedQuestion:
    """A question of this request that a supplier came back about in others."""

    place: QuestionPlace
    raised: int


@dataclass(frozen=True)
class HeldUp:
    """What holds most requests to one supplier up; no requests where too few were answered to be counted."""

    supplier: str
    kind: str = ANY
    requests: int = 0
    any_question: int = 0
    until: date | None = None
    questions: Sequence[RaisedQuestion] = ()

    @property
    def basis(self) -> str:
        """What the figures come from, in words."""
        if not self.requests:
            return (
                f"We have counted too few requests that {self.supplier} answered in the last year to say what holds "
                "most of them up, so the questions are in their usual order."
            )
        about = " ".join(filter(None, (plural(self.requests, "request"), IN_WORDS[self.kind])))
        counted = (
            f"In the year to {long_date(self.until)}, {self.supplier} answered {about}. It returned or asked about "
            f"{self.any_question:,} of them."
        )
        if not self.questions:
            return (
                f"{counted} No question of this request came up in those of several organisations, so the questions "
                "are in their usual order."
            )
        return f"{counted} These questions came up most often, so they come first in their section."

    def figure_of(self, question: RaisedQuestion) -> str:
        """Return how often a question came up, as its page says it."""
        return (
            f"{self.supplier} returned or asked about {question.raised:,} of the last "
            f"{plural(self.requests, 'request')} because of this question."
        )


class _Count(NamedTuple):
    """A row of the counts of one supplier; no figures if there are none."""

    body: int
    supplier: str
    kind: str | None
    key: str | None
    raised: int | None
    requests: int | None
    until: date | None


def held_up_of(share: DataShare, journey: Journey) -> list[HeldUp]:
    """Return what holds requests to each supplier up, of requests for this kind of data if enough were. One query."""
    kind = kind_of(journey.answered())
    counts: dict[int, list[_Count]] = defaultdict(list)
    for row in _counts(share, kind):
        counts[row.body].append(row)
    return [_held_up(rows, kind, journey) for rows in counts.values()]


def _counts(share: DataShare, kind: str) -> list[_Count]:
    """Return the counts of every body that holds data asked for or gives it, by name; a row for one without counts."""
    lead = [party.organisation_id for party in share.parties.all() if party.is_lead]
    giving = [party.organisation_id for party in share.parties.all() if party.decides]
    asked = Q(pk__in=share.assets.exclude(publisher=None).values("publisher")) | Q(pk__in=giving)
    suppliers = Organisation.objects.filter(asked).exclude(pk__in=lead).order_by("name", "pk")
    of_kind = FilteredRelation("question_counts", condition=Q(question_counts__kind__in={ANY, kind}))
    named = [f"counted__{name}" for name in ("kind", "key", "raised", "requests", "until")]
    rows = suppliers.annotate(counted=of_kind).values_list("pk", "name", *named)
    return [_Count(*row) for row in rows]


def _held_up(rows: Sequence[_Count], kind: str, journey: Journey) -> HeldUp:
    counted = [row for row in rows if row.kind == kind] or [row for row in rows if row.kind == ANY]
    of_any = next((row for row in counted if not row.key), None)
    if of_any is None:
        return HeldUp(rows[0].supplier)
    asked = {place.question.key: place for place in journey.places() if place.step.kind != "check"}
    found = {row.key: row.raised or 0 for row in counted if row.key}
    questions = [RaisedQuestion(place, found[key]) for key, place in asked.items() if key in found]
    most = sorted(questions, key=lambda question: -question.raised)[:MOST_SHOWN]
    requests, raised = of_any.requests or 0, of_any.raised or 0
    return HeldUp(of_any.supplier, of_any.kind or ANY, requests, raised, of_any.until, most)


def _asked_first(held_up: Sequence[HeldUp]) -> Mapping[str, str]:
    """Return the questions that came up, the most often first, each with its figures in words."""
    every = [(found, question) for found in held_up for question in found.questions]
    every.sort(key=lambda pair: -pair[1].raised / pair[0].requests)
    words: dict[str, list[str]] = defaultdict(list)
    for found, question in every:
        words[question.place.question.key].append(found.figure_of(question))
    return {key: " ".join(figures) for key, figures in words.items()}


def with_first(share: DataShare, journey: Journey) -> tuple[Journey, list[HeldUp]]:
    """Return the journey with what holds most requests up first in each section, and what it is. One query."""
    held_up = held_up_of(share, journey)
    return replace(journey, first=_asked_first(held_up)), held_up


def ordered_journey_of(share: DataShare) -> Journey:
    """Return the journey of a request in the order in which its pages ask. Two queries."""
    return with_first(share, journey_of(share))[0]


def heading_of(held_up: Sequence[HeldUp]) -> str:
    """Return the heading of what holds requests up."""
    return f"What holds most requests to {listed(found.supplier for found in held_up)} up"
