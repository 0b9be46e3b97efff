"""Clauses and parties as facts of an event, and clauses in messages."""

from collections.abc import Iterable, Sequence

from agreements.kinds import FactValue
from agreements.models import Clause, Party
from agreements.notifications.fact_words import clause_name, clause_places


def about(*clauses: Clause) -> dict[str, FactValue]:
    """Return the fact of which clauses an event is about."""
    return {"clauses": [clause.fact for clause in clauses]}


def parties_fact(parties: Iterable[Party | None]) -> FactValue:
    """Return parties as a fact, each once, in order."""
    return [party.fact for party in dict.fromkeys(parties) if party]


def does(clauses: Sequence[Clause]) -> str:
    """Return the verb after clauses as a subject."""
    return "does" if len(clauses) == 1 else "do"


def name_of(clause: Clause) -> str:
    """Return the name of a clause in a sentence: clause 3.1 of the agreement, “Purpose”."""
    return clause_name(clause.fact)


def clauses_in_words(clauses: Sequence[Clause]) -> str:
    """Return the beginning of a message: Clause 3.1 of the agreement; Clauses 3.1 and 3.2 of the agreement."""
    return f"{'Clause' if len(clauses) == 1 else 'Clauses'} {places(clauses)}"


def places(clauses: Iterable[Clause]) -> str:
    """Return clauses by their numbers: 3.1 and 3.2 of the agreement."""
    return clause_places([clause.fact for clause in clauses])
