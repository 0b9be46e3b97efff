"""Which parties decide on words for a clause: those that it binds."""

from collections.abc import Sequence

from agreements.models import Clause, Party
from agreements.negotiating.clause_facts import clauses_in_words, does
from datashare.lib.exceptions import NotNow


def must_bind(party: Party, clauses: Sequence[Clause]) -> None:
    """Raise NotNow if one of these clauses does not bind a party, so that it decides on no words for it."""
    if others := [clause for clause in clauses if not clause.is_for(party)]:
        raise NotNow(f"{clauses_in_words(others)} {does(others)} not bind {party}, so others decide on it.")
