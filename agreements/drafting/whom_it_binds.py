"""The sentence by which a clause that a party wrote says which of several parties it binds."""

from collections.abc import Iterable, Mapping
from typing import Final

from agreements.drafting.quoting import escape
from agreements.models import Clause, DataShare
from datashare.lib.phrases import listed

# The words with which that sentence begins and ends.
BEGINS, ENDS = "This clause binds ", " only."
_NO_NAMES: Final[Mapping[int, str]] = {}


def names_of(share: DataShare, clauses: Iterable[Clause]) -> Mapping[int, str]:
    """Return the names of the parties by key, as the sentence needs them. One query; none if no clause says it."""
    if not any(map(says_whom, clauses)):
        return _NO_NAMES
    parties = share.parties.bound().select_related("organisation")
    return {party.pk: party.organisation.name for party in parties}


def says_whom(clause: Clause) -> bool:
    """Return whether a clause says whom it binds: entries of schedules do by the definitions."""
    return clause.is_own and bool(clause.binds)


def bound_by(clause: Clause, names: Mapping[int, str]) -> str:
    """Return which parties a clause binds, as a sentence in Markdown; empty if it does not say so."""
    if not says_whom(clause):
        return ""
    return f"{BEGINS}{escape(listed(names[key] for key in names if key in clause.binds))}{ENDS}"


def with_bound(clause: Clause, text: str, names: Mapping[int, str]) -> str:
    """Return the words of a clause with that sentence before them."""
    said = bound_by(clause, names)
    return f"{said}\n\n{text}" if said else text
