"""The dated promises in the signed words of an agreement: what, by whom, from which day, how often."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Final

from agreements.drafting.library.phrases import phrase
from agreements.drafting.values import as_text
from agreements.models import Agreement, DutyKind, Party, Repeat
from agreements.questionnaire.words import Json, chosen, day, rows_of, text
from agreements.register.entry import Sources, in_force_since, sources_of
from agreements.register.first_review import answers_on_review, first_review
from agreements.register.signed_words import STRUCK, SignedClause
from agreements.standing.flows import ends_of
from agreements.standing.today import remaining

_REVIEWS: Final = {
    "6_months": Repeat.HALF_YEAR,
    "1_year": Repeat.YEAR,
    "2_years": Repeat.TWO_YEARS,
    "on_change": Repeat.YEAR,
}
# A supply every day is accounted for by the month.
_SUPPLIES: Final = {
    "one_off": Repeat.ONCE,
    "daily": Repeat.MONTH,
    "weekly": Repeat.WEEK,
    "monthly": Repeat.MONTH,
    "quarterly": Repeat.QUARTER,
    "yearly": Repeat.YEAR,
}
_MONTHS: Final = {"3": Repeat.QUARTER, "three": Repeat.QUARTER, "6": Repeat.HALF_YEAR, "six": Repeat.HALF_YEAR}
_LIST_REVIEWED: Final = re.compile(r"review it at least every (3|three|6|six) months")
_TRAINED: Final = re.compile(r"trained .{0,80}within the past year")
_LONGEST: Final = 300


@dataclass(frozen=True)
class Promised:
    """What a party (None: all together) must do by a day, and how often after that. No day: a lead enters it.

    The first day is `after` periods after the one they are counted from: 31 August is 6 months after 28 February in one
    reckoning only.
    """

    kind: DutyKind
    clause: str
    party: int | None = None
    counts_from: date | None = None
    repeats: Repeat = Repeat.ONCE
    after: int = 0
    about: str = ""
    flow: int | None = None
    place: int = 0

    @property
    def first(self) -> date | None:
        """The first day; None if the words give none."""
        period = self.repeats.period
        return self.counts_from + period * self.after if self.counts_from and period else self.counts_from

    @property
    def key(self) -> str:
        """What tells it from every other promise of the agreement."""
        return ":".join(map(str, (self.kind, self.party or 0, self.flow or 0, self.place)))


def promised_in(agreement: Agreement) -> list[Promised]:
    """Return what the signed words of an agreement in force promise by a day. The number of queries is constant.

    The day is empty where a clause was reworded so that it no longer follows, or where the words never gave one.
    """
    signed = _Signed(agreement, sources_of(agreement))
    found = (_reviews, _lists_of_access, _training, _reports, _supplies, _assurances)
    return [promised for promises in found for promised in promises(signed)]


@dataclass(frozen=True)
class _Signed:
    agreement: Agreement
    sources: Sources

    @property
    def since(self) -> date:
        return in_force_since(self.agreement)

    @cached_property
    def parties(self) -> Mapping[int, Party]:
        return {party.pk: party for party in remaining(self.agreement)}

    @cached_property
    def flows(self) -> Mapping[int, tuple[int, list[int]]]:
        """The giver and the receivers of each flow between parties that are bound."""
        ends = ((flow, giver, [key for key in to if key in self.parties]) for flow, (giver, to) in self._ends.items())
        return {flow: (giver, to) for flow, giver, to in ends if giver in self.parties and to}

    @cached_property
    def _ends(self) -> Mapping[int, tuple[int, list[int]]]:
        return ends_of(self.agreement)

    @property
    def receivers(self) -> list[Party]:
        return [party for key, party in self.parties.items() if any(key in to for _, to in self.flows.values())]

    def clause(self, *keys: str) -> SignedClause | None:
        """Return the signed clause with one of these keys of the library; None if there is none, or it was struck."""
        return next((found for found in self.sources.clauses if found.base in keys and found.text != STRUCK), None)

    def answer(self, question: str) -> Json:
        """Return the answer that the words were drafted from: as it was sent, or as it was given since."""
        sent = self.sources.sent.get(question)
        return self.sources.now.get(question, sent) if self.sources.superseding(question) else sent


def _name(clause: SignedClause) -> str:
    return f"{clause.number} {clause.heading}".strip()[:_LONGEST]


def _plain(clause: SignedClause) -> str:
    return " ".join(clause.text.split())


def _reviews(signed: _Signed) -> Iterator[Promised]:
    """Yield the review; of an emergency, the one after 14 days and those that follow."""
    clause = signed.clause("governance.review", "rules.review")
    if clause is None:
        return
    answers = dict(answers_on_review(signed.agreement))
    repeats = _REVIEWS.get(min(chosen(answers.get("review_every")), default=""), Repeat.ONCE)
    first = signed.agreement.review_on
    later = first_review({**answers, "tri_kind": None}, signed.since)
    if "emergency" not in chosen(answers.get("tri_kind")):
        yield Promised(DutyKind.REVIEW, _name(clause), counts_from=first, repeats=repeats)
        return
    yield Promised(DutyKind.REVIEW, _name(clause), counts_from=first, about="made in an emergency")
    if later:
        yield Promised(DutyKind.REVIEW, _name(clause), counts_from=later, repeats=repeats, place=1)


def _lists_of_access(signed: _Signed) -> Iterator[Promised]:
    clause = signed.clause("delivery.access")
    if clause is None:
        return
    stated = _LIST_REVIEWED.search(_plain(clause))
    repeats = _MONTHS[stated[1]] if stated else Repeat.ONCE
    since = signed.since if stated else None
    for party in signed.receivers:
        yield Promised(DutyKind.ACCESS_LIST, _name(clause), party.pk, since, repeats, after=1)


def _training(signed: _Signed) -> Iterator[Promised]:
    clause = signed.clause("assurance.people", "rules.people")
    if clause is None:
        return
    yearly = bool(_TRAINED.search(_plain(clause)))
    since, repeats = (signed.since, Repeat.YEAR) if yearly else (None, Repeat.ONCE)
    for party in signed.parties.values():
        yield Promised(DutyKind.TRAINING, _name(clause), party.pk, since, repeats, after=1)


def _reports(signed: _Signed) -> Iterator[Promised]:
    """Yield a report on each measure by its day; one without a day if the clause no longer states them."""
    clause = signed.clause("purpose.measures")
    asking = next((party for party in signed.parties.values() if party.is_lead), None)
    if clause is None or asking is None:
        return
    rows = [(text(row.get("measure")), day(row.get("by"))) for row in rows_of(signed.answer("benefit_measures"))]
    if not rows or not all(by and as_text(by) in clause.text for _, by in rows):
        yield Promised(DutyKind.REPORT, _name(clause), asking.pk)
        return
    for place, (measure, by) in enumerate(rows):
        yield Promised(DutyKind.REPORT, _name(clause), asking.pk, by, about=measure[:_LONGEST], place=place)


def _supplies(signed: _Signed) -> Iterator[Promised]:
    """Yield what each giver supplies: first by the day on which the data is needed, if the words give it."""
    clause, answer = signed.clause("delivery.route"), signed.answer("frequency")
    every = min(chosen(answer), default="")
    if clause is None or every == "on_demand":
        return
    stated = every in _SUPPLIES and phrase("frequency", every).lower() in _plain(clause).lower()
    repeats = _SUPPLIES[every] if stated else Repeat.ONCE
    first = _needed_by(signed) if stated else None
    daily = "the supplies of each day of a month" if stated and every == "daily" else ""
    for flow, (giver, to) in signed.flows.items():
        names = " and ".join(str(signed.parties[key]) for key in to)
        about = daily or (f"to {names}" if len(signed.parties) > 2 else "")
        yield Promised(DutyKind.DELIVERY, _name(clause), giver, first, repeats, about=about[:_LONGEST], flow=flow)


def _needed_by(signed: _Signed) -> date | None:
    needed = day(signed.answer("needed_by"))
    stating = [clause.text for clause in signed.sources.clauses if "needed_by" in clause.questions]
    if needed is None or needed < signed.since or not stating:
        return None
    return needed if all(as_text(needed) in said for said in stating) else None


def _assurances(signed: _Signed) -> Iterator[Promised]:
    """Yield the yearly assurance of each receiver that named one: the words do not say on which day it lapses."""
    toolkit = phrase("controls", "dspt").removeprefix("the ")
    named = [clause for clause in signed.sources.clauses if toolkit in _plain(clause)]
    for party in signed.receivers:
        clauses = [clause for clause in named if clause.base == "delivery.controls" or clause.is_about([str(party)])]
        if clauses:
            yield Promised(DutyKind.ASSURANCE, _name(clauses[0]), party.pk, repeats=Repeat.YEAR, about=toolkit)
