"""What a variation changes in the words that were signed before: clause by clause, why, and how much it is."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final, NamedTuple

from markupsafe import Markup

from agreements.kinds import EventKind
from agreements.models import (
    Agreement,
    Answer,
    Clause,
    DataShare,
    Document,
    Edition,
    EventDetails,
    PartyAnswer,
    Proposal,
)
from agreements.notifications.fact_words import page_of, short_name
from agreements.signing.kept_suspended import standing_in_words
from agreements.wording.gaps import question_of
from agreements.wording.tracked import as_html


class VariationKind(StrEnum):
    """How much a variation changes (docs/decisions/what-is-agreed-comes-in-editions.md)."""

    MINOR = "Minor change"
    MATERIAL = "Material change"
    TOO_LARGE = "Very large change"

    @property
    def needs(self) -> str:
        """What it needs before people sign, in sentences."""
        return _NEEDS[self]


_NEEDS: Final = {
    VariationKind.MINOR: "Every organisation signs it. A data protection officer of each confirms first that the "
    "impact assessment need not be checked again.",
    VariationKind.MATERIAL: "Every organisation signs it. Before that, check the impact assessment again, and what "
    "people are told about the use of their data.",
    VariationKind.TOO_LARGE: "The purpose, the data and the law it rests on all change. Consider a new data share "
    "instead. If you go on, check the impact assessment again, and what people are told about the use of their data, "
    "before anyone signs.",
}
# What makes a change material: purpose, data, recipients, law, retention, countries, security, term.
_MATERIAL: Final = (
    *("purpose.", "data.", "annex.items", "legal.", "basis.", "delivery.", "retention.", "schedule.use"),
    *("parties.others", "parties.joining", "rights.transfers", "rights.automated", "summary.term"),
    *("rules.purpose", "rules.security", "rules.term"),
)
_ALL_OF: Final = (("purpose.aims",), ("data.", "annex.items"), ("legal.", "basis."))


class ClauseSaid(NamedTuple):
    """A clause of a text: its document, number, heading and words; no words for one that was struck."""

    document: str
    number: str
    heading: str
    text: str

    @property
    def name(self) -> str:
        """The clause as a heading: 3.1 Purpose. One of the impact assessment says so."""
        where = "" if self.document == Document.MOU else f" ({short_name(self.document)})"
        return f"{self.number} {self.heading}{where}".strip()


@dataclass(frozen=True)
class ClauseChange:
    """One clause that a variation changes, adds or takes out, with the tracked change and why."""

    key: str
    name: str
    what: str
    html: Markup
    why: str


@dataclass(frozen=True)
class VariationShown:
    """Everything that a variation changes. `unchanged` counts the clauses that stay as they were signed."""

    varies: int
    kind: VariationKind
    changes: tuple[ClauseChange, ...]
    unchanged: int
    # Why an agreement is extended; empty for another variation.
    reason: str = ""
    # What is suspended under the version in force, and stays so under this one.
    suspended: tuple[str, ...] = ()


def variation_of(share: DataShare, offered: Agreement | None = None) -> VariationShown | None:
    """Return what the text of a variation changes, as it is offered for signature or stands now; None for a first text.

    At most nine queries.
    """
    varied = share.edition.varies
    if varied is None:
        return None
    before = varied.agreements.filter(in_force_at__isnull=False).select_related("words").last()
    if before is None:
        return None
    old = _frozen(before.words.words) if offered else _standing(varied)
    new = _frozen(offered.words.words) if offered else _standing(share.edition)
    whys = _whys(share)
    changes = tuple(_changes(old, new, whys))
    unchanged = len(new) - sum(change.what != "Taken out" for change in changes)
    kind = kind_of([change.key for change in changes])
    suspended = tuple(standing_in_words(share))
    return VariationShown(before.number, kind, changes, unchanged, _reason(share), suspended)


def _reason(share: DataShare) -> str:
    """Return why the agreement is extended, as who began that said; empty if no one did. One query."""
    begun = EventDetails.objects.of(share, EventKind.EXTENSION_BEGUN).filter(event__edition=share.edition.number)
    details = begun.first()
    return "" if details is None or details.is_erased else str(details.content["changes"][0]["after"])


def kind_of(keys: list[str]) -> VariationKind:
    """Return how much a variation changes that touches the clauses of these keys."""
    bases = [question_of(key) for key in keys]
    if all(any(base.startswith(part) for base in bases) for part in _ALL_OF):
        return VariationKind.TOO_LARGE
    is_material = any(base.startswith(_MATERIAL) for base in bases)
    return VariationKind.MATERIAL if is_material else VariationKind.MINOR


def _changes(
    old: Mapping[str, ClauseSaid], new: Mapping[str, ClauseSaid], whys: Mapping[str, str]
) -> Iterator[ClauseChange]:
    for key, now in new.items():
        was = old.get(key)
        if was is None or was.text != now.text:
            what = "Changed" if was else "Added"
            html = as_html(was.text if was else "", now.text)
            yield ClauseChange(key, now.name, what, html, whys.get(key, ""))
    for key, was in old.items():
        if key not in new:
            html = as_html(was.text, "")
            yield ClauseChange(key, was.name, "Taken out", html, whys.get(key, ""))


def _frozen(words: str) -> dict[str, ClauseSaid]:
    """Return the clauses of a frozen text by key, those of the agreement first."""
    return {
        clause["key"]: ClauseSaid(document["key"], clause["number"], clause["heading"], clause["text"])
        for document in json.loads(words)["documents"]
        for section in document["sections"]
        for clause in section["clauses"]
    }


def _standing(edition: Edition) -> dict[str, ClauseSaid]:
    """Return the clauses of a text as they stand, without struck ones, by key."""
    rows = edition.clauses.in_text().select_related("current").in_order()
    return {
        row.key: ClauseSaid(row.document, row.number, row.heading, row.current.text)
        for row in rows
        if row.current and row.current.text
    }


def _whys(share: DataShare) -> dict[str, str]:
    """Return why each clause of a variation says what it says: the reason of who proposed it, or what was answered."""
    accepted = Proposal.objects.filter(state=Proposal.State.ACCEPTED).in_share(share)
    reasons = {
        proposal.wording_id: f"{proposal.wording.party}: {proposal.reason}"
        for proposal in accepted.select_related("wording__party__organisation")
    }
    answered = _answers_changed(share)
    found = {}
    for clause in share.edition.clauses.in_text():
        found[clause.key] = reasons.get(clause.current_id or 0) or _from_answers(share, clause, answered)
    return found


def _from_answers(share: DataShare, clause: Clause, changed: set[str]) -> str:
    version = share.edition.question_set
    pages = dict.fromkeys(page_of(key, version) for key in clause.sources if key in changed)
    return f"Answers changed: {'; '.join(pages)}" if pages else ""


def _answers_changed(share: DataShare) -> set[str]:
    """Return the keys of the questions that were answered otherwise in the edition before. Four queries."""
    return {key for key, *_ in set(_answers(share.edition)) ^ set(_answers(share.edition.varies))}


def _answers(edition: Edition | None) -> Iterator[tuple[str, int, str]]:
    rows: Any = Answer.objects.filter(edition=edition).values_list("key", "value")
    yield from ((key, 0, json.dumps(value, sort_keys=True)) for key, value in rows)
    own: Any = PartyAnswer.objects.filter(edition=edition).values_list("key", "party", "value")
    yield from ((key, party, json.dumps(value, sort_keys=True)) for key, party, value in own)
