"""The content of a register entry: answers that the signed words still support, else those words; no names."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from django.db.models import QuerySet

from agreements.answers import journey_as_sent, stored_answers
from agreements.emergency import KIND
from agreements.evidence.signatures import parties_at
from agreements.models import Agreement
from agreements.models.flows import BOTH_SIDES, IN_RULES, records_given
from agreements.questionnaire.journey import Journey
from agreements.questionnaire.question_sets import question_set
from agreements.questionnaire.receiver import RECEIVER_KEYS
from agreements.questionnaire.words import Json, Words, chosen, part, text
from agreements.register.each_party import Each, receivers_of
from agreements.register.fields import FIELDS, STATEMENTS, Field
from agreements.register.redaction import Withheld, people_named_in, roles_only
from agreements.register.signed_words import SignedClause, is_qualified, plain, signed_clauses, still_said, superseding
from catalogue.models import DataAsset
from community.accounts.profile import names_of
from community.models import User
from datashare.lib import clock

# The words before the purpose in its clause, which its line in the list of agreements does not need.
BEFORE_PURPOSE: Final = "The acquirer’s purpose in asking for the data, in its own words, is this."
# Published as facts of the agreement rather than as answers.
ELSEWHERE: Final = frozenset({"title"})


@dataclass(frozen=True)
class Sources:
    """All that an entry is made from, read once."""

    sent: Mapping[str, Json]
    now: Mapping[str, Json]
    halves: Sequence[Mapping[str, Json]]
    words: Mapping[str, Any]
    # What other parties that receive have answered about themselves by now.
    receiving: Sequence[Mapping[str, Json]]
    clauses: Sequence[SignedClause]
    # The answers of each party that receives, by its name, if more than one does.
    each: Each

    def superseding(self, question: str) -> list[SignedClause]:
        """Return the signed clauses that replace the sent answer; empty if the answer stands.

        Of a question that each of several parties answers, all its clauses if they replace the answer of one.
        """
        found = superseding(self.clauses, question, sent=self.sent, halves=self.halves)
        if not self.is_of_each(question) or any(clause.is_of_giver for clause in found):
            return found
        late = any(question not in answers for answers in self.each.values())
        bases = {clause.base for clause in self.clauses if question in clause.questions}
        stating = [clause for clause in self.clauses if clause.base in bases and clause.is_about(self.each)]
        return stating if late or any(clause.differs for clause in stating) else []

    def without(self, parties: Sequence[str]) -> "Sources":
        """Return these without what the parties of these names, which have not signed, answer about themselves."""
        each = {name: found for name, found in self.each.items() if name not in parties}
        return replace(self, each=each, clauses=[clause for clause in self.clauses if not clause.gives_for(parties)])

    def is_of_each(self, question: str) -> bool:
        """Return whether each of several parties that receive answers this question for itself."""
        return bool(self.each) and question in RECEIVER_KEYS

    def options(self, question: str) -> frozenset[str]:
        """Return the options by which an entry is found: those of the answer that the signed words still support."""
        clauses = self.superseding(question)
        if not clauses:
            return chosen(self.sent.get(question))
        if is_qualified(question, self.halves):
            return frozenset()
        return still_said(question, self.sent.get(question, self.now.get(question)), clauses)

    def names(self) -> Iterator[str]:
        """Yield the people named in any answer."""
        for answers in (self.sent, self.now, *self.halves, *self.each.values(), *self.receiving):
            yield from people_named_in(dict(answers))
        for half in self.halves:
            yield text(part(half.get("s_signatory"), "name"))
            experts = half.get("s_experts")
            for line in experts.values() if isinstance(experts, dict) else ():
                yield text(line)
                yield text(line).partition(",")[0]


def sources_of(agreement: Agreement, words: Mapping[str, Any] | None = None) -> Sources:
    """Return what the entry of an agreement in force is made from. Three queries, besides the words themselves."""
    stored = stored_answers(agreement.share_as_agreed)
    words = json.loads(agreement.words.words) if words is None else words
    newest = agreement.edition.rounds.order_by("-number").first()
    sent = journey_as_sent(newest).answered() if newest else {}
    several = bool(stored.receiving or (newest and newest.halves))
    return Sources(
        sent=sent,
        now=stored.request,
        halves=list(stored.halves.values()),
        words=words,
        receiving=list(stored.receiving.values()),
        each=receivers_of(agreement, newest, sent) if several else {},
        clauses=signed_clauses(agreement, words),
    )


def content_of(agreement: Agreement) -> dict[str, Any]:
    """Return the columns of the register entry for an agreement in force. Reads only."""
    words = json.loads(agreement.words.words)
    names = dict(agreement.required.order_by("place").values_list("place", "signature__name"))
    later = [place for place, name in names.items() if name is None]
    return content_from(agreement, words, signed=filter(None, names.values()), later=parties_at(words, later))


def content_from(
    agreement: Agreement,
    words: Mapping[str, Any],
    *,
    signed: Iterable[str],
    later: Sequence[str] = (),
    withholding: Callable[[Iterable[str]], Withheld] = Withheld,
) -> dict[str, Any]:
    """Return the columns that these words make.

    `signed`: the names of those who signed them. `later`: the parties that have not, and may join.
    """
    sources = sources_of(agreement, words).without(later)
    withheld = withholding({*_names(agreement, sources), *signed})
    journey = Journey(question_set(agreement.edition.question_set), sources.sent)
    says = {field.name: content for field in FIELDS if (content := _kept(field, journey, sources, withheld))}
    return {
        "title": withheld.clean(words["title"]),
        "kind": words["kind"],
        "acquirers": _bodies(words, {"acquirer", BOTH_SIDES}, later),
        "suppliers": _bodies(words, {"supplier", BOTH_SIDES}, later),
        "members": _bodies(words, {IN_RULES}, later),
        "rules": _rules(words, withheld),
        "joins_later": list(later),
        "signed_as": [
            [row["party"], withheld.clean(row["office"])] for row in words["signatories"] if row["party"] not in later
        ],
        "purpose": purpose_in(says),
        "policy_area": min(sources.options("policy_area"), default=""),
        "power": min(sources.options("power_text"), default=""),
        "gateway": min(sources.options("gateway"), default=""),
        "data_types": sorted(sources.options("data_types")),
        "records": [
            [asset.listed_reference, withheld.clean(asset.title), asset.publisher_name] for asset in _records(agreement)
        ],
        "says": says,
    }


def _names(agreement: Agreement, sources: Sources) -> set[str]:
    """Return the names of everyone involved in this data share, including former names."""
    members = User.objects.filter(share_members__share=agreement.share)
    return {*names_of(members), *sources.names()}


def _bodies(words: Mapping[str, Any], sides: set[str], later: Sequence[str]) -> list[str]:
    """Return the parties on these sides that these words bind."""
    parties = (party["organisation"] for party in words["parties"] if party["side"] in sides)
    return [party for party in parties if party not in later]


def _rules(words: Mapping[str, Any], withheld: Withheld) -> dict[str, Any]:
    """Return the common rules that these words stand under; empty if they stand under none."""
    named = words.get("rules")
    if not named:
        return {}
    return {"reference": named["reference"], "number": named["number"], "title": withheld.clean(named["title"])}


def _records(agreement: Agreement) -> QuerySet[DataAsset]:
    """Return the records that are shared: none of a party that has not signed."""
    records = records_given(agreement.share_as_agreed)
    if agreement.in_force_at is None:
        return records
    unsigned = agreement.required.filter(signature=None).order_by()
    return records.exclude(publisher__in=unsigned.values("party__organisation"))


def _kept(field: Field, journey: Journey, sources: Sources, withheld: Withheld) -> dict[str, list[Any]]:
    """Return one field as stored: clauses as signed, or lines, or a table with its column headings."""
    if clauses := sources.superseding(field.question):
        return {"clauses": [_clause(clause, withheld) for clause in clauses]}
    if sources.is_of_each(field.question):
        return _of_each(field, journey, sources, withheld)
    if field.question not in sources.sent:
        return {}
    sent = sources.sent[field.question]
    # The public reads which kind of request it was, not the risk that an emergency was about.
    public = min(chosen(sent), default="") if field.question == KIND else roles_only(sent)
    words = journey.describe(field.question, public)
    return _piece(replace(words, lines=tuple(map(_stated, words.lines))), withheld)


def _of_each(field: Field, journey: Journey, sources: Sources, withheld: Withheld) -> dict[str, list[Any]]:
    """Return what each of several parties answered, a row for each."""
    given = ((name, answers.get(field.question)) for name, answers in sources.each.items())
    said = [(name, value) for name, value in given if value is not None]
    if not said:
        return {}
    words = ((name, journey.describe(field.question, roles_only(value))) for name, value in said)
    rows = tuple((name, "\n".join(map(_stated, str(answer).split("\n")))) for name, answer in words)
    return _piece(Words(columns=("Organisation", field.heading), rows=rows), withheld)


def _stated(line: str) -> str:
    """Return a line of an answer with its label as a statement."""
    label = next((label for label in STATEMENTS if line.startswith(label)), "")
    return STATEMENTS[label] + line.removeprefix(label) if label else line


def _clause(clause: SignedClause, withheld: Withheld) -> dict[str, Any]:
    pieces = [_piece(words, withheld) for words in plain(clause.text)]
    return {"number": clause.number, "heading": clause.heading, "pieces": pieces}


def _piece(words: Words, withheld: Withheld) -> dict[str, list[Any]]:
    if words.rows:
        rows = [[withheld.clean(cell) for cell in row] for row in words.rows]
        return {"columns": [withheld.clean(column) for column in words.columns], "rows": rows}
    return {"lines": [withheld.clean(line) for line in words.lines]}


def purpose_in(says: Mapping[str, Any]) -> str:
    """Return the purpose as text, for the list of agreements and its search."""
    text = next((said.text for said in said_in(says) if said.field.name == "purpose"), "")
    return text.removeprefix(BEFORE_PURPOSE).strip()


@dataclass(frozen=True)
class SaidClause:
    """A clause as it was signed, in plain text."""

    number: str
    heading: str
    pieces: tuple[Words, ...]

    @property
    def name(self) -> str:
        """The clause as signed; one that was struck has no number."""
        return f"As signed, clause {self.number} {self.heading}" if self.number else f"As signed, {self.heading}"

    def __str__(self) -> str:
        return "\n".join(str(piece) for piece in self.pieces)


@dataclass(frozen=True)
class Said:
    """One field of an entry: the answer that was sent, or the clauses that were signed instead."""

    field: Field
    words: Words
    clauses: tuple[SaidClause, ...]

    @property
    def text(self) -> str:
        """The words alone."""
        return "\n".join(map(str, self.clauses)) or str(self.words)

    def __str__(self) -> str:
        signed = (f"{clause.name}:\n{clause}" for clause in self.clauses)
        return "\n".join(signed) or str(self.words)


def said_in(says: Mapping[str, Any]) -> Iterator[Said]:
    """Yield the fields that an entry has, in the order of the page."""
    for field in FIELDS:
        stored = says.get(field.name, {})
        said = Said(field, words_in(stored), clauses_in(stored))
        if said.words or said.clauses:
            yield said


def words_in(stored: Mapping[str, Any]) -> Words:
    return Words(
        lines=tuple(stored.get("lines", ())),
        columns=tuple(stored.get("columns", ())),
        rows=tuple(map(tuple, stored.get("rows", ()))),
    )


def clauses_in(stored: Mapping[str, Any]) -> tuple[SaidClause, ...]:
    return tuple(
        SaidClause(clause["number"], clause["heading"], tuple(map(words_in, clause["pieces"])))
        for clause in stored.get("clauses", ())
    )


def in_force_since(agreement: Agreement) -> date:
    """Return the day in the United Kingdom on which the agreement came into force."""
    if agreement.in_force_at is None:
        raise ValueError("The register lists agreements in force only.")
    return clock.local_date(agreement.in_force_at)
