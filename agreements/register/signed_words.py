"""Finds signed clauses that differ from the sent answers; the clauses then count."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from agreements.drafting.clause_templates import stated
from agreements.drafting.left_open import deferred_gap_filler
from agreements.drafting.library.phrases import phrase
from agreements.drafting.quoting import escape
from agreements.drafting.values import as_text
from agreements.models import Agreement, Clause, Document
from agreements.questionnaire.words import Json, Words, chosen, part, rows_of, text
from agreements.wording.gaps import gaps_in, question_of
from datashare.lib import markdown

# The supplier's answer that may qualify one of the acquirer's.
QUALIFIERS: Final[Mapping[str, str]] = {"items": "s_items", "gateway": "s_gateway"}
# What stands in place of the words of a clause that is not in the signed text.
STRUCK: Final = "The parties struck this clause."
UNQUALIFIED: Final = frozenset({"accept", "agree", ""})


@dataclass(frozen=True)
class SignedClause:
    """A clause of the agreement as signed. `starter` is its text when it was drafted from these questions."""

    number: str
    heading: str
    text: str
    starter: str
    questions: frozenset[str]
    # The library's key of the clause, also if it is the entry of one of several parties.
    base: str = ""

    def is_about(self, parties: Iterable[str]) -> bool:
        """Return whether this is the entry of one of these parties: its heading begins with the name."""
        return any(self.heading.startswith(party) for party in parties)

    @property
    def is_of_giver(self) -> bool:
        """Whether this is the legal position of one of several parties that give: its own power to disclose."""
        return self.base == "schedule.giving"

    def gives_for(self, parties: Iterable[str]) -> bool:
        """Return whether this is the legal position in which one of these parties gives."""
        return self.is_of_giver and self.is_about(parties)

    @property
    def differs(self) -> bool:
        return self.text.strip() != self.starter.strip()


def signed_clauses(agreement: Agreement, words: Mapping[str, Any]) -> list[SignedClause]:
    """Return the clauses of the agreement itself, struck ones too, without the impact assessment. Two queries."""
    signed = {clause["key"]: clause for clause in _clauses_in(words)}
    drafted = Clause.objects.in_text().filter(edition=agreement.edition_id, document=Document.MOU)
    drafted = drafted.with_starter().in_order()
    fill = deferred_gap_filler(agreement.share_as_agreed)
    signed |= {clause.key: _struck(clause) for clause in drafted if clause.is_struck}
    return [
        SignedClause(
            number=signed[clause.key]["number"],
            heading=signed[clause.key]["heading"],
            text=signed[clause.key]["text"],
            starter=fill(clause.starter),
            base=question_of(clause.key),
            questions=stated(clause.key, clause.sources) | frozenset(map(question_of, gaps_in(clause.starter))),
        )
        for clause in drafted
        if clause.key in signed
    ]


def _struck(clause: Clause) -> Mapping[str, Any]:
    return {"number": "", "heading": clause.heading, "text": STRUCK}


def _clauses_in(words: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    mou = [document for document in words.get("documents", ()) if document["key"] == Document.MOU]
    return [clause for document in mou for section in document["sections"] for clause in section["clauses"]]


def superseding(
    clauses: Iterable[SignedClause], question: str, *, sent: Mapping[str, Json], halves: Iterable[Mapping[str, Json]]
) -> list[SignedClause]:
    """Return the clauses that count in place of an answer; empty if the answer stands.

    A clause counts if it was reworded since it was drafted from the answer, is qualified by what the supplier answered,
    or was drafted from an answer given after the request was sent. Among several, where a giver relies on another
    gateway than a receiver named, the legal position of each giver counts in place of what receivers thought.
    """
    clauses, qualified, later = list(clauses), is_qualified(question, halves), question not in sent
    positions = [clause for clause in clauses if clause.is_of_giver] if qualified and question == "gateway" else []
    return positions or [
        clause
        for clause in clauses
        if question in clause.questions
        and (clause.differs or later or (qualified and QUALIFIERS[question] in clause.questions))
    ]


def is_qualified(question: str, halves: Iterable[Mapping[str, Json]]) -> bool:
    """Return whether a supplier answered something other than agreement."""
    return any(_is_qualifying(half.get(QUALIFIERS.get(question, ""))) for half in halves)


def _is_qualifying(value: Json) -> bool:
    decisions = {text(row.get("decision")) for row in rows_of(value)} or chosen(value)
    return not decisions <= UNQUALIFIED


def still_said(question: str, value: Json, clauses: Iterable[SignedClause]) -> frozenset[str]:
    """Return the options of an answer that all these clauses still state in the library's own words."""
    signed = [clause.text for clause in clauses]
    by = as_text(part(value, "on")) if question == "review_every" else ""
    return frozenset(
        option
        for option in chosen(value)
        if all(escape(phrase(question, option)) in words and by in words for words in signed)
    )


def plain(text: str) -> list[Words]:
    """Return a clause without its Markdown, as lines and tables in order."""
    return [
        Words(columns=tuple(piece.columns), rows=tuple(map(tuple, piece.rows)))
        if isinstance(piece, markdown.Table)
        else Words(lines=tuple(piece))
        for piece in markdown.plain(text)
    ]
