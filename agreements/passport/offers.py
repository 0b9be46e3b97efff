"""What an organisation's standard answers offer to the questions of a data share. Nothing is stored by an offer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest

from agreements.access import Page
from agreements.models import StandardAnswer
from agreements.questionnaire import tables
from agreements.questionnaire.journey import Journey
from agreements.questionnaire.shape import Answers, Step
from agreements.questionnaire.standard import PASSPORT, standard_key
from agreements.questionnaire.words import Json, Words, rows_of
from datashare.lib.clock import long_date

# In the address of a question that is answered: fill in the standard answer all the same.
FILL_IN = "standard"


@dataclass(frozen=True)
class StandardOffer:
    """The newest standard answer to a question of a data share; `is_filled`: the form begins with it."""

    standard: StandardAnswer
    key: str
    is_filled: bool
    missing: Sequence[Mapping[str, Json]] = ()

    def fill(self, answers: Answers) -> Answers:
        """Return the answers that the form begins with."""
        return {**answers, self.key: self.standard.value} if self.is_filled else answers

    @property
    def words(self) -> Words:
        """The standard answer in words; of a table, the rows that are not in the list yet."""
        step = PASSPORT.places[self.standard.key].step
        missing: Json = [dict(row) for row in self.missing]
        return step.words(self.standard.key, missing if step.kind == "table" else self.standard.value)


def offer_for(request: HttpRequest, page: Page, step: Step, answers: Answers) -> StandardOffer | None:
    """Return what the standard answers of the reader's party offer to a step, None for nothing. At most one query.

    Someone who is not proved to work for the party is offered nothing. A question that has been answered, if only with
    a blank, is filled in when the address says so.
    """
    key = step.keys[0]
    standard = _newest(page, [key]).get(key)
    if standard is None:
        return None
    if step.kind == "table":
        stored = tables.rows(answers, key)
        return StandardOffer(standard, key, is_filled=False, missing=tables.lacking(stored, rows_of(standard.value)))
    return StandardOffer(standard, key, is_filled=key not in answers or FILL_IN in request.GET)


def _newest(page: Page, keys: Sequence[str]) -> dict[str, StandardAnswer]:
    """Return the newest standard answer to each of these questions of a data share. At most one query."""
    wanted = {key: standard_key(key) for key in keys if standard_key(key)}
    if not wanted:
        return {}
    made = StandardAnswer.objects.filter(organisation=page.acting.organisation_id, key__in=wanted.values())
    newest = {standard.key: standard for standard in made.readable_by(page.reader).newest() if standard.value}
    return {key: newest[standard] for key, standard in wanted.items() if standard in newest}


def rows_with(offer: StandardOffer, before: Sequence[Mapping[str, Json]]) -> list[Json]:
    """Return the rows of a table with those of the standard answer. Raise ValueError if there are too many."""
    return tables.joined(before, rows_of(offer.standard.value))


def said_in(rows: Any) -> dict[str, datetime]:
    """Return by question the time of the standard answer that each of some stored answers says. One query."""
    return dict(rows.exclude(standard=None).values_list("key", "standard__at"))


def hints_of(page: Page, said: Mapping[str, datetime], journey: Journey) -> dict[str, str]:
    """Return for the pages of a task list, by slug, what standard answers have to do with them. At most one query.

    `said` are those that the answers of the reader's party say, as `said_in` has them.
    """
    offered = _newest(page, [step.keys[0] for step in journey.steps()])
    hints = {step.slug: _hint(step.keys[0], said, offered, journey.answers) for step in journey.steps()}
    return {slug: hint for slug, hint in hints.items() if hint}


def _hint(key: str, said: Mapping[str, datetime], offered: Mapping[str, StandardAnswer], answers: Answers) -> str:
    if key in said:
        return f"From your organisation’s standard answers of {long_date(said[key])}"
    return "Your organisation has a standard answer for you to check" if key in offered and key not in answers else ""
